package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
)

// TestTheNamesInAnArchiveAreTold with their sizes, in what is packed and in archives inside, whether they can be unpacked or not; no more
// than can be read.
func TestTheNamesInAnArchiveAreTold(t *testing.T) {
	zipped := func(names ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range names {
			f, err := z.Create(n)
			if err == nil {
				_, err = f.Write([]byte("four"))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	inner := zipped("deep.txt")
	var packed bytes.Buffer
	g := gzip.NewWriter(&packed)
	w := tar.NewWriter(g)
	for name, body := range map[string][]byte{"in.zip": inner} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(body)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	many := make([]string, NameLimit+3)
	for i := range many {
		many[i] = fmt.Sprintf("%d.txt", i)
	}
	long := strings.Repeat("n", 2*nameBytes)
	for name, c := range map[string]struct {
		file  []byte
		names []Entry
		n     int
		left  int
	}{
		"a zip":         {zipped("a.txt", "b/c.txt"), []Entry{{"a.txt", 4, 0}, {"b/c.txt", 4, 0}}, 2, 0},
		"a packed tar":  {packed.Bytes(), []Entry{{"in.zip", int64(len(inner)), 0}, {"deep.txt", 4, 1}}, 2, 0},
		"a long name":   {zipped(long), []Entry{{long[:nameBytes], 4, 0}}, 1, 0},
		"many":          {zipped(many...), []Entry{{"0.txt", 4, 0}}, NameLimit, 3},
		"no archive":    {[]byte("words"), nil, 0, 0},
		"one leads out": {zipped("ok.txt", "../out.txt"), []Entry{{"ok.txt", 4, 0}, {"../out.txt", 4, 0}}, 2, 0},
	} {
		r, err := Look(t.Context(), bytes.NewReader(c.file), int64(len(c.file)))
		if err != nil || len(r.Names) != c.n || r.Left != c.left {
			t.Errorf("%s: %d names and %d, %v", name, len(r.Names), r.Left, err)
			continue
		}
		for i, want := range c.names {
			if r.Names[i] != want {
				t.Errorf("%s: %+v, want %+v", name, r.Names[i], want)
			}
		}
	}
}
