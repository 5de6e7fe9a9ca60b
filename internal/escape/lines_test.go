package escape

import (
	"slices"
	"strings"
	"testing"
)

func lines(in string, piece int) []string {
	var told []string
	n := &Lines{Line: func(s string) { told = append(told, s) }}
	for b := []byte(in); len(b) > 0; b = b[min(piece, len(b)):] {
		n.Write(b[:min(piece, len(b))])
	}
	n.End()
	return told
}

func TestLinesAsTheyStood(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"plain":                  {"one\r\ntwo\r\n\r\nthree", []string{"one", "two", "three"}},
		"colours in a word":      {"\x1b[1mpass\x1b[31mword\x1b[0m\n", []string{"password"}},
		"every script":           {"Привет\nسلام می‌خوانم\n你好\n", []string{"Привет", "سلام می‌خوانم", "你好"}},
		"rubbed out":             {"lz\b\x1b[Ks\r\n", []string{"ls"}},
		"rubbed out with spaces": {"lz\b \bs\r\n", []string{"ls"}},
		"progress":               {"10%\r50%\rdone\r\n", []string{"10%", "50%", "done"}},
		"history":                {"$ first\b\b\b\b\b\x1b[Ksecond\r\n", []string{"$ second"}},
		"inserted and deleted":   {"abcd\x1b[3D\x1b[2@xy\x1b[1P\r\n", []string{"axycd"}},
		"repeated":               {"a\x1b[3bb\n", []string{"aaaab"}},
		"columns":                {"a\x1b[5Gb\x1b[2Cc\td\n", []string{"a   b  c        d"}},
		"painted elsewhere":      {"one\x1b[5;1Htwo\x1b[2Jthree", []string{"one", "two", "three"}},
		"full screen":            {"$ vi\r\n\x1b[?1049hfile\x1b[?1049l$ ", []string{"$ vi", "file", "$"}},
		"title is no text":       {"\x1b]0;secret\x07x\n", []string{"x"}},
		"erased whole":           {"gone\x1b[2K\rhere\n", []string{"gone", "here"}},
	} {
		for _, piece := range []int{1, 2, 1000} {
			if have := lines(c.in, piece); !slices.Equal(have, c.want) {
				t.Errorf("%s in pieces of %d: %q", name, piece, have)
			}
		}
	}
}

func TestALongLineComesInPartsThatOverlap(t *testing.T) {
	told := lines(strings.Repeat("x", MaxLine-3)+"needle"+strings.Repeat("y", MaxLine), 4096)
	if len(told) != 3 || !strings.Contains(told[1], "needle") {
		t.Errorf("%d parts; the word on the border is in none", len(told))
	}
}

func TestPromptMarks(t *testing.T) {
	var marks []string
	n := &Lines{Line: func(string) {}, Prompt: func(m byte, rest string) { marks = append(marks, string(m)+rest) }}
	n.Write([]byte("\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07\x1b]133;D;0\x1b\\\x1b]1337;x\x07\x1b]133\x07"))
	if want := []string{"A", "B", "C", "D;0"}; !slices.Equal(marks, want) {
		t.Errorf("%q", marks)
	}
}

// FuzzLines: no input makes a line without end, nor more words than came in.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\x1b[2000Gb\r\x1b[999999999bx\n"))
	f.Add([]byte("\x1b[?1049habc\x1b[5@\x1b[2P\x1b[3X\t\b\b\x1b[1K"))
	f.Fuzz(func(t *testing.T, in []byte) {
		n := &Lines{Line: func(s string) {
			if s == "" || len(s) > 4*(MaxLine+maxCount) {
				t.Errorf("a line of %d bytes", len(s))
			}
		}}
		n.Write(in)
		if _, col := n.Now(); col < 0 || col > MaxLine {
			t.Errorf("the cursor is in column %d", col)
		}
		n.End()
	})
}
