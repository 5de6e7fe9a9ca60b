package vault_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/vault"
)

var fileKey = vault.Place{Kind: "file", Row: "f1", Field: "key"}

func sealedFile(t *testing.T, v *vault.Vault, plain string) (sealedKey, blob []byte) {
	t.Helper()
	f, err := v.NewFile(ctx, grant(t, access.FileAdd, "acme", "t1"), fileKey)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := f.Seal(&b)
	_, err = io.WriteString(w, plain)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return f.SealedKey, b.Bytes()
}

func TestS2FileOpensOnlyInItsPlaceWithItsOwnBlob(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		key, blob := sealedFile(t, v, "the log")
		_, otherBlob := sealedFile(t, v, "the LOG")
		read := func(v *vault.Vault, ticket access.TicketID, p vault.Place, key, blob []byte) (string, error) {
			r, err := v.OpenFile(ctx, reading(t, "acme", ticket), p, key, bytes.NewReader(blob), int64(len(blob)))
			if err != nil {
				return "", err
			}
			all, err := io.ReadAll(r)
			return string(all), err
		}
		if got, err := read(unlock(t, keys, rootA, now()), "t1", fileKey, key, blob); err != nil || got != "the log" {
			t.Errorf("read %q, %v", got, err)
		}
		_, err := read(v, "t1", fileKey, key, otherBlob)
		refused(t, err, vault.ErrSealed)
		_, err = read(v, "t1", vault.Place{Kind: "file", Row: "f2", Field: "key"}, key, blob)
		refused(t, err, vault.ErrSealed)
		_, err = read(v, "t2", fileKey, key, blob)
		refused(t, err, vault.ErrSealed)
		_, err = v.Open(ctx, reading(t, "acme", "t1"), fileKey, key) // a file's key is no content
		refused(t, err, vault.ErrSealed)

		p := vault.Place{Kind: "file", Row: "f9", Field: "key"}
		moved, err := v.MoveFile(ctx, reading(t, "acme", "t1"), grant(t, access.FileAdd, "acme", "t2"), fileKey, p, key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := read(v, "t2", p, moved, blob); err != nil || got != "the log" {
			t.Errorf("after the move read %q, %v", got, err)
		}
	})
}

// A store that does not answer is not taken for a damaged value, and nothing else is.
func TestUnreachableStoreIsNoDamage(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		s := sealed(t, v, "acme", "t1", text, "x")
		cold := unlock(t, keys, rootA, now())
		exec(t, keys, `DROP TABLE case_key`)
		opens(t, v, "acme", "t1", text, s, "x")
		if _, err := cold.Open(ctx, reading(t, "acme", "t1"), text, s); err == nil || errors.Is(err, vault.ErrSealed) {
			t.Errorf("got %v, want the store's own fault", err)
		}
	})
}
