//go:build amd64 || arm64

package cell

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Names by which the program knows that it is a cell: first it shuts itself off and starts anew, so that every thread is
// shut off, then it works. No user can call it so by accident: they stand where its own name does.
const (
	shutName = "surety-cell-shut"
	workName = "surety-cell-work"
	toolName = "surety-cell-tool"
)

const (
	ownProgram = "/proc/self/exe"

	nobody    = 65534
	fileLimit = 64 // descriptors
	exitLost  = 70 // the cell could not be shut, and did nothing
)

// Enter makes this process a cell if it was started as one, and then does not return.
func Enter(all ...Work) {
	switch os.Args[0] {
	case shutName:
		runtime.LockOSThread() // what is shut is the thread that starts the program anew
		_ = shutAndExec(os.Args[1:])
		os.Exit(exitLost)
	case workName:
		os.Exit(work(all, os.Args[1:]))
	}
}

// work does what is asked: NAME SIZE ARG.
func work(all []Work, args []string) int {
	size, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return exitLost
	}
	for _, w := range all {
		if w.Name == args[0] && do(w, os.Stdin, os.Stdout, size, args[2]) == nil {
			return 0
		}
	}
	return exitLost
}

// Run does the named work on the bytes in a cell. Faults: cell_absent; ErrFailed; an error of r itself as it is.
func Run(ctx context.Context, name string, r io.ReaderAt, size int64, arg string, l Limits) ([]byte, error) {
	l = l.filled()
	c, err := start(ctx, l, workName, name, strconv.FormatInt(size, 10), arg)
	if err != nil {
		return nil, err
	}
	defer c.end()
	b, err := serve(c.out, c.in, r, l.Result)
	if err == nil || !errors.Is(err, ErrFailed) {
		return b, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, c.verdict()
}

// Tool runs another program in a cell: the bytes are its standard input, its standard output is the result. It is
// looked for where the system keeps its programs. Faults: as Run; cell_absent when there is no such program.
func Tool(ctx context.Context, program string, args []string, in io.Reader, l Limits) ([]byte, error) {
	l = l.filled()
	path := find(program)
	if path == "" {
		return nil, ErrNone
	}
	c, err := start(ctx, l, append([]string{toolName, path}, args...)...)
	if err != nil {
		return nil, err
	}
	sent := make(chan struct{})
	go func() {
		_, _ = io.Copy(c.in, in) // a program that has had enough stops reading
		c.in.Close()
		close(sent)
	}()
	defer func() {
		c.end()
		<-sent
	}()
	b, err := io.ReadAll(io.LimitReader(c.out, l.Result+1))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || int64(len(b)) > l.Result || len(b) == 0 {
		return nil, c.verdict()
	}
	return b, nil
}

func find(program string) string {
	for _, dir := range []string{"/usr/bin/", "/bin/"} {
		if s, err := os.Stat(dir + program); err == nil && s.Mode().IsRegular() {
			return dir + program
		}
	}
	return ""
}

// Has reports whether a program is there for Tool.
func Has(program string) bool { return find(program) != "" }

// running is a cell at work.
type running struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	cancel context.CancelFunc
}

func start(ctx context.Context, l Limits, args ...string) (*running, error) {
	c, err := startIn(ctx, l, apart(), args)
	if errors.Is(err, unix.EPERM) { // root in a container, which may make no namespaces: the filter has to do
		a := apart()
		a.Cloneflags = 0
		c, err = startIn(ctx, l, a, args)
	}
	if err != nil {
		return nil, ErrNone.Because(err)
	}
	return c, nil
}

func startIn(ctx context.Context, l Limits, attr *syscall.SysProcAttr, args []string) (*running, error) {
	ctx, cancel := context.WithTimeout(ctx, l.Within)
	cmd := exec.CommandContext(ctx, ownProgram)
	seconds := int64((l.Within + time.Second - 1) / time.Second)
	cmd.Args = append([]string{shutName, strconv.FormatInt(l.Memory, 10), strconv.FormatInt(seconds, 10)}, args...)
	cmd.Env, cmd.Dir = []string{}, "/"
	cmd.SysProcAttr = attr
	c := &running{cmd: cmd, cancel: cancel}
	var err error
	if c.in, err = cmd.StdinPipe(); err == nil {
		c.out, err = cmd.StdoutPipe()
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return c, nil
}

// apart is what only root can give: another user, and namespaces without network, other processes or mounts to share.
// All processes of the cell end with the server and with the first of them.
func apart() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if os.Geteuid() == 0 {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		a.Cloneflags = syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS | syscall.CLONE_NEWPID
	}
	return a
}

// end kills what may be left and waits.
func (c *running) end() {
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
	c.cancel()
	c.in.Close()
	_ = c.cmd.Wait()
}

// verdict says why there was no result.
func (c *running) verdict() error {
	c.in.Close()
	_ = c.cmd.Wait()
	if c.cmd.ProcessState.ExitCode() == exitLost {
		return ErrNone
	}
	return ErrFailed
}

// shutAndExec shuts this thread off and starts the program anew: MEMORY SECONDS NAME ARGS….
func shutAndExec(args []string) error {
	memory, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseUint(args[1], 10, 64)
	if err != nil {
		return err
	}
	path, argv := ownProgram, args[2:]
	if argv[0] == toolName {
		path, argv = argv[1], argv[1:]
	}
	if err := errors.Join(limit(memory, seconds), unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), fence()); err != nil {
		return err
	}
	if err := filter(); err != nil {
		return err
	}
	return syscall.Exec(path, argv, []string{"GOMAXPROCS=2", "GOTRACEBACK=none", "GOMEMLIMIT=" + strconv.FormatUint(memory*3/4, 10)})
}

// limit sets the resource limits. Data counts what is really written to, which a Go program's reservations are not.
func limit(memory, seconds uint64) error {
	var all []error
	for resource, n := range map[int]uint64{
		unix.RLIMIT_DATA: memory, unix.RLIMIT_AS: 8*memory + 4<<30, unix.RLIMIT_CPU: 2*seconds + 1, unix.RLIMIT_FSIZE: 0,
		unix.RLIMIT_NOFILE: fileLimit, unix.RLIMIT_CORE: 0, unix.RLIMIT_MEMLOCK: 0,
	} {
		all = append(all, unix.Setrlimit(resource, &unix.Rlimit{Cur: n, Max: n}))
	}
	return errors.Join(all...)
}
