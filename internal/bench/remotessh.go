package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"surety/internal/freeport"
)

// sshSide is an sshd made for the run, which is reached with keys made for the run, and is its own jump host.
type sshSide struct {
	config  string
	address string
}

// startSSH writes keys and configurations into a folder and starts an sshd that ends with ctx.
func startSSH(ctx context.Context, dir string, running *sync.WaitGroup) (sshSide, error) {
	var s sshSide
	daemon, err := lookSSHD()
	if err != nil {
		return s, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return s, err
	}
	for _, name := range []string{"host", "user"} {
		if out, err := exec.CommandContext(ctx, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, name)).CombinedOutput(); err != nil {
			return s, fmt.Errorf("ssh-keygen: %w: %s", err, out)
		}
	}
	_ = os.MkdirAll("/run/sshd", 0o755) // where root's sshd parts its privileges; others need none
	address, err := freeport.Address()
	if err != nil {
		return s, err
	}
	s.address = address
	port := strings.TrimPrefix(s.address, "127.0.0.1:")
	server := fmt.Sprintf("ListenAddress 127.0.0.1\nPort %s\nHostKey %s/host\nAuthorizedKeysFile %s/user.pub\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\nPrintMotd no\n", port, dir, dir)
	if err := os.WriteFile(filepath.Join(dir, "sshd_config"), []byte(server), 0o600); err != nil {
		return s, err
	}
	me, err := user.Current()
	if err != nil {
		return s, err
	}
	client := func(name, port, more string) string {
		return fmt.Sprintf("Host %s\n  HostName 127.0.0.1\n  Port %s\n  User %s\n  IdentityFile %s/user\n  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n%s", name, port, me.Username, dir, more)
	}
	s.config = filepath.Join(dir, "ssh_config")
	text := client("one", port, "") + client("two", port, "  ProxyJump one\n")
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		return s, err
	}
	c := exec.CommandContext(ctx, daemon, "-D", "-e", "-f", filepath.Join(dir, "sshd_config"))
	if err := c.Start(); err != nil {
		return s, err
	}
	running.Go(func() { _ = c.Wait() })
	return s, s.answers(ctx)
}

func lookSSHD() (string, error) {
	for _, path := range []string{"/usr/sbin/sshd", "/usr/local/sbin/sshd"} {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", errors.New("sshd is not installed (Debian has it: apt install openssh-server)")
}

// answers waits until a command runs there.
func (s sshSide) answers(ctx context.Context) (err error) {
	for range 50 {
		var out []byte
		if out, err = s.command(ctx, "two", "true").CombinedOutput(); err == nil {
			return nil
		}
		err = fmt.Errorf("sshd: %w: %s", err, out)
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// command is ssh to the sshd, in one hop or two.
func (s sshSide) command(ctx context.Context, host string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "ssh", append([]string{"-F", s.config, host}, args...)...)
}

// typing is a command in a terminal there: what is written is typed, what is read was shown.
func (s sshSide) typing(ctx context.Context, options []string, command string) (io.ReadWriter, error) {
	c := exec.CommandContext(ctx, "ssh", append(append([]string{"-F", s.config, "-tt"}, options...), "one", command)...)
	in, err1 := c.StdinPipe()
	out, err2 := c.StdoutPipe()
	if err := errors.Join(err1, err2, c.Start()); err != nil {
		return nil, err
	}
	go func() { <-ctx.Done(); _ = c.Wait() }()
	return struct {
		io.Reader
		io.Writer
	}{out, in}, nil
}
