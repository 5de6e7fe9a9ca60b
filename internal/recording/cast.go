package recording

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"surety/internal/escape"
	"surety/internal/wire"
)

// Cast says which terminal to write as an asciicast v3 (https://docs.asciinema.org/manual/asciicast/v3/), and how.
type Cast struct {
	Stream  uint32
	Started time.Time // the recording's first instant
	// Raw writes the bytes as the machine sent them: for evidence, not for playing. Otherwise they are filtered as for
	// every viewer.
	Raw bool
}

// rawComment begins a comment with the bytes of the event on the next line, in base64, where JSON cannot hold them.
const rawComment = "#bytes "

// Write reads a whole recording, checks it, and writes the terminal's cast. A cast is UTF-8: a character cut by the end of an
// event goes to the next; a byte that is none is written as U+FFFD, as asciinema does, and with Raw the event's true bytes
// stand in a comment before it, which players pass over.
func (c Cast) Write(w io.Writer, r *Reader) error {
	k := &caster{Cast: c, w: bufio.NewWriter(w), size: wire.Size{Cols: 80, Rows: 24}}
	for {
		e, err := r.Next()
		if err == io.EOF {
			k.end()
			return k.w.Flush()
		}
		if err != nil {
			return err
		}
		k.event(e)
	}
}

type caster struct {
	Cast
	w       *bufio.Writer // remembers its first failure
	size    wire.Size
	begun   bool
	filter  *escape.Filter
	typed   *escape.Filter
	shown   []byte
	waiting map[byte][]byte // the beginning of a character, by code
	at      time.Duration   // of the last line
	now     time.Duration
}

func (k *caster) event(e wire.Event) {
	k.now = e.At
	switch e.Kind {
	case wire.Mark:
		k.mark("", e.Payload)
	case wire.Ran:
		k.mark("ran: ", e.Payload)
	case wire.Paused, wire.Resumed:
		k.mark(map[wire.Kind]string{wire.Paused: "paused: ", wire.Resumed: "resumed: "}[e.Kind], e.Payload)
	}
	if e.Stream != k.Stream {
		return
	}
	switch e.Kind {
	case wire.Output:
		k.output(e.Payload)
	case wire.Input:
		k.input(e.Payload)
	case wire.Masked:
		n, _ := wire.DecodeCount(e.Payload) // Next has checked it
		k.line("i", strings.Repeat("*", int(n)))
	case wire.Resized:
		k.resize(e.Payload)
	}
}

func (k *caster) resize(payload []byte) {
	k.size, _ = wire.DecodeSize(payload) // Next has checked it
	if k.filter != nil {
		k.filter.Resize(int(k.size.Cols), int(k.size.Rows))
	}
	if k.begun {
		k.line("r", fmt.Sprintf("%dx%d", k.size.Cols, k.size.Rows))
	}
}

// mark writes a word that somebody left; players show it in a list.
func (k *caster) mark(before string, word []byte) {
	if !k.Raw {
		word = []byte(escape.Harmless(string(word)))
	}
	k.line("m", before+string(word))
}

// input writes what was typed, of which some players show the keys.
func (k *caster) input(b []byte) {
	if k.Raw {
		k.bytes("i", b)
		return
	}
	if k.typed == nil {
		k.typed = escape.NewFilter(int(k.size.Cols), int(k.size.Rows))
	}
	if k.shown = k.typed.Append(k.shown[:0], b); len(k.shown) > 0 {
		k.line("i", string(k.shown))
	}
}

func (k *caster) output(b []byte) {
	if k.Raw {
		k.bytes("o", b)
		return
	}
	if k.filter == nil {
		k.filter = escape.NewFilter(int(k.size.Cols), int(k.size.Rows))
	}
	if k.shown = k.filter.Append(k.shown[:0], b); len(k.shown) > 0 {
		k.line("o", string(k.shown))
	}
}

// bytes writes what may not be UTF-8.
func (k *caster) bytes(code string, b []byte) {
	if k.waiting == nil {
		k.waiting = map[byte][]byte{}
	}
	b = append(k.waiting[code[0]], b...)
	n := wholeLen(b)
	k.waiting[code[0]] = append([]byte(nil), b[n:]...)
	k.write(code, b[:n])
}

func (k *caster) write(code string, b []byte) {
	if len(b) == 0 {
		return
	}
	k.header()
	if k.Raw && !utf8.Valid(b) {
		k.w.WriteString(rawComment + base64.StdEncoding.EncodeToString(b) + "\n")
	}
	k.line(code, string(b))
}

// wholeLen is the length of b without a character that has begun at its end.
func wholeLen(b []byte) int {
	for i := len(b) - 1; i >= max(len(b)-utf8.UTFMax+1, 0); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}

// end writes what waits.
func (k *caster) end() {
	for _, code := range []string{"o", "i"} {
		k.write(code, k.waiting[code[0]])
	}
	if k.filter != nil {
		if k.shown = k.filter.End(k.shown[:0]); len(k.shown) > 0 {
			k.line("o", string(k.shown))
		}
	}
	k.header()
}

func (k *caster) header() {
	if k.begun {
		return
	}
	k.begun = true
	fmt.Fprintf(k.w, `{"version":3,"term":{"cols":%d,"rows":%d},"timestamp":%d}`+"\n", k.size.Cols, k.size.Rows, k.Started.Unix())
}

// line writes an event; its time is the interval since the line before, so that the sum never drifts.
func (k *caster) line(code, data string) {
	k.header()
	interval := k.now - k.at
	k.at = k.now
	b := fmt.Appendf(k.w.AvailableBuffer(), "[%d.%06d, \"%s\", ", interval/time.Second, interval%time.Second/time.Microsecond, code)
	k.w.Write(append(appendJSON(b, data), "]\n"...))
}

// appendJSON appends a JSON string in which only what must be is escaped (RFC 8259 §7), DEL too; invalid bytes become
// U+FFFD.
func appendJSON(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < 0x20 || r == 0x7f || r == '\u2028' || r == '\u2029':
			dst = append(dst, '\\', 'u')
			for shift := 12; shift >= 0; shift -= 4 {
				dst = append(dst, strconv.FormatUint(uint64(r)>>shift&15, 16)...)
			}
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
