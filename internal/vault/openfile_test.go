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

var fileKey = vault.Place{Kind: "work", Row: "f1", Field: "key"}

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
		_, err = read(v, "t1", vault.Place{Kind: "work", Row: "f2", Field: "key"}, key, blob)
		refused(t, err, vault.ErrSealed)
		_, err = read(v, "t2", fileKey, key, blob)
		refused(t, err, vault.ErrSealed)
		_, err = v.Open(ctx, reading(t, "acme", "t1"), fileKey, key) // a file's key is no content
		refused(t, err, vault.ErrSealed)

		p := vault.Place{Kind: "work", Row: "f9", Field: "key"}
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

func scanning(t *testing.T, ticket access.TicketID) access.Grant {
	t.Helper()
	g, err := access.Check(access.Server("scan"), access.FileScan, access.Thing{Kind: "file", ID: "f1", Ticket: ticket, Organisation: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	g.MarkRecorded()
	return g
}

// A closed file opens for the scanner alone, and the scanner's grant opens nothing else.
func TestClosedFilesOpenForTheScannerAlone(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		f, err := v.NewClosedFile(ctx, grant(t, access.FileAdd, "acme", "t1"), fileKey)
		if err != nil {
			t.Fatal(err)
		}
		var blob bytes.Buffer
		w := f.Seal(&blob)
		_, err = io.WriteString(w, "the log")
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		fetch := func(key []byte) error {
			_, err := v.OpenFile(ctx, reading(t, "acme", "t1"), fileKey, key, bytes.NewReader(blob.Bytes()), int64(blob.Len()))
			return err
		}
		scan := func(g access.Grant, key []byte) error {
			_, err := v.ScanFile(ctx, g, fileKey, key, bytes.NewReader(blob.Bytes()), int64(blob.Len()))
			return err
		}
		refused(t, fetch(f.SealedKey), vault.ErrSealed)
		if err := scan(scanning(t, "t1"), f.SealedKey); err != nil {
			t.Error("the scanner was refused:", err)
		}
		refused(t, scan(scanning(t, "t2"), f.SealedKey), vault.ErrSealed)
		for name, g := range map[string]access.Grant{"zero": {}, "a reader": reading(t, "acme", "t1")} {
			refused(t, scan(g, f.SealedKey), vault.ErrGrant)
			if _, err := v.ReleaseFile(ctx, g, fileKey, f.SealedKey); !errors.Is(err, vault.ErrGrant) {
				t.Errorf("%s released a closed file: %v", name, err)
			}
		}
		unrecorded, err := access.Check(access.Server("scan"), access.FileScan, access.Thing{Kind: "file", Ticket: "t1", Organisation: "acme"})
		if err != nil {
			t.Fatal(err)
		}
		refused(t, scan(unrecorded, f.SealedKey), vault.ErrGrant)

		open, err := v.ReleaseFile(ctx, scanning(t, "t1"), fileKey, f.SealedKey)
		if err = errors.Join(err, fetch(open)); err != nil {
			t.Error("released, it does not open:", err)
		}
		shut, err := v.CloseFile(ctx, scanning(t, "t1"), fileKey, open)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, fetch(shut), vault.ErrSealed)

		p := vault.Place{Kind: "work", Row: "f9", Field: "key"}
		moved, err := v.MoveFile(ctx, reading(t, "acme", "t1"), grant(t, access.FileAdd, "acme", "t2"), fileKey, p, shut)
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.OpenFile(ctx, reading(t, "acme", "t2"), p, moved, bytes.NewReader(blob.Bytes()), int64(blob.Len()))
		refused(t, err, vault.ErrSealed) // moving does not open it

		text := sealed(t, v, "acme", "t1", text, "secret")
		_, err = v.Open(ctx, scanning(t, "t1"), fileKey, text)
		refused(t, err, vault.ErrGrant)
	})
}
