package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const encryptedFlag = 0x1 // APPNOTE.TXT 4.4.4

// zip looks into a zip. Its directory stands at its end: the entries that it lists are what a program unpacks.
func (l *look) zip(r io.ReaderAt, size int64, depth int) error {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return l.broken(err)
	}
	if len(z.File) > EntryLimit-l.entries {
		return refusal(Bomb)
	}
	if err := apart(z.File); err != nil {
		return err
	}
	l.around++
	defer func() { l.around-- }()
	links := links{}
	for _, f := range z.File {
		l.name(f.Name, f.UncompressedSize64)
		if leadsOut(f.Name) || links.lead(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")), f.Mode()&fs.ModeSymlink != 0) {
			return refusal(Names)
		}
		if err := l.zipEntry(f, depth); err != nil {
			return err
		}
	}
	return nil
}

func (l *look) zipEntry(f *zip.File, depth int) error {
	if f.Flags&encryptedFlag != 0 {
		l.mark(Encrypted)
		return nil
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		l.mark(Opaque)
		return nil
	}
	if err != nil {
		return l.broken(err)
	}
	defer r.Close()
	return l.broken(l.entry(r, depth))
}

// apart refuses entries whose bytes lie over one another: a few kilobytes that unpack to petabytes (D. Fifield, "A better
// zip bomb", WOOT 2019).
func apart(files []*zip.File) error {
	type span struct{ from, to int64 }
	var all []span
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil || f.CompressedSize64 == 0 {
			continue // opening it will say that it is damaged
		}
		all = append(all, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(all); i++ {
		if all[i].from < all[i-1].to {
			return refusal(Overlap)
		}
	}
	return nil
}

// leadsOut tells a name that may be written outside the folder it is unpacked in: on any system, since nobody knows
// where it will be unpacked.
func leadsOut(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasPrefix(name, "/") || strings.ContainsRune(name, 0) || len(name) > 1 && name[1] == ':' {
		return true
	}
	return slices.Contains(strings.Split(name, "/"), "..")
}

// Of the end of a file, where a zip's directory is found (APPNOTE.TXT 4.3.16).
const (
	endSign = "PK\x05\x06"
	endSize = 22 + 1<<16
)

// behind finds a zip at the end of a file that is something else in front: a picture for one program, an archive for
// another.
func (l *look) behind(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, endSize))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Contains(tail, []byte(endSign)) {
		return nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) || len(z.File) == 0 {
		return nil //nolint:nilerr // it is none
	}
	l.mark(Hidden)
	return l.zip(r, size, 1)
}
