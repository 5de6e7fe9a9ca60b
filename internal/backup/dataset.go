package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"surety/internal/db"
)

// set is a data set being made, in a folder that is none yet.
type set struct {
	k        *Keeper
	copier   *copier
	made     *Made
	dir      string
	manifest Manifest
}

// write takes a moment and copies what it names. A blob that was removed meanwhile was removed after the moment, so
// another moment is taken; after some, it is missing in the installation itself, and the set says so.
func (s *set) write(ctx context.Context) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	for try := 1; ; try++ {
		names, err := s.moment(ctx)
		if err != nil {
			return err
		}
		list, missing, err := s.copier.named(ctx, names)
		if err != nil {
			return err
		}
		if missing > 0 && try < moments {
			continue
		}
		s.made.Blobs, s.made.Missing, s.made.Copied = int64(len(names)), missing, s.copier.copied
		return s.seal(list)
	}
}

// moment writes all rows of one moment and returns the blobs that they name.
func (s *set) moment(ctx context.Context) (names []string, err error) {
	m := &s.manifest
	if m.Checkpoint, err = s.k.Log.Checkpoint(ctx); err != nil {
		return nil, err
	}
	rows, err := contentOf(ctx, s.k.DB, s.k.DataFiles)
	if err != nil {
		return nil, err
	}
	err = s.k.DB.View(ctx, func(_ context.Context, tx *db.Tx) (err error) {
		s.made.At = s.k.Clock.Now()
		if s.made.Rows, m.Rows, err = rows.seal(ctx, tx, filepath.Join(s.dir, rowsFile), s.k.Recipient); err != nil {
			return err
		}
		names, err = rows.blobs(ctx, tx)
		return err
	})
	return names, err
}

// blobs are the names in every column that names blobs.
func (c content) blobs(ctx context.Context, tx *db.Tx) (names []string, err error) {
	for _, t := range c.tables {
		if !t.Names("blob") {
			continue
		}
		some, err := db.All(ctx, tx, db.Value[string], fmt.Sprintf(`SELECT DISTINCT blob FROM %s WHERE blob <> ''`, t.Name))
		if err != nil {
			return nil, err
		}
		names = append(names, some...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// seal ends the set with the list of its blobs and what it is.
func (s *set) seal(list []byte) error {
	f, err := create(filepath.Join(s.dir, listFile))
	if err != nil {
		return err
	}
	_, err = f.Write(list)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	m := &s.manifest
	m.Name, m.MadeAt, m.Version, m.Engine, m.Blobs = s.made.Name, s.made.At, s.k.Version, string(s.k.DB.Engine()), f.part()
	s.made.Bytes += m.Rows.Bytes + m.Blobs.Bytes + s.copier.bytes
	text, err := sign(s.k.Signer, m)
	if err != nil {
		return err
	}
	return replace(filepath.Join(s.dir, manifestFile), text)
}

// publish makes the set one, all at once.
func (s *set) publish(path string) error {
	if err := os.Rename(s.dir, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// listed is a line of a set's list of blobs: a name, its size and its hash; a size of -1 says that it was missing.
type listed struct {
	name string
	part
}

const missingSize = -1

func (l listed) append(b []byte) []byte {
	return fmt.Appendf(b, "%s %d %s\n", l.name, l.Bytes, l.SHA256)
}

// parseList reads such lines. A last line that was cut off is left out where the caller allows it.
func parseList(text []byte, mayBeCut bool) (all []listed, err error) {
	for len(text) > 0 {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		var l listed
		n, err := fmt.Sscanf(string(line), "%s %d %s", &l.name, &l.Bytes, &l.SHA256)
		if n != 3 || err != nil || !whole {
			if mayBeCut && !whole {
				return all, nil
			}
			return nil, ErrDamaged.With("file", listFile)
		}
		all, text = append(all, l), rest
	}
	return all, nil
}
