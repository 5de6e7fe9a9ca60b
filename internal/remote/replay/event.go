package replay

import (
	"strings"
	"time"

	"surety/internal/escape"
	"surety/internal/wire"
)

// Kind is what an event is; a code that screens have words for.
type Kind string

// The kinds.
const (
	Output  Kind = "output"
	Resize  Kind = "resize"
	Typed   Kind = "typed"
	Masked  Kind = "masked"
	Filed   Kind = "filed"
	Ran     Kind = "ran"
	Tunnel  Kind = "tunnel"
	Power   Kind = "power"
	Consent Kind = "consent"
	Paused  Kind = "paused"
	Resumed Kind = "resumed"
	Mark    Kind = "mark"
	End     Kind = "end"
	Screen  Kind = "screen"
)

// Kinds are all of them.
var Kinds = []Kind{Output, Resize, Typed, Masked, Filed, Ran, Tunnel, Power, Consent, Paused, Resumed, Mark, End, Screen}

var kinds = map[wire.Kind]Kind{wire.Output: Output, wire.Resized: Resize, wire.Input: Typed, wire.Masked: Masked, wire.Filed: Filed, wire.Ran: Ran, wire.Tunnel: Tunnel,
	wire.Power: Power, wire.Consent: Consent, wire.Paused: Paused, wire.Resumed: Resumed, wire.Mark: Mark, wire.End: End, wire.Screen: Screen, wire.Pictured: Screen}

// Way is what became of a file; a code that screens have words for.
type Way string

var ways = map[wire.Direction]Way{wire.Fetched: "fetched", wire.Sent: "sent", wire.Removed: "removed", wire.Made: "made", wire.Moved: "moved", wire.MovedTo: "moved_to",
	wire.ModeSet: "mode", wire.TimeSet: "time"}

// Ways are all of them, in the order of the protocol. The event after a "moved" tells the new name.
var Ways = []Way{"fetched", "sent", "removed", "made", "moved", "moved_to", "mode", "time"}

// WayOf is a direction's code.
func WayOf(d wire.Direction) Way { return ways[d] }

// Event is one thing that happened, harmless to show.
type Event struct {
	At     time.Duration
	Kind   Kind
	Stream uint32
	Data   []byte         // of output, for a terminal, or of a screen, for a viewer of RFB: filtered
	Text   string         // of what was typed or run, a power, who paused, a mark, why it ended: on one line
	Count  uint64         // of what was typed unseen: characters
	Size   wire.Size      // of a resize
	File   *wire.File     // name on one line
	Kept   bool           // of a file in a course: the recording has a copy of it
	Moved  *wire.Transfer // through a tunnel; address on one line
	Agreed *wire.Agreed   // what was consented to; texts on one line
}

// shown makes an event of a recorded one; false for what is not shown (copies of files, that a pointer was moved). Output and a screen's
// bytes are left for their filters.
func shown(e wire.Event) (x Event, ok bool) {
	x = Event{At: e.At, Kind: kinds[e.Kind], Stream: e.Stream}
	switch e.Kind { // Next has checked what it decodes
	case wire.Output, wire.Screen:
	case wire.Input:
		x.Text = escape.Harmless(string(e.Payload))
	case wire.Masked:
		x.Count, _ = wire.DecodeCount(e.Payload)
		return x, x.Count > 0
	case wire.Resized:
		x.Size, _ = wire.DecodeSize(e.Payload)
	case wire.Filed:
		f, _ := wire.DecodeFile(e.Payload)
		f.Name = escape.Harmless(f.Name)
		x.File = &f
	case wire.Tunnel:
		t, _ := wire.DecodeTransfer(e.Payload)
		t.Address = escape.Harmless(t.Address)
		x.Moved = &t
	case wire.Consent:
		x.Agreed = agreed(e.Payload)
	case wire.Ran, wire.Power, wire.Paused, wire.Resumed, wire.Mark, wire.End:
		x.Text = escape.Harmless(string(e.Payload))
	default:
		return x, false
	}
	return x, true
}

// agreed reads the consent as assist signed it, with or without the prefix that is signed with it; nil for what is none.
func agreed(b []byte) *wire.Agreed {
	a, err := wire.DecodeAgreed([]byte(strings.TrimPrefix(string(b), wire.AgreedPrefix)))
	if err != nil {
		return nil
	}
	for i := range a.Ports {
		a.Ports[i] = escape.Harmless(a.Ports[i])
	}
	a.Snapshot = escape.Harmless(a.Snapshot)
	return &a
}

// terminal is one stream's output on its way to viewers.
type terminal struct {
	filter *escape.Filter
	screen *escape.Screen // nil where no picture is wanted
	size   wire.Size
	buf    []byte
}

func newTerminal(pictured bool) *terminal {
	t := &terminal{filter: escape.NewFilter(80, 24), size: wire.Size{Cols: 80, Rows: 24}}
	if pictured {
		t.screen = escape.NewScreen(80, 24)
	}
	return t
}

// output filters; what it returns is good until the next call.
func (t *terminal) output(b []byte) []byte {
	t.buf = t.filter.Append(t.buf[:0], b)
	if t.screen != nil {
		t.screen.Write(t.buf)
	}
	return t.buf
}

// pictureMost is the most bytes of a picture: a large screen in a different colour for each letter has more, and is not drawn.
const pictureMost = 2 << 20

// picture draws the terminal as it stands; empty where it is too large or not followed.
func (t *terminal) picture() []byte {
	if t.screen == nil {
		return []byte{}
	}
	b := t.screen.Picture([]byte{})
	if len(b) > pictureMost {
		return []byte{}
	}
	return b
}

func (t *terminal) resize(s wire.Size) {
	t.size = s
	t.filter.Resize(int(s.Cols), int(s.Rows))
	if t.screen != nil {
		t.screen.Resize(int(s.Cols), int(s.Rows))
	}
}
