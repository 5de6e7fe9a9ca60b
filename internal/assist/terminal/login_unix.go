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

// login is the user's login shell, in their home; with a command it is the same shell running that. Both are those of the environment in which the program was started
// (SHELL, HOME), as every terminal on this machine takes them; the account's where that has none.
func login(command string) (*exec.Cmd, error) {
	u, err := user.Current()
	if err != nil {
		return nil, err
	}
	accounts, _ := os.ReadFile("/etc/passwd") // macOS and directories have their users elsewhere
	shell := choose(program, os.Getenv("SHELL"), shellOf(string(accounts), os.Getuid()), "/bin/sh")
	home := choose(folder, os.Getenv("HOME"), u.HomeDir, "/")
	cmd := exec.Command(shell)
	cmd.Args = []string{"-" + filepath.Base(shell)} // the sign of a login shell
	if command != "" {
		cmd.Args = []string{filepath.Base(shell), "-c", command}
	}
	cmd.Dir = home
	cmd.Env = clean(os.Environ(), []string{"LANG", "LC_*", "TZ", "TMPDIR"},
		"HOME="+home, "USER="+u.Username, "LOGNAME="+u.Username, "SHELL="+shell, "PATH="+ordinaryPath, "TERM="+term)
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

// choose returns the first that is the path of what fits, or the last.
func choose(fits func(path string) bool, paths ...string) string {
	for _, p := range paths {
		if filepath.IsAbs(p) && fits(p) {
			return p
		}
	}
	return paths[len(paths)-1]
}

func folder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
