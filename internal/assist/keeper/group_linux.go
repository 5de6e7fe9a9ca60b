package keeper

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// group is a cgroup (version 2) below the keeper's own.
type group struct{ dir *os.File }

// groupName is how the name of one begins; the keeper's number follows.
const groupName = "surety-assist-"

// joinedGroup is the one that this worker's keeper started it in, nil if there is none.
func joinedGroup() *group {
	own, mount := ownGroup(), groupMount()
	if mount == "" || filepath.Base(own) != fmt.Sprintf("%s%d", groupName, os.Getppid()) {
		return nil
	}
	dir, err := os.Open(filepath.Join(mount, own))
	if err != nil {
		return nil
	}
	return &group{dir}
}

// newGroup makes one where the system lets this user, as systemd does for a user's own sessions; else it returns nil.
func newGroup() *group {
	own, mount := ownGroup(), groupMount()
	if own == "" || mount == "" {
		return nil
	}
	removeStale(filepath.Join(mount, own))
	path := filepath.Join(mount, own, fmt.Sprintf("%s%d", groupName, os.Getpid()))
	if os.Mkdir(path, 0o700) != nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(path, "cgroup.kill")); err == nil { // Linux 5.14
		if dir, err := os.Open(path); err == nil {
			return &group{dir}
		}
	}
	_ = os.Remove(path)
	return nil
}

// removeStale takes away the groups of keepers that were killed. One whose keeper lives may be empty because its worker is only about to start.
func removeStale(in string) {
	groups, _ := filepath.Glob(filepath.Join(in, groupName+"*"))
	for _, path := range groups {
		pid := strings.TrimPrefix(filepath.Base(path), groupName)
		if _, err := os.Stat("/proc/" + pid); err == nil && pid != strconv.Itoa(os.Getpid()) {
			continue
		}
		_ = os.Remove(path) // which fails where anything lives
	}
}

// ownGroup is this process's place in the hierarchy of version 2.
func ownGroup() string {
	b, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::"); ok {
			return path
		}
	}
	return ""
}

// groupMount is where that hierarchy is mounted (proc_pid_mountinfo(5)).
func groupMount() string {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		before, after, _ := strings.Cut(s.Text(), " - ")
		if kind, _, _ := strings.Cut(after, " "); kind == "cgroup2" {
			if fields := strings.Fields(before); len(fields) > 4 && fields[3] == "/" {
				return fields[4]
			}
		}
	}
	return ""
}

func (g *group) fd() int { return int(g.dir.Fd()) }

// kill kills every member at one stroke, those of other users too.
func (g *group) kill() {
	_ = os.WriteFile(filepath.Join(g.dir.Name(), "cgroup.kill"), []byte("1"), 0)
}

// remove takes the group away, and those that were made below it, the deepest first.
func (g *group) remove() {
	var dirs []string
	_ = filepath.WalkDir(g.dir.Name(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			dirs = append(dirs, path)
		}
		return nil
	})
	for i := len(dirs) - 1; i >= 0; i-- {
		_ = os.Remove(dirs[i])
	}
	g.dir.Close()
}
