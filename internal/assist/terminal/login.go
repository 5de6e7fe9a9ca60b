package terminal

import (
	"os"
	"slices"
	"strings"
)

// clean is the environment of a shell: of the program's own only what names the user, the language and the places of
// programs. The program's settings, agents of keys (SSH_AUTH_SOCK) and the screen (DISPLAY) were not granted.
func clean(environ, keep []string, set ...string) (out []string) {
	for _, e := range environ {
		name, _, ok := strings.Cut(e, "=")
		named := func(k string) bool {
			return strings.EqualFold(k, name) || k == "LC_*" && strings.HasPrefix(name, "LC_")
		}
		if ok && slices.ContainsFunc(keep, named) {
			out = append(out, e)
		}
	}
	return append(out, set...)
}

// program tells whether a path is a file that may be run.
func program(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (info.Mode()&0o111 != 0 || os.PathSeparator == '\\')
}
