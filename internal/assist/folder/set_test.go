//go:build linux || darwin

package folder

import (
	"os"
	"testing"
	"time"

	"surety/internal/wire"
)

func TestRightsAndTimesAreSetOnTheRecordingAndNowhereElse(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.write(p.in+"/run", "#!")
	p.must(os.Link(p.in+"/run", p.in+"/second"))
	p.write(p.in+"/own", "#!")
	p.must(os.Symlink(p.out+"/secret", p.in+"/link"))
	p.must(os.Symlink(p.out, p.in+"/away"))
	before, err := os.Stat(p.out + "/secret")
	p.must(err)
	far := p.dial(wire.FilesSend)
	far.done(t, wire.Ask{Deed: wire.SetMode, Path: "own", Value: 0o755})
	far.done(t, wire.Ask{Deed: wire.SetTime, Path: "own", Value: 1_600_000_000})
	info, err := os.Stat(p.in + "/own")
	if err != nil || info.Mode() != 0o755 || !info.ModTime().Equal(time.Unix(1_600_000_000, 0)) {
		t.Errorf("%v, %v", info, err)
	}
	for _, want := range []wire.File{{Direction: wire.ModeSet, Name: p.in + "/own", Value: 0o755}, {Direction: wire.TimeSet, Name: p.in + "/own", Value: 1_600_000_000}} {
		if !p.rec.Has(wire.Filed, string(want.Encode())) {
			t.Errorf("not on the recording: %+v", want)
		}
	}
	for path, why := range map[string]wire.Refusal{"run": wire.Linked, "link": wire.Special, "away/secret": wire.Failed, ".": wire.BadName, "none": wire.NotFound} {
		far.refused(wire.Ask{Deed: wire.SetMode, Path: path, Value: 0o777}, why)
		far.refused(wire.Ask{Deed: wire.SetTime, Path: path, Value: 1}, why)
	}
	if after, err := os.Stat(p.out + "/secret"); err != nil || after.Mode() != before.Mode() || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("outside: %v, %v", after, err)
	}
	p.dial(wire.FilesFetch).refused(wire.Ask{Deed: wire.SetMode, Path: "own"}, wire.NotGranted)
}
