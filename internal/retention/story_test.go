package retention

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// kept are sealed values and names of blobs of the ticket, as a backup would have them.
func (w *world) kept() (subject, text []byte, blobs []string) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := tx.Get(ctx, `SELECT t.subject, m.text FROM ticket t JOIN message m ON m.ticket = t.id WHERE t.id = $1 AND m.seq = 1`, []any{string(w.ticket)}, &subject, &text); err != nil {
			return err
		}
		_, blobs, err = countsOf(ctx, tx, w.ticket)
		return err
	}))
	return subject, text, blobs
}

// opens tries sealed values of before with whatever key the vault still has.
func (w *world) opens(v *vault.Vault, sealed []byte, p vault.Place) error {
	g, err := access.Check(w.client, access.TicketRead, access.Thing{Kind: p.Kind, ID: string(w.ticket), Ticket: w.ticket, Organisation: access.OrganisationID(w.client.Account), Requester: w.client.Account})
	w.must(err)
	g.MarkRecorded()
	_, err = v.Open(ctx, g, p, sealed)
	return err
}

var (
	subjectPlace = vault.Place{Kind: "ticket", Field: "subject"}
	textPlace    = vault.Place{Kind: "message", Row: "1", Field: "text"}
)

// TestS4ADueCaseIsDestroyedWhole goes the whole way: rule, notice, destruction, certificate, tombstone; and looks for what is left.
func TestS4ADueCaseIsDestroyedWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		subject, text, blobs := w.kept()
		if len(blobs) != 1 || w.opens(w.World.Vault, subject, subjectPlace) != nil || w.opens(w.World.Vault, text, textPlace) != nil || w.fetched() != nil {
			t.Fatal("the test cannot open what is there")
		}
		w.ruled(16)
		if v := w.view(w.client); v.Days != 16 || v.Due.IsZero() || !v.Noticed.IsZero() || !slices.Contains(v.Can, "extend") {
			t.Fatalf("planned: %+v", v)
		}
		w.pass(3)
		if v := w.view(w.client); v.Noticed.IsZero() || w.gone() {
			t.Fatalf("no notice: %+v", v)
		}
		if p, err := w.Due(ctx, w.lead, w.World.Clock.Now().AddDate(0, 1, 0), "", 0); err != nil || len(p.Items) != 1 || len(p.Items[0].Reasons) != 0 {
			t.Fatalf("preview: %+v, %v", p, err)
		}
		w.pass(14)
		v := w.view(w.client)
		if v.End == nil || v.End.Done.IsZero() || v.End.Counts["files"] != 1 || v.End.Counts["messages"] < 2 || !slices.Contains(v.Can, "certificate") {
			t.Fatalf("not destroyed: %+v", v.End)
		}
		w.nothingLeft(subject, text, blobs)
		w.tombstone()
		w.certified()
	})
}

func (w *world) nothingLeft(subject, text []byte, blobs []string) {
	w.t.Helper()
	fresh, err := vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(w.Dir+"/root.key", false), Keys: w.Keys, Clock: w.World.Clock})
	w.must(err)
	for _, v := range []*vault.Vault{w.World.Vault, fresh} {
		if err := errors.Join(w.opens(v, subject, subjectPlace), w.opens(v, text, textPlace)); !errors.Is(err, vault.ErrSealed) {
			w.t.Errorf("a copy of before opens: %v", err)
		}
	}
	if _, err := w.World.Blobs.Open(ctx, blobs[0]); fault.KindOf(err) != fault.Absent {
		w.t.Errorf("the blob is there: %v", err)
	}
	w.must(w.World.DB.Wipe(ctx, "message"))
	for _, path := range w.Files() {
		b, err := os.ReadFile(path)
		w.must(err)
		for _, s := range [][]byte{[]byte(canary), subject, text} {
			if bytes.Contains(b, s) {
				w.t.Errorf("%s holds %.20q still", path, s)
			}
		}
	}
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, c := range append(slices.Clone(clearings), clearing{table: chunkTable, where: ofSessions}) {
			if c.empty != "" {
				continue
			}
			if n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+c.table+` WHERE `+c.where, string(w.ticket)); err != nil || n > 0 {
				w.t.Errorf("%s has %d rows of it, %v", c.table, n, err)
			}
		}
		return nil
	}))
}

// tombstone: it is there, says so, and takes nothing.
func (w *world) tombstone() {
	w.t.Helper()
	t, err := w.Desk.Read(ctx, w.client, w.ticket)
	if err != nil || t.DestroyedAt == nil || t.Subject != "—" || t.Number == 0 || len(t.Fields) != 0 {
		w.t.Errorf("the tombstone: %+v, %v", t, err)
	}
	if p, err := w.Desk.List(ctx, w.client, ticket.Query{}); err != nil || len(p.Items) != 1 {
		w.t.Errorf("the list: %+v, %v", p, err)
	}
	if _, err := w.Desk.Messages(ctx, w.client, w.ticket, ticket.Slice{}); err != nil {
		w.t.Error(err)
	}
	_, err = w.Desk.Reply(ctx, w.client, w.ticket, ticket.Reply{Text: "Hello?", Anyway: true})
	w.refused(err, access.ErrDestroyed)
	_, err = w.Desk.Reopen(ctx, w.agent, w.ticket)
	w.refused(err, access.ErrDestroyed)
	w.refused(w.fetched(), access.ErrDestroyed)
	w.refused(w.Hold(ctx, w.lead, w.ticket, "claim"), access.ErrDestroyed)
}

// certified: the certificate bears a sound seal, and a receipt proves its entry.
func (w *world) certified() {
	w.t.Helper()
	for _, who := range []access.Actor{w.client, w.agent, w.officer} {
		pdf, number, err := w.Certificate(ctx, who, w.ticket)
		w.must(err)
		der, err := w.Deals.Root(ctx)
		w.must(err)
		root, err := x509.ParseCertificate(der)
		w.must(err)
		pool := x509.NewCertPool()
		pool.AddCert(root)
		if r, err := document.Verify(pdf, document.Trust{Signers: pool, Stamps: pool, Now: w.World.Clock.Now()}); err != nil || !r.Sound() || number == 0 {
			w.t.Fatalf("the certificate: %+v, %v", r, err)
		}
	}
	_, _, err := w.Certificate(ctx, w.Client(), w.ticket)
	w.refused(err, fault.ErrAbsent)
	end := w.view(w.client).End
	for _, n := range []int64{end.Entry, end.Certified} {
		text, err := w.Desk.Receipt(ctx, w.client, w.ticket, n)
		w.must(err)
		e, err := audit.VerifyReceipt(text, w.Verifier)
		if err != nil || e.Action != access.RetentionClock || e.Ticket != w.ticket {
			w.t.Errorf("the receipt: %+v, %v", e, err)
		}
	}
}

func TestAClockThatJumpsDestroysNothing(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.ruled(16)
	w.pass(3)
	for _, jump := range []time.Duration{365 * day, -365 * day, 400 * day, -30 * day} {
		w.World.Clock.Advance(jump)
		w.must(w.Schedule(ctx)) // as a server that starts does: what waits for a time that the clock left may wait long
		w.must(w.World.Jobs.Drain(ctx))
		w.pass(1)
		w.must(w.destroy(ctx, w.ticket)) // even when somebody asks for it
		if w.gone() {
			t.Fatalf("a jump of %s destroyed it", jump)
		}
	}
	w.pass(14)
	if !w.gone() {
		t.Error("it stays for ever, once the clock had jumped")
	}
}

// TestAServerThatWasOffGivesNoNotice: nobody could have asked for their data meanwhile.
func TestAServerThatWasOffGivesNoNotice(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.ruled(16)
	w.pass(3)
	w.World.Clock.Advance(60 * day)
	w.pass(10)
	if w.gone() {
		t.Error("the time that the server was off counted")
	}
	w.pass(4)
	if !w.gone() {
		t.Error("it stays")
	}
}

func TestAHoldBetweenPreviewAndJobHolds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.ruled(1)
		w.World.Clock.Advance(20 * day)
		w.ready()
		w.must(w.Hold(ctx, w.lead, w.ticket, "claim"))
		w.refused(w.Hold(ctx, w.officer, w.ticket, "claim"), ErrHeld)
		w.must(w.destroy(ctx, w.ticket))
		if w.gone() {
			t.Fatal("a hold did not hold")
		}
		if v := w.view(w.client); len(v.Reasons) != 1 || v.Reasons[0].Duty != DutyHold || len(v.Holds) != 0 {
			t.Errorf("the client learns %+v, %+v", v.Reasons, v.Holds)
		}
		w.must(w.Lift(ctx, w.lead, w.ticket, "claim"))
		w.refused(w.Lift(ctx, w.lead, w.ticket, "claim"), ErrSecond)
		w.must(w.destroy(ctx, w.ticket))
		if w.gone() {
			t.Fatal("one alone lifted it")
		}
		w.must(w.Lift(ctx, w.officer, w.ticket, "claim"))
		w.must(w.destroy(ctx, w.ticket))
		if !w.gone() {
			t.Error("it stays, though nothing holds it")
		}
	})
}

// ready makes the case ripe without 14 days of turns.
func (w *world) ready() {
	w.t.Helper()
	w.exec(`UPDATE retention_case SET noticed = $1, due = $1, lived = $2`, db.Micros(w.World.Clock.Now().Add(-NoticeDays*day)), -int64(NoticeDays*day/time.Microsecond))
	w.exec(`UPDATE retention_pulse SET at = $1`, db.Micros(w.World.Clock.Now()))
}

// TestAShorterRuleGivesNoticeFirst, and one that keeps takes the notice back.
func TestAShorterRuleGivesNoticeFirst(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.World.Clock.Advance(300 * day)
	w.ruled(400)
	if v := w.view(w.client); !v.Noticed.IsZero() {
		t.Fatal("too early a notice")
	}
	w.ruled(1)
	if v := w.view(w.client); v.Noticed.IsZero() || v.Due.Before(w.World.Clock.Now().Add(NoticeDays*day)) {
		t.Fatalf("%+v", v)
	}
	w.ruled(0)
	w.pass(16)
	if v := w.view(w.client); v.End != nil || !v.Due.IsZero() {
		t.Errorf("kept by rule, and yet %+v", v)
	}
}

func TestAClientExtends(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.refused(w.Extend(ctx, w.client, w.ticket), ErrNotDue)
	w.ruled(1)
	for range Extensions {
		due := w.view(w.client).Due
		w.must(w.Extend(ctx, w.client, w.ticket))
		if v := w.view(w.client); v.Due.Sub(due) < ExtensionDays*day || !v.Noticed.IsZero() {
			t.Fatalf("%+v", v)
		}
	}
	w.refused(w.Extend(ctx, w.client, w.ticket), ErrExtended)
	w.refused(w.Extend(ctx, w.agent, w.ticket), fault.ErrDenied)
}

func TestTwoPeopleDestroyACaseNow(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.refused(w.Agree(ctx, w.officer, w.ticket), fault.ErrAbsent)
	w.must(w.Wish(ctx, w.lead, w.ticket))
	w.refused(w.Wish(ctx, w.officer, w.ticket), ErrWished)
	w.refused(w.Agree(ctx, w.lead, w.ticket), ErrSecond)
	w.refused(w.Agree(ctx, w.officer, w.ticket), ErrEarly)
	w.refused(w.Agree(ctx, w.agent, w.ticket), fault.ErrDenied)
	w.must(w.Extend(ctx, w.client, w.ticket)) // the client says no
	w.World.Clock.Advance(ObjectHours * time.Hour)
	w.refused(w.Agree(ctx, w.officer, w.ticket), fault.ErrAbsent)
	w.must(w.Wish(ctx, w.client, w.ticket)) // and now yes
	w.must(w.Agree(ctx, w.lead, w.ticket))
	w.must(w.World.Jobs.Drain(ctx))
	if v := w.view(w.client); v.End == nil || v.End.Done.IsZero() || v.End.Rule != "" {
		t.Errorf("%+v", v.End)
	}
}

// TestItGoesOnWhereItStopped ends the process after each step, done but not yet said to be, and begins again with a keeper of its own.
func TestItGoesOnWhereItStopped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, text, blobs := w.kept()
		subject, _, _ := w.kept()
		w.must(w.Wish(ctx, w.client, w.ticket))
		w.must(w.Agree(ctx, w.lead, w.ticket))
		for _, step := range []string{stepKey, stepRows, stepBlobs, stepCertificate} {
			for range 2 {
				e := w.end()
				if e.step != step {
					t.Fatalf("at %s, not %s", e.step, step)
				}
				w.must(w.next(ctx, e))
				if _, err := w.Desk.Read(ctx, w.client, w.ticket); err != nil {
					t.Fatalf("after %s nobody can see the tombstone: %v", step, err)
				}
				if _, err := w.Desk.List(ctx, w.lead, ticket.Query{}); err != nil {
					t.Fatalf("after %s the list fails: %v", step, err)
				}
				w.exec(`UPDATE retention_end SET step = $1, done = NULL WHERE ticket = $2`, step, string(w.ticket))
			}
			w.must(w.next(ctx, w.end()))
		}
		if e := w.end(); e.step != stepDone || e.done.IsZero() {
			t.Fatalf("%+v", e)
		}
		w.must(w.World.Jobs.Drain(ctx))
		w.nothingLeft(subject, text, blobs)
	})
}

func (w *world) end() (e end) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = endOf(ctx, tx, w.ticket)
		return err
	}))
	return e
}

// TestAKeyThatABackupBroughtBackIsShreddedAgain: within the published days an older key store may be restored.
func TestAKeyThatABackupBroughtBackIsShreddedAgain(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.must(w.Schedule(ctx))
	w.must(w.Wish(ctx, w.client, w.ticket))
	w.must(w.Agree(ctx, w.lead, w.ticket))
	type key struct {
		organisation string
		version      int64
		wrapped      []byte
	}
	var k key
	w.must(w.Keys.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT organisation, organisation_version, wrapped FROM case_key WHERE ticket = $1`, []any{string(w.ticket)}, &k.organisation, &k.version, &k.wrapped)
	}))
	w.must(w.World.Jobs.Drain(ctx))
	w.must(w.Keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO case_key (ticket, version, organisation, organisation_version, wrapped, created) VALUES ($1, 1, $2, $3, $4, 0)`, string(w.ticket), k.organisation, k.version, k.wrapped)
		return err
	}))
	w.World.Clock.Advance(2 * time.Hour)
	w.must(w.World.Jobs.Drain(ctx))
	if c, err := w.World.Vault.CaseKey(ctx, w.ticket); err != nil || c.Versions != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}
