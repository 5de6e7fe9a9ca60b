package archive

import (
	"archive/tar"
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/ulikunitz/xz"
)

// unpack looks at the one stream that gzip, bzip2 or xz holds.
func (l *look) unpack(r io.Reader, k kind, depth int) error {
	r = bufio.NewReader(r)
	var err error
	switch k {
	case gzipped:
		r, err = gzip.NewReader(r)
	case bzipped:
		r = bzip2.NewReader(r)
	case xzipped:
		r, err = xz.NewReader(r)
	}
	if err != nil {
		return l.broken(err)
	}
	return l.entry(r, depth)
}

// tar looks into a tar.
func (l *look) tar(r io.Reader, depth int) error {
	l.around++
	defer func() { l.around-- }()
	t := tar.NewReader(r)
	links := links{}
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return l.broken(err)
		}
		l.name(h.Name, uint64(max(h.Size, 0)))
		name := path.Clean(strings.ReplaceAll(h.Name, `\`, "/"))
		if leadsOut(h.Name) || h.Typeflag == tar.TypeLink && leadsOut(h.Linkname) || links.lead(name, h.Typeflag == tar.TypeSymlink) {
			return refusal(Names)
		}
		if err := l.entry(t, depth); err != nil {
			return err
		}
	}
}

// links are the names of the symbolic links so far. A link alone does no harm; an entry whose name goes through one is
// written wherever it leads. No program makes such archives in good faith.
type links map[string]bool

// lead reports whether the name goes through a link, and remembers it if it is one.
func (all links) lead(name string, isLink bool) bool {
	if isLink {
		all[name] = true
		name = path.Dir(name)
	}
	for ; name != "." && name != "/"; name = path.Dir(name) {
		if all[name] {
			return true
		}
	}
	return false
}
