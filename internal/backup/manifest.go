package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Manifest says what a data set is. It is signed by the record's key and lies in the clear: it holds sizes and moments.
type Manifest struct {
	Name       string    `json:"name"`
	MadeAt     time.Time `json:"madeAt"` // the moment that the set equals
	Version    string    `json:"version"`
	Engine     string    `json:"engine"`
	Checkpoint string    `json:"checkpoint"` // of the record, signed just before the moment
	Rows       part      `json:"rows"`
	Blobs      part      `json:"blobs"` // the list of them
}

// Sets lists the names of the whole data sets in a folder, oldest first.
func Sets(folder string) (names []string, err error) {
	entries, err := os.ReadDir(filepath.Join(folder, setsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if setName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

// manifestOf reads a set's manifest; of the newest set when name is empty. Faults: backup_absent, backup_damaged.
func manifestOf(folder, name string, key note.Verifier) (m Manifest, err error) {
	if name == "" {
		names, err := Sets(folder)
		if err != nil || len(names) == 0 {
			return m, errors.Join(err, ErrNone)
		}
		name = names[len(names)-1]
	}
	if !setName.MatchString(name) {
		return m, ErrNone
	}
	err = readSigned(filepath.Join(folder, setsFolder, name, manifestFile), key, &m)
	if errors.Is(err, fs.ErrNotExist) {
		return m, ErrNone.With("name", name)
	}
	if err == nil && m.Name != name {
		err = ErrDamaged.With("name", name)
	}
	return m, err
}
