package face

import (
	"fmt"
	"slices"
	"time"

	"surety/internal/assist/talk"
	"surety/internal/wire"
)

// waiting is for something that comes by itself.
type waiting struct{ text func(*Words) string }

func (s waiting) page(m *Model) Page {
	return Page{Title: m.words().Title, Body: []string{s.text(m.words())}, Foot: []string{m.words().KeyStop, m.words().KeyLanguage}}
}
func (waiting) key(*Model, Key) {}

func (m *Model) wait() { m.go_(waiting{func(w *Words) string { return w.Waiting }}) }

// warning comes before anything else, and stands for a while.
type warning struct{ since time.Time }

func (s *warning) locked(m *Model) int {
	return int((LockedFor - m.now.Sub(s.since) + time.Second - 1) / time.Second)
}

func (s *warning) page(m *Model) Page {
	w := m.words()
	p := Page{Title: w.WarnTitle, Body: append([]string(nil), w.Warn...), Foot: []string{w.WarnGo, w.KeyReport, w.KeyStop, w.KeyLanguage}}
	if n := s.locked(m); n > 0 {
		p.Foot[0] = fmt.Sprintf(w.WarnWait, n)
	}
	return p
}

func (s *warning) key(m *Model, k Key) {
	if k.Rune == '1' && s.locked(m) <= 0 {
		m.go_(&facts{})
	}
}

// facts are who asks for what.
type facts struct{}

func (*facts) page(m *Model) Page {
	w, f := m.words(), m.facts
	identity := w.Unverified
	if f.Verified {
		identity = w.Verified
	}
	var b []string
	if m.outdated {
		b = append(wrap(w.Outdated, 70), "")
	}
	b = append(b, w.Who+":", "  "+clean(f.Specialist, 100), "  "+identity, "  "+w.Since+" "+w.day(time.Unix(f.Since, 0)), "  "+fmt.Sprintf(w.Standing, f.Deals, f.Disputes),
		w.Ticket+":", "  "+clean(f.Ticket, 40)+"  "+clean(f.Subject, 120))
	if f.Deal != "" {
		b = append(b, w.Deal+":", "  "+clean(f.Deal, 120))
	}
	price := w.NoPrice
	if f.Currency != "" {
		price = w.Price + ": " + amount(f.Currency, f.Price)
	}
	b = append(b, price, w.Why+":")
	for _, line := range cleanLines(f.Reason, 4000, 70) {
		b = append(b, "  "+line)
	}
	b = append(b, w.Wants+":")
	for _, code := range f.Powers {
		b = append(b, "  - "+w.Powers[code])
	}
	b = append(b, w.Until+": "+w.moment(time.Unix(f.Until, 0)))
	return Page{Title: w.FactsTitle, Body: b, Foot: []string{w.FactsGo, w.FactsNo, w.KeyReport, w.KeyStop, w.KeyLanguage}}
}

func (*facts) key(m *Model, k Key) {
	switch k.Rune {
	case '1':
		m.go_(&copying{})
	case '2':
		m.refuse(m.words().Refused)
	}
}

// copying asks whether to keep a copy first.
type copying struct{}

func (*copying) page(m *Model) Page {
	w := m.words()
	return Page{Title: w.SnapTitle, Body: []string{w.SnapWhy}, Foot: []string{w.SnapYes, w.SnapNo, w.KeyReport, w.KeyStop, w.KeyLanguage}}
}

func (*copying) key(m *Model, k Key) {
	switch k.Rune {
	case '1':
		m.go_(&folders{ask: func(w *Words) (string, string) { return w.SnapTitle, w.SnapFolder }, then: func(m *Model, some []string) {
			if len(some) == 0 {
				m.go_(&copying{})
				return
			}
			m.go_(&disk{folders: some})
		}})
	case '2':
		m.go_(&waiver{})
	}
}

func snapping(w *Words, p talk.Progress) []string {
	return []string{fmt.Sprintf(w.SnapRuns, p.Files, max(p.Files, p.FilesTotal), w.size(p.Bytes), w.size(max(p.Bytes, p.BytesTotal)))}
}

// working shows how far something is that takes a while.
type working struct {
	text func(*Words, talk.Progress) []string
	at   talk.Progress
}

func (s *working) hear(m *Model, msg any) {
	if p, ok := msg.(talk.Progress); ok {
		s.at = p
		return
	}
	heardBack(m, msg)
}

func (s *working) page(m *Model) Page {
	w := m.words()
	b := s.text(w, s.at)
	if s.at.SecondsLeft > 0 {
		b = append(b, fmt.Sprintf(w.SnapLeft, w.span(time.Duration(s.at.SecondsLeft)*time.Second)))
	}
	return Page{Title: w.Title, Body: b, Foot: []string{w.SnapBreak, w.KeyStop, w.KeyLanguage}}
}

func (s *working) key(m *Model, k Key) {
	if k.Rune == '2' {
		m.tell(talk.Cancel{})
	}
}

// nextPower asks for the powers one by one, from the i-th on, and then for all that was granted together.
func (m *Model) nextPower(i int) {
	if i == len(m.facts.Powers) {
		m.go_(&summary{})
		return
	}
	m.go_(&allow{i: i})
}

// allow asks for one power.
type allow struct{ i int }

func (s *allow) page(m *Model) Page {
	w, code := m.words(), m.facts.Powers[s.i]
	b := append([]string{}, wrap(w.Allow, 70)...)
	for _, line := range wrap(w.Powers[code], 68) {
		b = append(b, "  "+line)
	}
	if code == wire.Port {
		for _, p := range m.facts.Ports {
			b = append(b, "  - "+clean(p, 300))
		}
	}
	if m.copied != nil && s.i == 0 && m.copied.Files > 0 {
		b = append([]string{fmt.Sprintf(w.SnapDone, m.copied.Files, w.size(m.copied.Bytes)), ""}, b...)
		if m.copied.Left > 0 {
			b = slices.Insert(b, 1, fmt.Sprintf(w.SnapNotKept, m.copied.Left))
		}
	}
	return Page{Title: clean(m.facts.Specialist, 100), Body: b, Foot: []string{w.Yes, w.No, w.KeyReport, w.KeyStop, w.KeyLanguage}}
}

func (s *allow) key(m *Model, k Key) {
	code := m.facts.Powers[s.i]
	switch {
	case k.Rune == '1' && (code == wire.FilesFetch || code == wire.FilesSend) && len(m.grant.Folders) == 0:
		m.go_(&folders{ask: func(w *Words) (string, string) { return w.Powers[code], w.FolderAsk }, then: func(m *Model, some []string) {
			if m.grant.Folders = some; len(some) > 0 {
				m.allowed(code)
			}
			m.nextPower(s.i + 1)
		}})
	case k.Rune == '1' && code == wire.Port && len(m.targets) > 0:
		m.go_(&ports{then: s.i + 1})
	case k.Rune == '1' && (code == wire.ScreenView || code == wire.ScreenControl) && m.grant.Screen == "":
		m.go_(&screens{power: code, then: s.i + 1})
	case k.Rune == '1' && code != wire.Port:
		m.allowed(code)
		m.nextPower(s.i + 1)
	case k.Rune == '2' || k.Enter:
		m.nextPower(s.i + 1)
	}
}

func (m *Model) allowed(code wire.Purpose) { m.grant.Granted = append(m.grant.Granted, code) }

// ports asks for each address, and shows where it leads.
type ports struct{ i, then int }

func (s *ports) page(m *Model) Page {
	w, t := m.words(), m.targets[s.i]
	b := []string{w.Powers[wire.Port], "", "  " + clean(t.Name, 300)}
	if t.Code != "" {
		return Page{Title: clean(m.facts.Specialist, 100), Body: append(b, "", w.PortNowhere), Foot: []string{w.Enter, w.KeyReport, w.KeyStop, w.KeyLanguage}}
	}
	b = append(b, w.PortAsk)
	for _, a := range t.Addresses {
		b = append(b, "  "+clean(a, 80))
	}
	return Page{Title: clean(m.facts.Specialist, 100), Body: b, Foot: []string{w.Yes, w.No, w.KeyReport, w.KeyStop, w.KeyLanguage}}
}

func (s *ports) key(m *Model, k Key) {
	t := m.targets[s.i]
	switch {
	case k.Rune == '1' && t.Code == "":
		m.grant.Ports = append(m.grant.Ports, t.Name)
	case k.Rune == '2' || k.Enter:
	default:
		return
	}
	if s.i+1 < len(m.targets) {
		m.go_(&ports{i: s.i + 1, then: s.then})
		return
	}
	if len(m.grant.Ports) > 0 {
		m.allowed(wire.Port)
	}
	m.nextPower(s.then)
}

// summary is what will be signed.
type summary struct{}

func (*summary) page(m *Model) Page {
	w := m.words()
	if len(m.grant.Granted) == 0 {
		return Page{Title: w.SumTitle, Body: []string{w.SumNothing}, Foot: []string{w.SumNo, w.KeyReport, w.KeyStop, w.KeyLanguage}}
	}
	b := []string{clean(m.facts.Specialist, 100) + ":"}
	for _, code := range m.grant.Granted {
		b = append(b, "  - "+w.Powers[code])
	}
	for _, p := range m.grant.Ports {
		b = append(b, "      "+clean(p, 300))
	}
	if len(m.grant.Folders) > 0 {
		b = append(b, w.SumFolder+":")
		for _, f := range m.grant.Folders {
			b = append(b, "  "+clean(f, maxPath))
		}
	}
	b = append(b, w.Until+": "+w.moment(time.Unix(m.facts.Until, 0)), w.Recording)
	return Page{Title: w.SumTitle, Body: b, Foot: []string{w.SumGo, w.SumNo, w.KeyReport, w.KeyStop, w.KeyLanguage}}
}

// Quota is how many bytes may be sent to the machine in one session.
const Quota = 8 << 30

func (*summary) key(m *Model, k Key) {
	switch {
	case k.Rune == '1' && len(m.grant.Granted) > 0:
		if slices.Contains(m.grant.Granted, wire.FilesSend) {
			m.grant.Quota = Quota
		}
		m.tell(m.grant)
		m.wait()
	case k.Rune == '2' || k.Enter && len(m.grant.Granted) == 0:
		m.refuse(m.words().Refused)
	}
}
