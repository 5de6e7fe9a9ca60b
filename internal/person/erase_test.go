package person

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/retention"
)

// TestAnErasedPersonIsNowhere goes the whole way and looks for name and address in every column of every table, sealed and in the clear.
func TestAnErasedPersonIsNowhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sealed := w.sealedOf(w.client.Account)
		if n := w.holding(sealed...); n == 0 {
			t.Fatal("the test does not find what is there")
		}
		copied := w.copied()
		id := w.wished()
		w.refused(w.Withdraw(ctx, w.client), ErrDecided)
		w.turn(2 * time.Hour)
		e := w.wish(id)
		if e.State != Done || e.Closed.IsZero() || e.Certified == 0 || e.Counts[SignIns]+e.Counts[Account] == 0 || unfinished(e.Kept) {
			t.Fatalf("not done: %+v", e)
		}
		if n := w.holding(append(sealed, []byte(email), []byte(called), []byte(canary))...); n != 0 {
			t.Errorf("%d places hold the person still", n)
		}
		w.pseudonym(w.client.Account)
		for _, h := range holdings {
			if h.fate == Erase && w.count(`SELECT count(*) FROM `+h.table+` WHERE `+h.whose, string(w.client.Account)) != 0 {
				t.Errorf("%s has rows of the person", h.table)
			}
		}
		if tk, err := w.Desk.Read(ctx, w.agent, w.ticket); err != nil || tk.DestroyedAt == nil || strings.Contains(tk.Requester.Name, "Vesna") {
			t.Errorf("the case: %+v, %v", tk, err)
		}
		_, err := w.FetchCopy(ctx, w.client, copied)
		w.refused(err, ErrCopyGone)
		if r, err := audit.Verify(ctx, w.World.Log.Settings); err != nil || r.FirstBad != nil {
			t.Errorf("the record: %+v, %v", r, err)
		}
		w.certified(id)
		again := w.Person(account.NewPerson{Name: called, Email: email, Roles: []access.Role{access.Client}})
		if again.Account == w.client.Account {
			t.Error("the address leads to the old account")
		}
	})
}

// sealedOf are the sealed forms of name and address, and the keyed digest of the address.
func (w *world) sealedOf(a access.AccountID) [][]byte {
	w.t.Helper()
	var mail, index, name []byte
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT email, email_index, name FROM account WHERE id = $1`, []any{string(a)}, &mail, &index, &name)
	}))
	return [][]byte{mail, index, name}
}

// holding counts the rows, of whatever table and column, that hold one of the values.
func (w *world) holding(values ...[]byte) (n int) {
	w.t.Helper()
	for table, columns := range w.columns() {
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, c := range columns {
				all, err := db.All(ctx, tx, db.Value[[]byte], `SELECT `+c+` FROM `+table+` WHERE `+c+` IS NOT NULL`)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", table, c, err)
				}
				for _, v := range all {
					if slices.ContainsFunc(values, func(x []byte) bool { return bytes.Contains(v, x) }) {
						w.t.Logf("%s.%s", table, c)
						n++
					}
				}
			}
			return nil
		}))
	}
	return n
}

// columns are all that can hold text or bytes.
func (w *world) columns() map[string][]string {
	w.t.Helper()
	query := `SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND p.type IN ('TEXT', 'BYTEA')`
	if w.World.DB.Engine() == db.Postgres {
		query = `SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
			WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'bytea')`
	}
	found := map[string][]string{}
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := db.All(ctx, tx, func(s db.Scanner) (c [2]string, err error) { return c, s.Scan(&c[0], &c[1]) }, query)
		for _, c := range all {
			found[c[0]] = append(found[c[0]], c[1])
		}
		return err
	}))
	if len(found) < 80 {
		w.t.Fatalf("only %d tables are looked at", len(found))
	}
	return found
}

// pseudonym: a number stands in place of the name, and nobody is behind it.
func (w *world) pseudonym(a access.AccountID) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := w.World.Accounts.Person(ctx, tx, a)
		if err != nil || p.State != account.Erased || p.Email != "" || len(p.Roles) != 0 || !strings.HasPrefix(p.Name, "Erased person ") {
			w.t.Errorf("%+v", p)
		}
		names, err := w.World.Accounts.Names(ctx, tx, []access.AccountID{a})
		if names[a] != p.Name {
			w.t.Errorf("shown as %q", names[a])
		}
		return err
	}))
	w.refused(w.World.Accounts.Enable(ctx, w.World.Admin, a), fault.ErrConflict)
	w.refused(w.World.Accounts.Disable(ctx, w.World.Admin, a), fault.ErrConflict)
}

// certified: the certificate bears a sound seal, and holds no name.
func (w *world) certified(id string) {
	w.t.Helper()
	pdf, err := w.Certificate(ctx, w.officer, id)
	w.must(err)
	der, err := w.deals.Root(ctx)
	w.must(err)
	root, err := x509.ParseCertificate(der)
	w.must(err)
	pool := x509.NewCertPool()
	pool.AddCert(root)
	if r, err := document.Verify(pdf, document.Trust{Signers: pool, Stamps: pool, Now: w.World.Clock.Now()}); err != nil || !r.Sound() || bytes.Contains(pdf, []byte("Vesna")) {
		w.t.Errorf("the certificate: %+v, %v", r, err)
	}
	_, err = w.Certificate(ctx, w.other, id)
	w.refused(err, fault.ErrDenied)
}

// TestARunningDealKeepsWhatItNeeds, and no more: what is left follows when it ends.
func TestARunningDealKeepsWhatItNeeds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		free := w.asked(w.client)
		w.dealt()
		v, err := w.See(ctx, w.client, w.client.Account)
		if err != nil || !v.Runs || v.Two || v.Cases != 1 || !slices.ContainsFunc(v.Kept, func(k Kept) bool { return k.Ticket == w.ticket && k.Why == string(retention.DutyDeal) }) {
			t.Fatalf("the preview: %+v, %v", v, err)
		}
		id := w.wished()
		w.turn(2 * time.Hour)
		e := w.wish(id)
		if e.State != Partly || !e.Closed.IsZero() || e.Certified != 0 || !unfinished(e.Kept) {
			t.Fatalf("%+v", e)
		}
		if tk, err := w.Desk.Read(ctx, w.client, w.ticket); err != nil || tk.DestroyedAt != nil || tk.Subject == "" {
			t.Errorf("the case of the deal: %+v, %v", tk, err)
		}
		if tk, err := w.Desk.Read(ctx, w.client, free); err != nil || tk.DestroyedAt == nil {
			t.Errorf("the other case: %+v, %v", tk, err)
		}
		if w.count(`SELECT count(*) FROM request_draft WHERE account = $1`, string(w.client.Account)) != 0 {
			t.Error("a draft stays that nobody needs")
		}
		if w.count(`SELECT count(*) FROM account WHERE id = $1 AND state = 'active'`, string(w.client.Account)) != 1 {
			t.Error("the account is closed while a deal runs")
		}
		w.exec(`UPDATE deal SET state = 'over' WHERE ticket = $1`, string(w.ticket))
		w.turn(time.Hour)
		if e := w.wish(id); e.State != Done || e.Certified == 0 {
			t.Errorf("the deal is over: %+v", e)
		}
		if w.holding([]byte(email), []byte(called)) != 0 {
			t.Error("the person is there still")
		}
	})
}

// TestASignedContractIsKeptByTheDay: the account goes, the case of the contract stays until the day that is listed, and then goes by itself.
func TestASignedContractIsKeptByTheDay(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.dealt()
	w.exec(`UPDATE deal SET state = 'over', signed = 1 WHERE ticket = $1`, string(w.ticket))
	id := w.wished()
	w.turn(2 * time.Hour)
	e := w.wish(id)
	i := slices.IndexFunc(e.Kept, func(k Kept) bool { return k.Why == string(retention.DutyPaper) })
	if e.State != Partly || e.Closed.IsZero() || e.Certified == 0 || i < 0 || e.Kept[i].Until.IsZero() || !tells(e.Kept, whatTold) || !tells(e.Kept, whatNamed) {
		t.Fatalf("%+v", e)
	}
	w.World.Clock.Advance(e.Kept[i].Until.Sub(w.World.Clock.Now()) + time.Hour)
	w.turn(time.Hour)
	if now := w.wish(id); now.State != Done || now.Certified == e.Certified || tells(now.Kept, whatNamed) {
		t.Errorf("the day is over: %+v", now)
	}
}

func tells(kept []Kept, what string) bool {
	return slices.ContainsFunc(kept, func(k Kept) bool { return k.What == what })
}

// TestWhatIsDisputedTakesTwo officers, neither of them the person or who asked; nobody decides before the time.
func TestWhatIsDisputedTakesTwo(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.exec(`INSERT INTO complaint (id, ticket, filer, accused, kind, state, personal, laws, investigator, words, version, filed, changed) VALUES ('c', $1, $2, '', '', 'triage', FALSE, '', '', 0, 1, 1, 1)`, string(w.ticket), string(w.client.Account))
	id, err := w.AskErasure(ctx, w.officer, w.client.Account, "letter")
	w.must(err)
	_, err = w.AskErasure(ctx, w.client, w.client.Account, "")
	w.refused(err, ErrWished)
	w.refused(w.Approve(ctx, w.second, id), ErrEarly)
	w.turn(CoolingDays * day)
	w.refused(w.Approve(ctx, w.officer, id), ErrSecond)
	for _, who := range []access.Actor{w.other, w.agent, w.World.Admin, w.client} {
		w.refused(w.Approve(ctx, who, id), fault.ErrDenied)
	}
	w.must(w.Approve(ctx, w.second, id))
	if e := w.wish(id); e.State != Waiting || e.First != w.second.Account {
		t.Fatalf("one was enough: %+v", e)
	}
	w.refused(w.Approve(ctx, w.second, id), ErrSecond)
	third := w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	third.SteppedUp = true
	w.must(w.Approve(ctx, third, id))
	if e := w.wish(id); e.State != Erasing || e.Decider != third.Account {
		t.Fatalf("%+v", e)
	}
}

func TestAWishIsWithdrawnOrRefused(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.refused(w.Withdraw(ctx, w.client), fault.ErrAbsent)
	_, err := w.AskErasure(ctx, w.client, w.client.Account, "")
	w.must(err)
	w.must(w.Withdraw(ctx, w.client))
	w.refused(w.Withdraw(ctx, w.client), ErrDecided)
	w.World.Clock.Advance(time.Minute) // the later wish is the one that is shown
	id, err := w.AskErasure(ctx, w.client, w.client.Account, "")
	w.must(err)
	w.turn((CoolingDays + 1) * day)
	w.must(w.Refuse(ctx, w.officer, id, "claims"))
	w.refused(w.Approve(ctx, w.second, id), ErrDecided)
	w.turn(2 * time.Hour)
	if v, err := w.See(ctx, w.client, w.client.Account); err != nil || v.Erasure.State != Refused || !slices.Contains(v.Can, "erase") {
		t.Errorf("%+v, %v", v, err)
	}
	_, err = w.AskErasure(ctx, w.World.Admin, w.World.Admin.Account, "")
	w.refused(err, account.ErrLastAdmin)
	if p, err := w.List(ctx, w.officer, "", 1); err != nil || len(p.Items) != 1 || p.Next == "" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = w.List(ctx, w.agent, "", 0)
	w.refused(err, fault.ErrDenied)
}

// TestAnErasureGoesOnWhereItWasCutOff at each of its steps, and what an older backup brings back goes again.
func TestAnErasureGoesOnWhereItWasCutOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.wished()
		w.World.Clock.Advance(2 * time.Hour)
		e := w.wish(id)
		w.must(w.forgetCases(ctx, e.Account)) // killed after the cases, which are not destroyed yet
		stopped, stop := context.WithCancel(ctx)
		stop()
		if err := w.carryOut(stopped, e); !errors.Is(err, context.Canceled) {
			t.Fatalf("not cut off: %v", err)
		}
		w.must(w.World.Vault.Shred(ctx, marker(e.Account))) // killed between the mark and the account
		w.must(w.Registrar.close(ctx, &e))                  // killed before the certificate
		if is := w.wish(id); is.State != Erasing || is.Closed.IsZero() || is.Certified != 0 {
			t.Fatalf("%+v", is)
		}
		w.turn(time.Hour)
		first := w.wish(id)
		if first.State != Done || first.Certified == 0 {
			t.Fatalf("it was not gone on with: %+v", first)
		}
		w.must(w.sweep(ctx, job.Job{}))
		if is := w.wish(id); is.Certified != first.Certified {
			t.Error("certified twice")
		}
		w.restored()
		w.turn(time.Hour)
		if w.count(`SELECT count(*) FROM account WHERE id = $1 AND state = 'erased'`, string(w.client.Account)) != 1 || w.holding([]byte(email)) != 0 {
			t.Error("the backup brought the person back")
		}
		if all, err := w.List(ctx, w.officer, "", 0); err != nil || len(all.Items) != 1 || all.Items[0].Reason != restored || all.Items[0].State != Done {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// restored puts the person back, as a backup of the data of before the wish would.
func (w *world) restored() {
	w.t.Helper()
	w.exec(`DELETE FROM person_erasure`)
	w.exec(`UPDATE account SET state = 'active', roles = 'client' WHERE id = $1`, string(w.client.Account))
}
