package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"surety/internal/blob"
	"surety/internal/fault"
)

// copier copies blobs that are not in the folder yet. What it copied it notes in an index, with the hash that it had then:
// a line is written after its blob is on disk, so what the index names is there, and what a crash left out is copied again.
type copier struct {
	from, to blob.Store
	index    *os.File
	known    map[string]part
	copied   int64
	bytes    int64
}

const blobPage = 500

func (k *Keeper) openCopier(ctx context.Context, folder string) (*copier, error) {
	to, err := blob.Directory(filepath.Join(folder, blobsFolder))
	if err != nil {
		return nil, err
	}
	c := &copier{from: k.Blobs, to: to, known: map[string]part{}}
	path := filepath.Join(folder, indexFile)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all, err := parseList(text, true)
	if err != nil {
		return nil, err
	}
	var whole []byte
	for _, l := range all {
		if size, err := sizeOf(ctx, c.to, l.name); err != nil {
			return nil, err
		} else if size == l.Bytes {
			c.known[l.name] = l.part
			whole = l.append(whole)
		}
	}
	if err := replace(path, whole); err != nil { // without a line that a crash cut off
		return nil, err
	}
	c.index, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	return c, err
}

func (c *copier) close() { _ = c.index.Close() }

// sizeOf is a blob's length; missingSize when there is none.
func sizeOf(ctx context.Context, s blob.Store, name string) (int64, error) {
	r, err := s.Open(ctx, name)
	if errors.Is(err, fault.ErrAbsent) {
		return missingSize, nil
	}
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return r.Size(), nil
}

// all copies every blob that there is.
func (c *copier) all(ctx context.Context) error {
	for last := ""; ; {
		page, err := c.from.List(ctx, last, blobPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, b := range page {
			if _, err := c.one(ctx, b.Name); err != nil {
				return err
			}
		}
		last = page[len(page)-1].Name
	}
}

// named copies those of the names that are not there yet, and returns the list of all and how many could not be had.
func (c *copier) named(ctx context.Context, names []string) (list []byte, missing int64, err error) {
	for _, name := range names {
		p, err := c.one(ctx, name)
		if err != nil {
			return nil, 0, err
		}
		if p.Bytes == missingSize {
			missing++
		}
		list = listed{name, p}.append(list)
	}
	return list, missing, nil
}

func (c *copier) one(ctx context.Context, name string) (part, error) {
	if p, ok := c.known[name]; ok {
		return p, nil
	}
	r, err := c.from.Open(ctx, name)
	if errors.Is(err, fault.ErrAbsent) {
		return part{missingSize, "-"}, nil
	}
	if err != nil {
		return part{}, err
	}
	defer r.Close()
	if err := c.to.Remove(ctx, name); err != nil { // one that a crash left without its line
		return part{}, err
	}
	h := newHashing(io.NewSectionReader(r, 0, r.Size()))
	if err := c.to.Put(ctx, name, h); err != nil {
		return part{}, err
	}
	p := h.part()
	if _, err := c.index.Write(listed{name, p}.append(nil)); err != nil {
		return part{}, err
	}
	c.known[name] = p
	c.copied++
	c.bytes += p.Bytes
	return p, nil
}
