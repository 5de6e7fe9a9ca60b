package recording

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/wire"
)

// played is a session whose events are given one by one; output may be cut anywhere.
func (s *session) play(kind wire.Kind, payload string) {
	s.t.Helper()
	s.clock.Advance(250 * time.Millisecond)
	s.must(s.rec.Append(kind, 1, []byte(payload)))
}

func (s *session) reader() *Reader { return s.claim.Open(from(s.stored())) }

func (s *session) find(query string) (hits []Hit) {
	s.t.Helper()
	for h, err := range Search(context.Background(), s.reader(), query) {
		s.must(err)
		hits = append(hits, h)
	}
	return hits
}

// TestSearchFindsInEveryScriptAcrossChunks cuts the output at every byte: each is a chunk of its own.
func TestSearchFindsInEveryScriptAcrossChunks(t *testing.T) {
	s := begin(t, 1, roomy)
	out := "total 8\r\n\x1b[1mОт\x1b[31mчЁт\x1b[0m.txt\r\nمی‌خواهم كتاب ۱۲\r\n文件夹是空的\r\nno \x1b]0;needle\x07 title\r\nHay"
	for _, b := range []byte(out) {
		s.play(wire.Output, string([]byte{b}))
	}
	s.end()
	for query, want := range map[string]string{
		"отчет.TXT": "ОтчЁт.txt", "میخواهم": "می‌خواهم كتاب ۱۲", "کتاب 12": "می‌خواهم كتاب ۱۲", "件夹": "文件夹是空的", "hay": "Hay", "needle": "", "8\r\nО": "",
	} {
		var texts []string
		for _, h := range s.find(query) {
			texts = append(texts, h.Text)
		}
		if strings.Join(texts, "|") != want {
			t.Errorf("%q finds %q, not %q", query, texts, want)
		}
	}
	if h := s.find("total")[0]; h.At != 9*250*time.Millisecond || h.Chunk != 8 || h.Stream != 1 {
		t.Errorf("%+v", h)
	}
}

func TestSearchRefusesAndStops(t *testing.T) {
	s, _ := recorded(t, 1)
	for _, query := range []string{"", "\u200c", strings.Repeat("x", MaxQuery+1)} {
		for _, err := range Search(context.Background(), s.reader(), query) {
			if !errors.Is(err, ErrQuery) {
				t.Errorf("%q: %v", query, err)
			}
		}
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range Search(over, s.reader(), "one") {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	var bad *Bad
	for _, err := range Search(context.Background(), s.claim.Open(from(s.chunks(nil)[:2])), "nowhere") {
		if !errors.As(err, &bad) || *bad != (Bad{2, MissingEnd}) {
			t.Errorf("%v", err)
		}
	}
}

func TestALongLineIsShownAroundTheWords(t *testing.T) {
	s := begin(t, 1, roomy)
	s.play(wire.Output, strings.Repeat("я", 900)+"needle"+strings.Repeat("z", 900)+"\n")
	s.end()
	if h := s.find("needle"); len(h) != 1 || !strings.Contains(h[0].Text, "needle") || len(h[0].Text) > 600 {
		t.Errorf("%v", h)
	}
}

func (s *session) commands() (all []Command) {
	s.t.Helper()
	for c, err := range Commands(s.reader()) {
		s.must(err)
		all = append(all, c)
	}
	return all
}

func texts(all []Command) (t []string) {
	for _, c := range all {
		t = append(t, c.Text)
	}
	return t
}

func TestCommandsAsTheShellTellsThem(t *testing.T) {
	s := begin(t, 1, roomy)
	prompt := "\x1b]133;A\x07ann@host:~$ \x1b]133;B\x07"
	s.play(wire.Output, prompt)
	s.play(wire.Input, "ls -la\r")
	s.play(wire.Output, "lz\b\x1b[Ks -la\r\n\x1b]133;C\x07total 0\r\n\x1b]133;D;0\x07"+prompt)
	s.play(wire.Output, "for f in *\r\ndo rm $f; done\r\n\x1b]133;C\x07")
	s.play(wire.Output, "\x1b]133;D;17\x07"+prompt+"\r\n\x1b]133;C\x07")
	s.play(wire.Output, "\x1b]133;D\x07"+prompt+"رفتن به خانه\r\n\x1b]133;C\x07\x1b]133;D\x07")
	s.end()
	all := s.commands()
	if want := []string{"ls -la", "for f in *\ndo rm $f; done", "رفتن به خانه"}; !slices.Equal(texts(all), want) {
		t.Fatalf("%q", texts(all))
	}
	if !all[0].Told || *all[0].Exit != 0 || *all[1].Exit != 17 || all[2].Exit != nil || all[0].At != 750*time.Millisecond {
		t.Errorf("%+v", all)
	}
}

func TestCommandsReadOffTheScreen(t *testing.T) {
	s := begin(t, 1, roomy)
	s.play(wire.Output, "$ ")
	for _, key := range []string{"l", "s"} { // typed by hand, with echo
		s.play(wire.Input, key)
		s.play(wire.Output, key)
	}
	s.play(wire.Input, "\r")
	s.play(wire.Output, "\r\nfile\r\n$ ")
	s.play(wire.Input, "cat re\t") // completed by the shell
	s.play(wire.Output, "cat report.txt ")
	s.play(wire.Input, "\r")
	s.play(wire.Output, "\r\nwords\r\n$ ")
	s.play(wire.Input, "\x1b[A\x1b[A\r") // out of the history
	s.play(wire.Output, "cat report.txt \r\x1b[2C\x1b[Kls\r\nfile\r\n$ ")
	s.play(wire.Input, "sudo id\r") // pasted whole, before its echo
	s.play(wire.Output, "sudo id\r\nPassword: ")
	s.play(wire.Masked, string(wire.EncodeCount(9)))
	s.play(wire.Output, "\r\nroot\r\n$ ")
	s.play(wire.Input, "vi\r")
	s.play(wire.Output, "vi\r\n\x1b[?1049h")
	s.play(wire.Input, "isecret text\r:wq\r")
	s.play(wire.Output, "secret text\x1b[2;1H:wq\r\n\x1b[?1049l$ ")
	s.play(wire.Input, "\r")
	s.play(wire.Output, "\r\n$ ")
	s.end()
	all := s.commands()
	if want := []string{"ls", "cat report.txt", "ls", "sudo id", "vi"}; !slices.Equal(texts(all), want) {
		t.Errorf("%q", texts(all))
	}
	if all[0].Told || all[0].Exit != nil {
		t.Errorf("%+v", all[0])
	}
}

// TestWhatWasRunByItselfIsListed: with and without output, whatever it shows and is given.
func TestWhatWasRunByItselfIsListed(t *testing.T) {
	s := begin(t, 1, roomy)
	on := func(stream uint32, kind wire.Kind, payload string) {
		s.must(s.rec.Append(kind, stream, []byte(payload)))
	}
	on(1, wire.Ran, "df -h | مرتب")
	on(1, wire.Output, "\x1b]133;A\x07$ \x1b]133;B\x07made up\r\n\x1b]133;C\x07\x1b]133;D;0\x07")
	on(1, wire.Input, "given\r")
	on(1, wire.Output, "given\r\nshown\r\n")
	on(1, wire.Exited, string(wire.EncodeExit(3)))
	on(2, wire.Ran, "true")
	on(2, wire.Exited, string(wire.EncodeExit(0)))
	on(3, wire.Ran, "sleep 600")
	s.end()
	all := s.commands()
	if want := []string{"df -h | مرتب", "true", "sleep 600"}; !slices.Equal(texts(all), want) {
		t.Fatalf("%q", texts(all))
	}
	if !all[0].Told || *all[0].Exit != 3 || *all[1].Exit != 0 || all[2].Exit != nil || all[1].Stream != 2 {
		t.Errorf("%+v", all)
	}
}

// TestWhatIsTypedAheadIsListed: a paste of several lines hides none of them, and keys before the prompt are no part of it.
func TestWhatIsTypedAheadIsListed(t *testing.T) {
	s := begin(t, 1, roomy)
	s.play(wire.Output, "welcome\r\n")
	s.play(wire.Input, "e") // the machine's own echo, before the shell has drawn its prompt
	s.play(wire.Output, "e")
	s.play(wire.Output, "\rann@host:~# e")
	s.play(wire.Input, "cho one\r")
	s.play(wire.Output, "cho one\r\none\r\nann@host:~# ")
	s.play(wire.Input, "cd /tmp\rrm list\rls\r")
	s.play(wire.Output, "cd /tmp\r\nann@host:/tmp# rm list\r\nrm: cannot remove 'list'\r\nann@host:/tmp# ls\r\nann@host:/tmp# ")
	s.end()
	if all, want := texts(s.commands()), []string{"echo one", "cd /tmp", "rm list", "ls"}; !slices.Equal(all, want) {
		t.Errorf("%q, want %q", all, want)
	}
}

// TestACommandThatStillRanIsListed: the session ended in it, or its terminal is followed no longer.
func TestACommandThatStillRanIsListed(t *testing.T) {
	s := begin(t, 1, roomy)
	running := func(stream uint32) {
		s.must(s.rec.Append(wire.Output, stream, fmt.Appendf(nil, "\x1b]133;A\x07$ \x1b]133;B\x07sleep %d\r\n\x1b]133;C\x07", stream)))
	}
	for stream := range uint32(maxTerminals + 2) {
		running(stream)
	}
	s.must(s.rec.Append(wire.Output, maxTerminals+1, []byte("\x1b]133;D;1\x07")))
	s.end()
	all := s.commands()
	if len(all) != maxTerminals+2 || all[0].Text != "sleep 0" || all[1].Text != "sleep 1" || *all[2].Exit != 1 || all[len(all)-1].Exit != nil {
		t.Errorf("%d: %+v", len(all), all)
	}
}

func TestTerminalsFollowedAreBounded(t *testing.T) {
	s := begin(t, 1, roomy)
	for i := range uint32(10 * maxTerminals) {
		s.must(s.rec.Append(wire.Output, i, fmt.Appendf(nil, "word%d", i)))
	}
	s.end()
	if n := len(s.find("word")); n != 10*maxTerminals {
		t.Errorf("%d lines found", n)
	}
	if all := s.commands(); len(all) != 0 {
		t.Errorf("%v", all)
	}
}

func TestTheIndexDoesNotGrowWithTheRecording(t *testing.T) {
	s := begin(t, 1, roomy)
	s.must(s.rec.Append(wire.Resized, 1, wire.Size{Cols: 100, Rows: 30}.Encode()))
	for range 3 * maxPlaces {
		s.clock.Advance(time.Second)
		s.must(s.rec.Append(wire.Output, 1, []byte("x")))
		s.rec.acknowledged(s.spool.next)
	}
	for range maxMoments + 5 {
		s.must(s.rec.Note(wire.Mark, 0, []byte("m")))
	}
	s.end()
	index, err := Build(s.reader())
	s.must(err)
	if len(index.Places) > maxPlaces || len(index.Places) < maxPlaces/2 || len(index.Moments) != maxMoments || index.Left != 7 {
		t.Errorf("%d places, %d moments, %d left", len(index.Places), len(index.Moments), index.Left)
	}
	at := 1000 * time.Second
	p, ok := index.Find(at)
	if !ok || p.At > at || at-p.At > 10*time.Second || p.Sizes[1].Cols != 100 {
		t.Fatalf("%+v", p)
	}
	all := s.stored()
	r := s.claim.OpenAt(from(all[p.Chunk:]), p.Position)
	if e, err := r.Next(); err != nil || e.At != p.At {
		t.Errorf("%v %v", e, err)
	}
	if _, ok := (Index{}).Find(at); ok {
		t.Error("a place in nothing")
	}
}

// cast reads a cast as a player does, and with it the bytes that our comments keep.
type cast struct {
	header struct {
		Version   int
		Term      struct{ Cols, Rows int }
		Timestamp int64
	}
	lines []castLine
}

type castLine struct {
	at         float64
	code, data string
	bytes      []byte
}

func readCast(t testing.TB, b []byte) (c cast) {
	t.Helper()
	scan := bufio.NewScanner(bytes.NewReader(b))
	scan.Buffer(nil, 1<<20)
	scan.Scan()
	if err := json.Unmarshal(scan.Bytes(), &c.header); err != nil {
		t.Fatal(err)
	}
	var kept []byte
	at := 0.0
	for scan.Scan() {
		if raw, ok := strings.CutPrefix(scan.Text(), rawComment); ok {
			kept, _ = base64.StdEncoding.DecodeString(raw)
			continue
		}
		var event [3]any
		if err := json.Unmarshal(scan.Bytes(), &event); err != nil {
			t.Fatalf("%q: %v", scan.Text(), err)
		}
		at += event[0].(float64)
		l := castLine{at, event[1].(string), event[2].(string), []byte(event[2].(string))}
		if kept != nil {
			l.bytes, kept = kept, nil
		}
		c.lines = append(c.lines, l)
	}
	return c
}

func (s *session) cast(raw bool) cast {
	s.t.Helper()
	var b bytes.Buffer
	s.must(Cast{Stream: 1, Started: time.Unix(1_800_000_000, 0), Raw: raw}.Write(&b, s.reader()))
	return readCast(s.t, b.Bytes())
}

func TestACastPlays(t *testing.T) {
	s := begin(t, 1, roomy)
	s.play(wire.Resized, string(wire.Size{Cols: 100, Rows: 30}.Encode()))
	s.play(wire.Output, "\"quoted\" \\ \x1b[1mПривет سلام 世界\x7f\u2028\r\n")
	s.play(wire.Input, "ls\r")
	s.play(wire.Masked, string(wire.EncodeCount(4)))
	s.must(s.rec.Append(wire.Output, 2, []byte("another terminal")))
	s.play(wire.Resized, string(wire.Size{Cols: 90, Rows: 20}.Encode()))
	s.must(s.rec.Append(wire.Paused, 0, []byte("client")))
	s.play(wire.Output, "\x1b]52;c;YQ==\x07safe\x1b[999999b")
	s.end()
	c := s.cast(false)
	if c.header.Version != 3 || c.header.Term.Cols != 100 || c.header.Term.Rows != 30 || c.header.Timestamp != 1_800_000_000 {
		t.Errorf("%+v", c.header)
	}
	want := []castLine{
		{0.5, "o", "\"quoted\" \\ \x1b[1mПривет سلام 世界\uFFFD\r\n", nil}, {0.75, "i", "ls\r", nil}, {1, "i", "****", nil},
		{1.25, "r", "90x20", nil}, {1.25, "m", "paused: client", nil}, {1.5, "o", "safe\x1b[90b", nil},
	}
	for i, l := range c.lines {
		if i >= len(want) || math.Abs(l.at-want[i].at) > 1e-9 || l.code != want[i].code || l.data != want[i].data {
			t.Errorf("line %d: %+v", i, l)
		}
	}
	if raw := s.cast(true); !strings.Contains(raw.lines[5].data, "\x1b]52;c;") {
		t.Errorf("raw output was filtered: %q", raw.lines[5].data)
	}
}

// TestARawCastIsByteTrue cuts any bytes anywhere, UTF-8 or not: put together again they are the same, each line of the cast is valid,
// and what a player sees is what a decoder of UTF-8 sees.
func TestARawCastIsByteTrue(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := begin(t, 1, roomy)
		piece := rapid.OneOf(rapid.SliceOfN(rapid.Byte(), 1, 6), rapid.SampledFrom([][]byte{{0xd0}, {0xbf}, {0xe4, 0xb8}, {0x96}, {0xf0, 0x9f}, []byte("世"), []byte("a\x1b[m")}))
		var whole []byte
		for _, p := range rapid.SliceOfN(piece, 0, 12).Draw(rt, "pieces") {
			whole = append(whole, p...)
			s.play(wire.Output, string(p))
		}
		s.end()
		var have []byte
		shown := ""
		for _, l := range s.cast(true).lines {
			have, shown = append(have, l.bytes...), shown+l.data
		}
		if !bytes.Equal(have, whole) {
			rt.Fatalf("%x came out as %x", whole, have)
		}
		if want := string([]rune(string(whole))); shown != want {
			rt.Fatalf("%x shows %q, not %q", whole, shown, want)
		}
	})
}

func TestACastOfABadRecordingStops(t *testing.T) {
	s, chunks := recorded(t, 1)
	var bad *Bad
	if err := (Cast{Stream: 1}).Write(&bytes.Buffer{}, s.claim.Open(from(chunks[:3]))); !errors.As(err, &bad) || bad.Chunk != 3 {
		t.Errorf("%v", err)
	}
}

func TestAPictureIsTheTerminalAtThatTime(t *testing.T) {
	s := begin(t, 1, roomy)
	s.play(wire.Resized, string(wire.Size{Cols: 100, Rows: 30}.Encode()))
	s.play(wire.Output, "\x1b]52;c;YQ==\x07first \x1b[1mlight\r\n")
	s.must(s.rec.Append(wire.Output, 2, []byte("another terminal")))
	s.play(wire.Output, "\x1b[2J\x1b[Hsecond")
	s.end()
	for at, want := range map[time.Duration]string{600 * time.Millisecond: "first \x1b[0;1mlight", time.Hour: "\x1b[0;1msecond"} {
		b, size, err := Picture(context.Background(), s.reader(), 1, at)
		if err != nil || size.Cols != 100 || !bytes.Contains(bytes.ReplaceAll(b, []byte("\x1b[1;7H"), nil), []byte(want)) || bytes.Contains(b, []byte("another")) {
			t.Errorf("at %v: %q %v %v", at, b, size, err)
		}
	}
}
