package replay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escape"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/remote/replay"
	"surety/internal/vault"
	"surety/internal/wire"
)

// small records a short session: sizes, a prompt, something typed, something typed unseen, a pause.
func (s *session) small() {
	s.t.Helper()
	s.record(wire.Resized, wire.Size{Cols: 40, Rows: 5}.Encode())
	s.show("$ ")
	s.record(wire.Input, []byte("uptime\r"))
	s.show("uptime\r\n up 3 days\r\n$ ")
	must(s.t, s.rec.Typed(1, []byte("secret"), false))
	s.send()
	s.record(wire.Paused, []byte("client"))
	s.record(wire.Resumed, []byte("client"))
	s.show("привет \x1b[31mсбой\x1b[0m\r\n")
}

// all plays a recording to its end by pages of so many events.
func (s *session) all(who access.Actor, limit int) (out []replay.Event) {
	s.t.Helper()
	for ask := (replay.Ask{Stream: 1, Limit: limit}); ; {
		page, err := s.Play(s.t.Context(), who, s.id, ask)
		must(s.t, err)
		if len(page.Events) > limit {
			s.t.Fatalf("%d events on a page of %d", len(page.Events), limit)
		}
		out = append(out, page.Events...)
		if page.Next == nil {
			return out
		}
		ask.From = *page.Next
	}
}

func output(events []replay.Event) string {
	var b strings.Builder
	for _, e := range events {
		b.Write(e.Data)
	}
	return b.String()
}

func TestARecordingIsPlayedInPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.end()
		whole := s.all(w.client, 1000)
		var kinds []replay.Kind
		for _, e := range whole {
			kinds = append(kinds, e.Kind)
		}
		want := []replay.Kind{replay.Resize, replay.Output, replay.Typed, replay.Output, replay.Masked, replay.Paused, replay.Resumed, replay.Output, replay.End}
		if !slices.Equal(kinds, want) {
			t.Errorf("played %v", kinds)
		}
		if whole[4].Count != 6 || strings.Contains(fmt.Sprint(whole), "secret") || whole[2].Text != "uptime␍" {
			t.Errorf("typed: %+v, unseen: %+v", whole[2], whole[4])
		}
		for _, limit := range []int{1, 2, 3} {
			if got := s.all(w.client, limit); fmt.Sprint(got) != fmt.Sprint(whole) {
				t.Errorf("by %d: %v", limit, got)
			}
		}
		v, err := s.Recording(t.Context(), w.client, s.id)
		must(t, err)
		if !v.Complete || v.Chunks != uint64(len(s.sent)) || len(v.Terminals) != 1 || v.Terminals[0].Size != (wire.Size{Cols: 40, Rows: 5}) || len(v.Moments) != 4 {
			t.Errorf("its course: %+v", v)
		}
		again, err := w.player().Recording(t.Context(), w.client, s.id)
		if must(t, err); fmt.Sprint(again.Moments) != fmt.Sprint(v.Moments) || again.Duration != v.Duration {
			t.Errorf("from what was kept: %+v", again)
		}
	})
}

// TestAPictureIsWhereThePlayBegins leaps to each event, and comes to the same screen.
func TestAPictureIsWhereThePlayBegins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.show("\x1b[2;3Hhere\x1b[")
		s.show("1mbold\x1b[0m")
		s.end()
		want := escape.NewScreen(40, 5)
		want.Write([]byte(output(s.all(w.client, 1000))))
		for _, e := range s.all(w.client, 1000)[1:] {
			page, err := s.Play(t.Context(), w.client, s.id, replay.Ask{Stream: 1, From: replay.From{At: e.At}, Picture: true, Limit: 1000})
			must(t, err)
			got := escape.NewScreen(int(page.Size.Cols), int(page.Size.Rows))
			got.Write(page.Picture)
			got.Write([]byte(output(page.Events)))
			if !bytes.Equal(got.Picture(nil), want.Picture(nil)) {
				t.Errorf("from %v: %q, want %q", e.At, got.Picture(nil), want.Picture(nil))
			}
		}
	})
}

// bombs are what nobody who looks on may be sent.
var bombs = map[string]string{
	"two thousand million of a letter": "x\x1b[2000000000b",
	"the clipboard":                    "\x1b]52;c;aGFybQ==\x07",
	"a question":                       "\x1b[6n\x1b[c\x05\x1bP$qm\x1b\\",
	"a title":                          "\x1b]0;evil\x07",
	"a link":                           "\x1b]8;;https://evil.example\x07text\x1b]8;;\x07",
	"a picture":                        "\x1bPq#0;2;0;0;0~\x1b\\",
	"a turned line":                    "a\u202egnp.exe",
	"C1":                               "\u009b6n\u009d52;c;shows as text\u009c",
}

// TestBombsReachNobody plays, searches, lists, downloads and watches what was made to act on a viewer.
func TestBombsReachNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.record(wire.Resized, wire.Size{Cols: 80, Rows: 24}.Encode())
		for _, b := range bombs {
			s.show(b + "\r\n")
		}
		s.show("shown\r\n\x1b]52;c;never ends")
		s.show(strings.Repeat("hidden", 3000))
		s.record(wire.Mark, []byte("\x1b]0;m\x07\u202emark"))
		s.record(wire.Input, []byte("ls \x1b]0;evil\x07\r"))
		s.record(wire.Filed, wire.File{Direction: wire.Sent, Name: "a\u202egnp\x1b[6n.exe", Size: 1}.Encode())
		watched := s.watch(w.client)
		s.end()
		text := output(s.all(w.client, 7)) + output(watched())
		if len(text) > 100_000 {
			t.Errorf("%d bytes came out", len(text))
		}
		f := escape.NewFilter(80, 24)
		if again := string(f.End(f.Append(nil, []byte(text)))); again != text {
			t.Error("what came out is not what a filter passes")
		}
		lines, err := s.Search(t.Context(), w.client, s.id, "shown", "")
		must(t, err)
		commands, err := s.Commands(t.Context(), w.client, s.id, "")
		must(t, err)
		v, err := s.Recording(t.Context(), w.client, s.id)
		must(t, err)
		var cast bytes.Buffer
		c, err := s.Cast(t.Context(), w.client, s.id, 1, false)
		must(t, err)
		must(t, c.Write(t.Context(), &cast))
		all, err := json.Marshal([]any{lines, commands, v})
		must(t, err)
		for _, harm := range []string{"\x1b]", "aGFybQ", "evil.example", "\u202e", "\u009b", "\x1bP", "\x1b[6n"} {
			if strings.Contains(text, harm) || strings.Contains(string(all), harm) || strings.Contains(cast.String(), harm) {
				t.Errorf("%q came out", harm)
			}
		}
		if len(lines.Items) != 1 {
			t.Errorf("found %+v", lines)
		}
	})
}

// TestNobodyElseSeesARecording tries everybody around the case.
func TestNobodyElseSeesARecording(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.end()
		other := w.Agent(w.dep)
		for name, c := range map[string]struct {
			who  access.Actor
			want error
		}{
			"the client": {w.client, nil}, "who helped": {w.agent, nil}, "a lead": {w.lead, nil},
			"another agent": {other, fault.ErrDenied}, "a stranger": {w.Client(), fault.ErrAbsent}, "a specialist": {w.Specialist(), fault.ErrAbsent},
			"the administrator": {w.World.Admin, fault.ErrAbsent},
		} {
			_, err := s.Play(t.Context(), c.who, s.id, replay.Ask{Stream: 1})
			expect(t, name+" plays", err, c.want)
			_, err = s.Recording(t.Context(), c.who, s.id)
			expect(t, name+" asks for its course", err, c.want)
			_, err = s.Verify(t.Context(), c.who, s.id)
			expect(t, name+" verifies", err, c.want)
			_, err = s.Search(t.Context(), c.who, s.id, "up", "")
			expect(t, name+" searches", err, c.want)
			_, err = s.Commands(t.Context(), c.who, s.id, "")
			expect(t, name+" lists commands", err, c.want)
			_, err = s.Cast(t.Context(), c.who, s.id, 1, true)
			expect(t, name+" downloads", err, c.want)
		}
		for _, id := range []string{"", "..", strings.Repeat("0", 32), s.id[:31], strings.ToUpper(s.id) + "x"} {
			_, err := s.Play(t.Context(), w.client, id, replay.Ask{Stream: 1})
			expect(t, "session "+id, err, fault.ErrAbsent)
		}
	})
}

func TestWhoLookedIsOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.end()
		s.all(w.client, 1)
		s.all(w.client, 2)
		_, err := s.Search(t.Context(), w.lead, s.id, "up", "")
		must(t, err)
		all := w.entries(s.ticket, access.RemoteReplay)
		if len(all) != 2 || all[0].Params["session"] != s.id {
			t.Errorf("%d entries: %+v", len(all), all)
		}
		w.World.Clock.Advance(time.Hour)
		s.all(w.client, 1)
		if n := len(w.entries(s.ticket, access.RemoteReplay)); n != 3 {
			t.Errorf("an hour later: %d entries", n)
		}
		v, err := s.Recording(t.Context(), w.agent, s.id)
		must(t, err)
		if len(v.Watchers) != 3 || v.Watchers[0].ID != w.agent.Account || v.Watchers[0].Name == "" {
			t.Errorf("who looked: %+v", v.Watchers)
		}
	})
}

// TestTheFirstBadChunkIsNamed does to stored chunks what somebody with the database could.
func TestTheFirstBadChunkIsNamed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		two := w.begin()
		two.small()
		two.end()
		w.client = w.Client()
		for name, c := range map[string]struct {
			harm  func(s *session)
			chunk uint64
			why   recording.Why
		}{
			"cut":    {func(s *session) { w.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number >= 5`, s.id) }, 5, recording.MissingEnd},
			"a hole": {func(s *session) { w.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number = 3`, s.id) }, 3, recording.WrongNumber},
			"swapped": {func(s *session) {
				w.exec(`UPDATE remote_chunk SET number = 100 WHERE session = $1 AND number = 2`, s.id)
				w.exec(`UPDATE remote_chunk SET number = 2 WHERE session = $1 AND number = 3`, s.id)
				w.exec(`UPDATE remote_chunk SET number = 3 WHERE session = $1 AND number = 100`, s.id)
			}, 2, recording.WrongNumber},
			"spliced": {func(s *session) {
				w.exec(`UPDATE remote_chunk SET record = $2, signature = $3 WHERE session = $1 AND number = 4`, s.id, two.sent[4].Record, two.sent[4].Signature)
			}, 4, recording.OtherSession},
			"flipped": {func(s *session) {
				b := bytes.Clone(s.sent[1].Record)
				b[len(b)-1] ^= 1
				w.exec(`UPDATE remote_chunk SET record = $2 WHERE session = $1 AND number = 1`, s.id, b)
			}, 1, recording.WrongSignature},
			"torn": {func(s *session) {
				w.exec(`UPDATE remote_chunk SET record = $2 WHERE session = $1 AND number = 1`, s.id, s.sent[1].Record[:50])
			}, 1, recording.Torn},
		} {
			s := w.begin()
			s.small()
			s.end()
			if v, err := s.Verify(t.Context(), w.client, s.id); err != nil || !v.OK || v.Chunks != uint64(len(s.sent)) {
				t.Fatalf("%s: before: %+v, %v", name, v, err)
			}
			c.harm(s)
			v, err := s.Verify(t.Context(), w.client, s.id)
			must(t, err)
			if v.OK || v.Chunk != c.chunk || v.Why != string(c.why) {
				t.Errorf("%s: %+v, want chunk %d, %s", name, v, c.chunk, c.why)
			}
			_, err = w.player().Play(t.Context(), w.client, s.id, replay.Ask{Stream: 1})
			expect(t, name+", played", err, replay.ErrBad)
			if f := fault.As(err); err != nil && (f.Params["chunk"] != c.chunk || f.Params["why"] != string(c.why)) {
				t.Errorf("%s, played: %v", name, f.Params)
			}
		}
	})
}

// TestARowThatLiesHidesNoEnd has an operator cut the end off and say in the session's row that it still runs.
func TestARowThatLiesHidesNoEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.end()
		w.exec(`UPDATE remote_session SET recording = 'running', state = 'active' WHERE id = $1`, s.id)
		w.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number >= 3`, s.id)
		v, err := w.player().Verify(t.Context(), w.client, s.id)
		must(t, err)
		if v.OK || v.Why != string(recording.MissingEnd) {
			t.Errorf("a row that says that it still runs hides its end: %+v", v)
		}
	})
}

func TestAnAbandonedRecordingIsGoodAsFarAsItGoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.seal(false)
		v, err := s.Verify(t.Context(), w.client, s.id)
		must(t, err)
		r, err := s.Recording(t.Context(), w.client, s.id)
		must(t, err)
		if !v.OK || r.Complete || r.Chunks != uint64(len(s.sent)) {
			t.Errorf("%+v, %+v", v, r)
		}
		w.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number = $2`, s.id, len(s.sent)-1)
		if v, err = s.Verify(t.Context(), w.client, s.id); err != nil || v.OK || v.Why != string(recording.MissingEnd) {
			t.Errorf("cut: %+v, %v", v, err)
		}
	})
}

func TestShreddingTheCaseKeyDestroysRecordings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		s.end()
		_, err := s.Recording(t.Context(), w.client, s.id)
		must(t, err)
		must(t, w.World.Keys.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM case_key WHERE ticket = $1`, string(s.ticket))
			return err
		}))
		fresh, err := vault.Unlock(t.Context(), vault.Settings{Root: vault.FileRoot(filepath.Join(w.Dir, "root.key"), false), Keys: w.World.Keys, Clock: w.World.Clock})
		must(t, err)
		w.World.Vault, w.desk.Vault = fresh, fresh
		p := w.player()
		if _, err := p.Play(t.Context(), w.client, s.id, replay.Ask{Stream: 1}); err == nil {
			t.Error("a shredded case's recording plays")
		}
		if _, err := p.Recording(t.Context(), w.client, s.id); err == nil {
			t.Error("its course is told, from what was kept")
		}
	})
}

func TestWhatWasSaidIsFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		for i := range 250 {
			s.show(fmt.Sprintf("line %d of many\r\n", i))
		}
		s.end()
		n, at := 0, ""
		for {
			page, err := s.Search(t.Context(), w.client, s.id, "of many", at)
			must(t, err)
			for _, x := range page.Items {
				if want := fmt.Sprintf("line %d of many", n); x.Text != want {
					t.Fatalf("%q, want %q", x.Text, want)
				}
				n++
			}
			if at = page.Next; at == "" {
				break
			}
		}
		if n != 250 {
			t.Errorf("%d found", n)
		}
		if page, err := s.Search(t.Context(), w.client, s.id, "СБОЙ", ""); err != nil || len(page.Items) != 1 {
			t.Errorf("%+v, %v", page, err)
		}
		for _, q := range []string{"", strings.Repeat("a", 101)} {
			_, err := s.Search(t.Context(), w.client, s.id, q, "")
			expect(t, q, err, replay.ErrQuery)
		}
		c, err := s.Commands(t.Context(), w.client, s.id, "")
		if must(t, err); len(c.Items) != 1 || c.Items[0].Text != "uptime" || c.Items[0].Told {
			t.Errorf("commands: %+v", c)
		}
	})
}
