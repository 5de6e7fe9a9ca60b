package person

import (
	"context"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/fault"
)

// TestACopyHoldsWhatThePersonMayReadAndNothingElse, and nobody else gets it.
func TestACopyHoldsWhatThePersonMayReadAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		theirs := w.asked(w.other)
		id := w.copied()
		files := w.unpack(w.FetchCopy(ctx, w.client, id))
		var all strings.Builder
		for name, text := range files {
			all.WriteString(name + "\n" + text)
		}
		for _, want := range []string{email, called, "+4930901820", "Printer " + canary, "Answer of staff", `"leftOut"`, "Europe/Berlin"} {
			if !strings.Contains(all.String(), want) {
				t.Errorf("the copy lacks %q", want)
			}
		}
		for _, secret := range []string{"Secret note", "4111 1111 1111 1111", "4111111111111111", string(theirs), "person2@people.example"} {
			if strings.Contains(all.String(), secret) {
				t.Errorf("the copy holds %q", secret)
			}
		}
		found := false
		for name, text := range files {
			found = found || strings.HasPrefix(name, "files/") && text == canary
		}
		for _, k := range Kinds {
			if files[string(k)+".json"] == "" {
				t.Errorf("no file for %s", k)
			}
		}
		if !found {
			t.Error("the person's file is not in the copy")
		}
		if n := w.count(`SELECT count(*) FROM audit_entry WHERE action = $1 AND actor = $2`, string(access.PersonFetch), string(w.client.Account)); n != 1 {
			t.Errorf("%d entries of the fetching", n)
		}
		w.unpack(w.FetchCopy(ctx, w.client, id))
		if all, err := w.Copies(ctx, w.client, w.client.Account); err != nil || len(all) != 1 || all[0].Fetched != 2 || all[0].State != Made || len(all[0].Left) == 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// TestACopyIsNobodyElses: not asked for, not fetched by its id, not by staff, not without a fresh proof, not after its time.
func TestACopyIsNobodyElses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.AskCopy(ctx, w.other, w.client.Account, "letter")
		w.refused(err, fault.ErrDenied)
		_, err = w.AskCopy(ctx, w.agent, w.client.Account, "letter")
		w.refused(err, fault.ErrDenied)
		_, err = w.AskCopy(ctx, w.officer, w.client.Account, "")
		w.refused(err, ErrReason)
		weak := w.client
		weak.SteppedUp = false
		_, err = w.AskCopy(ctx, weak, w.client.Account, "")
		w.refused(err, fault.ErrStepUp)
		id, err := w.AskCopy(ctx, w.officer, w.client.Account, "letter")
		w.must(err)
		_, err = w.AskCopy(ctx, w.client, w.client.Account, "")
		w.refused(err, ErrCopyRuns)
		w.must(w.World.Jobs.Drain(ctx))
		for _, who := range []access.Actor{w.officer, w.World.Admin, w.other, w.agent} {
			_, err := w.FetchCopy(ctx, who, id)
			w.refused(err, ErrCopyGone)
		}
		_, err = w.FetchCopy(ctx, weak, id)
		w.refused(err, fault.ErrStepUp)
		_, err = w.Copies(ctx, w.other, w.client.Account)
		w.refused(err, fault.ErrDenied)
		_, err = w.See(ctx, w.agent, w.client.Account)
		w.refused(err, fault.ErrDenied)
		var row copyRow
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			row, err = db.One(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM person_copy WHERE id = $1`, id)
			return err
		}))
		w.unpack(w.FetchCopy(ctx, w.client, id))
		w.World.Clock.Advance(CopyDays * day)
		_, err = w.FetchCopy(ctx, w.client, id)
		w.refused(err, ErrCopyGone) // before anything was cleared away
		w.turn(day)
		if _, err := w.World.Blobs.Open(ctx, row.blob); fault.KindOf(err) != fault.Absent {
			t.Errorf("the blob is there: %v", err)
		}
		if key, err := w.World.Vault.CaseKey(ctx, access.TicketID(id)); err != nil || key.Versions != 0 {
			t.Errorf("the copy's key is there: %+v, %v", key, err)
		}
		w.copied() // another may be asked for
	})
}

// TestACopyThatWasCutOffIsMadeAnew, and one that lies is no orphan.
func TestACopyThatWasCutOffIsMadeAnew(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id, err := w.AskCopy(ctx, w.client, w.client.Account, "")
	w.must(err)
	stopped, stop := context.WithCancel(ctx)
	c, who, err := w.Registrar.asked(ctx, id)
	w.must(err)
	g, err := w.making(ctx, who, c)
	w.must(err)
	stop()
	if err := w.write(stopped, who, g, &c); err == nil {
		t.Fatal("it was not cut off")
	}
	w.must(w.World.Jobs.Drain(ctx))
	w.unpack(w.FetchCopy(ctx, w.client, id))
	if named, err := w.Desk.Named(ctx, []string{w.blobOf(id)}); err != nil || !named[w.blobOf(id)] {
		t.Errorf("it would be tidied away: %v", err)
	}
}

func (w *world) blobOf(id string) (name string) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT blob FROM person_copy WHERE id = $1`, []any{id}, &name)
	}))
	return name
}

// TestACopyHoldsDeals and their terms, for each side of them.
func TestACopyHoldsDeals(t *testing.T) {
	w := newWorld(t, db.SQLite)
	specialist := w.dealt()
	_, err := w.AskCopy(ctx, specialist, specialist.Account, "")
	w.must(err)
	id := w.copied()
	files := w.unpack(w.FetchCopy(ctx, w.client, id))
	for name, text := range files {
		if strings.HasPrefix(name, "deals/") && strings.Contains(text, "Clean the accounting server") {
			return
		}
	}
	t.Errorf("no deal among %d files", len(files))
}

// dealt is the specialist of a deal on the client's ticket that is being negotiated.
func (w *world) dealt() access.Actor {
	w.t.Helper()
	s := w.Specialist()
	s.SteppedUp = true
	w.must(w.deals.Invite(ctx, w.Lead(w.department), w.ticket, s.Account))
	terms := deal.Terms{Title: "Clean the accounting server", Currency: "EUR", Rounds: 1, SilenceDays: 14, WarrantyDays: 30, Language: document.English, SecretDays: 365, Licence: deal.NonExclusive,
		Milestones: []deal.Milestone{{Title: "Part 1", Description: "As discussed.", AmountMinor: 10_000, Due: "2026-06-01"}}}
	d, err := w.deals.Begin(ctx, s, w.ticket, terms)
	w.must(err)
	sum, err := w.deals.Watch(ctx, s, d)
	w.must(err)
	_, err = w.deals.Offer(ctx, s, d, sum.Version, terms)
	w.must(err)
	return s
}
