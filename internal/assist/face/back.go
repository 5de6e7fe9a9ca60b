package face

import (
	"fmt"
	"strconv"

	"surety/internal/assist/talk"
)

// heardBack goes on when the worker has told what there is to put back.
func heardBack(m *Model, msg any) {
	switch msg := msg.(type) {
	case talk.Kept:
		m.go_(&kept{all: msg.Snapshots})
	case talk.Changes:
		s := &changes{}
		m.go_(s)
		s.hear(m, msg)
	case talk.Back:
		w := m.words()
		words := []string{fmt.Sprintf(w.BackDone, msg.Files, msg.Removed)}
		if msg.Problems > 0 {
			words = append(words, fmt.Sprintf(w.BackProblems, msg.Problems))
		}
		m.over(words...)
	}
}

func (s waiting) hear(m *Model, msg any) { heardBack(m, msg) }

// kept asks which copy is meant.
type kept struct {
	all   []talk.Shelf
	typed string
}

func (s *kept) text() *string { return &s.typed }

func (s *kept) page(m *Model) Page {
	w := m.words()
	p := Page{Title: w.KeptTitle, Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
	for i, k := range s.all {
		p.Body = append(p.Body, fmt.Sprintf("%d  %s  %d  %s", i+1, w.moment(k.Taken), k.Files, w.size(k.Bytes)))
		for _, f := range k.Folders {
			p.Body = append(p.Body, "     "+clean(f, maxPath))
		}
	}
	if len(s.all) == 0 {
		p.Body = []string{w.KeptNone}
		return p
	}
	p.Body = append(p.Body, w.KeptPick)
	return p
}

func (s *kept) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, 6)
		return
	}
	n, err := strconv.Atoi(s.typed)
	if s.typed == "" {
		n, err = 1, nil
	}
	s.typed = ""
	m.turn++
	switch {
	case len(s.all) == 0:
		m.over(m.words().KeptNone)
	case err == nil && n >= 1 && n <= len(s.all):
		m.tell(talk.Compare{Name: s.all[n-1].Name})
		m.go_(waiting{func(w *Words) string { return w.Comparing }})
	}
}

// changes are what differs, file by file.
type changes struct {
	list  []talk.Change
	total int
	done  bool
}

func (s *changes) hear(m *Model, msg any) {
	c, ok := msg.(talk.Changes)
	if !ok {
		return
	}
	s.list, s.total, s.done = append(s.list, c.List...), c.Total, c.Done
	if s.done {
		m.turn++
	}
}

func (s *changes) lines(w *Words) (lines []string) {
	for i, c := range s.list {
		lines = append(lines, fmt.Sprintf("%d  %s: %s", i+1, w.What[c.What], clean(c.Folder+"/"+c.Path.Path, maxPath)))
	}
	return lines
}

func (s *changes) page(m *Model) Page {
	w := m.words()
	switch {
	case !s.done:
		return Page{Title: w.Comparing, Body: s.lines(w), Foot: []string{w.SnapBreak, w.KeyStop}}
	case s.total == 0:
		return Page{Title: w.KeptTitle, Body: []string{w.Same}, Foot: []string{w.EndLeave, w.KeyLanguage}}
	}
	return Page{Title: fmt.Sprintf(w.Differ, s.total), Body: s.lines(w), Foot: []string{w.BackAll, w.BackOne, w.KeyStop, w.KeyLanguage}}
}

func (s *changes) key(m *Model, k Key) {
	switch {
	case !s.done && k.Rune == '2':
		m.tell(talk.Cancel{})
	case s.done && s.total == 0 && k.Enter:
		m.done = true
	case s.done && s.total > 0 && k.Rune == '1':
		m.go_(&sure{from: s})
	case s.done && s.total > 0 && k.Rune == '2':
		m.go_(&picking{from: s})
	}
}

// picking asks for one of the differences by its number.
type picking struct {
	from  *changes
	typed string
}

func (s *picking) text() *string { return &s.typed }

func (s *picking) page(m *Model) Page {
	w := m.words()
	return Page{Title: fmt.Sprintf(w.Differ, s.from.total), Body: append(s.from.lines(w), w.BackNumber), Input: &s.typed, Foot: []string{w.Enter, w.Stop}}
}

func (s *picking) key(m *Model, k Key) {
	if !k.Enter {
		edit(&s.typed, k, 6)
		return
	}
	n, err := strconv.Atoi(s.typed)
	if err != nil || n < 1 || n > len(s.from.list) {
		m.go_(s.from)
		return
	}
	m.go_(&sure{from: s.from, one: &s.from.list[n-1]})
}

// sure asks a last time.
type sure struct {
	from *changes
	one  *talk.Change
}

func (s *sure) page(m *Model) Page {
	w := m.words()
	p := Page{Title: fmt.Sprintf(w.Differ, s.from.total), Body: []string{w.BackSure}, Foot: []string{w.BackGo, w.Back, w.KeyStop, w.KeyLanguage}}
	if s.one != nil {
		p.Title = w.What[s.one.What] + ": " + clean(s.one.Folder+"/"+s.one.Path.Path, maxPath)
	}
	return p
}

func (s *sure) key(m *Model, k Key) {
	switch {
	case k.Rune == '1':
		back := talk.PutBack{}
		if s.one != nil {
			back.Paths = []talk.Path{s.one.Path}
		}
		m.tell(back)
		m.go_(&working{text: func(w *Words, p talk.Progress) []string {
			return []string{fmt.Sprintf(w.BackRuns, p.Files, w.size(p.Bytes))}
		}})
	case k.Enter:
		m.go_(s.from)
	}
}
