//go:build linux || darwin

package folder

import (
	"os"
	"slices"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/wire"
)

// copied is the last copy on the recording before a file is named, and how many there are.
func (p *place) copied() (last string, n int) {
	p.t.Helper()
	for _, e := range p.rec.Events(wire.Copied) {
		c, err := wire.DecodeCopy([]byte(e.Payload))
		p.must(err)
		if c.From == 0 {
			last = ""
			n++
		}
		if c.From != uint64(len(last)) {
			p.t.Fatalf("a piece from byte %d on, after %d", c.From, len(last))
		}
		last += string(c.Bytes)
	}
	return last, n
}

func TestWhatGoesOverLeavesACopyBeforeItIsNamed(t *testing.T) {
	p := newPlace(t, 1<<20)
	text := strings.Repeat("content ", 30000)
	p.must(p.dial(wire.FilesSend).send("new", text, false))
	if got, n := p.copied(); got != text || n != 1 {
		t.Errorf("%d copies, the last of %d bytes", n, len(got))
	}
	far := p.dial(wire.FilesFetch)
	far.ask(wire.Ask{Deed: wire.Hash, Path: "new", Length: 1 << 40})
	if _, err := far.answer(wire.FrameDone); err != nil {
		t.Fatal(err)
	}
	if _, n := p.copied(); n != 1 {
		t.Error("what was only measured was copied")
	}
	if _, err := far.fetch(wire.Ask{Path: "new", Offset: 5, Length: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if got, n := p.copied(); got != text[5:] || n != 2 {
		t.Errorf("%d copies, the last of %d bytes", n, len(got))
	}
	all := p.rec.All()
	if i := slices.IndexFunc(all, func(e assisttest.Event) bool { return e.Kind == wire.Filed }); i < 1 || all[i-1].Kind != wire.Copied {
		t.Error("the file was named before its copy was recorded")
	}
}

func TestCopiesAreBounded(t *testing.T) {
	p := newPlace(t, 0)
	p.must(os.WriteFile(p.in+"/large", nil, 0o600))
	p.must(os.Truncate(p.in+"/large", CopyFile+1))
	p.write(p.in+"/small", "small")
	far := p.dial(wire.FilesFetch)
	if _, err := far.fetch(wire.Ask{Path: "large", Length: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if _, n := p.copied(); n != 0 {
		t.Error("a file that is too large was copied")
	}
	p.folders.copied = CopyAll - 4
	if _, err := far.fetch(wire.Ask{Path: "small", Length: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	p.folders.copied = CopyAll - 5
	if _, n := p.copied(); n != 0 {
		t.Error("more was copied than a session may keep")
	}
	if _, err := far.fetch(wire.Ask{Path: "small", Length: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if got, n := p.copied(); got != "small" || n != 1 || !p.filed(wire.Fetched, "small", "small") {
		t.Errorf("%d copies, the last of %q", n, got)
	}
}
