package face

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"surety/internal/assist/talk"
	"surety/internal/wire"
)

// maxPath is the longest path that can be typed, in characters.
const maxPath = 1000

// folders asks for folders until there are no more.
type folders struct {
	ask   func(*Words) (title, question string)
	some  []string
	typed string
	bad   bool
	then  func(m *Model, some []string)
}

func (s *folders) text() *string { return &s.typed }

func (s *folders) page(m *Model) Page {
	w := m.words()
	title, question := s.ask(w)
	p := Page{Title: title, Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
	for _, f := range s.some {
		p.Body = append(p.Body, "  - "+clean(f, maxPath))
	}
	if s.bad {
		p.Body = append(p.Body, w.FolderBad)
	}
	if len(s.some) > 0 {
		question = w.FolderMore
	}
	p.Body = append(p.Body, question)
	return p
}

func (s *folders) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, maxPath)
		return
	}
	path := home(strings.TrimSpace(s.typed))
	s.typed, s.bad = "", false
	m.turn++
	if path == "" {
		s.then(m, s.some)
		return
	}
	info, err := os.Stat(path)
	switch s.bad = err != nil || !info.IsDir() || !filepath.IsAbs(path); {
	case s.bad || slices.Contains(s.some, path):
	default:
		s.some = append(s.some, path)
	}
}

// home reads ~ as people write it.
func home(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if dir, err := os.UserHomeDir(); err == nil {
			return filepath.Join(dir, rest)
		}
	}
	if path == "" {
		return ""
	}
	return filepath.Clean(path)
}

// disk asks for a place of one's own for a second copy.
type disk struct {
	folders []string
	typed   string
	bad     bool
}

func (s *disk) text() *string { return &s.typed }

func (s *disk) page(m *Model) Page {
	w := m.words()
	p := Page{Title: w.SnapTitle, Body: []string{w.SnapDisk, w.Empty}, Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
	if s.bad {
		p.Body = append([]string{w.FolderBad}, p.Body...)
	}
	return p
}

func (s *disk) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, maxPath)
		return
	}
	path := home(strings.TrimSpace(s.typed))
	info, err := os.Stat(cmp.Or(path, string(filepath.Separator)))
	if s.bad = path != "" && (err != nil || !info.IsDir() || !filepath.IsAbs(path)); s.bad {
		m.turn++
		return
	}
	m.tell(talk.Snapshot{Folders: s.folders, Disk: path})
	m.go_(&working{text: snapping})
}

// waiver is for words by which the client does without a copy.
type waiver struct {
	typed string
	short bool
}

// waiverLength is how many letters make a sentence, in a script of few letters too.
const waiverLength = 6

func (s *waiver) text() *string { return &s.typed }

func (s *waiver) page(m *Model) Page {
	w := m.words()
	p := Page{Title: w.WaiveTitle, Body: wrap(w.WaiveHow, 70), Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
	if s.short {
		p.Body = append(p.Body, w.WaiveShort)
	}
	return p
}

func (s *waiver) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, 300)
		return
	}
	words := strings.TrimSpace(s.typed)
	if s.short = len([]rune(words)) < waiverLength; s.short {
		m.turn++
		return
	}
	m.tell(talk.Waive{Words: words})
	m.wait()
}

// screens asks which VNC server is meant.
type screens struct {
	power wire.Purpose
	typed string
	bad   bool
	then  int
}

func (s *screens) text() *string { return &s.typed }

func (s *screens) page(m *Model) Page {
	w := m.words()
	b := []string{w.ScreenAsk}
	for _, a := range m.screens {
		b = append(b, "  "+a)
	}
	if len(m.screens) == 0 {
		b = append(b, w.ScreenNone)
	}
	if s.bad {
		b = append(b, w.ScreenBad)
	}
	return Page{Title: w.Powers[s.power], Body: append(b, w.Empty), Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
}

func (s *screens) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, 60)
		return
	}
	if s.typed == "" {
		m.nextPower(s.then)
		return
	}
	address := strings.TrimSpace(s.typed)
	if s.bad = !strings.HasPrefix(address, "127.") && !strings.HasPrefix(address, "[::1]:"); s.bad {
		m.turn++
		return
	}
	m.grant.Screen = address
	m.allowed(s.power)
	m.nextPower(s.then)
}
