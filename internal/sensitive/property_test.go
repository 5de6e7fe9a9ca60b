package sensitive_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/sensitive"
	"surety/internal/sensitive/labelled"
)

// texts are sentences of the labelled set, cut and put together, with noise between.
func texts() *rapid.Generator[string] {
	set := labelled.Set()
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "parts") {
			b.WriteString(set[rapid.IntRange(0, len(set)-1).Draw(t, "sample")].Text)
			b.WriteString(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{" ", "\n", "4111 ", "-", "\u200c", "•", "1111"})).Draw(t, "noise"))
		}
		return b.String()
	})
}

func TestMarksLieWithinTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { marksAreSound(t, texts().Draw(t, "text")) })
}

type failer interface {
	Fatalf(format string, args ...any)
}

func marksAreSound(t failer, text string) {
	last := 0
	for _, m := range sensitive.Find(text) {
		if m.From < last || m.To <= m.From || m.To > len(text) {
			t.Fatalf("%v after %d in %q", m, last, text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[m.From:m.To]) {
			t.Fatalf("%v cuts a character of %q", m, text)
		}
		last = m.To
	}
	stripped := sensitive.Strip(text)
	if again := sensitive.Strip(stripped); again != stripped {
		t.Fatalf("stripped twice %q is %q", stripped, again)
	}
	written := sensitive.Written(text)
	plain, marks := written.Kept()
	opened, err := sensitive.Opened(plain, marks)
	if err != nil || opened.String() != written.String() {
		t.Fatalf("%q opens as %q: %v", written, opened, err)
	}
	covered, shown := written.Cover()
	runes := []rune(covered)
	for _, s := range shown {
		if s.From < 0 || s.To > len(runes) || !strings.Contains(string(runes[s.From:s.To]), "••••") {
			t.Fatalf("%v shows no cover in %q", s, covered)
		}
	}
}

// TestNoFullCardIsKept: whatever stands around a card number, its middle is not in what is sealed.
func TestNoFullCardIsKept(t *testing.T) {
	cards := []string{"4111 1111 1111 1111", "5555555555554444", "6037-9975-1234-5678", "۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱"}
	rapid.Check(t, func(t *rapid.T) {
		card := rapid.SampledFrom(cards[:2]).Draw(t, "card")
		text := texts().Draw(t, "before") + "\n" + card + "\n" + texts().Draw(t, "after")
		plain, _ := sensitive.Written(text).Kept()
		if strings.Contains(string(plain), "\n"+card+"\n") {
			t.Fatalf("%q is kept in %q", card, plain)
		}
	})
}

func TestATextNeverPrintsUncovered(t *testing.T) {
	text := sensitive.Written("my password: hunter2! and 4111 1111 1111 1111")
	held := struct {
		Words sensitive.Text
		Inner *sensitive.Text
	}{text, &text}
	asJSON, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T %v"} {
		printed := fmt.Sprintf(verb, held) + fmt.Sprintf(strings.Fields(verb)[0], text) + string(asJSON) + fmt.Sprint(text, text.LogValue())
		if strings.Contains(printed, "hunter2") || strings.Contains(printed, "68756e74") || strings.Contains(printed, "104 117") {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
}

func TestNothingIsUncoveredWithoutARecordedGrant(t *testing.T) {
	text := sensitive.Written("password: hunter2!")
	thing := access.Thing{Kind: "ticket", ID: "t", Ticket: "t", Requester: "c"}
	who := access.Actor{Account: "c", Roles: []access.Role{access.Client}, SteppedUp: true}
	read, err := access.Check(who, access.TicketRead, thing)
	if err != nil {
		t.Fatal(err)
	}
	read.MarkRecorded()
	uncover, err := access.Check(who, access.SensitiveUncovered, thing)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []access.Grant{{}, read, uncover} {
		if s, err := text.Uncover(g, 0, sensitive.Password); err == nil {
			t.Errorf("uncovered %q", s)
		}
	}
	uncover.MarkRecorded()
	if s, err := text.Uncover(uncover, 0, sensitive.Password); err != nil || s != "hunter2!" {
		t.Errorf("%q, %v", s, err)
	}
	if _, err := text.Uncover(uncover, 0, sensitive.Card); err == nil {
		t.Error("uncovered by a wrong kind")
	}
}

func TestAFalseMarkStaysOff(t *testing.T) {
	text, err := sensitive.Written("password: hunter2! or a@b.example").Unmark(0, sensitive.Password)
	if err != nil {
		t.Fatal(err)
	}
	plain, marks := text.Kept()
	if text, err = sensitive.Opened(plain, marks); err != nil || text.String() != "password: hunter2! or a••••" {
		t.Errorf("%q, %v", text, err)
	}
	older := strings.Replace(string(marks), `"v":1`, `"v":0`, 1)
	if text, err = sensitive.Opened(plain, []byte(older)); err != nil || text.String() != "password: hunter2! or a••••" {
		t.Errorf("after other detectors: %q, %v", text, err)
	}
}

// TestATextWithoutMarksIsCovered: what was sealed before there were detectors is covered as well.
func TestATextWithoutMarksIsCovered(t *testing.T) {
	if text, err := sensitive.Opened([]byte("password: hunter2!"), nil); err != nil || text.String() != "password: ••••" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestAStreamIsCountedAsAWhole: the places where a stream is cut make no difference.
func TestAStreamIsCountedAsAWhole(t *testing.T) {
	text := labelled.Text(300 << 10)
	want := map[sensitive.Kind]int{}
	for _, m := range sensitive.Find(text) {
		want[m.Kind]++
	}
	for _, step := range []int{997, 64 << 10, 1 << 20} {
		var c sensitive.Counter
		for rest := text; rest != ""; {
			n := min(step, len(rest))
			_, _ = c.Write([]byte(rest[:n]))
			rest = rest[n:]
		}
		if got := c.Found(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("in steps of %d: %v, not %v", step, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for i, s := range labelled.Set() {
		if i%97 == 0 {
			f.Add(s.Text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) { marksAreSound(t, text) })
}

func BenchmarkFind(b *testing.B) {
	text := labelled.Text(1 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		sensitive.Find(text)
	}
}

func BenchmarkPlainScan(b *testing.B) {
	text := labelled.Text(1 << 20)
	b.SetBytes(int64(len(text)))
	n := 0
	for b.Loop() {
		for i := range len(text) {
			if text[i] >= '0' && text[i] <= '9' {
				n++
			}
		}
	}
	_ = n
}
