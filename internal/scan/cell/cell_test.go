//go:build linux

package cell_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"surety/internal/scan/cell"
)

// attempts are what hostile bytes might have a cell do; each says what came of it.
var attempts = map[string]func(ctx context.Context, arg string) string{
	"read a file": func(_ context.Context, path string) string { _, err := os.ReadFile(path); return said(err) },
	"list a folder": func(_ context.Context, path string) string {
		_, err := os.ReadDir(path)
		return said(err)
	},
	"write a file": func(context.Context, string) string {
		for _, dir := range []string{"/tmp", "/var/tmp", "/dev/shm", "/usr"} {
			if f, err := os.Create(filepath.Join(dir, "surety-cell-was-here")); err == nil {
				_, err = f.WriteString("x")
				os.Remove(f.Name())
				if err == nil {
					return "done"
				}
			}
		}
		return "refused"
	},
	"dial":          func(_ context.Context, to string) string { _, err := net.Dial("tcp", to); return said(err) },
	"dial a socket": func(_ context.Context, to string) string { _, err := net.Dial("unix", to); return said(err) },
	"signal others": func(_ context.Context, pid string) string {
		var n int
		_, _ = fmt.Sscan(pid, &n)
		return said(syscall.Kill(n, 0))
	},
	"run a program": func(_ context.Context, path string) string { return said(exec.Command(path).Run()) },
	"environment":   func(context.Context, string) string { return strings.Join(os.Environ(), " ") },
	"trace":         func(context.Context, string) string { return said(syscall.PtraceAttach(os.Getppid())) },
}

func said(err error) string {
	if err == nil {
		return "done"
	}
	return "refused"
}

func TestMain(m *testing.M) {
	cell.Enter(
		cell.Work{Name: "try", Do: func(ctx context.Context, _ io.ReaderAt, _ int64, arg string) ([]byte, error) {
			name, arg, _ := strings.Cut(arg, "|")
			return []byte(attempts[name](ctx, arg)), nil
		}},
		cell.Work{Name: "copy", Do: func(_ context.Context, r io.ReaderAt, size int64, _ string) ([]byte, error) {
			return io.ReadAll(io.NewSectionReader(r, 0, size))
		}},
		cell.Work{Name: "eat", Do: func(context.Context, io.ReaderAt, int64, string) ([]byte, error) {
			var all [][]byte
			for {
				if all = append(all, bytes.Repeat([]byte{1}, 1<<20)); len(all) > 1<<20 {
					return all[0], nil
				}
			}
		}},
		cell.Work{Name: "spin", Do: func(context.Context, io.ReaderAt, int64, string) ([]byte, error) {
			for n := 0; n >= 0; n = (n + 1) & 0xff {
			}
			return nil, nil
		}},
		cell.Work{Name: "fail", Do: func(context.Context, io.ReaderAt, int64, string) ([]byte, error) { return nil, errors.New("no") }},
		cell.Work{Name: "panic", Do: func(context.Context, io.ReaderAt, int64, string) ([]byte, error) { panic("no") }},
	)
	os.Exit(m.Run())
}

func TestACellReadsItsFileAndAnswers(t *testing.T) {
	for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 1<<20 + 7} {
		want := bytes.Repeat([]byte{'x', 'y', 'z'}, size/3+1)[:size]
		got, err := cell.Run(t.Context(), "copy", bytes.NewReader(want), int64(size), "", cell.Limits{})
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("of %d bytes %d came back: %v", size, len(got), err)
		}
	}
}

// What runs in a cell can compute, and nothing else.
func TestACellReachesNothing(t *testing.T) {
	t.Setenv("SURETY_CANARY", "canary")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	u, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	for _, try := range []string{"dial|" + l.Addr().String(), "dial a socket|" + u.Addr().String(), "write a file", "signal others|" + fmt.Sprint(os.Getpid()), "trace",
		"list a folder|" + filepath.Dir(secret), "read a file|" + secret, "read a file|/etc/shadow"} {
		got, err := cell.Run(t.Context(), "try", strings.NewReader(""), 0, try, cell.Limits{})
		if err != nil || string(got) != "refused" {
			t.Errorf("%s: %q, %v", try, got, err)
		}
	}
	env, err := cell.Run(t.Context(), "try", strings.NewReader(""), 0, "environment", cell.Limits{})
	if err != nil || strings.Contains(string(env), "canary") {
		t.Errorf("the environment is %q, %v", env, err)
	}
}

func TestACellEndsAtItsLimits(t *testing.T) {
	for name, l := range map[string]cell.Limits{
		"eat": {Memory: 128 << 20}, "spin": {Within: time.Second}, "fail": {}, "panic": {}, "none of that name": {},
	} {
		if _, err := cell.Run(t.Context(), name, strings.NewReader(""), 0, "", l); !errors.Is(err, cell.ErrFailed) && !errors.Is(err, cell.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cell.Run(t.Context(), "copy", strings.NewReader("xxxx"), 4, "", cell.Limits{Result: 3}); !errors.Is(err, cell.ErrFailed) {
		t.Errorf("a result beyond its limit: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cell.Run(ctx, "spin", strings.NewReader(""), 0, "", cell.Limits{}); err == nil {
		t.Error("it ran on")
	}
}

func TestBytesThatCannotBeReadAreNotTheCellsFault(t *testing.T) {
	broken := errors.New("damaged")
	if _, err := cell.Run(t.Context(), "copy", failing{broken}, 10, "", cell.Limits{}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func TestAToolRunsInACell(t *testing.T) {
	got, err := cell.Tool(t.Context(), "cat", nil, strings.NewReader("x"), cell.Limits{})
	if err != nil || string(got) != "x" {
		t.Fatalf("%q, %v", got, err)
	}
	if b, err := cell.Tool(t.Context(), "cat", []string{"/etc/hostname"}, strings.NewReader(""), cell.Limits{}); err == nil {
		t.Logf("without Landlock others' readable files can be read: %q", b)
	}
	if _, err := cell.Tool(t.Context(), "no-such-tool", nil, strings.NewReader(""), cell.Limits{}); !errors.Is(err, cell.ErrNone) {
		t.Error(err)
	}
	if _, err := cell.Tool(t.Context(), "sleep", []string{"1000"}, strings.NewReader(""), cell.Limits{Within: time.Second}); !errors.Is(err, cell.ErrFailed) {
		t.Error(err)
	}
}
