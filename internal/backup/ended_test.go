package backup_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/backup"
	"surety/internal/db"
	"surety/internal/db/transfer"
	"surety/internal/fault"
)

const password = "nine quiet kettles in a row"

var invitation = regexp.MustCompile(`/welcome/([\w-]+)`)

// TestA3ARestoreEndsEverySignInOfBefore: a session and a token that were ended after the backup's moment let nobody in once it is restored,
// nor do those that were not, nor links in letters, nor programs of remote sessions.
func TestA3ARestoreEndsEverySignInOfBefore(t *testing.T) {
	each(t, func(t *testing.T, w *world, _ db.Engine) {
		var from account.Client
		if _, err := w.Accounts.Add(ctx, access.Server("test"), account.NewPerson{Name: "Olga", Email: "olga@people.example", Language: "en", Roles: []access.Role{access.Client}}, password); err != nil {
			t.Fatal(err)
		}
		enter := func(a *account.Accounts) account.Session {
			s, err := a.SignInPassword(ctx, "olga@people.example", password, "", from)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		stays, ends := enter(w.Accounts), enter(w.Accounts)
		token := w.token()
		link := w.invite()
		w.programs()
		w.make()
		if err := w.Accounts.SignOut(ctx, ends.Token, from); err != nil {
			t.Fatal(err)
		}

		r, err := w.restore(w.source(), w.DB.Engine())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.accounts.Authenticate(ctx, ends.Token, from); err != nil {
			t.Fatalf("the test proves nothing: %v", err)
		}
		if _, err := r.accounts.AcceptPasskeyOptions(ctx, link, "Ida"); errors.Is(err, account.ErrLink) {
			t.Fatalf("the test proves nothing: %v", err)
		}
		e, err := backup.NoteRestored(ctx, cli, r.fresh.DB, r.log, r.Restored, false)
		if err != nil {
			t.Fatal(err)
		}
		if e.Sessions != 2 || e.Tokens != 1 || e.Links != 1 || e.Programs != 2 || e.Recoveries != 1 || !slices.Equal(e.TokensOf, []access.AccountID{w.client.Account}) {
			t.Errorf("ended: %+v", e)
		}
		for _, s := range []string{stays.Token, ends.Token} {
			if _, _, err := r.accounts.Authenticate(ctx, s, from); !errors.Is(err, fault.ErrAnonymous) {
				t.Errorf("a session of before: %v", err)
			}
		}
		if _, err := r.accounts.AuthenticateToken(ctx, token, from); !errors.Is(err, fault.ErrAnonymous) {
			t.Errorf("a token of before: %v", err)
		}
		if _, err := r.accounts.AcceptPasskeyOptions(ctx, link, "Ida"); !errors.Is(err, account.ErrLink) {
			t.Errorf("a link of before: %v", err)
		}
		enter(r.accounts)
	})
}

// TestA3EveryWayInIsKnownToARestore: a new table that holds what somebody shows in order to come in must say what a restore does with it.
func TestA3EveryWayInIsKnownToARestore(t *testing.T) {
	stays := map[string]string{
		"password": "proved anew at each sign-in", "totp": "proved anew", "recovery_code": "proved anew; those used since are back, as the manual says",
		"deal_paper": "of a text", "deal_work": "of a file", "escrow_transfer": "of the ledger",
		"payment_statement": "of a file", "remote_facts": "of what a client was shown; worth nothing without a pass",
	}
	once(t, func(t *testing.T, w *world) {
		tables, err := transfer.Tables(ctx, w.DB)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			known := slices.ContainsFunc(backup.Ways(), func(s string) bool { return slices.Contains(strings.Fields(s), table.Name) })
			for _, c := range table.Columns {
				if c.Kind == "bytes" && slices.Contains([]string{"hash", "digest", "secret"}, c.Name) && !known && stays[table.Name] == "" {
					t.Errorf("%s.%s: nobody says whether a restore brings back a way in", table.Name, c.Name)
				}
				if c.Kind == "bytes" && slices.Contains([]string{"hash", "digest", "secret"}, c.Name) {
					delete(stays, table.Name)
				}
			}
		}
		for name := range stays {
			t.Errorf("%s is no such table", name)
		}
	})
}

func (w *world) token() string {
	w.t.Helper()
	var email string
	if err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := w.Accounts.Person(ctx, tx, w.client.Account)
		email = p.Email
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	_, secret, err := w.Accounts.TokenFor(ctx, cli, email, "timer", []string{access.ScopeTicketsRead}, 30)
	if err != nil {
		w.t.Fatal(err)
	}
	return secret
}

// invite returns what stands in the link of the letter.
func (w *world) invite() string {
	w.t.Helper()
	if _, err := w.Accounts.Invite(ctx, w.Admin, account.NewPerson{Name: "Ida", Email: "ida@people.example", Language: "en", Roles: []access.Role{access.Client}}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.Jobs.Drain(ctx); err != nil {
		w.t.Fatal(err)
	}
	sent := w.Mail.Sent()
	found := invitation.FindStringSubmatch(sent[len(sent)-1].Text)
	if found == nil {
		w.t.Fatal(sent[len(sent)-1].Text)
	}
	return found[1]
}

// programs leaves a code that waits, a program that came in by one, and a request for lost access.
func (w *world) programs() {
	w.t.Helper()
	if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		for _, s := range []string{
			`INSERT INTO remote_code (id, digest, kind, subject, ticket, client, expires) VALUES ('1', $1, 'session', 's', 't', 'c', 9)`,
			`INSERT INTO remote_pass (digest, id, kind, subject, ticket, client, key, made, expires) VALUES ($1, 's', 'session', 's', 't', 'c', $1, 1, 9)`,
			`INSERT INTO recovery (id, secret, account, email, language, call_back, place, state, approvals, wrong, asked, changed, expires) VALUES ('1', $1, '', $1, 'en', '', $1, 'asked', 0, 0, 1, 1, 9)`,
		} {
			_, e := tx.Exec(ctx, s, []byte("x"))
			err = errors.Join(err, e)
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}
