//go:build linux || darwin

package terminal

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// term is the kind of terminal that viewers are.
const term = "xterm-256color"

const ordinaryPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"

// login is the user's login shell, in their home; with a command it is the same shell running that.
func login(command string) (*exec.Cmd, error) {
	u, err := user.Current()
	if err != nil {
		return nil, err
	}
	accounts, _ := os.ReadFile("/etc/passwd") // macOS and directories have their users elsewhere: then SHELL tells
	shell := choose(shellOf(string(accounts), os.Getuid()), os.Getenv("SHELL"), "/bin/sh")
	cmd := exec.Command(shell)
	cmd.Args = []string{"-" + filepath.Base(shell)} // the sign of a login shell
	if command != "" {
		cmd.Args = []string{filepath.Base(shell), "-c", command}
	}
	cmd.Dir = u.HomeDir
	if info, err := os.Stat(cmd.Dir); err != nil || !info.IsDir() {
		cmd.Dir = "/"
	}
	cmd.Env = clean(os.Environ(), []string{"LANG", "LC_*", "TZ", "TMPDIR"},
		"HOME="+u.HomeDir, "USER="+u.Username, "LOGNAME="+u.Username, "SHELL="+shell, "PATH="+ordinaryPath, "TERM="+term)
	return cmd, nil
}

// shellOf finds a user's shell among accounts (passwd(5)).
func shellOf(accounts string, uid int) string {
	for line := range strings.Lines(accounts) {
		if f := strings.Split(strings.TrimSpace(line), ":"); len(f) == 7 && f[2] == strconv.Itoa(uid) {
			return f[6]
		}
	}
	return ""
}

// choose returns the first that is the path of a program, or the last.
func choose(shells ...string) string {
	for _, s := range shells {
		if filepath.IsAbs(s) && program(s) {
			return s
		}
	}
	return shells[len(shells)-1]
}
