package recording

import (
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode"

	"surety/internal/escape"
	"surety/internal/wire"
)

// MaxCommand is the most characters of a command that are kept.
const MaxCommand = 4000

// Command is what was run in a terminal.
type Command struct {
	At     time.Duration // when it was sent off
	Chunk  uint64
	Stream uint32
	Text   string
	// Told says that the client's program ran it by itself (wire.Ran), or that the shell marked it (OSC 133); otherwise it was read off the screen: the line that
	// stood there after its prompt when Enter was typed, completed and edited as the shell showed it.
	Told bool
	Exit *int // their word on how it ended; nil where they gave none
}

// Commands gives the commands of a recording, those of one terminal in their order; one that is told comes when it has
// ended. What was run by itself is one; what it shows and is given is none. Where the shell marks its prompts they are
// its own words; else they are what a reader of the screen would take for commands: what is typed into a running program
// may be among them, what was typed unseen (a password) is not, nor what is typed in a full-screen program.
func Commands(r *Reader) iter.Seq2[Command, error] {
	return func(yield func(Command, error) bool) {
		c := commands{reader: r, prompts: map[uint32]*prompt{}}
		c.terminals = newTerminals(c.follow)
		for {
			e, err := r.Next()
			if err == io.EOF {
				c.end()
			} else if err != nil {
				yield(Command{}, err)
				return
			}
			c.event(e)
			for _, command := range c.done {
				if !yield(command, nil) {
					return
				}
			}
			if c.done = c.done[:0]; err == io.EOF {
				return
			}
		}
	}
}

type commands struct {
	reader    *Reader
	terminals *terminals
	prompts   map[uint32]*prompt
	done      []Command
}

// prompt is where one terminal stands between two commands.
type prompt struct {
	stream uint32
	lines  *escape.Lines
	all    *commands

	told    bool   // the shell marks its prompts, or it is no shell
	alone   bool   // it is a command that was run by itself
	reading bool   // between B and C: lines belong to the command
	typed   bool   // something was typed since the last command
	sent    bool   // Enter was typed: the line that is left next is the command
	ahead   bool   // what was typed came before its prompt: the line that ends with it is the command
	keys    string // what was typed
	from    int    // where the command begins in its first line
	text    []string
	waiting *Command // it runs: its exit is to come
}

func (c *commands) follow(stream uint32) *escape.Lines {
	p := &prompt{stream: stream, all: c}
	p.lines = &escape.Lines{Line: p.line, Prompt: p.mark}
	c.prompts[stream] = p
	for stream, old := range c.prompts {
		if old != p && c.terminals.open[stream] == nil { // terminals follows it no longer
			old.ended("")
			delete(c.prompts, stream)
		}
	}
	return p.lines
}

// end gives out what was typed or still ran when the recording ended.
func (c *commands) end() {
	c.terminals.end()
	for _, stream := range c.terminals.order {
		c.prompts[stream].ended("")
	}
}

func (c *commands) event(e wire.Event) {
	c.terminals.event(e)
	if e.Kind == wire.Ran {
		c.ran(e)
	}
	p := c.prompts[e.Stream]
	if p != nil && e.Kind == wire.Exited {
		code, _ := wire.DecodeExit(e.Payload) // Next has checked it
		p.ended(strconv.Itoa(int(code)))
	}
	if p == nil || p.told {
		return
	}
	switch e.Kind {
	case wire.Input:
		p.input(string(e.Payload))
	case wire.Masked:
		p.forget()
	}
}

// ran begins what was run by itself.
func (c *commands) ran(e wire.Event) {
	c.terminals.get(e.Stream)
	p := c.prompts[e.Stream]
	p.ended("")
	p.told, p.alone = true, true
	p.emit(Command{At: c.reader.at, Chunk: c.reader.Chunk(), Stream: e.Stream, Text: string(e.Payload), Told: true})
}

func (p *prompt) forget() { p.typed, p.sent, p.ahead, p.keys = false, false, false, "" }

func (p *prompt) input(typed string) {
	if p.lines.Full() {
		return
	}
	if p.ahead {
		p.forget()
	}
	p.keys += typed[:min(len(typed), MaxCommand-min(len(p.keys), MaxCommand))]
	if !p.typed {
		p.typed = true
		_, p.from = p.lines.Now()
	}
	if strings.ContainsAny(typed, "\r\n") {
		p.sent = true
	}
}

// line is called for a line that was left.
func (p *prompt) line(text string) {
	switch {
	case p.reading && len(p.text) < 100:
		p.text = append(p.text, p.cut(text))
	case p.sent && !p.told:
		p.left(text)
	}
}

// left takes the command out of a line that was sent off: what was typed, if the line ends with it. That holds also for what was typed before the
// prompt stood there, so that of several lines that were pasted at once none is missing.
func (p *prompt) left(line string) {
	first, rest := p.keys, ""
	if i := strings.IndexAny(first, "\r\n"); i >= 0 {
		first, rest = first[:i], first[i+1:]
	}
	plain := first != "" && !strings.ContainsFunc(first, unicode.IsControl) && strings.HasSuffix(strings.TrimRight(line, " "), strings.TrimRight(first, " "))
	if p.ahead && !plain {
		return
	}
	if !plain {
		first = p.cut(line)
	}
	p.finish(first)
	p.forget()
	if strings.ContainsAny(rest, "\r\n") {
		p.typed, p.sent, p.ahead, p.keys = true, true, true, rest
	}
}

// cut takes the prompt off a command's first line.
func (p *prompt) cut(line string) string {
	runes := []rune(line)
	from := min(p.from, len(runes))
	p.from = 0
	return string(runes[from:])
}

func (p *prompt) finish(text string) {
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > MaxCommand {
		text = string(runes[:MaxCommand])
	}
	if text != "" {
		p.emit(Command{At: p.all.reader.at, Chunk: p.all.reader.Chunk(), Stream: p.stream, Text: text, Told: p.told})
	}
}

// emit gives a command out; one of a shell that tells waits for its exit.
func (p *prompt) emit(c Command) {
	if p.told {
		p.waiting = &c
		return
	}
	p.all.done = append(p.all.done, c)
}

// mark is called for the shell's marks: A before the prompt, B after it, C when the command runs, D when it has ended.
func (p *prompt) mark(mark byte, rest string) {
	if p.alone {
		return
	}
	p.told = true
	switch mark {
	case 'A':
		p.ended("")
		p.reading = false
	case 'B':
		p.reading, p.text = true, nil
		_, p.from = p.lines.Now()
	case 'C':
		if now, _ := p.lines.Now(); p.reading && now != "" {
			p.line(now)
		}
		if p.reading {
			p.finish(strings.Join(p.text, "\n"))
		}
		p.reading, p.text = false, nil
	case 'D':
		p.ended(rest)
	}
}

// ended gives out the command that ran.
func (p *prompt) ended(rest string) {
	if p.waiting == nil {
		return
	}
	if code, err := strconv.Atoi(strings.TrimPrefix(rest, ";")); err == nil {
		p.waiting.Exit = &code
	}
	p.all.done = append(p.all.done, *p.waiting)
	p.waiting = nil
}
