package vault_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/vault"
)

func rootKey(t *testing.T, r vault.Root) []byte {
	t.Helper()
	k, err := r.Key(ctx)
	if err != nil || len(k) != 32 {
		t.Fatalf("key of %d bytes, %v", len(k), err)
	}
	return k
}

func unfit(t *testing.T, r vault.Root) {
	t.Helper()
	k, err := r.Key(ctx)
	if k != nil {
		t.Error("a key was given all the same")
	}
	refused(t, err, vault.ErrRootUnfit)
}

func TestFileRootIsMadeOnceAndKeptPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	unfit(t, vault.FileRoot(path, false))
	first := rootKey(t, vault.FileRoot(path, true))
	if again := rootKey(t, vault.FileRoot(path, false)); !bytes.Equal(first, again) {
		t.Error("the key changed")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files beside the key", len(left)-1)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o610} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		unfit(t, vault.FileRoot(path, true))
	}
}

func TestFileRootRefusesWhatIsNoKey(t *testing.T) {
	dir := t.TempDir()
	unfit(t, vault.FileRoot(dir, false))
	for _, text := range []string{"", "short", base64.StdEncoding.EncodeToString(make([]byte, 31)), string(make([]byte, 32))} {
		path := filepath.Join(dir, "bad")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		unfit(t, vault.FileRoot(path, true))
	}
}

func TestPassphraseRootDependsOnPassphraseAndSalt(t *testing.T) {
	salt := filepath.Join(t.TempDir(), "salt")
	unfit(t, vault.PassphraseRoot("correct horse battery", salt, false))
	unfit(t, vault.PassphraseRoot("short", salt, true))
	first := rootKey(t, vault.PassphraseRoot("correct horse battery", salt, true))
	if again := rootKey(t, vault.PassphraseRoot("correct horse battery", salt, false)); !bytes.Equal(first, again) {
		t.Error("the key changed")
	}
	if other := rootKey(t, vault.PassphraseRoot("correct horse batterz", salt, false)); bytes.Equal(first, other) {
		t.Error("another passphrase gives the same key")
	}
	if other := rootKey(t, vault.PassphraseRoot("correct horse battery", salt+"2", true)); bytes.Equal(first, other) {
		t.Error("another salt gives the same key")
	}
	for _, line := range []string{"", "argon2id m=65536 t=3 p=4 AAAA", "argon2id m=99999999 t=3 p=4 AAAAAAAAAAAAAAAAAAAAAA==", "argon2id m=65536 t=0 p=4 AAAAAAAAAAAAAAAAAAAAAA=="} {
		if err := os.WriteFile(salt, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		unfit(t, vault.PassphraseRoot("correct horse battery", salt, true))
	}
}

func TestCommandRootReadsAKeyAndNothingElse(t *testing.T) {
	text := base64.StdEncoding.EncodeToString(rootA[:])
	if k := rootKey(t, vault.CommandRoot("/bin/sh", "-c", "echo "+text)); !bytes.Equal(k, rootA[:]) {
		t.Errorf("got %x", k)
	}
	if k := rootKey(t, vault.CommandRoot("/bin/echo", text)); !bytes.Equal(k, rootA[:]) {
		t.Errorf("got %x", k)
	}
	unfit(t, vault.CommandRoot())
	unfit(t, vault.CommandRoot("/nonexistent"))
	unfit(t, vault.CommandRoot("/bin/sh", "-c", "echo "+text+"; exit 1"))
	unfit(t, vault.CommandRoot("/bin/echo", "; "+text))
	began := time.Now()
	unfit(t, vault.CommandRoot("/bin/sh", "-c", "yes "+text))
	hurry, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	_, err := vault.CommandRoot("/bin/sh", "-c", "exec cat /dev/zero >/dev/null").Key(hurry)
	refused(t, err, vault.ErrRootUnfit)
	refused(t, err, context.DeadlineExceeded)
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("endless programs were borne for %v", took)
	}
}

func TestWrongOrMissingRootIsRefusedClearly(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		unlock(t, keys, rootA, now())
		_, err := vault.Unlock(ctx, vault.Settings{Root: rootB, Keys: keys, Clock: now()})
		refused(t, err, vault.ErrRoot)
		_, err = vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(filePath(t, "none"), false), Keys: keys, Clock: now()})
		refused(t, err, vault.ErrRootUnfit)
		if n := number(t, keys, `SELECT count(*) FROM organisation_key`); n != 1 {
			t.Errorf("%d organisation keys after refused roots, want 1", n)
		}
	})
}
