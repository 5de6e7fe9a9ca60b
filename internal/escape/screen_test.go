package escape

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func picture(in []byte) []byte {
	s := NewScreen(80, 24)
	s.Write(in)
	return s.Picture(nil)
}

// TestAPictureDrawsTheSameScreen holds our screen to an emulator that is not ours: one that saw everything, and one that saw the picture and what
// came after it, show the same.
func TestAPictureDrawsTheSameScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := known(strings.Join(rapid.SliceOfN(benign, 0, 40).Draw(t, "before"), ""))
		after := known(strings.Join(rapid.SliceOfN(benign, 0, 15).Draw(t, "after"), ""))
		drawn := picture([]byte(before))
		if have, want := screen(append(drawn, after...)), screen([]byte(before+after)); have != want {
			t.Fatalf("%q then %q: by the picture %q\n%s\ninstead of\n%s", before, after, drawn, have, want)
		}
	})
}

// TestAPictureOfAPictureIsTheSame needs no other emulator.
func TestAPictureOfAPictureIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := picture([]byte(filtered(hostile.Draw(t, "in"))))
		if again := picture(drawn); !bytes.Equal(again, drawn) {
			t.Fatalf("%q draws %q", drawn, again)
		}
		if through := filtered(string(drawn)); through != string(drawn) {
			t.Fatalf("the filter makes %q of %q", through, drawn)
		}
	})
}

// known leaves out, or says otherwise, what the other emulator (of this version) does differently from xterm: NEL, REP of other than ASCII, the
// cursor and the colour of a new alternate screen, margins, character sets, ED 1, erasing in a background, inserting at a wrap, wide
// characters at edges. What ends the wait at the last column differs from terminal to terminal: here whatever erases, inserts or deletes, and
// DECRC. TestAScreenDrawsAsXtermDoes has those.
func known(in string) string {
	in = strings.NewReplacer("\x1bE", "\r\n", "\x1b[?1049h", "\x1b[?1049h\x1b[H\x1b[2J", "世界", "x", "\x1b[1J", "\x1b[1K", "\x1b[4h", "",
		"\x1b[48;2;1;2;3m", "\x1b[7m", "\x1b[2;9r", "", "\x1b(0", "").Replace(in)
	return filtered(settle.ReplaceAllString(repeats.ReplaceAllString(in, "r$0"), "\x1b[D\x1b[C$0"))
}

var (
	repeats = regexp.MustCompile("\x1b\\[[0-9]+b")
	settle  = regexp.MustCompile("\x1b(\\[[0-9]+[LM@PX]|\\[[0-2]?[JK]|8)")
)

// TestAScreenDrawsAsXtermDoes is what the other emulator cannot be asked: 6 columns, 4 rows; a wide character is followed by nothing.
func TestAScreenDrawsAsXtermDoes(t *testing.T) {
	for name, c := range map[string]struct{ in, rows, at string }{
		"next line":                  {"ab\x1bEc", "ab|c", "1,1"},
		"repeat of any character":    {"\u0436\x1b[2b", "жжж", "0,3"},
		"wide at the edge wraps":     {"abcde世", "abcde|世", "1,2"},
		"half of a wide one is gone": {"世界\x1b[2Gx", " x界", "0,2"},
		"inserting parts a wide one": {"世界a\x1b[2G\x1b[@", "   界a", "0,1"},
		"the last column waits":      {"abcdef\x1b[Dx", "abcdxf", "0,5"},
		"erasing ends the wait":      {"abcdef\x1b[Kg", "abcdeg", "0,5"},
		"going back ends it":         {"a\x1b7bcdef\x1b8x", "axcdef", "0,2"},
		"unless it was so kept":      {"abcdef\x1b7\r\x1b8g", "abcdef|g", "1,1"},
		"a new line ends it":         {"abcdef\x1b[Lx", "x|abcdef", "0,1"},
		"a tab leaves it waiting":    {"abcdef\tg", "abcdef|g", "1,1"},
		"scrolling leaves it too":    {"abcdef\x1b[Sg", "|g", "1,1"},
		"it wraps":                   {"abcdefg", "abcdef|g", "1,1"},
		"no wrap":                    {"\x1b[?7labcdefg", "abcdeg", "0,5"},
		"insert mode":                {"abc\r\x1b[4hx", "xabc", "0,1"},
		"region scrolls":             {"1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx", "1|3|x|4", "2,1"},
		"margin stops from below":    {"\x1b[2;3r\x1b[4;1H\x1b[9A", "", "1,0"},
		"origin":                     {"\x1b[2;3r\x1b[?6h\x1b[9;1Hx", "||x", "2,1"},
		"above erased":               {"ab\r\ncd\x1b[1J", "", "1,2"},
		"line drawing":               {"\x1b(0lqk\x1b(Bq", "┌─┐q", "0,4"},
		"shifted out":                {"\x1b)0a\x0eq\x0fq", "a─q", "0,3"},
		"saved":                      {"ab\x1b7\r\ncd\x1b8x", "abx|cd", "0,3"},
		"tabs":                       {"\x1b[3g\x1b[4G\x1bH\r\tx", "   x", "0,4"},
		"marks":                      {"e\u0301x", "e\u0301x", "0,2"},
		"alternate and back":         {"a\x1b[?1049hb\x1b[?1049l", "a", "0,1"},
	} {
		s := NewScreen(6, 4)
		s.Write([]byte(filtered(c.in)))
		again := NewScreen(6, 4)
		again.Write([]byte(c.in[:len(c.in)/2])) // a picture draws over whatever is there
		again.Write(s.Picture(nil))
		for which, s := range map[string]*Screen{"as it came": s, "by its picture": again} {
			if rows, at := plain(s); rows != c.rows || at != c.at {
				t.Errorf("%s, %s: %q at %s", name, which, rows, at)
			}
		}
	}
	s := NewScreen(6, 4)
	s.Write([]byte("\x1b[48;2;1;2;3m\x1b[K"))
	if bg := s.main.cells[5].pen.bg; bg != rgb|0x010203 {
		t.Errorf("erased in %x", bg)
	}
	s.Resize(3, 2)
	s.Resize(8, 5)
	if rows, at := plain(s); rows != "" || at != "0,0" {
		t.Errorf("%q %s", rows, at)
	}
}

// plain is the screen's text, and the cursor.
func plain(s *Screen) (rows, at string) {
	for r := range s.rows {
		line := ""
		for _, c := range s.row(r) {
			if c.text == "" && !c.half {
				line += " "
			}
			line += c.text
		}
		rows += strings.TrimRight(line, " ") + "|"
	}
	return strings.TrimRight(rows, "|"), fmt.Sprintf("%d,%d", s.now.row, s.now.col)
}

// FuzzScreen: no input moves the cursor off the screen or makes a picture that draws another.
func FuzzScreen(f *testing.F) {
	f.Add([]byte("世\x1b[2;3r\x1b[?6h\x1b[9;9H\x1b[4h界"), uint8(6), uint8(4))
	f.Fuzz(func(t *testing.T, in []byte, cols, rows uint8) {
		s := NewScreen(int(cols), int(rows))
		s.Write([]byte(filtered(string(in))))
		drawn := s.Picture(nil)
		again := NewScreen(int(cols), int(rows))
		again.Write(drawn)
		if !bytes.Equal(again.Picture(nil), drawn) {
			t.Errorf("%q draws %q", drawn, again.Picture(nil))
		}
	})
}
