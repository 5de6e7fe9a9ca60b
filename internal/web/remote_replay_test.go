package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/snapshot"
	"surety/internal/suretytest"
	"surety/internal/wire"
)

// recorded is a session that runs, with the client's end of its recording.
type recorded struct {
	*asked
	rec   *recording.Recorder
	up    *recording.Upload
	name  wire.Session
	clock *clock.Fake
	key   [32]byte // of snapshots
}

func (a *asked) must(err error) {
	a.T.Helper()
	if err != nil {
		a.T.Fatal(err)
	}
}

// begin brings the session that was asked for to where the client's end records.
func (a *asked) begin() *recorded {
	a.T.Helper()
	a.ask()
	var c RemoteCode
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}), 201, &c)
	public, private, err := ed25519.GenerateKey(nil)
	a.must(err)
	ctx, desk, from := a.T.Context(), a.server.Remote, netip.MustParseAddr("192.0.2.9")
	in, err := desk.Arrive(ctx, remote.Arrival{Code: c.Code, Key: public, Program: "1.0", System: "linux", From: from})
	a.must(err)
	program, err := desk.Assist(ctx, in.Token, from)
	a.must(err)
	b, err := desk.Waive(ctx, program, "I need none.")
	a.must(err)
	f, err := wire.DecodeFacts(b)
	a.must(err)
	agreed := wire.Agreed{Session: f.Session, Facts: f.Digest(), Granted: []wire.Purpose{wire.TerminalView}, At: a.Clock.Now().Unix()}
	_, err = desk.Consent(ctx, program, agreed.Encode(), ed25519.Sign(private, agreed.Signed()))
	a.must(err)
	a.must(desk.Here(ctx, a.id, wire.Client, true))
	r := &recorded{asked: a, name: f.Session, clock: clock.NewFake(a.Clock.Now()), key: [32]byte(in.SnapshotKey)}
	spool, err := recording.NewSpool(filepath.Join(a.T.TempDir(), "spool"), 1<<30)
	a.must(err)
	a.T.Cleanup(func() { spool.Close() })
	key := recording.Key(in.RecordingKey)
	r.rec = recording.New(r.clock, spool, f.Session, &key, private)
	r.up, err = spool.Upload(nil)
	a.must(err)
	return r
}

func (r *recorded) show(text string) {
	r.T.Helper()
	r.clock.Advance(time.Millisecond)
	r.must(r.rec.Append(wire.Output, 1, []byte(text)))
	r.send()
}

func (r *recorded) send() {
	r.T.Helper()
	over, cancel := context.WithCancel(r.T.Context())
	cancel()
	for {
		c, err := r.up.Next(over)
		if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
			return
		}
		r.must(err)
		r.must(r.server.Player.Chunks.(*chunk.Store).Put(r.T.Context(), r.name, c))
		r.must(r.up.Acknowledge(c.Ack()))
	}
}

func (r *recorded) end() {
	r.T.Helper()
	r.must(r.rec.End("client"))
	r.send()
	r.fine(r.client.ask("POST", r.at("/turns"), RemoteTurn{Step: "end"}), 200, nil)
	stand, err := r.server.Player.Chunks.(*chunk.Store).Stand(r.T.Context(), r.name)
	r.must(err)
	r.must(r.server.Remote.Seal(r.T.Context(), r.id, remote.Sealing{Chunks: int64(stand.Chunks), Bytes: stand.Bytes, Last: stand.Last, Complete: true}))
}

func TestARecordingOverHTTP(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		r := newAsked(newPlace(t, w, nil)).begin()
		r.show("$ uptime\r\n up 3 days\x1b]52;c;aGFybQ==\x07\r\n")
		for i := range 30 {
			r.show(fmt.Sprintf("line %d\r\n", i))
		}
		r.end()
		var course RecordingCourse
		r.fine(r.client.ask("GET", r.at("/recording"), nil), 200, &course)
		if !course.Complete || course.Chunks == 0 || len(course.Watchers) != 1 || course.Watchers[0].Who.Name == "" {
			t.Errorf("%+v", course)
		}
		var text []byte
		var page RecordingPlay
		for query := "?stream=1&limit=7"; ; query = fmt.Sprintf("?stream=1&limit=7&fromMicros=%d&skip=%d", *page.NextMicros, page.NextSkip) {
			page = RecordingPlay{}
			r.fine(r.specialist.ask("GET", r.at("/recording/play"+query), nil), 200, &page)
			for _, e := range page.Events {
				text = append(text, e.Data...)
			}
			if page.NextMicros == nil {
				break
			}
		}
		if !bytes.Contains(text, []byte("line 29")) || bytes.Contains(text, []byte("aGFybQ")) {
			t.Errorf("played: %q", text)
		}
		var found Page[RecordingFind]
		r.fine(r.client.ask("GET", r.at("/recording/search?q=line+1"), nil), 200, &found)
		if len(found.Items) != 11 {
			t.Errorf("%d found", len(found.Items))
		}
		r.fine(r.client.ask("GET", r.at("/recording/commands"), nil), 200, nil)
		var work SessionWork
		if r.fine(r.client.ask("GET", r.at("/work"), nil), 200, &work); work.Minutes != 1 {
			t.Errorf("%+v", work)
		}
		cast := r.client.ask("GET", r.at("/recording/cast?stream=1"), nil)
		if h := cast.Header; cast.StatusCode != 200 || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" ||
			!strings.HasPrefix(string(cast.body), `{"version":3`) || strings.Contains(string(cast.body), "aGFybQ") {
			t.Errorf("%d %v %s", cast.StatusCode, cast.Header, string(cast.body))
		}
		var v RecordingVerdict
		if r.fine(r.client.ask("GET", r.at("/recording/verify"), nil), 200, &v); !v.OK || v.Chunk != nil {
			t.Errorf("%+v", v)
		}
		r.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number = 4`, r.id)
		if r.fine(r.client.ask("GET", r.at("/recording/verify"), nil), 200, &v); v.OK || v.Chunk == nil || *v.Chunk != 4 || v.Why != "wrong_number" {
			t.Errorf("with a hole: %+v", v)
		}
		if g := r.client.ask("GET", r.at("/recording/play?stream=1"), nil); g.StatusCode != 409 || g.code() != "recording_bad" || !strings.Contains(string(g.body), `"chunk":4`) {
			t.Errorf("played with a hole: %d %s", g.StatusCode, g.body)
		}
		if g := r.client.ask("GET", r.at("/recording/cast?stream=1"), nil); g.StatusCode == 200 && strings.HasSuffix(string(g.body), "]\n") {
			t.Errorf("a cast with a hole ends as if it were whole: %s", g.body)
		}
		for _, query := range []string{"?stream=-1", "?stream=70000", "?limit=100000", "?fromMicros=-5"} {
			if g := r.client.ask("GET", r.at("/recording/play"+query), nil); g.StatusCode != 422 {
				t.Errorf("%s: %d %s", query, g.StatusCode, g.body)
			}
		}
	})
}

// sights opens a watcher's stream and gives its lines.
func (v *visitor) sights(path string) *listener {
	v.T.Helper()
	resp, err := v.http.Do(v.request("GET", path, nil))
	if err != nil || resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		v.T.Fatalf("watch: %v %v", resp, err)
	}
	l := &listener{v.place, make(chan string, 1000), resp}
	v.T.Cleanup(func() { resp.Body.Close() })
	go func() {
		defer close(l.lines)
		s := bufio.NewScanner(resp.Body)
		s.Buffer(nil, 4<<20)
		for s.Scan() {
			if s.Text() != "" {
				l.lines <- s.Text()
			}
		}
	}()
	return l
}

func TestA3WatchersAreCut(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		r := newAsked(newPlace(t, w, nil)).begin()
		var dep access.DepartmentID
		r.must(r.DB.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT department FROM ticket WHERE id = $1`, []any{r.ticket}, &dep)
		}))
		r.show("before\r\n")
		lead := r.Lead(dep)
		stays, leaves := r.client.sights(r.at("/watch?stream=1")), r.as(lead).sights(r.at("/watch"))
		for _, l := range []*listener{stays, leaves} {
			if first := l.next(); first != "event: picture" {
				t.Fatalf("first %q", first)
			}
			l.next()
		}
		r.show("while both watch\r\n")
		stays.until("event: events")
		leaves.until("event: events")
		r.exec(`DELETE FROM post WHERE account = $1`, string(lead.Account))
		r.exec(`UPDATE account SET version = version + 1 WHERE id = $1`, string(lead.Account))
		leaves.overIn(r.place, `"why":"absent"`)
		r.show("after\r\n")
		stays.until("event: events")
		r.end()
		stays.until(`"why":"ended"`)
	})
}

// overIn lets time pass until a stream says that it is over.
func (l *listener) overIn(p *place, why string) {
	l.T.Helper()
	for {
		select {
		case s, open := <-l.lines:
			if strings.Contains(s, why) {
				return
			}
			if !open {
				l.T.Fatal("it ended without a word")
			}
		case <-time.After(10 * time.Millisecond):
			p.Clock.Advance(time.Second)
		}
	}
}

func TestASnapshotOverHTTP(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		r := newAsked(newPlace(t, w, nil)).begin()
		dir := t.TempDir()
		r.must(os.WriteFile(filepath.Join(dir, "nginx \"x\"\u202etxt.conf"), []byte("port = 1"), 0o600))
		a, err := snapshot.Open(t.Context(), r.server.Keeper.Shelf(access.TicketID(r.ticket)), r.key)
		r.must(err)
		s, err := a.Take(t.Context(), snapshot.Plan{Folders: []string{dir}})
		r.must(err)
		r.must(os.WriteFile(filepath.Join(dir, "new"), nil, 0o600))
		later, err := a.Take(t.Context(), snapshot.Plan{Folders: []string{dir}})
		r.must(err)
		var rows SnapshotRows
		if r.fine(r.specialist.ask("GET", "/api/v1/tickets/"+r.ticket+"/snapshots", nil), 200, &rows); len(rows.Items) != 2 || rows.May {
			t.Errorf("%+v", rows)
		}
		at := "/api/v1/snapshots/" + s.Name.String()
		if g := r.specialist.ask("GET", at+"/entries", nil); g.StatusCode != 403 {
			t.Errorf("the specialist looks inside: %d %s", g.StatusCode, g.body)
		}
		var e SnapshotEntries
		r.fine(r.client.ask("GET", at+"/entries", nil), 200, &e)
		r.fine(r.client.ask("GET", at+"/entries?path="+e.Items[0].Path, nil), 200, &e)
		if len(e.Items) != 1 || strings.ContainsRune(e.Items[0].Name, 0x202e) || e.Files != 1 {
			t.Fatalf("%+v", e)
		}
		f := r.client.ask("GET", at+"/file?path="+url.QueryEscape(e.Items[0].Path), nil)
		h := f.Header
		if f.StatusCode != 200 || string(f.body) != "port = 1" || h.Get("Content-Type") != "application/octet-stream" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Length") != "8" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), `attachment; filename="nginx _x__`) || strings.Contains(h.Get("Content-Disposition"), "%E2%80%AE") {
			t.Errorf("%d %v %q", f.StatusCode, h, f.body)
		}
		var d Page[SnapshotDifference]
		r.fine(r.client.ask("GET", at+"/compare?with="+later.Name.String(), nil), 200, &d)
		if len(d.Items) != 2 { // the file, and the folder's own time
			t.Errorf("%+v", d.Items)
		}
		for _, path := range []string{"../../etc/passwd", "%2e%2e%2f", e.Items[0].Path + "x"} {
			if g := r.client.ask("GET", at+"/file?path="+path, nil); g.StatusCode != 422 && g.StatusCode != 404 {
				t.Errorf("%s: %d %s", path, g.StatusCode, g.body)
			}
		}
		var c SnapshotCheck
		if r.fine(r.client.ask("POST", at+"/verify", Empty{}), 200, &c); c.State != "waiting" {
			t.Errorf("%+v", c)
		}
		r.must(r.Jobs.Drain(t.Context()))
		if r.fine(r.client.ask("GET", "/api/v1/tickets/"+r.ticket+"/snapshots", nil), 200, &rows); rows.Check.State != "whole" || !rows.May {
			t.Errorf("%+v", rows.Check)
		}
		var code RemoteCode
		r.fine(r.client.ask("POST", at+"/code", Empty{}), 201, &code)
	})
}
