package escape

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

func filtered(in string) string {
	f := NewFilter(80, 24)
	return string(f.End(f.Append(nil, []byte(in))))
}

func TestWhatActsOnAViewerIsTakenOut(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"clipboard":                    {"a\x1b]52;c;cm0gLXJm\x07b", "ab"},
		"clipboard ended by ST":        {"a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"},
		"link shows as its text":       {"\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\", "text"},
		"title":                        {"\x1b]0;t\x07\x1b]1;t\x07\x1b]2;t\x07x", "x"},
		"palette asked for":            {"\x1b]4;1;?\x07\x1b]10;?\x07x", "x"},
		"title read back":              {"\x1b[21tx", "x"},
		"window moved, closed, sized":  {"\x1b[3;0;0t\x1b[2t\x1b[8;999;999tx", "x"},
		"device attributes":            {"\x1b[c\x1b[0c\x1b[>c\x1b[=c\x1bZx", "x"},
		"status and place":             {"\x1b[5n\x1b[6n\x1b[?6n\x1b[?996nx", "x"},
		"mode asked for":               {"\x1b[?1049$px", "x"},
		"version asked for":            {"\x1b[>qx", "x"},
		"setting asked for":            {"\x1bP$qm\x1b\\x", "x"},
		"capability asked for":         {"\x1bP+q544e\x1b\\x", "x"},
		"answerback":                   {"\x05x", "x"},
		"parameters asked for":         {"\x1b[xx", "x"},
		"checksum of the screen":       {"\x1b[1;1;1;1;9;9*yx", "x"},
		"printing":                     {"\x1b[5i\x1b[ix", "x"},
		"bell":                         {"\x07x", "x"},
		"sixel":                        {"\x1bPq#0;2;0;0;0#0~~@@vv\n@@~~$-\x1b\\x", "x"},
		"kitty picture":                {"\x1b_Gf=24,s=1,v=1;AAAA\x1b\\x", "x"},
		"iterm picture and download":   {"\x1b]1337;File=name=YQ==:AAAA\x07x", "x"},
		"privacy message and SOS":      {"\x1b^p\x1b\\\x1bXs\x1b\\x", "x"},
		"keyboard protocol":            {"\x1b[>1u\x1b[?u\x1b[>4;2mx", "x"},
		"focus reports":                {"\x1b[?1004hx", "x"},
		"allowed among refused modes":  {"\x1b[?25;1004;7hx", "\x1b[?25;7hx"},
		"screen held back":             {"\x1b[?2026hx", "x"},
		"Latin-1 switched on":          {"\x1b%@x", "x"},
		"scrollback taken away":        {"\x1b[3Jx", "x"},
		"CSI in eight bits":            {"\x9b31mx", "\uFFFD31mx"},
		"OSC as a character":           {"\u009d52;c;YQ==\u009cx", "\uFFFD52;c;YQ==\uFFFDx"},
		"repeat without bound":         {"a\x1b[2000000000b", "a\x1b[80b"},
		"repeat over 64 bits":          {"a\x1b[99999999999999999999b", "a\x1b[80b"},
		"lines inserted, deleted":      {"\x1b[999999999L\x1b[999999999M", "\x1b[24L\x1b[24M"},
		"characters inserted, deleted": {"\x1b[999999999@\x1b[999999999P\x1b[999999999X", "\x1b[80@\x1b[80P\x1b[80X"},
		"scrolled":                     {"\x1b[999999999S\x1b[999999999T", "\x1b[24S\x1b[24T"},
		"too many parameters":          {"\x1b[" + strings.Repeat("1;", 40) + "mx", "x"},
		"text turned around":           {"a\u202etxt.exe\u2066", "a\uFFFDtxt.exe\uFFFD"},
		"marks of Persian stay":        {"می\u200cروم\u200f", "می\u200cروم\u200f"},
		"a tower of marks":             {"a" + strings.Repeat("\u0301", 100), "a" + strings.Repeat("\u0301", maxMarks)},
		"bytes that are no characters": {"\xff\xc0\xaf", "\uFFFD\uFFFD\uFFFD"},
		"a character cut by an escape": {"\xd0\x1b[1m\xb0", "\uFFFD\x1b[1m\uFFFD"},
		"a control inside a sequence":  {"\x1b[3\n1m", "\n\x1b[31m"},
		"a sequence cut off":           {"\x1b[31\x18x\x1b]0;\x1ay", "xy"},
	} {
		if have := filtered(c.in); have != c.want {
			t.Errorf("%s: %q gives %q, not %q", name, c.in, have, c.want)
		}
	}
}

// TestStringsWithoutEndHideLittle begins a string and goes on as if nothing were: what follows is seen.
func TestStringsWithoutEndHideLittle(t *testing.T) {
	for _, begin := range []string{"\x1b]0;", "\x1b_G", "\x1b^", "\x1bX"} {
		if have := filtered(begin + "hidden\r\nrm -rf /\r\n"); have != "\r\nrm -rf /\r\n" {
			t.Errorf("%q hides the next line: %q", begin, have)
		}
	}
	if have := filtered("\x1bPq" + strings.Repeat("~", MaxString) + "\r\nseen"); have != "\r\nseen" {
		t.Errorf("a DCS hides what follows: %q", have)
	}
	if have := filtered("\x1b]0;" + strings.Repeat("x", MaxHidden-len("0;")) + "seen"); have != "seen" {
		t.Errorf("a string without lines hides %d bytes", len(have))
	}
}

// TestMemoryDoesNotGrow feeds a megabyte of each kind of string and counts what is held: nothing is made.
func TestMemoryDoesNotGrow(t *testing.T) {
	f, dst, line := NewFilter(80, 24), make([]byte, 0, 1<<16), []byte(strings.Repeat("7;", 4096))
	for _, begin := range []string{"\x1b]52;", "\x1bP", "\x1b[", "\x1b_", ""} {
		f.Append(dst, []byte(begin))
		if n := testing.AllocsPerRun(100, func() { f.Append(dst, line) }); n > 0 {
			t.Errorf("after %q each piece makes %v things", begin, n)
		}
	}
}

var benign = rapid.OneOf(
	rapid.SampledFrom([]string{"a", "hello ", "мир", "سلام", "世界", "é", "\r\n", "\r", "\b", "\t", "\n", "\x1b7", "\x1b8", "\x1bM", "\x1bD", "\x1bE", "\x1b[m",
		"\x1b[1;31m", "\x1b[38;5;200m", "\x1b[48;2;1;2;3m", "\x1b[4:3m", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J", "\x1b[2J", "\x1b[H", "\x1b[?25l", "\x1b[?7l", "\x1b[?7h",
		"\x1b[?1049h", "\x1b[?1049l", "\x1b[4h", "\x1b[4l", "\x1b[2;9r", "\x1b[r", "\x1b(0", "\x1b(B", "\x1bH", "\x1b[g"}),
	rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("\x1b[%d%s", rapid.IntRange(1, 30).Draw(t, "count"), rapid.SampledFrom([]string{"A", "B", "C", "D", "G", "d", "@", "P", "X", "L", "M", "S", "T", "E", "F", "b"}).Draw(t, "what"))
	}),
	rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("\x1b[%d;%dH", rapid.IntRange(1, 30).Draw(t, "row"), rapid.IntRange(1, 90).Draw(t, "col"))
	}),
)

// screen is what an independent emulator shows after the bytes.
func screen(in []byte) string {
	e := vt.NewEmulator(80, 24)
	done := make(chan struct{})
	go func() { io.Copy(io.Discard, e); close(done) }()
	e.Write(in)
	cursor := e.CursorPosition()
	shown := fmt.Sprintf("%s\n%v %v", e.Render(), cursor, e.IsAltScreen())
	e.InputPipe().(io.Closer).Close()
	<-done
	return shown
}

// TestWhatDrawsDrawsTheSame holds the filter to an emulator that is not ours.
func TestWhatDrawsDrawsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(benign, 0, 40).Draw(t, "in"), "")
		if have, want := screen([]byte(filtered(in))), screen([]byte(in)); have != want {
			t.Fatalf("%q shows\n%s\ninstead of\n%s", in, have, want)
		}
	})
}

// TestNothingAnswers hands what is left of any input to an emulator: it answers nothing.
func TestNothingAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if answer := answers([]byte(filtered(hostile.Draw(t, "in")))); len(answer) > 0 {
			t.Fatalf("a terminal answers %q", answer)
		}
	})
}

func answers(in []byte) []byte {
	e := vt.NewEmulator(80, 24)
	said := make(chan []byte)
	go func() { b, _ := io.ReadAll(e); said <- b }()
	e.Write(in)
	e.InputPipe().(io.Closer).Close()
	return <-said
}

var hostile = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.OneOf(benign, rapid.StringOfN(rapid.RuneFrom([]rune("\x1b[]P_^X?>=;:0159$ !\"'*#()cntqphlmbux\\\x07\x05\x18\x1a\r\n\u009b\u0301\u202e")), 0, 20, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 10), func(b []byte) string { return string(b) }))
	return strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), "")
})

func TestTwiceIsOnceAndPiecesAreTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { holds(t, []byte(hostile.Draw(t, "in")), rapid.IntRange(1, 9).Draw(t, "piece")) })
}

func holds(t interface{ Fatalf(string, ...any) }, in []byte, piece int) {
	once := filtered(string(in))
	if twice := filtered(once); twice != once {
		t.Fatalf("%q once %q, twice %q", in, once, twice)
	}
	if len(once) > 3*len(in) {
		t.Fatalf("%d bytes became %d", len(in), len(once))
	}
	f, parts := NewFilter(80, 24), []byte(nil)
	for rest := in; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
		parts = f.Append(parts, rest[:min(piece, len(rest))])
	}
	if parts = f.End(parts); string(parts) != once {
		t.Fatalf("%q whole %q, in pieces of %d %q", in, once, piece, parts)
	}
}

// FuzzFilter: for any input, twice is once, pieces are the whole, the length is bounded, the emulator answers nothing and
// shows the same for what was filtered once and twice.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[2000000000b", "\x1b]52;c;YQ==\x07", "\x1bP$qm\x1b\\", "\xd0\x1b[1m\xb0", "\x1b[?1049;1004h", "a\x1b[3\n1mb", "\u009b31m", "\x1b[;;H"} {
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, in []byte, piece uint8) {
		holds(t, in, int(piece)+1)
		if answer := answers([]byte(filtered(string(in)))); len(answer) > 0 {
			t.Errorf("a terminal answers %q", answer)
		}
	})
}

func TestResizeMovesTheClamp(t *testing.T) {
	f := NewFilter(80, 24)
	f.Resize(10, 5)
	if have := string(f.Append(nil, []byte("\x1b[99b\x1b[99L"))); have != "\x1b[10b\x1b[5L" {
		t.Errorf("%q", have)
	}
}

func BenchmarkFilter(b *testing.B) {
	text := bytes.Repeat([]byte("-rw-r--r-- 1 ann staff 4096 Nov 22 10:00 report.txt\r\n"), 1200)
	colour := bytes.Repeat([]byte("\x1b[01;34mfolder\x1b[0m  \x1b[01;32mscript.sh\x1b[0m\r\n"), 1400)
	persian := bytes.Repeat([]byte("پرونده‌ها در این پوشه هستند و خوانده می‌شوند\r\n"), 700)
	hostile := bytes.Repeat([]byte("a\x1b[2000000000b\x1b]52;c;YQ==\x07\xff\x1b[6n"), 2000)
	for _, c := range []struct {
		name string
		in   []byte
	}{{"text", text}, {"colour", colour}, {"persian", persian}, {"hostile", hostile}} {
		dst := make([]byte, 0, 3*len(c.in))
		b.Run(c.name, func(b *testing.B) {
			f := NewFilter(80, 24)
			b.SetBytes(int64(len(c.in)))
			for b.Loop() {
				f.Append(dst, c.in)
			}
		})
	}
	b.Run("copy", func(b *testing.B) {
		dst := make([]byte, 0, len(text))
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			_ = append(dst, text...)
		}
	})
}

// TestLettersAreNoMarks holds the quick way to Unicode's own tables.
func TestLettersAreNoMarks(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if letter(r) && unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			t.Errorf("%U is a mark", r)
		}
	}
}
