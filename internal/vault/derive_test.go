package vault_test

import (
	"bytes"
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/vault"
)

func TestDerivedKeysAreForOneThingForGood(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		derive := func(v *vault.Vault, ticket access.TicketID, purpose, id string) string {
			t.Helper()
			k, err := v.Derive(ctx, reading(t, "acme", ticket), purpose, id)
			if err != nil || len(k) != 32 {
				t.Fatalf("%d bytes, %v", len(k), err)
			}
			return string(k)
		}
		first := derive(v, "t1", "recording", "s1")
		seen := map[string]bool{first: true}
		for _, other := range [][3]string{{"t1", "recording", "s2"}, {"t1", "snapshot", "s1"}, {"t2", "recording", "s1"}, {"t1", "recordings", "1"}, {"t1", "recordin", "gs1"}} {
			seen[derive(v, access.TicketID(other[0]), other[1], other[2])] = true
		}
		if len(seen) != 6 {
			t.Errorf("%d keys of 6 things", len(seen))
		}
		if err := v.RotateCase(ctx, "t1"); err != nil {
			t.Fatal(err)
		}
		if err := v.RotateOrganisation(ctx, "acme"); err != nil {
			t.Fatal(err)
		}
		if err := v.RotateRoot(ctx, rootB); err != nil {
			t.Fatal(err)
		}
		fresh := unlock(t, keys, rootB, now())
		if derive(v, "t1", "recording", "s1") != first || derive(fresh, "t1", "recording", "s1") != first {
			t.Error("after rotations it is another key")
		}
	})
}

func TestS3NothingIsDerivedWithoutARecordedGrantForContent(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		unrecorded := grant(t, access.TicketRead, "acme", "t1")
		idle := grant(t, access.TicketClose, "acme", "t1")
		idle.MarkRecorded()
		for name, g := range map[string]access.Grant{"none": {}, "not recorded": unrecorded, "not about content": idle} {
			k, err := v.Derive(ctx, g, "recording", "s1")
			if refused(t, err, vault.ErrGrant); k != nil {
				t.Error(name)
			}
		}
		other := reading(t, "zenith", "t1")
		if _, err := v.Derive(ctx, other, "recording", "s1"); err == nil {
			t.Error("another organisation's grant derives")
		}
	})
}

func TestS4DerivedKeysGoWithTheCaseKey(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		before, err := v.Derive(ctx, reading(t, "acme", "t1"), "recording", "s1")
		if err != nil {
			t.Fatal(err)
		}
		if err := keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM case_key`); return err }); err != nil {
			t.Fatal(err)
		}
		fresh := unlock(t, keys, rootA, now())
		_, err = fresh.Derive(ctx, reading(t, "acme", "t1"), "recording", "s1")
		refused(t, err, vault.ErrNoCase)
		newCase(t, fresh, "acme", "t1")
		if after, err := fresh.Derive(ctx, reading(t, "acme", "t1"), "recording", "s1"); err != nil || bytes.Equal(before, after) {
			t.Errorf("a new case has the old one's key: %v", err)
		}
	})
}
