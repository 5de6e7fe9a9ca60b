//go:build linux || darwin

package terminal

import (
	"strings"
	"testing"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

func command(text string) []byte { return wire.TerminalOpen{Size: size, Command: text}.Encode() }

// TestACommandIsOnTheRecordingBeforeItRuns: by its text, with its end; what it shows comes without a picture before it.
func TestACommandIsOnTheRecordingBeforeItRuns(t *testing.T) {
	d := newDesk(t, "")
	far := d.dial()
	far.Opened(wire.TerminalType, command("echo one; exit 7"))
	var shown string
	for {
		kind, payload := far.Read()
		if kind == wire.FrameExit {
			if payload != string(wire.EncodeExit(7)) {
				t.Errorf("it ended with %q", payload)
			}
			break
		}
		shown += payload
	}
	if shown != "one\r\n" {
		t.Errorf("shown: %q", shown)
	}
	if !d.rec.Has(wire.Ran, "echo one; exit 7") || !d.rec.Has(wire.Exited, string(wire.EncodeExit(7))) {
		t.Error("it is not on the recording")
	}
}

func TestACommandThatCannotBeRecordedDoesNotRun(t *testing.T) {
	d := newDesk(t, "")
	d.rec.Fail(power.ErrProtocol)
	if _, err := d.terminals.Start(1, size, "echo one"); err == nil || len(d.terminals.shells) > 0 {
		t.Errorf("%v, %d run", err, len(d.terminals.shells))
	}
}

// TestW1ACommandIsNotLookedOn: looking on opens nothing that runs.
func TestW1ACommandIsNotLookedOn(t *testing.T) {
	d := newDesk(t, "")
	d.dial().Refused(wire.TerminalView, command("echo one"), wire.NotFound)
	if n := len(d.rec.Events(wire.Ran)); n > 0 {
		t.Errorf("%d commands ran", n)
	}
	for _, bad := range []wire.TerminalOpen{{Stream: 3, Size: size, Command: "id"}, {Size: size, Command: "a\x00b"}, {Size: size, Command: strings.Repeat("a", wire.MaxCommand+1)}} {
		if _, err := wire.DecodeTerminalOpen(bad.Encode()); err == nil {
			t.Errorf("%.20v is taken", bad)
		}
	}
}
