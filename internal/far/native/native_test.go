package native_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"surety/internal/assist"
	"surety/internal/assist/assisttest"
	"surety/internal/far"
	"surety/internal/far/fartest"
	"surety/internal/far/native"
	"surety/internal/wire"
)

func TestMain(m *testing.M) { os.Exit(assisttest.Main(m)) }

// world is a client's end and a server for this machine's programs.
type world struct {
	*fartest.World
	t       *testing.T
	server  *native.Server
	config  string // for OpenSSH
	address string
	scratch string
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, g assist.Grant) *world {
	t.Helper()
	w := fartest.New(t, g)
	return serve(t, w, w.Join(t))
}

func serve(t *testing.T, in *fartest.World, s *far.Session) *world {
	t.Helper()
	w := &world{World: in, t: t, scratch: t.TempDir()}
	var err error
	w.server, err = native.New(s, w.scratch)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w.address = l.Addr().String()
	w.config, err = w.server.Setup(t.TempDir(), l.Addr())
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = w.server.Serve(ctx, l) })
	t.Cleanup(func() { stop(); running.Wait() })
	return w
}

// tool runs one of OpenSSH's programs with the configuration that was written.
func (w *world) tool(input, name string, args ...string) (out, errs string, err error) {
	w.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		w.t.Skipf("OpenSSH is not installed: %v", err)
	}
	c := exec.CommandContext(w.t.Context(), path, append([]string{"-F", w.config}, args...)...)
	var o, e bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(input), &o, &e
	err = c.Run()
	return o.String(), e.String(), err
}

func everything(t *testing.T) (dir, port string, g assist.Grant) {
	dir, port = t.TempDir(), fartest.Echo(t)
	dir, err := filepath.EvalSymlinks(dir)
	must(t, err)
	return dir, port, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch, wire.FilesSend, wire.Port},
		Folders: []string{dir}, Ports: []string{port}, Quota: 4 << 30}
}

// until waits for a condition that nobody tells of.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); !holds(); runtime.Gosched() {
		if time.Now().After(limit) {
			t.Fatal("it never was so")
		}
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{9}).Read(b)
	return b
}

func TestOpenSSHCopiesBothWays(t *testing.T) {
	dir, _, g := everything(t)
	w := start(t, g)
	local, back := filepath.Join(t.TempDir(), "64m"), filepath.Join(t.TempDir(), "back")
	body := noise(64 << 20)
	must(t, os.WriteFile(local, body, 0o600))
	if _, errs, err := w.tool("", "scp", local, "surety:"+dir+"/there"); err != nil {
		t.Fatal(err, errs)
	}
	if _, errs, err := w.tool("", "scp", local, "surety:there"); err != nil { // over what is there
		t.Fatal(err, errs)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "there")); err != nil || !bytes.Equal(got, body) {
		t.Fatalf("%d bytes arrived: %v", len(got), err)
	}
	if _, errs, err := w.tool("", "scp", "surety:there", back); err != nil { // from where it begins
		t.Fatal(err, errs)
	}
	if got, err := os.ReadFile(back); err != nil || !bytes.Equal(got, body) {
		t.Fatalf("%d bytes came back: %v", len(got), err)
	}
	if n := len(w.Record.Events(wire.Filed)); n != 3 {
		t.Errorf("%d files are on the recording", n)
	}
	if left, err := os.ReadDir(w.scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOpenSSHListsAndFetchesFolders(t *testing.T) {
	dir, _, g := everything(t)
	must(t, os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "a", "b", "отчёт"), []byte("inner"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "a", "esc\x1b]0;x\x07"), []byte("hidden"), 0o600))
	w := start(t, g)
	out, errs, err := w.tool("ls -l a\nls -1 /\nget a/b/отчёт "+t.TempDir()+"/got\n", "sftp", "-b", "-", "surety")
	if err != nil || !strings.Contains(out, "b") || !strings.Contains(out, strings.Split(dir, "/")[1]) {
		t.Fatal(err, out, errs)
	}
	if strings.Contains(out+errs, "\x1b") || !strings.Contains(errs, "1 things are left out") {
		t.Errorf("a name that acts: %q, %q", out, errs)
	}
	to := t.TempDir()
	if _, errs, err := w.tool("", "scp", "-r", "surety:a", to); err != nil {
		t.Fatal(err, errs)
	}
	if got, err := os.ReadFile(filepath.Join(to, "a", "b", "отчёт")); err != nil || string(got) != "inner" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestOpenSSHRunsAShellAndACommand(t *testing.T) {
	_, _, g := everything(t)
	w := start(t, g)
	out, errs, err := w.tool("", "ssh", "surety", "echo $((6*7))-here; echo two; (exit 5)")
	if code, ok := err.(*exec.ExitError); !ok || code.ExitCode() != 5 || out != "42-here\ntwo\n" || errs != "" {
		t.Errorf("%v, %q, %q", err, out, errs)
	}
	out, errs, err = w.tool("echo $((6*8))-there; exit 6\r", "ssh", "-tt", "surety")
	if code, ok := err.(*exec.ExitError); !ok || code.ExitCode() != 6 || !strings.Contains(out, "48-there") {
		t.Errorf("%v, %q, %q", err, out, errs)
	}
	if ran := w.Record.Text(wire.Ran); ran != "echo $((6*7))-here; echo two; (exit 5)" {
		t.Errorf("commands on the recording: %q", ran)
	}
	if ends := w.Record.Events(wire.Exited); len(ends) != 2 || ends[0].Payload != string(wire.EncodeExit(5)) {
		t.Errorf("ends on the recording: %v", ends)
	}
}

// TestACommandEndsWithItsProgram: a command that nobody sees any more is interrupted.
func TestACommandEndsWithItsProgram(t *testing.T) {
	_, _, g := everything(t)
	w := start(t, g)
	c := w.dial()
	s, err := c.NewSession()
	must(t, err)
	screen := fartest.NewScreen()
	s.Stdout = shown{screen}
	must(t, s.Start("echo begun; exec sleep 600"))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "begun") })
	c.Close()
	until(t, func() bool { return len(w.Record.Events(wire.Exited)) == 1 })
}

func TestWhatIsNotGrantedIsRefusedInWords(t *testing.T) {
	w := start(t, assist.Grant{Powers: []wire.Purpose{wire.FilesFetch}, Folders: []string{t.TempDir()}})
	local := filepath.Join(t.TempDir(), "f")
	must(t, os.WriteFile(local, []byte("x"), 0o600))
	for words, args := range map[string][]string{
		"did not grant typing":        {"ssh", "surety", "id"},
		"did not grant this power":    {"ssh", "-T", "surety"},
		"did not grant sending files": {"scp", local, "surety:f"},
		"leave out -O":                {"scp", "-O", local, "surety:f"},
	} {
		if _, errs, err := w.tool("", args[0], args[1:]...); err == nil || !strings.Contains(errs, words) {
			t.Errorf("%v: %v, %q", args, err, errs)
		}
	}
	if n := len(w.Record.Events(wire.Filed)) + len(w.Record.Events(wire.Input)); n != 0 {
		t.Errorf("%d things were done", n)
	}
}

// dial is an SSH client of Go's, for what OpenSSH does not let one try.
func (w *world) dial() *ssh.Client {
	w.t.Helper()
	pem, err := os.ReadFile(filepath.Join(filepath.Dir(w.config), "key"))
	must(w.t, err)
	key, err := ssh.ParsePrivateKey(pem)
	must(w.t, err)
	c, err := ssh.Dial("tcp", w.address, &ssh.ClientConfig{User: "surety", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	must(w.t, err)
	w.t.Cleanup(func() { c.Close() })
	return c
}

func TestOnlyTheKeyOfThisRunComesIn(t *testing.T) {
	_, _, g := everything(t)
	w, other := start(t, g), start(t, g)
	pem, err := os.ReadFile(filepath.Join(filepath.Dir(other.config), "key"))
	must(t, err)
	key, err := ssh.ParsePrivateKey(pem)
	must(t, err)
	for name, auth := range map[string][]ssh.AuthMethod{
		"nothing": nil, "a password": {ssh.Password("surety")}, "another run's key": {ssh.PublicKeys(key)},
		"an answer": {ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	} {
		c, err := ssh.Dial("tcp", w.address, &ssh.ClientConfig{User: "surety", Auth: auth, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err == nil {
			c.Close()
			t.Errorf("came in with %s", name)
		}
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(w.config), "key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is for others to read: %v, %v", info.Mode(), err)
	}
}

func TestEverythingElseOfSSHIsRefused(t *testing.T) {
	_, _, g := everything(t)
	c := start(t, g).dial()
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		l.Close()
		t.Error("it listens at the client's end")
	}
	if _, _, err := c.OpenChannel("x11", nil); err == nil {
		t.Error("a channel of another type was taken")
	}
	s, err := c.NewSession()
	must(t, err)
	for _, kind := range []string{"auth-agent-req@openssh.com", "x11-req", "env", "xon-xoff", "signal", "break"} {
		if ok, err := s.SendRequest(kind, true, nil); ok || err != nil {
			t.Errorf("%s: %v, %v", kind, ok, err)
		}
	}
	if err := s.RequestSubsystem("netconf"); err == nil {
		t.Error("another subsystem was taken")
	}
}

func TestOnlyNamedPortsAreForwarded(t *testing.T) {
	_, port, g := everything(t)
	w := start(t, g)
	c := w.dial()
	conn, err := c.Dial("tcp", port)
	must(t, err)
	sent := noise(1 << 20)
	go func() { _, _ = conn.Write(sent); _ = conn.(interface{ CloseWrite() error }).CloseWrite() }()
	if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d bytes: %v", len(got), err)
	}
	for _, address := range []string{"127.0.0.1:22", "localhost:" + strings.Split(port, ":")[1], "[::1]:22", "169.254.169.254:80"} {
		if _, err := c.Dial("tcp", address); err == nil || !strings.Contains(err.Error(), "did not name this address") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if n := len(w.Record.Events(wire.Mark)); n > 0 {
		t.Errorf("%d refusals reached the client's end", n)
	}
}

func TestALocalListenerServesViewers(t *testing.T) {
	_, port, g := everything(t)
	w := start(t, g)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Local(ctx, l, port, func(s string) { t.Error(s) }) }()
	c, err := net.Dial("tcp", l.Addr().String())
	must(t, err)
	go func() { _, _ = c.Write([]byte("RFB 003.008\n")); _ = c.(*net.TCPConn).CloseWrite() }()
	if got, err := io.ReadAll(c); err != nil || string(got) != "RFB 003.008\n" {
		t.Errorf("%q, %v", got, err)
	}
	stop()
	<-ended
	if err := w.server.Serve(t.Context(), everywhere{}); err == nil {
		t.Error("it listens to other machines")
	}
	if err := w.server.Local(t.Context(), everywhere{}, port, nil); err == nil {
		t.Error("it listens to other machines")
	}
}

// everywhere is a listener on all addresses.
type everywhere struct{ net.Listener }

func (everywhere) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4zero, Port: 1} }

func (w *world) files() *sftp.Client {
	w.t.Helper()
	c, err := sftp.NewClient(w.dial())
	must(w.t, err)
	w.t.Cleanup(func() { c.Close() })
	return c
}

func TestWhatCameIncompleteIsNotSent(t *testing.T) {
	dir, _, g := everything(t)
	w := start(t, g)
	conn := w.dial()
	c, err := sftp.NewClient(conn)
	must(t, err)
	f, err := c.Create(dir + "/half")
	must(t, err)
	_, err = f.Write(noise(1 << 20))
	must(t, err)
	conn.Close()
	until(t, func() bool { left, err := os.ReadDir(w.scratch); return err == nil && len(left) == 0 }) // it has seen the program go
	if all, _ := os.ReadDir(dir); len(all) > 0 || len(w.Record.Events(wire.Filed)) > 0 {
		t.Errorf("it was sent: %v", all)
	}
}

func TestFilesAreReadInAnyOrder(t *testing.T) {
	dir, _, g := everything(t)
	body := noise(24 << 20)
	must(t, os.WriteFile(filepath.Join(dir, "f"), body, 0o600))
	f, err := start(t, g).files().Open(dir + "/f")
	must(t, err)
	defer f.Close()
	buf := make([]byte, 100_000)
	for _, off := range []int64{0, 20 << 20, 1 << 20, 90_000, 23 << 20, 0, 5 << 20} {
		if n, err := f.ReadAt(buf, off); err != nil || !bytes.Equal(buf[:n], body[off:off+int64(n)]) || n != len(buf) {
			t.Errorf("at %d: %d bytes, %v", off, n, err)
		}
	}
	if n, err := f.ReadAt(buf, int64(len(body))-10); n != 10 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
}

func TestOnlyTheClientsFoldersAreThere(t *testing.T) {
	dir, _, g := everything(t)
	must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("x"), 0o600))
	w := start(t, g)
	c := w.files()
	for _, name := range []string{"/etc/passwd", dir + "/../../../etc/passwd", "/proc/self/environ"} {
		if f, err := c.Open(name); err == nil {
			f.Close()
			t.Errorf("%s was opened", name)
		}
		if _, err := c.Create(name + "-x"); err == nil {
			t.Errorf("%s was created", name)
		}
	}
	for name, do := range map[string]func() error{
		"rename out": func() error { return c.Rename(dir+"/f", "/tmp/g") }, "rename in": func() error { return c.Rename("/etc/hostname", dir+"/g") },
		"the folder": func() error { return c.RemoveDirectory(dir) }, "its rights": func() error { return c.Chmod(dir, 0o777) },
		"link": func() error { return c.Symlink("/etc", dir+"/l") }, "hard link": func() error { return c.Link(dir+"/f", dir+"/l") },
		"chown": func() error { return c.Chown(dir+"/f", 1, 1) }, "cut": func() error { return c.Truncate(dir+"/f", 0) },
		"append": func() error { _, err := c.OpenFile(dir+"/f", os.O_WRONLY|os.O_APPEND); return err },
		"patch":  func() error { _, err := c.OpenFile(dir+"/f", os.O_WRONLY); return err },
	} {
		if do() == nil {
			t.Errorf("%s is possible", name)
		}
	}
	up, err := c.ReadDir("/")
	if err != nil || len(up) != 1 || up[0].Name() != strings.Split(dir, "/")[1] {
		t.Errorf("above the folder: %v, %v", up, err)
	}
}

func TestAPartOfAFileDoesNotTakeItsPlace(t *testing.T) {
	dir, _, g := everything(t)
	must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("all of what was there"), 0o600))
	w := start(t, g)
	c := w.files()
	for name, write := range map[string]func(f *sftp.File) error{
		"patched":     func(f *sftp.File) error { _, err := f.WriteAt([]byte("one"), 0); return err },
		"with a hole": func(f *sftp.File) error { _, err := f.WriteAt([]byte("end"), 30); return err },
	} {
		f, err := c.OpenFile(dir+"/f", os.O_WRONLY|os.O_CREATE)
		must(t, err)
		must(t, write(f))
		if f.Close() == nil {
			t.Errorf("%s: it was sent", name)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || string(got) != "all of what was there" {
		t.Errorf("%q, %v", got, err)
	}
	if left, err := os.ReadDir(w.scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAWindowThatClosesLeavesItsShell(t *testing.T) {
	_, _, g := everything(t)
	w := start(t, g)
	shell := func() (*ssh.Client, io.Writer, *fartest.Screen) {
		c := w.dial()
		s, err := c.NewSession()
		must(t, err)
		screen := fartest.NewScreen()
		s.Stdout = shown{screen}
		in, err := s.StdinPipe()
		must(t, err)
		must(t, s.RequestPty("xterm", 24, 80, nil))
		must(t, s.Shell())
		return c, in, screen
	}
	c, in, screen := shell()
	_, _ = in.Write([]byte("mine=$((40+2))\recho set-$mine\r"))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "set-42") })
	c.Close()
	until(t, func() bool { return native.Left(w.server) == 1 })
	_, in, screen = shell()
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "set-42") }) // its picture
	_, _ = in.Write([]byte("echo still-$mine\r"))
	screen.Wait(t, func() bool { return strings.Contains(screen.Text(), "still-42") })
}

type shown struct{ *fartest.Screen }

func (s shown) Write(p []byte) (int, error) { s.Show(p); return len(p), nil }
