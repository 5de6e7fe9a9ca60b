package remote

import (
	"regexp"
	"strconv"

	"surety/internal/access"
)

// Outdated is the doubt about a client's program that is older than this server: faults that were mended since are still in it.
const Outdated = "outdated_program"

// release is how builds are named: a tag, and how many commits lie behind it (git describe).
var release = regexp.MustCompile(`^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-(\d{1,6})-g[0-9a-f]{4,40})?(?:-dirty)?$`)

func releaseOf(version string) (r [4]int, ok bool) {
	m := release.FindStringSubmatch(version)
	if m == nil {
		return r, false
	}
	for i := range r {
		r[i], _ = strconv.Atoi(m[i+1]) // digits, or nothing at all
	}
	return r, true
}

// doubtOf says why a program of the version is doubted by this server; empty: it is not. A server that is no release itself cannot tell. A program
// that is none, at a server that is one, is doubted.
func doubtOf(program, server string) string {
	own, released := releaseOf(server)
	if !released || program == server {
		return ""
	}
	its, released := releaseOf(program)
	for i := range own {
		if released && its[i] != own[i] {
			if its[i] > own[i] {
				return ""
			}
			return Outdated
		}
	}
	if released {
		return ""
	}
	return Outdated
}

// warns reports whether a doubt is told: on cases whose class asks a session in doubt for more.
func warns(t access.Thing) bool { return access.RuleOf(t.Class).Proof }
