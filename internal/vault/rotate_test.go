package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

func update(keys *db.DB, query string, args ...any) error {
	return keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

func number(t *testing.T, keys *db.DB, query string, args ...any) (n int) {
	t.Helper()
	err := keys.View(ctx, func(ctx context.Context, tx *db.Tx) error { return tx.Get(ctx, query, args, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const behind = `SELECT count(*) FROM case_key c WHERE c.organisation_version <
	(SELECT max(version) FROM organisation_key o WHERE o.organisation = c.organisation)`

// place is where an operator keeps a root: what it gives changes.
type place struct {
	key
	fail  error
	asked int
}

func (p *place) Key(context.Context) ([]byte, error) {
	p.asked++
	return bytes.Clone(p.key[:]), p.fail
}

// successor gives the one root when it is asked first, and the other ever after.
type successor struct{ asked atomic.Bool }

func (s *successor) Key(context.Context) ([]byte, error) {
	k := rootA
	if s.asked.Swap(true) {
		k = rootB
	}
	return k[:], nil
}

func TestRotatingARootKeepsEverythingAndShutsTheOldOut(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		clk, place := now(), &place{key: rootA}
		v, other := unlock(t, keys, rootA, now()), unlock(t, keys, place, clk)
		newCase(t, v, "acme", "t1")
		s := sealed(t, v, "acme", "t1", text, "before")
		for range 2 { // the second changes nothing
			if err := v.RotateRoot(ctx, rootB); err != nil {
				t.Fatal(err)
			}
		}
		if n := number(t, keys, `SELECT count(*) FROM organisation_key WHERE root <> $1`, vault.RootID(rootB[:])); n != 0 {
			t.Errorf("%d keys under the old root", n)
		}
		_, err := vault.Unlock(ctx, vault.Settings{Root: rootA, Keys: keys, Clock: now()})
		refused(t, err, vault.ErrRoot)
		opens(t, unlock(t, keys, rootB, now()), "acme", "t1", text, s, "before")
		newCase(t, v, "born later", "t2")
		clk.Advance(time.Minute)
		for range 3 { // it must not use the old root any more
			refused(t, other.NewCase(ctx, "born elsewhere", "t3"), vault.ErrRoot)
		}
		if place.asked != 2 {
			t.Errorf("the source was asked %d times, want at the start and once", place.asked)
		}
		place.fail = vault.ErrRootUnfit
		clk.Advance(time.Minute)
		refused(t, other.NewCase(ctx, "born elsewhere", "t3"), vault.ErrRoot)
		place.key, place.fail = rootB, nil
		clk.Advance(time.Minute)
		newCase(t, other, "born elsewhere", "t3")
		opens(t, other, "acme", "t1", text, s, "before")
	})
}

func TestRotatingAnOrganisationFinishesWhatWasLeft(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		values := map[access.TicketID][]byte{}
		for i := range 450 {
			ticket := access.TicketID(fmt.Sprint("t", i))
			newCase(t, v, "acme", ticket)
			values[ticket] = sealed(t, v, "acme", ticket, text, string(ticket))
		}
		stop, cancel := context.WithCancel(ctx)
		cancel()
		if err := v.RotateOrganisation(stop, "acme"); err == nil {
			t.Fatal("a rotation went on without its context")
		}
		if err := v.RotateOrganisation(ctx, "acme"); err != nil {
			t.Fatal(err)
		}
		// An interrupted rotation: the version stands, some keys are behind.
		first := number(t, keys, `SELECT max(version) FROM organisation_key WHERE organisation = 'acme'`)
		exec(t, keys, `INSERT INTO case_key SELECT 'left', version, organisation, organisation_version - 1, wrapped, created FROM case_key WHERE ticket = 't1'`)
		refused(t, v.RotateOrganisation(ctx, "acme"), vault.ErrSealed) // a key that is no key is told, not passed over
		exec(t, keys, `DELETE FROM case_key WHERE ticket = 'left'`)
		if n := number(t, keys, `SELECT max(version) FROM organisation_key WHERE organisation = 'acme'`); n != first {
			t.Errorf("finishing a rotation added version %d to %d", n, first)
		}
		if err := v.RotateOrganisation(ctx, "acme"); err != nil {
			t.Fatal(err)
		}
		if n := number(t, keys, behind); n != 0 {
			t.Errorf("%d case keys are behind", n)
		}
		cold := unlock(t, keys, rootA, now())
		for ticket, s := range values {
			opens(t, cold, "acme", ticket, text, s, string(ticket))
		}
	})
}

func TestRotatingACaseSealsAnewHereAtOnceElsewhereWithinAMinute(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		clk := now()
		v, other := unlock(t, keys, rootA, clk), unlock(t, keys, rootA, clk)
		newCase(t, v, "acme", "t1")
		old := sealed(t, other, "acme", "t1", text, "old")
		if err := v.RotateCase(ctx, "t1"); err != nil {
			t.Fatal(err)
		}
		fresh := sealed(t, v, "acme", "t1", text, "fresh")
		if fresh[1] != 2 {
			t.Errorf("sealed with version %d, want 2", fresh[1])
		}
		for _, v := range []*vault.Vault{v, other} {
			opens(t, v, "acme", "t1", text, old, "old")
			opens(t, v, "acme", "t1", text, fresh, "fresh")
		}
		third := unlock(t, keys, rootA, clk)
		sealed(t, third, "acme", "t1", text, "warm")
		if err := v.RotateCase(ctx, "t1"); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Minute)
		if s := sealed(t, third, "acme", "t1", text, "x"); s[1] != 3 {
			t.Errorf("another server still seals with version %d after a minute", s[1])
		}
		refused(t, v.RotateCase(ctx, "never made"), fault.ErrAbsent)
	})
}

// Two servers on one store seal and open while a third turns every level over.
func TestRotationWhileServing(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		clk := now()
		servers := []*vault.Vault{unlock(t, keys, &successor{}, clk), unlock(t, keys, &successor{}, clk)}
		rotator := unlock(t, keys, rootA, now())
		for i := range 8 {
			newCase(t, rotator, "acme", access.TicketID(fmt.Sprint("t", i)))
		}
		var done = make(chan struct{})
		var all sync.WaitGroup
		for w := range 4 {
			all.Go(func() { serve(t, servers, w, done) })
		}
		for range 5 {
			for i := range 8 {
				if err := rotator.RotateCase(ctx, access.TicketID(fmt.Sprint("t", i))); err != nil {
					t.Error(err)
				}
			}
			var rotations sync.WaitGroup
			for _, v := range []*vault.Vault{rotator, servers[0]} {
				rotations.Go(func() {
					if err := v.RotateOrganisation(ctx, "acme"); err != nil {
						t.Error(err)
					}
				})
			}
			rotations.Wait()
			if err := rotator.RotateOwn(ctx); err != nil {
				t.Error(err)
			}
		}
		clk.Advance(time.Minute) // their sources give the new root from the second time they are asked
		if err := rotator.RotateRoot(ctx, rootB); err != nil {
			t.Error(err)
		}
		close(done)
		all.Wait()
		if err := rotator.RotateOrganisation(ctx, "acme"); err != nil {
			t.Error(err)
		}
		if n := number(t, keys, behind); n != 0 {
			t.Errorf("%d case keys are behind", n)
		}
	})
}

// serve makes cases, seals on one server and opens on the other, until told to stop.
func serve(t *testing.T, servers []*vault.Vault, w int, done chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-done:
			return
		default:
		}
		from, to := servers[n%2], servers[(n+1)%2]
		ticket := access.TicketID(fmt.Sprint("t", n%8))
		if n%16 == 0 {
			ticket = access.TicketID(fmt.Sprintf("new-%d-%d", w, n))
			if err := from.NewCase(ctx, "acme", ticket); err != nil {
				t.Error(err)
				return
			}
		}
		s, err := from.Seal(ctx, grant(t, access.TicketReply, "acme", ticket), text, []byte("hello"))
		if err != nil {
			t.Error(err)
			return
		}
		opens(t, to, "acme", ticket, text, s, "hello")
		own := from.SealOwn(text, []byte("own"))
		if plain, err := to.OpenOwn(text, own); err != nil || string(plain) != "own" {
			t.Errorf("own: %q, %v", plain, err)
		}
	}
}

func TestKeysAreCounted(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		if err := v.RotateOrganisation(ctx, "acme"); err != nil {
			t.Fatal(err)
		}
		infos, err := v.Keys(ctx)
		if err != nil {
			t.Fatal(err)
		}
		at := now().Now()
		want := []vault.KeyInfo{{"case", "", 1, at, 2}, {"organisation", "acme", 2, at, 2}, {"organisation", "installation", 1, at, 0},
			{"root", vault.RootID(rootA[:]), 1, at, 3}}
		if fmt.Sprint(infos) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", infos, want)
		}
	})
}

// No organisation's key is made under a root that is being given up: its owner may destroy it a moment later.
func TestNoKeyIsLeftUnderTheOldRoot(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		clk := now()
		v, other := unlock(t, keys, rootA, now()), unlock(t, keys, &successor{}, clk)
		clk.Advance(time.Minute)
		for turn, next := range []key{rootB, rootA, rootB, rootA, rootB} {
			var all sync.WaitGroup
			for w := range 4 {
				all.Go(func() {
					for n := range 5 {
						id := fmt.Sprintf("%d-%d-%d", turn, w, n)
						if err := other.NewCase(ctx, access.OrganisationID(id), access.TicketID(id)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			if err := v.RotateRoot(ctx, next); err != nil {
				t.Error(err)
			}
			all.Wait()
			if n := number(t, keys, `SELECT count(*) FROM organisation_key WHERE root <> $1`, vault.RootID(next[:])); n != 0 {
				t.Errorf("turn %d: %d keys are left under the old root", turn, n)
			}
		}
	})
}
