// Command gotest reads the output of go test -json and prints what a person wants of it: a line for each package, all
// that a failed test said, the name of every test that was skipped, the tests that took longest, and at the end how many of
// each there were.
//
// It ends with 1 when anything failed or when not a single test ran, so that nothing passes by not being there.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
	Elapsed                       float64
}

type tally struct {
	out                     io.Writer
	said                    map[string]*strings.Builder // by package and test, until it is known how it ended
	passed, failed, skipped int
	packages, broken        int
	skips                   []string
	ends                    []event
}

// slowest is how many of the tests that took longest are named.
const slowest = 15

func main() {
	t := &tally{out: os.Stdout, said: map[string]*strings.Builder{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(t.out, lines.Text()) // the go command's own words
			continue
		}
		t.add(e)
	}
	if !t.end() {
		os.Exit(1)
	}
}

func (t *tally) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		if t.said[key] == nil {
			t.said[key] = new(strings.Builder)
		}
		t.said[key].WriteString(e.Output)
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "pass", "fail", "skip":
		t.ended(e, key)
		delete(t.said, key)
	}
}

func (t *tally) ended(e event, key string) {
	if e.Test == "" {
		t.pack(e, key)
		return
	}
	if !strings.Contains(e.Test, "/") {
		t.ends = append(t.ends, e)
	}
	switch e.Action {
	case "pass":
		t.passed++
	case "skip":
		t.skipped++
		t.skips = append(t.skips, key+": "+reason(t.said[key]))
	case "fail":
		t.failed++
		fmt.Fprint(t.out, t.said[key])
	}
}

func (t *tally) pack(e event, key string) {
	if e.Action == "skip" { // no test files
		return
	}
	t.packages++
	if e.Action == "pass" {
		fmt.Fprintf(t.out, "ok    %-36s %6.1f s\n", e.Package, e.Elapsed)
		return
	}
	t.broken++
	fmt.Fprintf(t.out, "%sFAIL  %-36s %6.1f s\n", t.said[key], e.Package, e.Elapsed)
}

// end prints the counts and reports whether all is well.
func (t *tally) end() bool {
	slices.SortFunc(t.ends, func(a, b event) int { return cmp.Compare(b.Elapsed, a.Elapsed) })
	for _, e := range t.ends[:min(slowest, len(t.ends))] {
		fmt.Fprintf(t.out, "slow  %6.1f s %s %s\n", e.Elapsed, e.Package, e.Test)
	}
	slices.Sort(t.skips)
	for _, s := range t.skips {
		fmt.Fprintln(t.out, "skipped", s)
	}
	fmt.Fprintf(t.out, "counted: %d tests passed, %d failed, %d skipped in %d packages, %d packages failed\n",
		t.passed, t.failed, t.skipped, t.packages, t.broken)
	return t.failed == 0 && t.broken == 0 && t.passed > 0
}

func reason(said *strings.Builder) string {
	if said == nil {
		return ""
	}
	for line := range strings.Lines(said.String()) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			return line
		}
	}
	return ""
}
