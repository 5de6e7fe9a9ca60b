//go:build linux || darwin

package folder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/wire"
)

// place is a folder that the client named, beside one that was not.
type place struct {
	t       *testing.T
	in, out string
	rec     *assisttest.Recorder
	record  power.Recorder
	folders *Folders
}

func newPlace(t *testing.T, quota uint64) *place {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, in: filepath.Join(dir, "in"), out: filepath.Join(dir, "out"), rec: assisttest.NewRecorder()}
	p.must(os.Mkdir(p.in, 0o755))
	p.must(os.Mkdir(p.out, 0o755))
	p.write(p.out+"/secret", "outside")
	p.open(p.rec, quota)
	return p
}

func (p *place) open(record power.Recorder, quota uint64) {
	p.t.Helper()
	var err error
	p.record = record
	p.folders, err = Open(record, []string{p.in}, quota)
	p.must(err)
	p.t.Cleanup(p.folders.Close)
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) write(path, text string) {
	p.t.Helper()
	p.must(os.WriteFile(path, []byte(text), 0o644))
}

func (p *place) holds(path, want string) {
	p.t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		p.t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
}

// names are what lies in a folder.
func (p *place) names(dir string) (out []string) {
	p.t.Helper()
	all, err := os.ReadDir(dir)
	p.must(err)
	for _, e := range all {
		out = append(out, e.Name())
	}
	return out
}

type end struct {
	*assisttest.Far
	p *place
}

func (p *place) dial(code wire.Purpose) end {
	p.t.Helper()
	set, err := power.New(p.record, map[wire.Purpose]power.Handler{wire.FilesFetch: p.folders.Fetch, wire.FilesSend: p.folders.Send})
	p.must(err)
	far := assisttest.Dial(p.t, func(ctx context.Context, c net.Conn) error { return set.Serve(ctx, c) })
	far.Opened(code, nil)
	return end{far, p}
}

func (e end) ask(a wire.Ask) { e.Must(e.Send(wire.FrameAsk, a.Encode())) }

// refused asks and expects a refusal.
func (e end) refused(a wire.Ask, why ...wire.Refusal) {
	e.p.t.Helper()
	e.ask(a)
	kind, payload := e.Read()
	got, _ := wire.DecodeRefusal([]byte(payload))
	if kind != wire.FrameRefused || !slices.Contains(why, got) {
		e.p.t.Errorf("deed %d of %q was answered by frame %d (%v); want %v", a.Deed, a.Path, kind, got, why)
	}
}

// fetch returns a file's bytes, or the refusal.
func (e end) fetch(a wire.Ask) (string, error) {
	e.p.t.Helper()
	a.Deed = wire.Fetch
	e.ask(a)
	for all := ""; ; {
		switch kind, payload := e.Read(); kind {
		case wire.FrameData:
			all += payload
		case wire.FrameRefused:
			why, err := wire.DecodeRefusal([]byte(payload))
			e.Must(err)
			return all, why
		case wire.FrameDone:
			if got, err := wire.DecodeSum([]byte(payload)); err != nil || got != sum(all) {
				e.p.t.Errorf("%d bytes went over, told %+v, %v", len(all), got, err)
			}
			return all, nil
		default:
			e.p.t.Fatalf("frame %d", kind)
		}
	}
}

func sum(text string) wire.Sum {
	return wire.Sum{Count: uint64(len(text)), SHA256: sha256.Sum256([]byte(text))}
}

// announce begins to send and returns what is there already.
func (e end) announce(path, text string, replace bool) (wire.Sum, error) {
	e.p.t.Helper()
	e.ask(wire.Ask{Deed: wire.Send, Path: path, Size: uint64(len(text)), SHA256: sum(text).SHA256, Replace: replace})
	return e.answer(wire.FrameState)
}

func (e end) answer(want uint8) (wire.Sum, error) {
	e.p.t.Helper()
	kind, payload := e.Read()
	if kind == wire.FrameRefused {
		why, err := wire.DecodeRefusal([]byte(payload))
		e.Must(err)
		return wire.Sum{}, why
	}
	if kind != want {
		e.p.t.Fatalf("frame %d", kind)
	}
	s, err := wire.DecodeSum([]byte(payload))
	e.Must(err)
	return s, nil
}

func (e end) data(text string) {
	for b := []byte(text); len(b) > 0; b = b[min(len(b), wire.MaxData):] {
		e.Must(e.Send(wire.FrameData, b[:min(len(b), wire.MaxData)]))
	}
}

// send sends a whole file.
func (e end) send(path, text string, replace bool) error {
	e.p.t.Helper()
	if _, err := e.announce(path, text, replace); err != nil {
		return err
	}
	e.Must(e.Send(wire.FrameFrom, wire.EncodeFrom(0)))
	e.data(text)
	e.Must(e.Send(wire.FrameDone, sum(text).Encode()))
	_, err := e.answer(wire.FrameDone)
	return err
}

func (p *place) filed(direction wire.Direction, path, text string) bool {
	f := wire.File{Direction: direction, Name: p.in + "/" + path, Size: uint64(len(text)), SHA256: sum(text).SHA256}
	return p.rec.Has(wire.Filed, string(f.Encode()))
}

func TestAFileIsFetchedWholeAndInPart(t *testing.T) {
	p := newPlace(t, 0)
	text := strings.Repeat("0123456789", 20000)
	p.write(p.in+"/отчёт.txt", text)
	far := p.dial(wire.FilesFetch)
	for _, c := range []struct{ offset, length uint64 }{{0, 1 << 40}, {0, 0}, {5, 10}, {199990, 100}, {200000, 5}, {300000, 5}} {
		from, to := min(c.offset, 200000), min(c.offset+c.length, 200000)
		want := text[from:max(from, to)]
		if got, err := far.fetch(wire.Ask{Path: "отчёт.txt", Offset: c.offset, Length: c.length}); err != nil || got != want {
			t.Errorf("%+v: %d bytes, %v", c, len(got), err)
		}
		if !p.filed(wire.Fetched, "отчёт.txt", want) {
			t.Errorf("%+v is not on the recording", c)
		}
	}
	far.ask(wire.Ask{Deed: wire.Hash, Path: "отчёт.txt", Length: 1 << 40})
	if got, err := far.answer(wire.FrameDone); err != nil || got != sum(text) {
		t.Error(got, err)
	}
}

func TestAFolderIsListed(t *testing.T) {
	p := newPlace(t, 0)
	p.write(p.in+"/file", "12345")
	p.must(os.Mkdir(p.in+"/dir", 0o700))
	p.must(os.Symlink("/etc/passwd", p.in+"/link"))
	p.must(syscall.Mkfifo(p.in+"/pipe", 0o600))
	p.must(os.WriteFile(p.in+"/bad\xff", nil, 0o600))
	far := p.dial(wire.FilesFetch)
	far.ask(wire.Ask{Deed: wire.List, Path: "."})
	got := map[string]wire.Form{}
	for {
		kind, payload := far.Read()
		if kind == wire.FrameDone {
			break
		}
		e, err := wire.DecodeEntry([]byte(payload))
		p.must(err)
		if e.Name == "file" && (e.Size != 5 || e.Links != 1 || e.Mode != 0o644 || e.Modified == 0) {
			t.Errorf("%+v", e)
		}
		got[e.Name] = e.Form
	}
	want := map[string]wire.Form{"file": wire.PlainFile, "dir": wire.Directory, "link": wire.Symlink, "pipe": wire.SpecialFile, "bad\uFFFD": wire.Nameless}
	for name, form := range want {
		if got[name] != form {
			t.Errorf("%s is %d", name, got[name])
		}
	}
	if len(got) != len(want) {
		t.Error(got)
	}
}

func TestW1FetchingAndSendingAreGrantedApart(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.write(p.in+"/file", "x")
	p.dial(wire.FilesFetch).refused(wire.Ask{Deed: wire.Send, Path: "new"}, wire.NotGranted)
	for _, d := range []wire.Deed{wire.Fetch, wire.Hash, wire.List} {
		p.dial(wire.FilesSend).refused(wire.Ask{Deed: d, Path: "file", Length: 1}, wire.NotGranted)
	}
	if len(p.rec.Events(wire.Mark)) != 4 {
		t.Error("refusals are not on the recording")
	}
}

func TestW1NoPathLeadsOut(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.must(os.Symlink(p.out, p.in+"/absolute"))
	p.must(os.Symlink("../out", p.in+"/relative"))
	p.must(os.Symlink(p.out+"/secret", p.in+"/file"))
	p.must(os.Symlink(p.out+"/new", p.in+"/dangling"))
	fetch, send := p.dial(wire.FilesFetch), p.dial(wire.FilesSend)
	for _, path := range []string{"absolute/secret", "relative/secret", "file", "dangling"} {
		for _, d := range []wire.Deed{wire.Fetch, wire.Hash} {
			fetch.refused(wire.Ask{Deed: d, Path: path, Length: 9}, wire.Failed, wire.NotFound)
		}
	}
	for _, path := range []string{"absolute", "relative"} {
		fetch.refused(wire.Ask{Deed: wire.List, Path: path}, wire.Failed)
	}
	for _, path := range []string{"absolute/new", "relative/new", "dangling", "file", "absolute"} {
		if err := send.send(path, "evil", true); err != wire.Failed && err != wire.Special {
			t.Errorf("%s: %v", path, err)
		}
	}
	fetch.refused(wire.Ask{Deed: wire.List, Folder: 1, Path: "."}, wire.NotFound)
	p.holds(p.out+"/secret", "outside")
	if got := p.names(p.out); len(got) != 1 {
		t.Error("outside there is now", got)
	}
	if strings.Contains(p.rec.Text(wire.Filed), "secret") {
		t.Error("a file outside was recorded as fetched")
	}
}

// TestW1ASwapLeadsNowhere swaps a folder for a link to another, again and again, while files are fetched from and sent into it.
func TestW1ASwapLeadsNowhere(t *testing.T) {
	p := newPlace(t, 1<<30)
	p.must(os.Mkdir(p.in+"/real", 0o755))
	p.write(p.in+"/real/secret", "inside")
	p.must(os.Symlink(p.out, p.in+"/link"))
	p.must(os.Symlink("real", p.in+"/spot"))
	over, swapped := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { swapped <- n }()
		for i := 0; ; i++ {
			select {
			case <-over:
				return
			default:
			}
			target := []string{p.out, "real"}[i%2]
			_ = os.Remove(p.in + "/next")
			if os.Symlink(target, p.in+"/next") == nil && os.Rename(p.in+"/next", p.in+"/spot") == nil {
				n++
			}
		}
	}()
	fetch, send, inside := p.dial(wire.FilesFetch), p.dial(wire.FilesSend), 0
	for range 1500 {
		text, err := fetch.fetch(wire.Ask{Path: "spot/secret", Length: 99})
		if strings.Contains(text, "outside") {
			t.Fatal("a file outside was fetched")
		}
		if err == nil {
			inside++
		}
		_ = send.send("spot/new", "evil", true)
	}
	close(over)
	n := <-swapped
	t.Logf("%d swaps, %d of 1500 fetched from inside", n, inside)
	if n == 0 {
		t.Error("the race was not run")
	}
	_ = os.Remove(p.in + "/spot")
	p.must(os.Symlink("real", p.in+"/spot"))
	if text, err := fetch.fetch(wire.Ask{Path: "spot/secret", Length: 99}); text != "inside" || err != nil {
		t.Error(text, err)
	}
	if got := p.names(p.out); len(got) != 1 {
		t.Error("outside there is now", got)
	}
}

func TestW1OnlyPlainFilesAreOpened(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.must(syscall.Mkfifo(p.in+"/pipe", 0o600))
	p.must(os.Mkdir(p.in+"/dir", 0o700))
	l, err := net.Listen("unix", p.in+"/socket")
	p.must(err)
	defer l.Close()
	paths := []string{"pipe", "dir", "socket", "."}
	if syscall.Mknod(p.in+"/zero", syscall.S_IFCHR|0o600, 1<<8|5) == nil { // needs a right that not everybody has
		paths = append(paths, "zero")
	}
	fetch, send := p.dial(wire.FilesFetch), p.dial(wire.FilesSend)
	for _, path := range paths {
		fetch.refused(wire.Ask{Deed: wire.Fetch, Path: path, Length: 9}, wire.Special)
		if err := send.send(path, "evil", true); err != wire.Special && path != "." {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestW1AFileWithOtherNamesIsNotReplacedAndFetchingItIsToldApart(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.must(os.Link(p.out+"/secret", p.in+"/linked"))
	if err := p.dial(wire.FilesSend).send("linked", "evil", true); err != wire.Linked {
		t.Error(err)
	}
	p.holds(p.out+"/secret", "outside")
	if _, err := p.dial(wire.FilesFetch).fetch(wire.Ask{Path: "linked", Length: 99}); err != nil {
		t.Error(err)
	}
	if !p.rec.Has(wire.Mark, "more than one name: linked") {
		t.Error("not on the recording")
	}
}

// hooked does something when a file is put on the recording.
type hooked struct {
	*assisttest.Recorder
	filed func()
}

func (h *hooked) Append(kind wire.Kind, stream uint32, payload []byte) error {
	if err := h.Recorder.Append(kind, stream, payload); err != nil || kind != wire.Filed {
		return err
	}
	h.filed()
	return nil
}

func TestW2WhatIsFetchedIsRecordedBeforeItLeavesAndAsItLeft(t *testing.T) {
	p := newPlace(t, 0)
	p.write(p.in+"/file", "before")
	once := false
	p.open(&hooked{p.rec, func() {
		if !once {
			once = true
			p.write(p.in+"/file", "later!")
		}
	}}, 0)
	if text, err := p.dial(wire.FilesFetch).fetch(wire.Ask{Path: "file", Length: 99}); err != wire.Changed {
		t.Errorf("%q, %v", text, err)
	}
	if !p.filed(wire.Fetched, "file", "before") || !p.filed(wire.Fetched, "file", "later!") {
		t.Errorf("recorded %+v", p.rec.Events(wire.Filed))
	}
}

func TestW2WhatCannotBeRecordedDoesNotLeave(t *testing.T) {
	p := newPlace(t, 0)
	p.write(p.in+"/file", "text")
	far := p.dial(wire.FilesFetch)
	p.rec.Fail(errors.New("disk full"))
	far.ask(wire.Ask{Deed: wire.Fetch, Path: "file", Length: 9})
	if _, _, err := far.Next(wire.MaxFrame); err == nil {
		t.Error("something left")
	}
}

func TestW2AFileTakesItsNameAfterItIsRecorded(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.open(&hooked{p.rec, func() {
		if _, err := os.Lstat(p.in + "/new"); err == nil {
			t.Error("it has its name already")
		}
	}}, 1<<20)
	text := strings.Repeat("текст ", 30000)
	if err := p.dial(wire.FilesSend).send("new", text, false); err != nil {
		t.Fatal(err)
	}
	p.holds(p.in+"/new", text)
	if !p.filed(wire.Sent, "new", text) || len(p.names(p.in)) != 1 {
		t.Error(p.names(p.in))
	}
}

func TestW2NothingIsTakenWhileTheRecordingIsNotReady(t *testing.T) {
	p := newPlace(t, 1<<20)
	far := p.dial(wire.FilesSend)
	_, err := far.announce("new", "text", false)
	p.must(err)
	far.Must(far.Send(wire.FrameFrom, wire.EncodeFrom(0)))
	p.rec.SetReady(errors.New("not acknowledged"))
	far.data("text")
	if _, err := far.answer(wire.FrameDone); err != wire.NotReady {
		t.Error(err)
	}
	far.Must(far.Send(wire.FrameDone, sum("text").Encode()))
	far.refused(wire.Ask{Deed: wire.Stat, Path: "."}, wire.NotReady)
	p.rec.SetReady(nil)
	p.must(far.send("new", "text", false))
}

func TestAFileIsGoneOnWithAfterALostConnection(t *testing.T) {
	p := newPlace(t, 1<<20)
	text := strings.Repeat("abcdefgh", 20000)
	lost := p.dial(wire.FilesSend)
	_, err := lost.announce("new", text, false)
	p.must(err)
	lost.Must(lost.Send(wire.FrameFrom, wire.EncodeFrom(0)))
	lost.data(text[:100000])
	lost.Conn.Close()
	_ = lost.Over()
	far := p.dial(wire.FilesSend)
	if have, err := far.announce("other", text, false); err != nil || have.Count != 0 {
		t.Error("another file is begun with", have, err)
	}
	far = p.dial(wire.FilesSend)
	have, err := far.announce("new", text, false)
	if err != nil || have.Count == 0 || have != sum(text[:have.Count]) {
		t.Fatal(have, err)
	}
	far.Must(far.Send(wire.FrameFrom, wire.EncodeFrom(have.Count)))
	far.data(text[have.Count:])
	far.Must(far.Send(wire.FrameDone, sum(text).Encode()))
	_, err = far.answer(wire.FrameDone)
	p.must(err)
	p.holds(p.in+"/new", text)
}

func TestOtherBytesThanAnnouncedAreThrownAway(t *testing.T) {
	p := newPlace(t, 1<<20)
	far := p.dial(wire.FilesSend)
	for _, c := range []string{"txet", "te", "texts"} {
		_, err := far.announce("new", "text", false)
		p.must(err)
		far.Must(far.Send(wire.FrameFrom, wire.EncodeFrom(0)))
		far.data(c)
		if len(c) > 4 { // refused at once
			if _, err := far.answer(wire.FrameDone); err != wire.Mismatch {
				t.Error(c, err)
			}
		}
		far.Must(far.Send(wire.FrameDone, sum("text").Encode()))
		if len(c) <= 4 {
			if _, err := far.answer(wire.FrameDone); err != wire.Mismatch {
				t.Error(c, err)
			}
		}
	}
	if len(p.rec.Events(wire.Filed)) > 0 {
		t.Error("recorded as sent")
	}
	p.folders.Close()
	if got := p.names(p.in); len(got) > 0 {
		t.Error(got)
	}
}

func TestAFileIsReplacedOnlyWhereThatIsMeant(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.must(os.WriteFile(p.in+"/file", []byte("old"), 0o640))
	far := p.dial(wire.FilesSend)
	if err := far.send("file", "new", false); err != wire.Exists {
		t.Error(err)
	}
	p.holds(p.in+"/file", "old")
	p.must(far.send("file", "new", true))
	p.holds(p.in+"/file", "new")
	if info, err := os.Stat(p.in + "/file"); err != nil || info.Mode().Perm() != 0o640 {
		t.Error(info.Mode(), err)
	}
}

func TestTheQuotaHolds(t *testing.T) {
	p := newPlace(t, 3*fileCost)
	far := p.dial(wire.FilesSend)
	if err := far.send("large", strings.Repeat("x", 4*fileCost), false); err != wire.OverQuota {
		t.Error(err)
	}
	p.must(far.send("a", strings.Repeat("x", fileCost), false))
	p.must(far.send("b", "", false))
	if err := far.send("c", "", false); err != wire.OverQuota {
		t.Error(err)
	}
}

// TestW1AGrowingFileIsNobodysLink plants links where the growing file would be.
func TestW1AGrowingFileIsNobodysLink(t *testing.T) {
	p := newPlace(t, 1<<20)
	p.write(p.in+"/victim", "victim")
	to := &arrival{ask: wire.Ask{Size: 4, SHA256: sum("evil").SHA256}, base: "new"}
	part := p.in + "/" + partial + to.mark()
	for _, plant := range []func() error{
		func() error { return os.Symlink("victim", part) },
		func() error { return os.Symlink(p.out+"/secret", part) },
		func() error { return os.Link(p.in+"/victim", part) },
		func() error { return syscall.Mkfifo(part, 0o600) },
	} {
		p.must(plant())
		if err := p.dial(wire.FilesSend).send("new", "evil", false); err == nil {
			t.Error("it was used")
		}
		p.must(os.Remove(part))
	}
	p.holds(p.in+"/victim", "victim")
	p.holds(p.out+"/secret", "outside")
}

func TestW1NamesThatDeceiveAreNotWritten(t *testing.T) {
	for _, name := range []string{"a\nb", "a\x1b[2J", "evil\u202etxt.exe", "a\u2028b", "a\u0085", partial + "x", ".SURETY-PART-x", strings.Repeat("x", 256), "a/\u2066b/c"} {
		if got, ok := written(name, false); ok {
			t.Errorf("%q is written as %q", name, got)
		}
	}
	if got, ok := written("cafe\u0301/й", false); !ok || got != "café/й" {
		t.Errorf("%q", got)
	}
	for _, name := range []string{"می‌خواهم.txt", "отчёт", "名字", "a:b", "aux", "com1.txt", "...", "name."} {
		if _, ok := written(name, false); !ok {
			t.Errorf("%q is refused", name)
		}
	}
}

func TestW1WindowsNamesThatAreNoFiles(t *testing.T) {
	for _, name := range []string{"CON", "con", "nul.txt", "Aux.tar.gz", "COM1", "com¹", "LPT9.x", "prn ", "CONIN$", "a:b", "file::$DATA", `a\b`, "a.", "a ", "a?b", "nul .txt"} {
		if allReadable("dir/"+name, true) {
			t.Errorf("%q is taken", name)
		}
	}
	for _, name := range []string{"console", "com", "com10", "lpt", "nul1", "a.con", "COMX", ".", "файл.txt"} {
		if !allReadable(name, true) {
			t.Errorf("%q is refused", name)
		}
	}
}

func FuzzWrittenNames(f *testing.F) {
	f.Add("a/отчёт.txt")
	f.Fuzz(func(t *testing.T, in string) {
		got, ok := written(in, true)
		if !ok {
			return
		}
		if again, ok := written(got, true); !ok || again != got {
			t.Errorf("%q has another form: %q, %q", in, got, again)
		}
		if bytes.ContainsAny([]byte(got), "\x00\n\x1b:\\") {
			t.Errorf("%q", got)
		}
	})
}
