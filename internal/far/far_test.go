package far_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"surety/internal/assist"
	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/far/fartest"
	"surety/internal/fault"
	"surety/internal/wire"
)

func TestMain(m *testing.M) { os.Exit(assisttest.Main(m)) }

// run shows a terminal in the background and gives its exit code.
func run(ctx context.Context, t *testing.T, term *far.Terminal) <-chan error {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		exit, err := term.Run(ctx)
		if err == nil {
			err = fmt.Errorf("exit %d", exit)
		}
		ended <- err
	}()
	return ended
}

func terminal(t *testing.T, s *far.Session, power wire.Purpose, number uint32) (*far.Terminal, *fartest.Screen) {
	t.Helper()
	screen := fartest.NewScreen()
	term, err := s.Terminal(t.Context(), power, number, fartest.Size, screen)
	if err != nil {
		t.Fatal(err)
	}
	return term, screen
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAShellIsTypedInto(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	s := w.Join(t)
	if words := s.Words(); words[0] == "" || words[3] == "" {
		t.Errorf("safety words %q", words)
	}
	term, screen := terminal(t, s, wire.TerminalType, 0)
	ended := run(t.Context(), t, term)
	must(t, term.Type([]byte("echo $((40+2))-works\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "42-works") })
	must(t, term.Resize(wire.Size{Cols: 120, Rows: 30}))
	must(t, term.Type([]byte("stty size; exit 7\r")))
	if err := <-ended; err.Error() != "exit 7" || !strings.Contains(screen.Text(), "30 120") {
		t.Errorf("%v, %q", err, screen.Text())
	}
	if !strings.Contains(w.Record.Text(wire.Input), "-works\r") {
		t.Error("what was typed is not on the recording")
	}
}

func TestATerminalOutlivesItsLine(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	term, screen := terminal(t, w.Join(t), wire.TerminalType, 0)
	ended := run(t.Context(), t, term)
	must(t, term.Type([]byte("printf 'be%s\\n' fore\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "before") })
	w.Server.Cut()
	screen.Wait(t, func() bool { return screen.Times() > 0 && strings.Contains(screen.Text(), "before") }) // its picture
	must(t, term.Type([]byte("exit 3\r")))
	if err := <-ended; err.Error() != "exit 3" {
		t.Error(err)
	}
}

func TestLookingOnTypesNothing(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	s := w.Join(t)
	term, _ := terminal(t, s, wire.TerminalType, 0)
	run(t.Context(), t, term)
	looking, screen := terminal(t, s, wire.TerminalView, term.Number())
	run(t.Context(), t, looking)
	if err := looking.Type([]byte("rm")); !errors.Is(err, far.ErrViewOnly) {
		t.Error(err)
	}
	must(t, looking.Resize(wire.Size{Cols: 10, Rows: 10})) // its own window only
	must(t, term.Type([]byte("stty size\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "24 80") })
}

func TestWhatActsOnAViewerIsNotShown(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	term, screen := terminal(t, w.Join(t), wire.TerminalType, 0)
	run(t.Context(), t, term)
	must(t, term.Type([]byte(`printf '\033]52;c;c3RvbGVu\007\033[6n\033[c\033]0;title\007%s\n' do''ne`+"\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "done") })
	for _, act := range []string{"\x1b]52", "\x1b[6n", "\x1b[c", "\x1b]0"} {
		if strings.Contains(screen.Text(), act) {
			t.Errorf("%q is shown", act)
		}
	}
	if !strings.Contains(w.Record.Text(wire.Output), "\x1b]52") {
		t.Error("the attack was not made")
	}
}

func TestWhatIsNotGrantedIsRefusedByName(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.FilesFetch}, Folders: []string{t.TempDir()}})
	s := w.Join(t)
	_, typing := s.Terminal(t.Context(), wire.TerminalType, 0, fartest.Size, fartest.NewScreen())
	_, port := s.Port(t.Context(), "127.0.0.1:22")
	_, screen := s.Screen(t.Context(), wire.ScreenView)
	sending := s.Send(t.Context(), far.Place{Path: "x"}, far.File{ReaderAt: strings.NewReader("")}, false)
	for _, err := range []error{typing, port, screen, sending} {
		if why, ok := far.Refused(err); !ok || why != wire.NotGranted || !strings.HasPrefix(err.Error(), "power_not_granted") {
			t.Errorf("refused as %v", err)
		}
	}
}

func TestAPausedSessionSaysSo(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch}, Folders: []string{t.TempDir()}})
	s := w.Join(t)
	term, screen := terminal(t, s, wire.TerminalType, 0)
	run(t.Context(), t, term)
	w.Record.SetReady(errors.New("not now"))
	must(t, term.Type([]byte("echo no\r")))
	screen.Wait(t, func() bool { return len(screen.Told()) > 0 })
	if why, _ := far.Refused(screen.Told()[0]); why != wire.NotReady {
		t.Error(screen.Told())
	}
	if _, err := s.List(t.Context(), far.Place{Path: "."}); err == nil {
		t.Error("a folder was listed")
	}
}

func TestAPortIsReachedAndEndsByItsHalves(t *testing.T) {
	address := fartest.Echo(t)
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.Port}, Ports: []string{address}})
	s := w.Join(t)
	c, err := s.Port(t.Context(), address)
	must(t, err)
	defer c.Close()
	sent := make([]byte, 3<<20)
	rand.NewChaCha8([32]byte{}).Read(sent)
	go func() { _, _ = c.Write(sent); _ = c.(*channel.Stream).CloseWrite() }()
	if got, err := io.ReadAll(c); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back: %v", len(got), err)
	}
	if _, err := s.Port(t.Context(), "127.0.0.1:1"); !errors.Is(err, wire.NotNamed) {
		t.Error(err)
	}
}

func folder(t *testing.T) (dir string, s *far.Session, w *fartest.World) {
	t.Helper()
	dir = t.TempDir()
	w = fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.FilesFetch, wire.FilesSend}, Folders: []string{dir}, Quota: 1 << 30})
	return dir, w.Join(t), w
}

func TestFilesGoBothWays(t *testing.T) {
	dir, s, _ := folder(t)
	body := make([]byte, 5<<20+3)
	rand.NewChaCha8([32]byte{1}).Read(body)
	f, err := far.Measure(bytes.NewReader(body), uint64(len(body)))
	must(t, err)
	at := far.Place{Path: "گزارش.bin"}
	must(t, s.Send(t.Context(), at, f, false))
	if err := s.Send(t.Context(), at, f, false); !errors.Is(err, wire.Exists) {
		t.Error(err)
	}
	must(t, s.Send(t.Context(), at, f, true))
	var back bytes.Buffer
	if sum, err := s.Fetch(t.Context(), at, 0, nil, &back); err != nil || !bytes.Equal(back.Bytes(), body) || sum.SHA256 != sha256.Sum256(body) {
		t.Errorf("%d bytes came back: %v", back.Len(), err)
	}
	must(t, os.Mkdir(filepath.Join(dir, "inner"), 0o700))
	all, err := s.List(t.Context(), far.Place{Path: "."})
	if err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	if e, err := s.Stat(t.Context(), wire.FilesSend, at); err != nil || e.Size != uint64(len(body)) || e.Form != wire.PlainFile {
		t.Errorf("%v, %v", e, err)
	}
	real, err := filepath.EvalSymlinks(dir)
	must(t, err)
	if names, err := s.Folders(t.Context(), wire.FilesFetch); err != nil || len(names) != 1 || names[0] != filepath.ToSlash(real) {
		t.Errorf("%q, %v", names, err)
	}
}

func TestOnlyWhatIsMissingIsFetched(t *testing.T) {
	dir, s, _ := folder(t)
	body := []byte(strings.Repeat("0123456789", 100_000))
	must(t, os.WriteFile(filepath.Join(dir, "f"), body, 0o600))
	var rest bytes.Buffer
	if sum, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, bytes.NewReader(body[:600_000]), &rest); err != nil || !bytes.Equal(rest.Bytes(), body[600_000:]) || sum.SHA256 != sha256.Sum256(body) {
		t.Errorf("%d bytes: %v", rest.Len(), err)
	}
	rest.Reset()
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 999_990, nil, &rest); err != nil || rest.String() != "0123456789" {
		t.Errorf("%q: %v", rest.String(), err)
	}
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, strings.NewReader("of another file"), &rest); !errors.Is(err, far.ErrChanged) {
		t.Errorf("a part of another file was gone on with: %v", err)
	}
}

// cutter cuts every connection when so many bytes have been written.
type cutter struct {
	bytes.Buffer
	left int
	cut  func()
}

func (c *cutter) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 && c.cut != nil {
		c.cut()
		c.cut = nil
	}
	return c.Buffer.Write(p)
}

// ReadAt cuts when so much was read; Measure has read all before.
type cuttingReader struct {
	io.ReaderAt
	cut func()
	at  int64
}

func (c *cuttingReader) ReadAt(p []byte, off int64) (int, error) {
	if off >= c.at && c.cut != nil {
		c.cut()
		c.cut = nil
	}
	return c.ReaderAt.ReadAt(p, off)
}

func TestATransferOutlivesItsLine(t *testing.T) {
	dir, s, w := folder(t)
	body := make([]byte, 24<<20)
	rand.NewChaCha8([32]byte{2}).Read(body)
	must(t, os.WriteFile(filepath.Join(dir, "f"), body, 0o600))
	to := &cutter{left: 9 << 20, cut: w.Server.Cut}
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, to); err != nil || !bytes.Equal(to.Bytes(), body) {
		t.Errorf("%d bytes: %v", to.Len(), err)
	}
	f, err := far.Measure(bytes.NewReader(body), uint64(len(body)))
	must(t, err)
	f.ReaderAt = &cuttingReader{ReaderAt: f.ReaderAt, cut: w.Server.Cut, at: 9 << 20}
	must(t, s.Send(t.Context(), far.Place{Path: "g"}, f, false))
	if got, err := os.ReadFile(filepath.Join(dir, "g")); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes: %v", len(got), err)
	}
}

// TestATransferWaitsWhileTheClientsEndRefuses: it is paused, or its recording waits for the server, and no line was lost.
func TestATransferWaitsWhileTheClientsEndRefuses(t *testing.T) {
	dir, s, w := folder(t)
	body := make([]byte, 24<<20)
	rand.NewChaCha8([32]byte{3}).Read(body)
	must(t, os.WriteFile(filepath.Join(dir, "f"), body, 0o600))
	var holding sync.WaitGroup
	hold := func() {
		w.Record.SetReady(errors.New("not now"))
		before := len(w.Record.Events(wire.Mark))
		holding.Go(func() {
			w.Record.Wait(t, func() bool { return len(w.Record.Events(wire.Mark)) > before+1 })
			w.Record.SetReady(nil)
		})
	}
	defer holding.Wait()
	to := &cutter{left: 9 << 20, cut: hold}
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, to); err != nil || !bytes.Equal(to.Bytes(), body) {
		t.Errorf("%d bytes: %v", to.Len(), err)
	}
	f, err := far.Measure(bytes.NewReader(body), uint64(len(body)))
	must(t, err)
	f.ReaderAt = &cuttingReader{ReaderAt: f.ReaderAt, cut: hold, at: 9 << 20}
	must(t, s.Send(t.Context(), far.Place{Path: "g"}, f, false))
	if got, err := os.ReadFile(filepath.Join(dir, "g")); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes: %v", len(got), err)
	}
}

func TestAFileThatIsNotWhatWasToldIsRefused(t *testing.T) {
	dir, s, _ := folder(t)
	err := s.Send(t.Context(), far.Place{Path: "f"}, far.File{ReaderAt: strings.NewReader("one"), Size: 3, SHA256: sha256.Sum256([]byte("two"))}, false)
	if !errors.Is(err, wire.Mismatch) {
		t.Error(err)
	}
	if all, _ := os.ReadDir(dir); len(all) != 0 {
		t.Errorf("it lies there: %v", all)
	}
	f, err := far.Measure(strings.NewReader("one"), 3)
	must(t, err)
	must(t, s.Send(t.Context(), far.Place{Path: "f"}, f, false)) // the stream goes on
}

func TestPlacesThatLeadElsewhereAreNotAskedFor(t *testing.T) {
	_, s, w := folder(t)
	for _, path := range []string{"..", "../x", "/etc/passwd", "a//b", "", "a/./b", "a/../..", "\xff"} {
		at := far.Place{Path: path}
		_, list := s.List(t.Context(), at)
		_, stat := s.Stat(t.Context(), wire.FilesFetch, at)
		_, fetch := s.Fetch(t.Context(), at, 0, nil, io.Discard)
		send := s.Send(t.Context(), at, far.File{ReaderAt: strings.NewReader("")}, true)
		for _, err := range []error{list, stat, fetch, send} {
			if !errors.Is(err, far.ErrName) {
				t.Errorf("%q: %v", path, err)
			}
		}
	}
	if n := len(w.Record.Events(wire.Mark)); n > 0 {
		t.Errorf("%d of them were asked for", n)
	}
}

// powers answers by a function: a client's end that is not what it should be.
type powers func(s *power.Stream) error

func (p powers) Serve(_ context.Context, line io.ReadWriteCloser) error {
	defer line.Close()
	s := power.NewStream(line)
	if _, _, err := s.Next(wire.MaxOpen); err != nil {
		return err
	}
	return errors.Join(s.Opened(), p(s))
}

func hostile(t *testing.T, p powers) *far.Session {
	t.Helper()
	_, d := fartest.Serve(t, p)
	return fartest.Join(t, d)
}

func TestNamesFromTheClientsMachineAreNames(t *testing.T) {
	bad := []string{"../../.ssh/authorized_keys", "..", ".", "", "a/b", "/etc/cron.d/x", "a\x00b", "a\nb", "\x1b]0;x\x07", "exe.\u202Efdp", strings.Repeat("x", 300)}
	s := hostile(t, func(s *power.Stream) error {
		if _, _, err := s.Next(wire.MaxFrame); err != nil {
			return err
		}
		for _, name := range append(bad, "ordinary") {
			if err := s.Send(wire.FrameEntry, wire.Entry{Form: wire.PlainFile, Name: name}.Encode()); err != nil {
				return err
			}
		}
		return s.Send(wire.FrameDone, wire.Sum{}.Encode())
	})
	all, err := s.List(t.Context(), far.Place{Path: "."})
	if err != nil || len(all) != len(bad)+1 {
		t.Fatalf("%d entries: %v", len(all), err)
	}
	for i, e := range all {
		if (e.Form == wire.Nameless) != (i < len(bad)) || strings.ContainsAny(e.Name, "/\x00\n\x1b\u202e") {
			t.Errorf("%q came as %d, %q", append(bad, "ordinary")[i], e.Form, e.Name)
		}
	}
}

func TestAHostileClientsEndIsFoundOut(t *testing.T) {
	at, data := far.Place{Path: "f"}, []byte("abc")
	told := wire.Sum{Count: 3, SHA256: sha256.Sum256([]byte("other"))}
	for name, c := range map[string]struct {
		answer powers
		want   error
	}{
		"other bytes than told": {func(s *power.Stream) error {
			_, _, _ = s.Next(wire.MaxFrame)
			return errors.Join(s.Send(wire.FrameData, data), s.Send(wire.FrameDone, told.Encode()))
		}, far.ErrMismatch},
		"fewer bytes than told": {func(s *power.Stream) error {
			_, _, _ = s.Next(wire.MaxFrame)
			return s.Send(wire.FrameDone, wire.Sum{Count: 3, SHA256: sha256.Sum256(data)}.Encode())
		}, far.ErrMismatch},
		"a frame out of place": {func(s *power.Stream) error {
			_, _, _ = s.Next(wire.MaxFrame)
			return s.Send(wire.FrameShow, data)
		}, channel.ErrProtocol},
		"a frame too long": {func(s *power.Stream) error {
			_, _, _ = s.Next(wire.MaxFrame)
			return s.Send(wire.FrameData, make([]byte, wire.MaxData+1))
		}, channel.ErrProtocol},
		"a refusal that does not exist": {func(s *power.Stream) error {
			_, _, _ = s.Next(wire.MaxFrame)
			return s.Send(wire.FrameRefused, []byte{200})
		}, channel.ErrProtocol},
	} {
		if _, err := hostile(t, c.answer).Fetch(t.Context(), at, 0, nil, io.Discard); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAClientsEndThatAlwaysCutsIsGivenUp(t *testing.T) {
	s := hostile(t, func(s *power.Stream) error {
		_, _, err := s.Next(wire.MaxFrame)
		return errors.Join(err, s.Line().(*channel.Parting).Stream.Close())
	})
	if _, err := s.List(t.Context(), far.Place{Path: "."}); !errors.Is(err, channel.ErrStreamReset) {
		t.Error(err)
	}
}

func TestAFolderWithoutEndEnds(t *testing.T) {
	s := hostile(t, func(s *power.Stream) error {
		_, _, err := s.Next(wire.MaxFrame)
		for e := (wire.Entry{Form: wire.PlainFile, Name: "again"}).Encode(); err == nil; {
			err = s.Send(wire.FrameEntry, e)
		}
		return err
	})
	if _, err := s.List(t.Context(), far.Place{Path: "."}); !errors.Is(err, far.ErrTooMany) {
		t.Error(err)
	}
}

// liar tells another pin than the client's end has.
type liar struct{ fartest.Desk }

func (l liar) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	j, err := l.Desk.Join(ctx, pin)
	j.Pin[0] ^= 1
	return j, err
}

func TestAServerThatLiesAboutTheKeyIsFound(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	if _, err := far.Join(t.Context(), liar{w.Desk}, clock.System{}, nil); !errors.Is(err, channel.ErrWrongKey) {
		t.Error(err)
	}
}

func TestACancelledTransferEnds(t *testing.T) {
	dir, s, _ := folder(t)
	must(t, os.WriteFile(filepath.Join(dir, "f"), make([]byte, 16<<20), 0o600))
	ctx, stop := context.WithCancel(t.Context())
	to := &cutter{left: 1 << 20, cut: stop}
	if _, err := s.Fetch(ctx, far.Place{Path: "f"}, 0, nil, to); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	var whole bytes.Buffer
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, &whole); err != nil || whole.Len() != 16<<20 {
		t.Errorf("the session is no good afterwards: %d bytes, %v", whole.Len(), err)
	}
}

// strict is a server that forgets an end with its interactive lane, as the real one does.
type strict struct {
	fartest.Desk
	mu    sync.Mutex
	known map[uint32]bool
	away  int // how often it says that the client's end is not there
}

func (d *strict) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) > 0 && d.away > 0 {
		d.away--
		return far.Joined{}, fault.New(fault.Conflict, "session_not_ready", "")
	}
	return d.Desk.Join(ctx, pin)
}

func (d *strict) Dial(ctx context.Context, lane channel.Lane, number uint32) (net.Conn, error) {
	d.mu.Lock()
	known := d.known[number]
	if lane == channel.Interactive {
		d.known[number] = true
	}
	d.mu.Unlock()
	if known == (lane == channel.Interactive) {
		return nil, channel.ErrTurnedAway.With("status", 409)
	}
	return d.Desk.Dial(ctx, lane, number)
}

// TestAnEndWhoseLineWasLostJoinsAgain: by another key, which the words tell; its terminal and its files go on.
func TestAnEndWhoseLineWasLostJoinsAgain(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("there"), 0o600))
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch}, Folders: []string{dir}})
	s := fartest.Join(t, &strict{Desk: w.Desk, known: map[uint32]bool{}, away: 1})
	before := s.Words()
	term, screen := terminal(t, s, wire.TerminalType, 0)
	run(t.Context(), t, term)
	must(t, term.Type([]byte("mine=kept; echo do''ne\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "done") })
	w.Server.Cut()
	screen.Wait(t, func() bool { return screen.Times() > 0 })
	must(t, term.Type([]byte("echo $mine-still\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "kept-still") })
	if s.Words() == before {
		t.Error("the same words for another key")
	}
	var got bytes.Buffer
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, &got); err != nil || got.String() != "there" {
		t.Errorf("fetched %q: %v", &got, err)
	}
}

// TestAShellOutlivesAnEndThatIsNotReadyYet: after a long cut the client's end is back before its recording has reached the server.
func TestAShellOutlivesAnEndThatIsNotReadyYet(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("there"), 0o600))
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch}, Folders: []string{dir}})
	s := w.Join(t)
	term, screen := terminal(t, s, wire.TerminalType, 0)
	run(t.Context(), t, term)
	must(t, term.Type([]byte("mine=kept; echo do''ne\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "done") })
	if _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, io.Discard); err != nil {
		t.Fatal(err)
	}
	w.Record.SetReady(errors.New("not yet"))
	refusals := len(w.Record.Events(wire.Mark))
	w.Server.Cut()
	w.Record.Wait(t, func() bool { return len(w.Record.Events(wire.Mark)) > refusals })
	var fetched errgroup.Group
	fetched.Go(func() error { _, err := s.Fetch(t.Context(), far.Place{Path: "f"}, 0, nil, io.Discard); return err })
	w.Record.Wait(t, func() bool { return len(w.Record.Events(wire.Mark)) > refusals+2 })
	w.Record.SetReady(nil)
	screen.Wait(t, func() bool { return screen.Times() > 0 })
	must(t, term.Type([]byte("echo $mine-still\r")))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "kept-still") })
	must(t, fetched.Wait())
}

// TestAnEndOfASessionThatIsOverEnds: it does not go on asking.
func TestAnEndOfASessionThatIsOverEnds(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	over := fault.New(fault.Conflict, "remote_state", "")
	s := fartest.Join(t, &ending{Desk: w.Desk, why: over})
	w.Server.Cut()
	<-s.Done()
	if err := s.Err(); !errors.Is(err, over) {
		t.Error(err)
	}
}

// TestWhatTheClientRefusesAsItLeavesIsNotTheReason: a session that the client ended is over, whatever their end said last.
func TestWhatTheClientRefusesAsItLeavesIsNotTheReason(t *testing.T) {
	w := fartest.New(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	over := fault.New(fault.Conflict, "remote_state", "")
	s := fartest.Join(t, &leaving{ending: ending{Desk: w.Desk, why: over}, t: t})
	w.Server.Cut()
	<-s.Done()
	if err := s.Err(); !errors.Is(err, over) {
		t.Error(err)
	}
}

// leaving joins again, and finds a relay at which the client's end refuses and is gone.
type leaving struct {
	ending
	t    testing.TB
	once sync.Once
}

func (d *leaving) Join(ctx context.Context, pin channel.Pin) (j far.Joined, err error) {
	if d.joined {
		d.once.Do(func() { j, err = d.Desk.Join(ctx, pin); d.Desk.Address = d.relay() })
		if j.Number != 0 {
			return j, err
		}
	}
	return d.ending.Join(ctx, pin)
}

func (d *leaving) relay() string {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := channel.Accept(w, r)
		if err != nil {
			d.t.Error(err)
			return
		}
		m, err := channel.Server(conn, channel.Interactive, 1)
		if err != nil {
			d.t.Error(err)
			return
		}
		h := &channel.Handlers{}
		h.Put(wire.ForRelay, func(_ context.Context, a *channel.Asked) { a.Refuse(wire.NotReady); m.Close() })
		go func() { _ = m.Serve(context.Background(), h.Serve) }()
	}))
	d.t.Cleanup(h.Close)
	return strings.TrimPrefix(h.URL, "http://")
}

// ending lets an end join once.
type ending struct {
	fartest.Desk
	joined bool
	why    error
}

func (d *ending) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	if d.joined {
		return far.Joined{}, d.why
	}
	d.joined = true
	return d.Desk.Join(ctx, pin)
}
