package assist

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/keeper"
	"surety/internal/wire"
)

// The test runs itself as keeper and as worker. The worker has a real terminal with the user's login shell in it, into which
// a line is typed. What that starts writes into a named pipe and holds it open: when the test reads its end, all of it is dead.

const role, typed = "SURETY_TEST_ROLE", "SURETY_TEST_TYPED"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "keeper":
		beKeeper()
	case "worker":
		beWorker()
	default:
		os.Exit(assisttest.Main(m))
	}
}

func beKeeper() {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), role+"=worker")
	k, err := keeper.Start(cmd)
	if err != nil {
		os.Exit(1)
	}
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Println("stopped", k.Stop())
}

func beWorker() {
	line, err := keeper.Attach(os.Stdin, os.Stdout, keeper.End)
	if err != nil {
		os.Exit(1)
	}
	s, err := Start(context.Background(), assisttest.NewRecorder(), Grant{Powers: []wire.Purpose{wire.TerminalType}})
	if err != nil {
		os.Exit(1)
	}
	shell, err := s.Terminals.Start(s.Number(), wire.Size{Cols: 80, Rows: 24}, "")
	if err != nil || shell.Type([]byte(os.Getenv(typed)+"\n")) != nil {
		os.Exit(1)
	}
	for {
		if _, _, err := line.Next(); err != nil {
			keeper.End()
		}
	}
}

// session starts keeper, worker and shell, has the line typed and waits until n processes say that they are there.
func session(t *testing.T, line string, n int) (k *exec.Cmd, stdin io.Writer, dead func()) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(path, os.O_WRONLY, 0) // keeps the pipe from ending before it began
	if err != nil {
		t.Fatal(err)
	}
	k = exec.Command("/proc/self/exe")
	k.Env = append(os.Environ(), role+"=keeper", typed+"="+strings.ReplaceAll(line, "PIPE", path))
	in, _ := k.StdinPipe()
	if err := k.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Process.Kill(); k.Wait(); pipe.Close() })
	lines := bufio.NewReader(pipe)
	pipe.SetReadDeadline(time.Now().Add(30 * time.Second))
	for range n {
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal("the shell did nothing:", err)
		}
	}
	writer.Close()
	return k, in, func() {
		t.Helper()
		since := time.Now()
		pipe.SetReadDeadline(since.Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, lines); err != nil {
			t.Error("something still lives:", err)
		}
		t.Log("all dead after", time.Since(since).Round(time.Millisecond))
	}
}

func TestW3StopEndsWhatWasTypedIntoATerminal(t *testing.T) {
	line := `exec 3>PIPE; setsid sh -c 'trap "" HUP TERM; echo a >&3; sleep 600' & nohup sh -c 'echo b >&3; sleep 600' >/dev/null & echo c >&3`
	_, stdin, dead := session(t, line, 3)
	fmt.Fprintln(stdin, "stop")
	dead()
}

func TestW3AKeeperKilledTakesTheTerminalsShellAlong(t *testing.T) {
	k, _, dead := session(t, `exec 3>PIPE; trap "" HUP TERM; echo a >&3; exec sleep 600`, 1)
	if err := k.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	dead()
}
