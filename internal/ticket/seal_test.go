package ticket_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// canary is a string that would be found wherever it lay in the clear; each input gets its own.
func canary(name string) string { return "Kanarienvogel-" + name + "-Zq7" }

// sayEverything puts a canary through every input of this package.
func sayEverything(t *testing.T, w *suretytest.World) {
	t.Helper()
	dep := w.Department("Support", account.Field{Key: "serial", Label: account.Texts{"en": "Serial"}, Kind: account.FieldText, VisibleToClient: true})
	other := w.Department("Finance")
	client, agent := w.Client(), w.Agent(dep, other)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(w.Desk.SaveRequestDraft(ctx, client, ticket.RequestDraft{Subject: canary("draftsubject"), Text: canary("drafttext"), Fields: map[string]string{"serial": canary("draftfield")}}))
	a, err := w.Desk.Open(ctx, client, ticket.Request{Subject: canary("subject"), Text: canary("text"), Department: dep, Fields: map[string]string{"serial": canary("field")}})
	ok(err)
	b, err := w.Desk.Open(ctx, agent, ticket.Request{Subject: canary("subjectfor"), Text: canary("textfor"), Department: dep, Requester: client.Account})
	ok(err)
	say(t, w, agent, a.ID, ticket.KindMessage, canary("message"))
	note := say(t, w, agent, a.ID, ticket.KindNote, canary("note"))
	subject := canary("newsubject")
	_, err = w.Desk.Change(ctx, agent, a.ID, ticket.AnyVersion, ticket.Patch{Subject: &subject, Fields: map[string]string{"serial": canary("newfield")}})
	ok(err)
	ok(w.Desk.SaveDraft(ctx, agent, a.ID, ticket.Draft{Text: canary("draftnote"), Kind: ticket.KindNote}))
	ok(w.Desk.SaveDraft(ctx, client, a.ID, ticket.Draft{Text: canary("draftanswer"), Kind: ticket.KindMessage}))
	upload(t, w, agent, a.ID, note.Seq, canary("filename")+".txt", strings.Repeat(canary("filebody")+"\n", 9000))
	_, err = w.Desk.AddFile(ctx, client, a.ID, ticket.Upload{Message: 1, Name: canary("brokenname"), Size: 1 << 20, Body: strings.NewReader(canary("brokenbody"))})
	expect(t, "a file that breaks off", err, fault.ErrInvalid)
	_, err = w.Desk.Split(ctx, agent, a.ID, ticket.SplitOff{Messages: []int64{1, note.Seq}, Subject: canary("splitsubject")})
	ok(err)
	_, _, err = w.Desk.HandOver(ctx, agent, a.ID, other, canary("handovernote"))
	ok(err)
	_, err = w.Desk.Merge(ctx, agent, a.ID, b.ID)
	ok(err)
	_, err = w.Desk.List(ctx, agent, ticket.Query{})
	ok(err)
	_, err = w.Desk.Change(ctx, agent, b.ID, ticket.AnyVersion, ticket.Patch{Fields: map[string]string{canary("badkey"): canary("badvalue")}})
	expect(t, "a field that is not there", err, fault.ErrInvalid)
	ok(w.Jobs.Drain(ctx))
}

func TestS1NothingOfATicketLiesInTheClear(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		sayEverything(t, w)
		for _, f := range w.Files() {
			b, err := os.ReadFile(f)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			search(t, f, b)
		}
		for _, m := range w.Mail.Sent() {
			search(t, "mail", []byte(m.Subject+m.Text+m.HTML))
		}
		if w.DB.Engine() == db.Postgres {
			searchCluster(t, w)
		}
	})
}

// search looks for canaries as they are and as UTF-16, in hexadecimal and base64 they would show in pieces of "Kanarien".
func search(t *testing.T, where string, b []byte) {
	t.Helper()
	for _, form := range []string{"Kanarienvogel", "K\x00a\x00n\x00a\x00r", "4b616e617269656e", "S2FuYXJpZW52b2dlb"} {
		if i := bytes.Index(b, []byte(form)); i >= 0 {
			t.Errorf("%s holds %q", where, b[max(0, i-40):min(len(b), i+60)])
		}
	}
}

// searchCluster reads a dump of the database, and, where this process may, every file of the server.
func searchCluster(t *testing.T, w *suretytest.World) {
	t.Helper()
	var dir, name string
	if err := w.DB.Pool().QueryRow(`SELECT current_setting('data_directory'), current_database()`).Scan(&dir, &name); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Pool().Exec(`CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	server := strings.Replace(dbtest.Postgres(t), "/postgres?", "/"+name+"?", 1)
	dump, err := exec.Command(tool("pg_dump"), server).Output()
	if err != nil || !bytes.Contains(dump, []byte("ticket")) {
		t.Fatalf("dump: %v, %d bytes", err, len(dump))
	}
	search(t, "dump", dump)
	_ = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if b, err := os.ReadFile(path); err == nil {
				search(t, path, b)
			}
		}
		return nil
	})
}

func tool(name string) string {
	if p, err := exec.LookPath(name); err == nil {
		return p
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	return append(found, name)[0]
}

func TestS1TheSearchFindsWhatIsThere(t *testing.T) {
	inner := &testing.T{}
	search(inner, "a test", []byte("xx"+canary("x")))
	if !inner.Failed() {
		t.Error("the search is blind")
	}
}

func TestS2SwappedRowsDoNotOpen(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		for name, swap := range map[string]string{
			"two messages of a ticket":   `UPDATE message SET text = (SELECT text FROM message WHERE ticket = $1 AND seq = 2) WHERE ticket = $1 AND seq = 1 AND $2 <> ''`,
			"a message of another":       `UPDATE message SET text = (SELECT text FROM message WHERE ticket = $2 AND seq = 1) WHERE ticket = $1 AND seq = 1`,
			"another's subject":          `UPDATE ticket SET subject = (SELECT subject FROM ticket WHERE id = $2) WHERE id = $1`,
			"a message for a subject":    `UPDATE ticket SET subject = (SELECT text FROM message WHERE ticket = $1 AND seq = 1) WHERE id = $1 AND $2 <> ''`,
			"fields for a subject":       `UPDATE ticket SET subject = fields WHERE id = $1 AND $2 <> ''`,
			"another client's whole row": `UPDATE ticket SET requester = (SELECT requester FROM ticket WHERE id = $2), organisation = (SELECT organisation FROM ticket WHERE id = $2) WHERE id = $1`,
		} {
			a, b := w.Ticket(client, dep).ID, w.Ticket(w.Client(), dep).ID
			say(t, w, client, a, ticket.KindMessage, "two")
			tamper(t, w, swap, string(a), string(b))
			_, first := w.Desk.Read(ctx, agent, a)
			_, second := w.Desk.Messages(ctx, agent, a, ticket.Slice{})
			if !errors.Is(first, vault.ErrSealed) && !errors.Is(second, vault.ErrSealed) {
				t.Errorf("%s: read %v, messages %v", name, first, second)
			}
		}
	})
}

func tamper(t *testing.T, w *suretytest.World, query string, args ...any) {
	t.Helper()
	err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if n != 1 {
			t.Errorf("tampered with %d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func entries(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID, act access.Action) (found []audit.Entry) {
	t.Helper()
	all, err := w.Desk.Record(ctx, who, id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Action == act {
			found = append(found, e)
		}
	}
	return found
}

func TestS3EveryOpeningIsOnTheRecord(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		note := say(t, w, agent, id, ticket.KindNote, "note")
		f := upload(t, w, agent, id, note.Seq, "a.txt", "x")
		for _, c := range []struct {
			act access.Action
			do  func() error
		}{
			{access.TicketSee, func() error { _, err := w.Desk.List(ctx, agent, ticket.Query{}); return err }},
			{access.TicketRead, func() error { _, err := w.Desk.Read(ctx, agent, id); return err }},
			{access.TicketReadNote, func() error { _, err := w.Desk.Messages(ctx, agent, id, ticket.Slice{}); return err }},
			{access.FileFetchNote, func() error {
				d, err := w.Desk.Fetch(ctx, agent, id, f.ID, "")
				if err == nil {
					d.Close()
				}
				return err
			}},
			{access.TicketReply, func() error {
				_, err := w.Desk.Reply(ctx, agent, id, ticket.Reply{Text: "x", Anyway: true})
				return err
			}},
			{access.TicketDraft, func() error {
				return w.Desk.SaveDraft(ctx, agent, id, ticket.Draft{Text: "x", Kind: ticket.KindMessage})
			}},
		} {
			before := len(entries(t, w, agent, id, c.act))
			expect(t, string(c.act), c.do(), nil)
			if got := len(entries(t, w, agent, id, c.act)) - before; got != 1 {
				t.Errorf("%s left %d entries", c.act, got)
			}
		}
	})
}

// When the record cannot be written, nothing is shown and nothing changes.
func TestS3WithoutARecordNothingIsShown(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client := w.Client()
		id := w.Ticket(client, dep).ID
		f := upload(t, w, client, id, 1, "a.txt", "x")
		if _, err := w.Desk.Messages(ctx, client, id, ticket.Slice{}); err != nil {
			t.Fatal(err)
		}
		if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `ALTER TABLE audit_entry RENAME TO audit_entry_gone`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		seen, err1 := w.Desk.Read(ctx, client, id)
		said, err2 := w.Desk.Messages(ctx, client, id, ticket.Slice{})
		page, err3 := w.Desk.List(ctx, client, ticket.Query{})
		file, err4 := w.Desk.Fetch(ctx, client, id, f.ID, "")
		_, err5 := w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "x", Anyway: true})
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if err == nil {
				t.Errorf("%d went through", i)
			}
		}
		if seen.Subject != "" || len(said.Items) > 0 || len(page.Items) > 0 || file != nil {
			t.Error("something was shown")
		}
		all, err := w.Desk.AllFacts(ctx)
		if err != nil || len(all) != 1 || all[0].Number == 0 || messages(t, w, id) != 1 {
			t.Errorf("something changed: %+v %v", all, err)
		}
	})
}

func messages(t *testing.T, w *suretytest.World, id access.TicketID) (n int64) {
	t.Helper()
	if err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM message WHERE ticket = $1`, []any{string(id)}, &n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
