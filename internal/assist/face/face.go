// Package face is what the client sees and presses: a model that knows no terminal, and what draws it on one.
//
// The model goes from step to step by keys, by what the worker says, and by time. No answer is no: after AnswerWithin without a key, what
// is asked is refused. What is asked for is granted one by one, and nothing by default. Report and stop are there on every page; stop does
// not even need the model (package program).
//
// Whatever came from the server or from who helps is cleaned where it becomes a line, once, here: no control, nothing that turns text
// around, no more than fits. Keys are digits, which every layout of keys has; Persian and Arabic digits count.
package face

import (
	"fmt"
	"slices"
	"time"

	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/wire"
)

const (
	// AnswerWithin is how long a question waits for a key.
	AnswerWithin = 5 * time.Minute
	// LockedFor is how long the warning must stand before one can go on.
	LockedFor = 10 * time.Second
)

// Page is what is to be seen. Foot stays when the body is longer than the screen.
type Page struct {
	Bar   []string // at the top, at all times, while the session runs
	Title string
	Body  []string
	Input *string // what is being typed
	Foot  []string
	// Turn tells one page from the next for terminals that only write on.
	Turn int
}

// step is where the client is.
type step interface {
	page(m *Model) Page
	key(m *Model, k Key) // may set m.step
}

// typer is a step in which text is typed.
type typer interface{ text() *string }

// Model is the client's side of the conversation.
type Model struct {
	now      time.Time
	language string
	host     string
	step     step
	turn     int
	asked    time.Time // when the last key came, or the last question
	out      []any
	done     bool
	stop     bool // the client said stop, or time did

	facts    wire.Facts
	outdated bool // the program that runs here
	name     string
	targets  []talk.Target
	screens  []string
	grant    talk.Consent
	copied   *talk.Prepared

	active bool
	live   session.State
	until  time.Time
	notice string
	end    *talk.Over
	rest   restState
	left   string // why something still runs
	dir    string

	reported string // while the session ran: why
}

// Reported is why the client reported who was there, or empty.
func (m *Model) Reported() string { return m.reported }

// New begins with reaching a server.
func New(language, host string, now time.Time) *Model {
	m := &Model{now: now, language: language, host: host, asked: now}
	m.go_(waiting{text: func(w *Words) string { return fmt.Sprintf(w.Connecting, clean(host, 80)) }})
	return m
}

func (m *Model) words() *Words { return texts[m.language] }

// go_ goes to another step.
func (m *Model) go_(s step) {
	m.step, m.turn, m.asked, m.notice = s, m.turn+1, m.now, ""
}

func (m *Model) tell(msg any) { m.out = append(m.out, msg) }

// Told returns what is to be told to the worker since the last call.
func (m *Model) Told() []any {
	out := m.out
	m.out = nil
	return out
}

// Stopping tells whether everything is to be stopped now.
func (m *Model) Stopping() bool { return m.stop }

// Live tells whether somebody may be on this computer: the session was begun and is not over.
func (m *Model) Live() bool { return m.active && m.end == nil }

// Done tells whether the client has left.
func (m *Model) Done() bool { return m.done }

// Typing tells whether digits are text now and not keys.
func (m *Model) Typing() bool {
	_, typing := m.step.(typer)
	return typing
}

// Language is the one that is shown.
func (m *Model) Language() string { return m.language }

// Page is what is to be seen now.
func (m *Model) Page() Page {
	p := m.step.page(m)
	p.Turn = m.turn
	if m.notice != "" {
		p.Body = append([]string{m.notice, ""}, p.Body...)
	}
	if m.active && m.end == nil {
		p.Bar = m.bar()
	}
	return p
}

// Tick tells the time.
func (m *Model) Tick(now time.Time) {
	m.now = now
	switch {
	case m.asking() && now.Sub(m.asked) >= AnswerWithin:
		m.refuse(m.words().NoAnswer)
	case m.active && m.end == nil && now.After(m.until.Add(time.Minute)):
		m.stop = true // the worker should have ended it
	}
}

// asking tells whether the client is being asked something before the session.
func (m *Model) asking() bool {
	switch m.step.(type) {
	case waiting, *working, *ended:
		return false
	}
	return !m.active && m.facts.Ticket+m.facts.Host != ""
}

// refuse says no to the server.
func (m *Model) refuse(words string) {
	m.tell(talk.Refuse{})
	m.over(words)
}

// over is the end of a program that did nothing.
func (m *Model) over(words ...string) {
	m.rest = restNone
	m.go_(&ended{words: words})
}

// Press takes a key.
func (m *Model) Press(k Key) {
	m.asked = m.now
	if !m.Typing() {
		switch k.Rune {
		case '0':
			m.Stop()
			return
		case '8':
			m.language = languages[(slices.Index(languages, m.language)+1)%len(languages)]
			m.turn++
			return
		case '9':
			if m.report() {
				return
			}
		}
	}
	m.step.key(m, k)
}

// Stop is the client's stop, by key or by a signal.
func (m *Model) Stop() {
	switch {
	case m.end != nil:
		m.done = true
	case m.active:
		m.stop = true
	case m.asking():
		m.refuse(m.words().Refused)
	default:
		m.done, m.stop = true, true
	}
}

// report reports who asks: at the warning, that somebody telephoned. It ends what runs.
func (m *Model) report() bool {
	reason := "other"
	if _, warned := m.step.(*warning); warned {
		reason = "telephoned"
	}
	if m.end != nil || m.facts.Host == "" {
		return false
	}
	if m.active { // it is told once nothing runs any more
		m.reported, m.stop = reason, true
		return true
	}
	m.tell(talk.Report{Reason: reason})
	m.over(m.words().Reported)
	return true
}

// Hear takes what the worker says.
func (m *Model) Hear(msg any) {
	switch msg := msg.(type) {
	case talk.Asked:
		m.hearAsked(msg)
	case talk.Prepared:
		m.prepared(msg)
	case talk.Active:
		m.active, m.until = true, msg.Until
		m.go_(&here{})
	case talk.State:
		m.live = msg.State
	case talk.Over:
		m.end = &msg
		m.rest = restSending
		m.go_(&ended{})
	case talk.Fault:
		m.fault(msg)
	case talk.Progress, talk.Kept, talk.Changes, talk.Back:
		if w, ok := m.step.(interface{ hear(*Model, any) }); ok {
			w.hear(m, msg)
		}
	}
}

func (m *Model) hearAsked(msg talk.Asked) {
	f, err := wire.DecodeFacts(msg.Facts)
	if err != nil {
		m.over(m.say("answer_unreadable"))
		return
	}
	m.facts, m.name, m.targets, m.screens, m.outdated = f, msg.Name, msg.Targets, msg.Screens, msg.Outdated
	m.go_(&warning{since: m.now})
}

// prepared goes on from the copy, or its waiver, to what is asked for.
func (m *Model) prepared(msg talk.Prepared) {
	if f, err := wire.DecodeFacts(msg.Facts); err == nil {
		m.facts = f
	}
	m.copied = &msg
	m.nextPower(0)
}

// say is a code in words.
func (m *Model) say(code string) string {
	if words := m.words().Faults[code]; words != "" {
		return words
	}
	return fmt.Sprintf(m.words().Fault, clean(code, 64))
}

// fault shows what failed, where it can be mended, and else ends.
func (m *Model) fault(f talk.Fault) {
	words := m.say(f.Code)
	if f.Code == "paused_by_other" {
		m.notice = m.words().Held
		return
	}
	switch f.Of {
	case "snapshot", "waive":
		m.go_(&copying{})
	case "leave", "rest":
		return
	default:
		m.over(words)
		return
	}
	m.notice = words
}

// Stopped says that everything has been ended, and what could not be.
func (m *Model) Stopped(left string) {
	m.left = left
	if m.end == nil && m.active {
		m.end = &talk.Over{End: session.End{By: wire.Client, Why: wire.WhyStopped}, Done: m.live.Done}
		m.rest = restSending
		m.go_(&ended{})
	}
}

// Failed says that the worker ended by itself.
func (m *Model) Failed() {
	if m.end != nil || m.done {
		return
	}
	if m.active {
		m.end = &talk.Over{End: session.End{By: wire.Server, Why: wire.WhyWorkerGone}, Done: m.live.Done}
		m.rest = restSending
		m.go_(&ended{})
		return
	}
	if _, ended := m.step.(*ended); !ended {
		m.over(m.words().Ends["worker_gone"])
	}
}

// Rested says what became of the rest of the recording: all of it is with the server, or it lies in the folder.
func (m *Model) Rested(complete bool, dir string) {
	m.rest, m.dir = restKept, dir
	if complete {
		m.rest = restSent
	}
	m.turn++
}

// restState is what becomes of the recording's rest.
type restState int

const (
	restNone restState = iota
	restSending
	restSent
	restKept
)
