package face

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// ErrNotTerminal says that nobody could read or answer.
var ErrNotTerminal = errors.New("face: not a terminal")

const (
	closeWithin = time.Second
	leastRows   = 8
)

// Terminal draws pages and reads keys. Drawing never waits for the terminal: what it does not take is drawn over by what comes later.
type Terminal struct {
	in, out  *os.File
	plain    bool // it only writes on, line by line (TERM=dumb)
	before   *term.State
	Typing   atomic.Bool  // digits are text now
	Live     atomic.Bool  // the session runs: the stop ends it
	turn     atomic.Int64 // of the page that is to be shown
	seen     atomic.Int64 // of the page that was shown to its end
	mirrored atomic.Bool

	pages  chan Page
	scroll chan int
	over   chan struct{}
	once   sync.Once
}

// Open takes the terminal. Fault: ErrNotTerminal.
func Open(in, out *os.File) (*Terminal, error) {
	if !term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) {
		return nil, ErrNotTerminal
	}
	t := &Terminal{in: in, out: out, pages: make(chan Page, 1), scroll: make(chan int, 8), over: make(chan struct{})}
	t.plain = os.Getenv("TERM") == "dumb" || !draws(out)
	if !t.plain {
		var err error
		if t.before, err = term.MakeRaw(int(in.Fd())); err != nil {
			t.plain = true
		}
	}
	go t.draw()
	return t, nil
}

// Keys reads keys until the terminal is gone, and gives each to press.
func (t *Terminal) Keys(press func(Key)) {
	var rest []byte
	for buf := make([]byte, 4096); ; {
		n, err := t.in.Read(buf)
		if n > 0 && t.plain {
			t.line(string(buf[:n]), press)
		} else if n > 0 {
			var keys []Key
			keys, rest = Keys(append(rest, buf[:n]...))
			for _, k := range keys {
				press(k)
			}
		}
		if err != nil {
			return
		}
	}
}

// line is an answer where answers end with Enter: one key, or all of a text.
func (t *Terminal) line(text string, press func(Key)) {
	text = strings.TrimRight(text, "\r\n")
	keys, _ := Keys([]byte(text))
	switch {
	case text == "" || t.Typing.Load():
		for _, k := range keys {
			press(k)
		}
		press(Key{Enter: true})
	case len(keys) > 0:
		press(keys[0])
	}
}

// Seen reports whether the page was on the screen to its end, and else scrolls down: nobody says yes to what they could not see.
func (t *Terminal) Seen() bool {
	if t.plain || t.seen.Load() == t.turn.Load() {
		return true
	}
	t.Scroll(1)
	return false
}

// Scroll moves the page by screens.
func (t *Terminal) Scroll(by int) {
	select {
	case t.scroll <- by:
	default:
	}
}

// Draw shows a page, as soon as the terminal takes it.
func (t *Terminal) Draw(p Page, language string) {
	t.mirrored.Store(language == "fa-mirrored")
	t.turn.Store(int64(p.Turn))
	select {
	case <-t.pages: // one that was not drawn yet is old
	default:
	}
	select {
	case t.pages <- p:
	default:
	}
}

func (t *Terminal) draw() {
	v := &view{}
	if !t.plain {
		fmt.Fprint(t.out, "\x1b[?1049h")
	}
	for {
		select {
		case p := <-t.pages:
			v.take(p)
		case by := <-t.scroll:
			v.offset += by * max(v.room-1, 1)
		case <-t.over:
			return
		}
		if t.plain {
			_, _ = t.out.Write(v.lines(t.mirrored.Load()))
			continue
		}
		cols, rows, err := term.GetSize(int(t.out.Fd()))
		if err != nil {
			cols, rows = 80, 24
		}
		b, more := v.screen(cols, rows, t.mirrored.Load())
		if _, err := t.out.Write(b); err == nil && !more {
			t.seen.Store(int64(v.page.Turn))
		}
	}
}

// Close gives the terminal back, with the lines as its last word. It waits a moment and no longer.
func (t *Terminal) Close(last []string) {
	t.once.Do(func() {
		close(t.over)
		done := make(chan struct{})
		go func() {
			defer close(done)
			if t.before != nil {
				fmt.Fprint(t.out, "\x1b[?1049l\x1b[0m\x1b[?25h")
				_ = term.Restore(int(t.in.Fd()), t.before)
			}
			for _, l := range last {
				fmt.Fprintln(t.out, l)
			}
		}()
		select {
		case <-done:
		case <-time.After(closeWithin):
			if t.before != nil {
				go func() { _ = term.Restore(int(t.in.Fd()), t.before) }()
			}
		}
	})
}

// view is what of a page is on the screen.
type view struct {
	page   Page
	drawn  bool
	offset int // of the body
	room   int // lines for it
	seen   bool
	shown  string // in a terminal that only writes on
}

func (v *view) take(p Page) {
	if !v.drawn || p.Turn != v.page.Turn {
		v.offset, v.seen = 0, false
	}
	v.page, v.drawn = p, true
}

// screen is the whole picture: bar, title, as much of the body as there is room for, what is typed, and the keys. more tells whether the
// end of the body was not shown yet.
func (v *view) screen(cols, rows int, turned bool) (picture []byte, more bool) {
	width, p := max(cols-1, 20), v.page
	var b bytes.Buffer
	b.WriteString("\x1b[?25l\x1b[H")
	n := 0
	line := func(style, text string) {
		if turned {
			text = mirrored(text)
		}
		b.WriteString(style + text + "\x1b[0m\x1b[K\r\n")
		n++
	}
	for _, l := range wrapAll(p.Bar, width) {
		line("\x1b[7m", l)
	}
	for _, l := range wrap(p.Title, width) {
		line("\x1b[1m", l)
	}
	line("", "")
	body, foot := wrapAll(p.Body, width), wrapAll(p.Foot, width)
	typed := 0
	if p.Input != nil {
		typed = 1
	}
	v.room = max(rows-n-len(foot)-typed-2, leastRows-3)
	v.offset = max(min(v.offset, len(body)-v.room), 0)
	end := min(v.offset+v.room, len(body))
	v.seen = v.seen || end == len(body)
	for _, l := range body[v.offset:end] {
		line("", l)
	}
	if p.Input != nil {
		line("", "> "+tail(clean(*p.Input, maxPath), width-4)+"_")
	}
	line("", "")
	if end < len(body) {
		foot = append([]string{fmt.Sprintf("%d%%  ·  ", 100*end/len(body)) + english.KeyMore}, foot...)
	}
	for i, l := range foot {
		if turned {
			l = mirrored(l)
		}
		b.WriteString(l + "\x1b[K")
		if i < len(foot)-1 {
			b.WriteString("\r\n")
		}
	}
	b.WriteString("\x1b[J")
	return b.Bytes(), !v.seen
}

// lines is the page for a terminal that only writes on: when it is another one, and what of a bar or a body has become different.
func (v *view) lines(turned bool) []byte {
	p := v.page
	text := strings.Join(append(append(append([]string{p.Title}, p.Body...), ""), p.Foot...), "\n")
	key := fmt.Sprint(p.Turn, text)
	if v.page.Turn != 0 && key == v.shown || changing(p, v.shown, text) {
		return nil
	}
	v.shown = key
	var b bytes.Buffer
	for _, l := range wrapAll(append(append([]string{}, p.Bar...), strings.Split(text, "\n")...), 78) {
		if turned {
			l = mirrored(l)
		}
		b.WriteString(l + "\n")
	}
	b.WriteString("> ")
	return b.Bytes()
}

// changing tells whether a page is the one that stands there but for its numbers, like a countdown.
func changing(p Page, shown, text string) bool {
	without := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, s)
	}
	return shown != "" && without(shown) == without(fmt.Sprint(p.Turn, text)) && strings.HasPrefix(shown, fmt.Sprint(p.Turn))
}

func wrapAll(lines []string, width int) (out []string) {
	for _, l := range lines {
		out = append(out, wrap(l, width)...)
	}
	return out
}

// tail is the end of what is typed, where it is longer than the line.
func tail(text string, width int) string {
	r := []rune(text)
	for len(r) > 0 && wide(string(r)) > width {
		r = r[1:]
	}
	return string(r)
}
