package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"surety/internal/config"
	"surety/internal/db"
	"surety/internal/web"
)

// The data directory:
//
//	surety.db            the main store, unless --database
//	keys/keys.db         the key store, unless --keys-database; never beside the data in a backup
//	keys/root.key        the root key, unless --root-key
//	keys/record.key      signs the record's checkpoints; record.pub verifies them
//	blobs/               files, sealed
//	acme/                the certificate of --domain, its key and the account's
//	demo.json            marks a demo world
//	lock                 held by the one who serves
const (
	lockFile = "lock"
	demoFile = "demo.json"
)

func keysDir(c *config.Config) string { return filepath.Join(c.Data, "keys") }

// makePlace makes the directory's skeleton, for its owner alone.
func makePlace(c *config.Config) error {
	for _, dir := range []string{c.Data, keysDir(c), c.Blobs} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	return nil
}

// isNew reports whether the directory is absent or empty.
func isNew(c *config.Config) (bool, error) {
	entries, err := os.ReadDir(c.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return len(entries) == 0, err
}

// hold takes the directory's lock, so that no two servers share one embedded store. It ends with the process.
// PostgreSQL takes any number of servers.
func hold(c *config.Config) (*os.File, error) {
	if db.IsPostgres(c.Database) {
		return nil, nil //nolint:nilnil // nothing to hold
	}
	f, err := os.OpenFile(filepath.Join(c.Data, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s is being served by another process", c.Data)
	}
	return f, nil
}

// demoWorld reads the mark of a demo world; nil where there is none.
func demoWorld(c *config.Config) (*demoMark, error) {
	text, err := os.ReadFile(filepath.Join(c.Data, demoFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no mark, no fault
	}
	if err != nil {
		return nil, err
	}
	var m demoMark
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", demoFile, err)
	}
	return &m, nil
}

// demoMark is what demo.json says: Complete once the world was filled to its end.
type demoMark struct {
	Complete bool          `json:"complete"`
	Personas []web.Persona `json:"personas"`
}

func (m demoMark) write(c *config.Config) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Data, demoFile), append(text, '\n'), 0o600)
}
