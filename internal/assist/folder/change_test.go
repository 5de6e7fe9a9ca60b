//go:build linux || darwin

package folder

import (
	"os"
	"testing"

	"surety/internal/wire"
)

// done asks for a change that is to succeed.
func (e end) done(t *testing.T, a wire.Ask) {
	t.Helper()
	e.ask(a)
	if kind, payload := e.Read(); kind != wire.FrameDone {
		t.Fatalf("%v was answered by frame %d, %q", a, kind, payload)
	}
}

func TestFoldersAreMadeThingsMovedAndRemovedOnTheRecording(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.write(p.in+"/old", "what it held")
	far := p.dial(wire.FilesSend)
	far.done(t, wire.Ask{Deed: wire.Make, Path: "папка"})
	far.done(t, wire.Ask{Deed: wire.Move, Path: "old", To: "папка/new"})
	p.holds(p.in+"/папка/new", "what it held")
	far.done(t, wire.Ask{Deed: wire.Remove, Path: "папка/new"})
	far.done(t, wire.Ask{Deed: wire.Remove, Path: "папка"})
	if left := p.names(p.in); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	held := sum("what it held")
	for _, want := range []wire.File{
		{Direction: wire.Made, Name: p.in + "/папка"},
		{Direction: wire.Moved, Name: p.in + "/old"},
		{Direction: wire.MovedTo, Name: p.in + "/папка/new"},
		{Direction: wire.Removed, Name: p.in + "/папка/new", Size: held.Count, SHA256: held.SHA256},
		{Direction: wire.Removed, Name: p.in + "/папка"},
	} {
		if !p.rec.Has(wire.Filed, string(want.Encode())) {
			t.Errorf("not on the recording: %+v", want)
		}
	}
}

func TestNothingIsReplacedAndNothingOutsideIsChanged(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.write(p.in+"/a", "a")
	p.write(p.in+"/b", "b")
	p.must(os.Mkdir(p.in+"/full", 0o755))
	p.write(p.in+"/full/x", "x")
	p.must(os.Symlink(p.out, p.in+"/away"))
	p.must(os.Symlink(p.out+"/secret", p.in+"/link"))
	far := p.dial(wire.FilesSend)
	far.refused(wire.Ask{Deed: wire.Move, Path: "a", To: "b"}, wire.Exists)
	far.refused(wire.Ask{Deed: wire.Make, Path: "a"}, wire.Exists)
	far.refused(wire.Ask{Deed: wire.Remove, Path: "full"}, wire.Failed)
	far.refused(wire.Ask{Deed: wire.Remove, Path: "."}, wire.BadName)
	far.refused(wire.Ask{Deed: wire.Move, Path: "a", To: "x\u202ecod.exe"}, wire.BadName)
	far.refused(wire.Ask{Deed: wire.Move, Path: "away/secret", To: "mine"}, wire.Failed)
	far.refused(wire.Ask{Deed: wire.Move, Path: "a", To: "away/a"}, wire.Failed)
	far.refused(wire.Ask{Deed: wire.Remove, Path: "away/secret"}, wire.Failed)
	far.refused(wire.Ask{Deed: wire.Make, Path: "away/new"}, wire.Failed)
	far.done(t, wire.Ask{Deed: wire.Remove, Path: "link"})
	p.holds(p.out+"/secret", "outside")
	p.holds(p.in+"/a", "a")
	p.holds(p.in+"/b", "b")
	p.dial(wire.FilesFetch).refused(wire.Ask{Deed: wire.Remove, Path: "a"}, wire.NotGranted)
}
