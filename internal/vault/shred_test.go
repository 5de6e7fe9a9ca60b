package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// wrapped are the bytes under which the case's key lies in the store.
func wrapped(t *testing.T, keys *db.DB, ticket access.TicketID) (b []byte) {
	t.Helper()
	if err := keys.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = db.One(ctx, tx, db.Value[[]byte], `SELECT wrapped FROM case_key WHERE ticket = $1`, string(ticket))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

// files are all bytes in which the key store lies.
func files(t *testing.T, keys *db.DB) (all []byte) {
	t.Helper()
	if keys.Engine() == db.Postgres {
		if err := keys.Pool().QueryRow(`SELECT pg_read_binary_file(pg_relation_filepath('case_key'))`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for _, ending := range []string{"", "-wal"} {
		b, err := os.ReadFile(keys.Path() + ending)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// TestS4AShreddedKeyOpensNothing holds for the server that shredded, for another that had the key in memory, and for the bytes of the store.
func TestS4AShreddedKeyOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		clk := now()
		v, other := unlock(t, keys, rootA, clk), unlock(t, keys, rootA, clk)
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		s, kept := sealed(t, v, "acme", "t1", text, "hello"), sealed(t, v, "acme", "t2", text, "stays")
		if _, err := other.Open(ctx, reading(t, "acme", "t1"), text, s); err != nil {
			t.Fatal(err)
		}
		key := wrapped(t, keys, "t1")
		if err := keys.Wipe(ctx, "case_key"); err != nil || !bytes.Contains(files(t, keys), key) {
			t.Fatalf("the search finds no key that is there: %v", err)
		}
		for range 2 {
			if err := v.Shred(ctx, "t1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := v.Wipe(ctx); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(files(t, keys), key) {
			t.Error("the key lies in the store's files still")
		}
		clk.Advance(10 * time.Minute)
		for _, one := range []*vault.Vault{v, other} {
			if _, err := one.Open(ctx, reading(t, "acme", "t1"), text, s); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("it opens: %v", err)
			}
			if _, err := one.Seal(ctx, grant(t, access.TicketReply, "acme", "t1"), text, []byte("more")); !errors.Is(err, vault.ErrNoCase) {
				t.Errorf("it seals: %v", err)
			}
			if err := one.NewCase(ctx, "acme", "t1"); !errors.Is(err, vault.ErrNoCase) {
				t.Errorf("it gets a key again: %v", err)
			}
			if err := one.RotateCase(ctx, "t1"); fault.KindOf(err) != fault.Absent {
				t.Errorf("it gets a new key: %v", err)
			}
			if b, err := one.Open(ctx, reading(t, "acme", "t2"), text, kept); err != nil || string(b) != "stays" {
				t.Errorf("another case's content: %q, %v", b, err)
			}
		}
		if k, err := v.CaseKey(ctx, "t1"); err != nil || k.Versions != 0 {
			t.Errorf("%+v, %v", k, err)
		}
		if k, err := v.CaseKey(ctx, "t2"); err != nil || k.Versions != 1 || len(k.Digest) != 64 {
			t.Errorf("%+v, %v", k, err)
		}
	})
}
