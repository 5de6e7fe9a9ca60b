package snapshot

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/fault"
)

// raw is an entry as somebody who holds the key could write it.
type raw struct {
	depth int
	name  string
	entry Entry
}

func encode(entries []raw) []byte {
	var out []byte
	for _, r := range entries {
		body := appendEntry(nil, &r.entry, r.depth, r.name)
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	return out
}

// forge makes a snapshot with any tree, sealed under the right key.
func forge(t *testing.T, a *Archive, totals Totals, entries []raw, chunks ...[]byte) *Snapshot {
	t.Helper()
	p := a.newPacker(t.Context(), newMeter(t.Context(), nil, nil, nil))
	for _, c := range chunks {
		if _, err := p.keep(c); err != nil {
			t.Fatal(err)
		}
	}
	s := &Snapshot{Started: time.Now(), Folders: []string{"/named"}, Totals: totals}
	var err error
	if s.tree, err = a.newCutter(treeBounds, p.keep).stream(nil, bytes.NewReader(encode(entries))); err != nil {
		t.Fatal(err)
	}
	if err := p.finish(); err != nil {
		t.Fatal(err)
	}
	for n := range p.used {
		s.packs = append(s.packs, n)
	}
	if err := a.record(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T, s Store) *Archive {
	t.Helper()
	a, err := Open(t.Context(), s, [32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func dirEntry(note Note) Entry  { return Entry{Form: Dir, Mode: 0o755, Note: note} }
func fileEntry(p ...Part) Entry { return Entry{Form: File, Mode: 0o644, Parts: p, Size: total(p)} }

// TestTreesThatLeadElsewhereAreRefused: names that leave their folder, come twice, or hang below what is no folder. Nothing
// of such a tree is written after the bad entry, and nothing ever outside.
func TestTreesThatLeadElsewhereAreRefused(t *testing.T) {
	word := []byte("evil")
	for name, tail := range map[string][]raw{
		"dots":                    {{1, "..", fileEntry()}},
		"dot":                     {{1, ".", fileEntry()}},
		"a way up":                {{1, "../../evil", fileEntry()}},
		"a way in a name":         {{1, "a/b", fileEntry()}},
		"absolute":                {{1, "/evil", fileEntry()}},
		"empty":                   {{1, "", fileEntry()}},
		"nul":                     {{1, "a\x00b", fileEntry()}},
		"too long":                {{1, strings.Repeat("x", maxName+1), fileEntry()}},
		"twice":                   {{1, "a", fileEntry()}, {1, "a", fileEntry()}},
		"link, then folder":       {{1, "a", Entry{Form: Symlink, Target: "/etc"}}, {1, "a", dirEntry(Fine)}, {2, "evil", fileEntry()}},
		"out of order":            {{1, "b", fileEntry()}, {1, "a", fileEntry()}},
		"below a symlink":         {{1, "a", Entry{Form: Symlink, Target: "/etc"}}, {2, "evil", fileEntry()}},
		"below a file":            {{1, "a", fileEntry()}, {2, "evil", fileEntry()}},
		"too deep at once":        {{3, "evil", fileEntry()}},
		"folder again":            {{0, "/named", dirEntry(Fine)}},
		"parts that do not agree": {{1, "a", Entry{Form: File, Size: 5, Parts: []Part{{ID{1}, 4}}}}},
		"a chunk above the limit": {{1, "a", fileEntry(Part{ID{1}, maxChunk + 1})}},
		"a part of nothing":       {{1, "a", fileEntry(Part{ID{1}, 0})}},
		"an unknown form":         {{1, "a", Entry{Form: Left + 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			a, dir := open(t, NewMemory()), t.TempDir()
			part := Part{a.identify(word), int64(len(word))}
			for i := range tail {
				if tail[i].entry.Form == File && tail[i].entry.Size == 0 && name != "a part of nothing" {
					tail[i].entry = fileEntry(part)
				}
			}
			s := forge(t, a, Totals{Bytes: 100}, append([]raw{{0, "/named", dirEntry(Fine)}}, tail...), word)
			place := filepath.Join(dir, "place")
			if err := os.Mkdir(place, 0o755); err != nil {
				t.Fatal(err)
			}
			_, err := a.Restore(t.Context(), s, func(string) (*os.Root, error) { return os.OpenRoot(place) }, Choice{})
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("restored: %v", err)
			}
			if list, _ := os.ReadDir(dir); len(list) != 1 {
				t.Errorf("something was written outside: %v", list)
			}
			report, err := a.Verify(t.Context(), nil, nil)
			if err != nil || len(report.Bad) == 0 || report.Bad[0].Object != s.Name || report.Bad[0].Reason != "undecodable" {
				t.Errorf("verified: %+v, %v", report, err)
			}
		})
	}
}

// TestBombsEndWhereTheyWerePromisedTo: a small tree that names one chunk many times, and a hole as long as a disk, write no more
// than the snapshot says, and nothing at all where that is more than was agreed.
func TestBombsEndWhereTheyWerePromisedTo(t *testing.T) {
	chunk := make([]byte, maxChunk)
	var many []Part
	a := open(t, NewMemory())
	for range 1000 {
		many = append(many, Part{a.identify(chunk), maxChunk})
	}
	bomb := []raw{{0, "/named", dirEntry(Fine)}, {1, "a", fileEntry(many...)}, {1, "b", fileEntry(Part{hole, 1 << 50})}}
	for said, want := range map[int64]error{10 << 20: ErrTooMuch, 1 << 51: ErrTooMuch} {
		dir := t.TempDir()
		s := forge(t, a, Totals{Bytes: said}, bomb, chunk)
		out, err := a.Restore(t.Context(), s, func(string) (*os.Root, error) { return os.OpenRoot(dir) }, Choice{MaxBytes: 20 << 20})
		if !errors.Is(err, want) || out.Bytes > said {
			t.Errorf("%d bytes said, %d written: %v", said, out.Bytes, err)
		}
		if list, _ := os.ReadDir(dir); len(list) != 0 {
			t.Errorf("left behind: %v", list)
		}
	}
}

// TestFramesThatGrowAreRefused: a stored chunk that would be longer than its directory says.
func TestFramesThatGrowAreRefused(t *testing.T) {
	a := open(t, NewMemory())
	big := a.pressed(nil, make([]byte, maxChunk))
	for name, stored := range map[string][]byte{
		"longer than said": big,
		"two frames":       append(a.pressed(nil, make([]byte, 100)), big[1:]...),
		"plain and longer": append([]byte{plainly}, make([]byte, 101)...),
		"unknown":          {7, 1, 2},
		"nothing":          nil,
		"cut":              big[:len(big)-3],
	} {
		if out, err := a.expanded(nil, stored, 100); !errors.Is(err, errCode) {
			t.Errorf("%s: %d bytes, %v", name, len(out), err)
		}
	}
}

// TestFolderLabelsOpenNothing: a tree that says it is of /etc writes there only if the plan names /etc.
func TestFolderLabelsOpenNothing(t *testing.T) {
	a := open(t, NewMemory())
	mine, other := t.TempDir(), t.TempDir()
	word := []byte("evil")
	s := forge(t, a, Totals{Bytes: 100}, []raw{{0, other, dirEntry(Fine)}, {1, "evil", fileEntry(Part{a.identify(word), 4})}}, word)
	var codes []string
	_, _, err := a.PutBack(t.Context(), s, Plan{Folders: []string{mine}}, Choice{Problem: func(p Problem) { codes = append(codes, p.Folder+" "+p.Code) }})
	if err != nil || len(codes) != 1 || codes[0] != other+" not_made" {
		t.Errorf("%v, %v", codes, err)
	}
	if list, _ := os.ReadDir(other); len(list) != 0 {
		t.Errorf("written: %v", list)
	}
}

// TestWindowsNames are refused where Windows would take them for something else.
func TestWindowsNames(t *testing.T) {
	for name, want := range map[string]bool{
		"con": false, "CON.txt": false, "Nul .log": false, "com1": false, "LPT9.x": false, "COM¹": false, "CONIN$": false,
		"com": true, "com0": false, "com10": true, "lptx": true, "console": true, "a": true, "نامه": true,
		`a\b`: false, `..\evil`: false, "file:stream": false, "a*": false, "dot.": false, "space ": false, "tab\t": false,
	} {
		if windowsName(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// TestCollisionsAreTold where a system takes two names for one.
func TestCollisionsAreTold(t *testing.T) {
	p := &spotOut{folded: true}
	p.top = p
	for _, x := range []struct {
		name string
		want error
	}{{"Letter", nil}, {"letter", errCollision}, {"é", nil}, {"e\u0301", errCollision}, {"ПИСЬМО", nil}, {"письмо", errCollision}, {"信", nil}} {
		if err := p.admit(x.name); !errors.Is(err, x.want) {
			t.Errorf("%q: %v", x.name, err)
		}
	}
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	lower := dir.WriteFile("x", nil, 0o600)
	_, upper := dir.Stat("X")
	if lower != nil || folds(dir) != (upper == nil) {
		t.Errorf("this file system was mistaken: %v, %v", lower, upper)
	}
}

// TestEstimates: files and bytes each at their pace so far, the slower decides.
func TestEstimates(t *testing.T) {
	for _, x := range []struct {
		p    Progress
		want int64
	}{
		{Progress{}, -1},
		{Progress{FilesTotal: 10}, -1},
		{Progress{Files: 5, FilesTotal: 10, Bytes: 90, BytesTotal: 100}, 10},
		{Progress{Files: 9, FilesTotal: 10, Bytes: 50, BytesTotal: 100}, 10},
		{Progress{Files: 12, FilesTotal: 10, Bytes: 120, BytesTotal: 100}, 0},
	} {
		if got := left(x.p, 10*time.Second); got != x.want {
			t.Errorf("%+v: %d", x.p, got)
		}
	}
}

// TestDamageIsNoFailureToAsk keeps the two apart.
func TestDamageIsNoFailureToAsk(t *testing.T) {
	if d := damaged(context.Canceled, Pack, Name{}); d != nil {
		t.Error("a broken line was taken for damage")
	}
	if d := damaged(fault.ErrAbsent, Pack, Name{}); d == nil || d.Reason != "absent" {
		t.Errorf("%v", d)
	}
}
