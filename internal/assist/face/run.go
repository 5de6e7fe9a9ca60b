package face

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/wire"
)

// bar is at the top while the session runs, on every page.
func (m *Model) bar() (b []string) {
	w := m.words()
	b = append(b, w.Nobody)
	if len(m.live.Here) > 0 {
		b = b[:0]
		for _, p := range m.live.Here {
			if p.Words[0] == "" { // let in, and not sealed to: nothing can be done by it
				b = append(b, fmt.Sprintf(w.Coming, clean(m.facts.Specialist, 60)))
				continue
			}
			b = append(b, fmt.Sprintf(w.Here, clean(m.facts.Specialist, 60)), w.Safety+": "+clean(strings.Join(p.Words[:], " "), 80))
		}
	}
	b = append(b, fmt.Sprintf(w.Left, w.span(m.until.Sub(m.now))))
	return append(b, w.TheyCan+": "+m.can())
}

func (m *Model) can() string {
	w, all := m.words(), []string{}
	for _, code := range m.live.Powers {
		all = append(all, w.Can[code])
	}
	if len(all) == 0 {
		return w.Nothing
	}
	comma := ", "
	switch m.language {
	case "fa", "fa-mirrored":
		comma = "، "
	case "zh":
		comma = "、"
	}
	return strings.Join(all, comma)
}

// here is while the session runs.
type here struct{}

func (*here) page(m *Model) Page {
	w := m.words()
	b := []string{}
	pause := w.KeyPause
	for _, by := range m.live.Paused {
		b = append(b, w.Paused[by])
		pause = w.KeyResume
	}
	switch {
	case !m.live.Connected:
		b = append(b, w.Offline)
	case !m.live.Ready:
		b = append(b, w.NotReady)
	default:
		b = append(b, w.Recording)
	}
	if slices.ContainsFunc(m.live.Here, func(p session.Peer) bool { return p.Words[0] != "" }) {
		b = append(b, w.SafetyWhy)
	}
	b = append(b, "")
	for _, d := range m.live.Deeds {
		b = append(b, "  "+deed(w, d.Kind, d.Name, d.Size))
	}
	return Page{Title: w.Title, Body: b, Foot: []string{w.KeyStop, pause, w.KeyTake, w.KeyLanguage, w.KeyReport}}
}

func deed(w *Words, kind, name string, bytes uint64) string {
	line := w.Deeds[kind]
	if name != "" {
		line += ": " + clean(name, 200)
	}
	if bytes > 0 {
		line += " (" + w.size(int64(bytes)) + ")"
	}
	return line
}

func (*here) key(m *Model, k Key) {
	switch k.Rune {
	case '1':
		step := wire.Pause
		if len(m.live.Paused) > 0 {
			step = wire.Resume
		}
		m.notice = ""
		m.tell(talk.Turn{Step: step})
	case '2':
		m.go_(&taking{})
	}
}

// taking asks which power to take back.
type taking struct{}

func (*taking) page(m *Model) Page {
	w := m.words()
	p := Page{Title: w.TakeTitle, Foot: []string{w.Back, w.KeyStop}}
	for i, code := range m.live.Powers {
		p.Body = append(p.Body, fmt.Sprintf("%d  %s", i+1, w.Can[code]))
	}
	return p
}

func (*taking) key(m *Model, k Key) {
	if i := int(k.Rune - '1'); i >= 0 && i < len(m.live.Powers) {
		m.tell(talk.Turn{Step: wire.Take, Power: m.live.Powers[i]})
	} else if !k.Enter {
		return
	}
	m.go_(&here{})
}

// ended is after the session, or instead of one.
type ended struct{ words []string }

func (s *ended) page(m *Model) Page {
	w := m.words()
	b := append([]string{}, s.words...)
	if m.end != nil {
		why := w.Ends[m.end.Why]
		if why == "" {
			why = fmt.Sprintf(w.EndOther, clean(m.end.Why, 64))
		}
		b = append(b, why)
		b = append(b, m.did()...)
	}
	switch m.rest {
	case restSending:
		b = append(b, w.EndSending)
	case restSent:
		b = append(b, w.EndSent)
	case restKept:
		b = append(b, w.EndKept, "  "+clean(m.dir, maxPath))
	}
	switch {
	case m.left != "":
		b = append(b, fmt.Sprintf(w.EndStill, clean(m.left, 200)))
	case m.rest == restSent || m.rest == restKept:
		b = append(b, w.EndClean)
	}
	return Page{Title: w.EndTitle, Body: b, Foot: []string{w.EndLeave, w.KeyLanguage}}
}

// did is what was done, in numbers, without what was not.
func (m *Model) did() (lines []string) {
	d := m.end.Done
	for i, n := range []int{d.Terminals, d.Screens, d.Typed, d.Fetched, d.Sent, d.Changed, d.Tunnels} {
		if n > 0 {
			lines = append(lines, fmt.Sprintf("  %s: %d", m.words().Done[i], n))
		}
	}
	return lines
}

func (s *ended) key(m *Model, k Key) {
	if k.Enter {
		m.done = true
	}
}

// Time is now, as the model was last told.
func (m *Model) Time() time.Time { return m.now }
