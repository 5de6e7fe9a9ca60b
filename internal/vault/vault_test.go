package vault_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/vault"
)

var ctx = context.Background()

// each runs fn once per engine with an empty key store.
func each(t *testing.T, fn func(t *testing.T, keys *db.DB)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) { fn(t, dbtest.Open(t, e, db.Keys)) })
	}
}

// key is a root that is at hand.
type key [32]byte

func (k key) Key(context.Context) ([]byte, error) { return k[:], nil }

var rootA, rootB = key{1}, key{2}

func now() *clock.Fake { return clock.NewFake(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)) }

func unlock(t testing.TB, keys *db.DB, root vault.Root, clk clock.Clock) *vault.Vault {
	t.Helper()
	v, err := vault.Unlock(ctx, vault.Settings{Root: root, Keys: keys, Clock: clk, CacheCases: 64})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// grant is a client's grant on their own ticket.
func grant(t testing.TB, act access.Action, org access.OrganisationID, ticket access.TicketID) access.Grant {
	t.Helper()
	client := access.Actor{Account: "noor", Roles: []access.Role{access.Client}}
	g, err := access.Check(client, act, access.Thing{Kind: "ticket", ID: string(ticket), Ticket: ticket, Organisation: org, Requester: "noor"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func reading(t testing.TB, org access.OrganisationID, ticket access.TicketID) access.Grant {
	t.Helper()
	g := grant(t, access.TicketRead, org, ticket)
	g.MarkRecorded()
	return g
}

func newCase(t testing.TB, v *vault.Vault, org access.OrganisationID, ticket access.TicketID) {
	t.Helper()
	if err := v.NewCase(ctx, org, ticket); err != nil {
		t.Fatal(err)
	}
}

var text = vault.Place{Kind: "talk", Row: "m1", Field: "text"}

func sealed(t testing.TB, v *vault.Vault, org access.OrganisationID, ticket access.TicketID, p vault.Place, plain string) []byte {
	t.Helper()
	s, err := v.Seal(ctx, grant(t, access.TicketReply, org, ticket), p, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func opens(t testing.TB, v *vault.Vault, org access.OrganisationID, ticket access.TicketID, p vault.Place, s []byte, want string) {
	t.Helper()
	plain, err := v.Open(ctx, reading(t, org, ticket), p, s)
	if err != nil || string(plain) != want {
		t.Errorf("opened %q, %v; want %q", plain, err, want)
	}
}

func refused(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestSealedContentOpensAlsoAfterARestart(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		for _, org := range []access.OrganisationID{"acme", ""} {
			ticket := access.TicketID("t-" + org)
			newCase(t, v, org, ticket)
			newCase(t, v, org, ticket)
			for _, plain := range []string{"", "the printer burns", "принтер горит", "چاپگر می‌سوزد"} {
				s := sealed(t, v, org, ticket, text, plain)
				opens(t, v, org, ticket, text, s, plain)
				opens(t, unlock(t, keys, rootA, now()), org, ticket, text, s, plain)
			}
		}
		refused(t, v.NewCase(ctx, "other", "t-acme"), vault.ErrOtherOrganisation)
		_, err := v.Seal(ctx, grant(t, access.TicketReply, "acme", "never made"), text, nil)
		refused(t, err, vault.ErrNoCase)
	})
}

func TestWarmLoadsAPageAndPassesOverStrangers(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		var page []access.TicketID
		var values [][]byte
		for range 100 {
			ticket := access.NewID[access.TicketID]()
			newCase(t, v, "acme", ticket)
			page, values = append(page, ticket), append(values, sealed(t, v, "acme", ticket, text, string(ticket)))
		}
		cold := unlock(t, keys, rootA, now())
		if err := cold.Warm(ctx, append(page[50:], "stranger")); err != nil {
			t.Fatal(err)
		}
		exec(t, keys, `DROP TABLE case_key`) // what was warmed needs no store
		for i, ticket := range page[50:] {
			opens(t, cold, "acme", ticket, text, values[50+i], string(ticket))
		}
	})
}

func TestOwnAndIndex(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		p := vault.Place{Kind: "account", Row: "a1", Field: "email"}
		shared := v.Shared("node")
		s, digest := v.SealOwn(p, []byte("noor@client.example")), v.Index("email", []byte("noor@client.example"))
		if err := v.RotateOwn(ctx); err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]*vault.Vault{"serving": v, "restarted": unlock(t, keys, rootA, now())} {
			plain, err := v.OpenOwn(p, s)
			if err != nil || string(plain) != "noor@client.example" {
				t.Errorf("%s: opened %q, %v", name, plain, err)
			}
			if again := v.Index("email", []byte("noor@client.example")); string(again) != string(digest) || len(again) != 16 {
				t.Errorf("%s: the digest changed to %x", name, again)
			}
			if v.Shared("node") != shared || v.Shared("other") == shared {
				t.Errorf("%s: the shared key changed, or is one for all", name)
			}
			if string(v.Index("phone", []byte("noor@client.example"))) == string(digest) {
				t.Error("digests of two purposes can be compared")
			}
			if s2 := v.SealOwn(p, nil); s2[1] != 2 {
				t.Errorf("%s: sealed with version %d after the rotation", name, s2[1])
			}
		}
		for _, q := range []vault.Place{{"account", "a2", "email"}, {"account", "a1", "name"}, {"person", "a1", "email"}} {
			_, err := v.OpenOwn(q, s)
			refused(t, err, vault.ErrSealed)
		}
	})
}

// filePath is a path in a folder of the test.
func filePath(t *testing.T, name string) string { return filepath.Join(t.TempDir(), name) }
