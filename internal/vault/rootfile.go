package vault

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// rootFileLimit bounds what is read of a root's file or program.
const rootFileLimit = 4096

type fileRoot struct {
	path   string
	create bool
}

// FileRoot is a root key in a file of its own, in base64, that only its owner may read. With create, an absent file is
// made with a random key; give it only where the key store is new, too. Faults of Key: root_unfit.
func FileRoot(path string, create bool) Root { return fileRoot{path, create} }

func (r fileRoot) Key(context.Context) ([]byte, error) {
	text, err := readPrivate(r.path)
	if errors.Is(err, fs.ErrNotExist) && r.create {
		text, err = rand32(), nil
		if err = writePrivate(r.path, text); errors.Is(err, fs.ErrExist) {
			text, err = readPrivate(r.path) // another process was first
		}
	}
	if err != nil {
		return nil, ErrRootUnfit.Because(err)
	}
	return decodeRoot(text)
}

func rand32() string {
	var key [keySize]byte
	rand.Read(key[:])
	return base64.StdEncoding.EncodeToString(key[:]) + "\n"
}

func decodeRoot(text string) ([]byte, error) {
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, ErrRootUnfit.Because(errors.New("not 32 bytes in base64"))
	}
	return key, nil
}

// readPrivate reads a small file that neither its group nor others may touch.
func readPrivate(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s must be a file that only its owner may read (chmod 600)", path)
	}
	text, err := io.ReadAll(io.LimitReader(f, rootFileLimit))
	return string(text), err
}

// writePrivate makes a file that must not exist, and returns when it is on disk. A reader never sees half of it.
func writePrivate(path, text string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".root-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
