package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"surety/internal/assist"
	"surety/internal/bench/loop"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/wire"
)

// RemotePlan says how much is measured.
type RemotePlan struct {
	Self     string // this program, which is started again as the relay and as the client's end
	Dir      string // empty; for files, keys and recordings
	Keys     int    // typed for each figure
	MiB      int    // sent through a port, and in a file
	Sessions int    // idle at a time
	Only     string // just what has this in its name: echo, behind, port, file, idle
}

// RemoteResult is one figure of ours beside that of OpenSSH, in the same unit; zero where it was not measured.
type RemoteResult struct {
	Task   string  `json:"task"`
	Unit   string  `json:"unit"`
	Ours   float64 `json:"ours"`
	SSH    float64 `json:"ssh"`
	Wanted string  `json:"wanted"`
}

// remoteWorld is what runs while it is measured.
type remoteWorld struct {
	plan  RemotePlan
	relay string  // address of the relay
	ssh   sshSide // nothing without sshd
	file  string
	out   []RemoteResult

	children []process // relay and client's ends
	running  sync.WaitGroup
}

// Remote starts a relay, a client's end and an sshd, each as a process of its own on loopback, measures, and ends them.
func Remote(ctx context.Context, plan RemotePlan) ([]RemoteResult, string, error) {
	ctx, end := context.WithCancel(ctx)
	w := &remoteWorld{plan: plan, file: filepath.Join(plan.Dir, "files", "noise")}
	defer w.running.Wait() // who is killed after this program has ended is not killed
	defer end()
	if err := os.MkdirAll(filepath.Dir(w.file), 0o700); err != nil {
		return nil, "", err
	}
	relay, err := w.child(ctx, "relay")
	if err != nil {
		return nil, "", err
	}
	w.relay = relay.said
	missing := ""
	if w.ssh, err = startSSH(ctx, filepath.Join(plan.Dir, "ssh"), &w.running); err != nil {
		missing = err.Error()
	}
	for _, m := range []struct {
		name string
		do   func(context.Context) error
	}{{"echo", w.echoes}, {"behind", w.behind}, {"port", w.ports}, {"file", w.files}, {"idle", w.idle}} {
		if !strings.Contains(m.name, plan.Only) {
			continue
		}
		if err := m.do(ctx); err != nil {
			return w.out, missing, err
		}
	}
	return w.out, missing, nil
}

func (w *remoteWorld) add(task, unit string, ours, ssh float64, wanted string) {
	w.out = append(w.out, RemoteResult{task, unit, ours, ssh, wanted})
}

// write makes the file that goes over, once; it does not compress. It comes after the keys: a disk that is still busy with it holds up their recording.
func (w *remoteWorld) write() error {
	f, err := os.OpenFile(w.file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, noise(), int64(w.plan.MiB)<<20)
	return errors.Join(err, f.Close())
}

// process is a child that said where it is.
type process struct {
	said string
	pid  int
}

// child starts this program again as one of the ends. It ends with ctx.
func (w *remoteWorld) child(ctx context.Context, args ...string) (process, error) {
	c := exec.CommandContext(ctx, w.plan.Self, append([]string{"bench", "remote", "--end"}, args...)...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return process{}, err
	}
	c.Cancel = func() error { return c.Process.Kill() }
	if err := c.Start(); err != nil {
		return process{}, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	w.running.Go(func() { _ = c.Wait() })
	if err != nil {
		return process{}, fmt.Errorf("%s: %w", args[0], err)
	}
	p := process{strings.TrimSpace(line), c.Process.Pid}
	w.children = append(w.children, p)
	return p, nil
}

// session starts a client's end of its own at an address of the relay, with a port, and joins it there.
func (w *remoteWorld) session(ctx context.Context, relay, port string) (*far.Session, error) {
	dir, err := os.MkdirTemp(w.plan.Dir, "end-")
	if err != nil {
		return nil, err
	}
	name := filepath.Base(dir)
	if _, err := w.child(ctx, "near", relay+"/"+name, dir, filepath.Dir(w.file), port); err != nil {
		return nil, err
	}
	return far.Join(ctx, loop.Desk{Address: relay + "/" + name}, clock.System{}, nil)
}

// Near is the child that is a client's end: the real powers and the real recorder, with its spool on the disk and its acknowledgements
// from the relay.
func Near(ctx context.Context, relay, dir, folder, port string, out io.Writer) error {
	record, spool, err := recorder(dir)
	if err != nil {
		return err
	}
	go func() { _ = record.Run(ctx) }()
	s, err := assist.Start(ctx, record, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch, wire.FilesSend, wire.Port},
		Folders: []string{folder}, Ports: []string{port}, Quota: 1 << 40})
	if err != nil {
		return err
	}
	defer s.Close()
	near := &loop.Near{Powers: s, Dial: loop.Desk{Address: relay}.DialNear, Record: spool.Send}
	fmt.Fprintln(out, "started")
	near.Run(ctx)
	return nil
}

// PrintRemote writes the figures side by side.
func PrintRemote(w io.Writer, plan RemotePlan, results []RemoteResult, missing string) error {
	fmt.Fprintf(w, "%s/%s, %d processors, loopback; relay, client's end, specialist's end and sshd are processes of their own; ours is recorded and sealed from end to end\n",
		runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Fprintf(w, "load of the machine: %s", load)
	}
	fmt.Fprintf(w, "%d keys a figure, %d MiB a transfer, %d idle sessions; \"40 ms\" is there and back, made by a proxy in user space on each way\n", plan.Keys, plan.MiB, plan.Sessions)
	if missing != "" {
		fmt.Fprintf(w, "no OpenSSH stands beside these figures: %s\n", missing)
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "\n\tours\tssh\tunit\twanted")
	for _, r := range results {
		ssh := "–"
		if r.SSH > 0 {
			ssh = fmt.Sprintf("%.2f", r.SSH)
		}
		fmt.Fprintf(t, "%s\t%.2f\t%s\t%s\t%s\n", r.Task, r.Ours, ssh, r.Unit, r.Wanted)
	}
	return t.Flush()
}

// part is a place in sorted times, in milliseconds.
func part(took []time.Duration, of float64) float64 {
	slices.Sort(took)
	return float64(took[int(of*float64(len(took)-1))].Microseconds()) / 1000
}

// listen is a loopback listener that serves each connection.
func listen(ctx context.Context, serve func(net.Conn)) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	context.AfterFunc(ctx, func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return l.Addr().String(), nil
}
