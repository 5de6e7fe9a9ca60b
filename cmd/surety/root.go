package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/db"
	"surety/internal/vault"
)

// rootOf reads the root-key setting. A new key file is made only where the key store is new too.
func rootOf(c *config.Config, create bool) (vault.Root, error) {
	how, rest, _ := strings.Cut(c.RootKey, ":")
	switch how {
	case "file":
		return vault.FileRoot(rest, create), nil
	case "passphrase":
		if c.Passphrase == "" {
			return nil, usage(errors.New("root-key is passphrase, but SURETY_ROOT_PASSPHRASE is empty"))
		}
		return vault.PassphraseRoot(c.Passphrase, filepath.Join(keysDir(c), "root.salt"), create), nil
	case "command":
		if argv := strings.Fields(rest); len(argv) > 0 {
			return vault.CommandRoot(argv...), nil
		}
	}
	return nil, usage(errors.New("root-key must be file:PATH, passphrase, or command:PROGRAM ARG…"))
}

// unlock opens the key store. A rotation of a root file that was cut off between its two halves is finished here.
func unlock(ctx context.Context, c *config.Config, clk clock.Clock, keys *db.DB, create bool) (*vault.Vault, error) {
	fresh, err := isFresh(ctx, keys)
	if err != nil {
		return nil, err
	}
	root, err := rootOf(c, create && fresh)
	if err != nil {
		return nil, err
	}
	v, err := vault.Unlock(ctx, vault.Settings{Root: root, Keys: keys, Clock: clk})
	path, isFile := strings.CutPrefix(c.RootKey, "file:")
	if !errors.Is(err, vault.ErrRoot) || !isFile {
		return v, err
	}
	v, nextErr := vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(nextRoot(path), false), Keys: keys, Clock: clk})
	if nextErr != nil {
		return nil, err
	}
	return v, os.Rename(nextRoot(path), path)
}

// isFresh reports whether the key store holds no key: only then may a root key be made, since a new one opens nothing old.
func isFresh(ctx context.Context, keys *db.DB) (bool, error) {
	var n int
	err := keys.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM organisation_key`, nil, &n)
	})
	return n == 0, err
}

func nextRoot(path string) string { return path + ".next" }

// rotateRoot makes a new root file, wraps everything under it, and puts it in the old one's place.
func rotateRoot(ctx context.Context, c *config.Config, v *vault.Vault) error {
	path, ok := strings.CutPrefix(c.RootKey, "file:")
	if !ok {
		return fmt.Errorf("root-key is %s: rotate it where it is kept", strings.SplitN(c.RootKey, ":", 2)[0])
	}
	if err := v.RotateRoot(ctx, vault.FileRoot(nextRoot(path), true)); err != nil {
		return err
	}
	return os.Rename(nextRoot(path), path)
}
