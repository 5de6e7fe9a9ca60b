package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func zipOf(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(keys(files)) {
		w, err := z.Create(name)
		must(t, 0, err)
		_, err = io.WriteString(w, files[name])
		must(t, 0, err)
	}
	must(t, 0, z.Close())
	return b.String()
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func gz(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, s)
	must(t, 0, errors.Join(err, w.Close()))
	return b.String()
}

func xzOf(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	must(t, 0, err)
	_, err = io.WriteString(w, s)
	must(t, 0, errors.Join(err, w.Close()))
	return b.String()
}

func tarOf(t testing.TB, all ...tar.Header) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range all {
		body := h.Uname // what the entry holds
		h.Uname, h.Size, h.Mode = "", int64(len(body)), 0o600
		must(t, 0, w.WriteHeader(&h))
		_, err := io.WriteString(w, body)
		must(t, 0, err)
	}
	must(t, 0, w.Close())
	return b.String()
}

func found(t testing.TB, s string) Report {
	t.Helper()
	return must2(t)(Look(context.Background(), strings.NewReader(s), int64(len(s))))
}

func must2(t testing.TB) func(Report, error) Report {
	return func(r Report, err error) Report { t.Helper(); return must(t, r, err) }
}

func is(t *testing.T, name, s string, reason Reason, marks ...Mark) {
	t.Helper()
	r := found(t, s)
	slices.Sort(marks)
	if r.Reason != reason || !slices.Equal(r.Marks, marks) {
		t.Errorf("%s: %q with %v, want %q with %v", name, r.Reason, r.Marks, reason, marks)
	}
}

func TestHarmlessFilesPass(t *testing.T) {
	text := strings.Repeat("It rains. ", 1000)
	for name, s := range map[string]string{
		"nothing": "", "text": text, "zip": zipOf(t, map[string]string{"a.txt": text, "b/c.txt": "c"}),
		"tar": tarOf(t, tar.Header{Name: "a/b", Uname: text}), "gzip": gz(t, text), "xz": xzOf(t, text),
		"tar in gzip in zip": zipOf(t, map[string]string{"logs.tgz": gz(t, tarOf(t, tar.Header{Name: "log", Uname: text}))}),
		"zip in tar in xz":   xzOf(t, tarOf(t, tar.Header{Name: "logs.zip", Uname: zipOf(t, map[string]string{"log": text})})),
		"links":              tarOf(t, tar.Header{Name: "etc/x", Typeflag: tar.TypeSymlink, Linkname: "/usr/share/x"}, tar.Header{Name: "etc/y", Uname: "y"}),
		"windows names":      zipOf(t, map[string]string{`logs\today.txt`: "x"}),
	} {
		is(t, name, s, "")
	}
}

// Bombs end within the limits, whatever they are made of.
func TestArchiveBombsAreRefused(t *testing.T) {
	zeros := strings.Repeat("\x00", 80<<20)
	flat := zipOf(t, map[string]string{"a": zeros})
	is(t, "one entry that grows a thousandfold", flat, Bomb)
	packed := gz(t, zeros)
	is(t, "gzip", packed, Bomb)
	is(t, "in a tar", tarOf(t, tar.Header{Name: "x.gz", Uname: packed}), Bomb)
	is(t, "twice gzip", gz(t, packed), Bomb)
	is(t, "many small ones", zipOf(t, map[string]string{"a": strings.Repeat("\x00", 30<<20), "b": strings.Repeat("\x00", 30<<20), "c": strings.Repeat("\x00", 30<<20)}), Bomb)

	many := map[string]string{}
	for i := range EntryLimit + 1 {
		many[strings.Repeat("x", i%50)+string(rune('a'+i%26))+strings.Repeat("y", i/50)] = ""
	}
	is(t, "too many entries", zipOf(t, many), Bomb)

	nest := "the heart"
	for range DepthLimit + 1 {
		nest = gz(t, nest)
	}
	is(t, "archives in archives", nest, Depth)
	nest = "the heart"
	for range DepthLimit + 1 {
		nest = zipOf(t, map[string]string{"in.zip": nest})
	}
	is(t, "zips in zips", nest, Depth)
}

// overlapping builds two entries whose directory points at one local entry.
func overlapping(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	body := []byte(strings.Repeat("x", 100))
	header := func(sign string, more []byte) {
		b.WriteString(sign)
		if sign == "PK\x01\x02" {
			_ = binary.Write(&b, binary.LittleEndian, uint16(20))
		}
		for _, v := range []any{uint16(20), uint16(0), uint16(0), uint32(0), crc32.ChecksumIEEE(body), uint32(len(body)), uint32(len(body)), uint16(1), uint16(0)} {
			_ = binary.Write(&b, binary.LittleEndian, v)
		}
		b.Write(more)
	}
	header("PK\x03\x04", []byte("a"))
	b.Write(body)
	start := b.Len()
	for _, name := range []string{"a", "b"} {
		header("PK\x01\x02", append(make([]byte, 14), name...))
	}
	size := b.Len() - start
	b.WriteString(endSign)
	for _, v := range []any{uint16(0), uint16(0), uint16(2), uint16(2), uint32(size), uint32(start), uint16(0)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return b.String()
}

func TestEntriesThatShareBytesAreRefused(t *testing.T) {
	s := overlapping(t)
	z, err := zip.NewReader(strings.NewReader(s), int64(len(s)))
	if err != nil || len(z.File) != 2 {
		t.Fatalf("the archive is none: %v", err)
	}
	is(t, "overlap", s, Overlap)
}

func TestNamesThatLeadOutAreRefused(t *testing.T) {
	for _, name := range []string{"../x", "a/../../x", "/etc/cron.d/x", `C:\Windows\x`, `..\x`, `a\..\..\x`, "c:x"} {
		is(t, name+" in a zip", zipOf(t, map[string]string{name: "x"}), Names)
		is(t, name+" in a tar", tarOf(t, tar.Header{Name: name, Uname: "x"}), Names)
		is(t, name+" further in", gz(t, tarOf(t, tar.Header{Name: "in.zip", Uname: zipOf(t, map[string]string{name: "x"})})), Names)
	}
	link := tar.Header{Name: "out", Typeflag: tar.TypeSymlink, Linkname: "/etc"}
	is(t, "through a link", tarOf(t, link, tar.Header{Name: "out/passwd", Uname: "x"}), Names)
	is(t, "over a link", tarOf(t, link, tar.Header{Name: "./out", Uname: "x"}), Names)
	is(t, "a hard link out", tarOf(t, tar.Header{Name: "x", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"}), Names)

	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "out"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	must(t, 0, err)
	_, err = io.WriteString(w, "/etc")
	must(t, 0, err)
	_, err = z.Create("out/passwd")
	must(t, 0, errors.Join(err, z.Close()))
	is(t, "through a link in a zip", b.String(), Names)
}

func TestWhatCannotBeSeenIsSaid(t *testing.T) {
	locked := []byte(zipOf(t, map[string]string{"a": "secret"}))
	for _, sign := range []string{"PK\x03\x04", "PK\x01\x02"} { // flag the entry as encrypted, as programs do
		at := bytes.Index(locked, []byte(sign)) + 6
		if sign == "PK\x01\x02" {
			at += 2
		}
		locked[at] |= encryptedFlag
	}
	is(t, "encrypted", string(locked), "", Encrypted)
	is(t, "encrypted further in", gz(t, string(locked)), "", Encrypted)
	whole := zipOf(t, map[string]string{"a": strings.Repeat("It rains. ", 1000)})
	is(t, "cut off", whole[:len(whole)/2], "", Damaged)
	is(t, "cut off gzip", gz(t, whole)[:30], "", Damaged)
	is(t, "7z", "7z\xbc\xaf\x27\x1c and more", "", Opaque)
	is(t, "rar in a zip", zipOf(t, map[string]string{"a.jpg": "Rar!\x1a\x07\x01\x00"}), "", Opaque)
	is(t, "a program", "MZ\x90\x00", "", Program)
	is(t, "a program in an archive, called a picture", zipOf(t, map[string]string{"a.jpg": "MZ\x90\x00"}), "", Program)
}

// A file that is one thing in front and an archive at its end is looked into as both.
func TestPolyglotsAreLookedInto(t *testing.T) {
	gif := "GIF89a\x01\x00\x01\x00\x00\x00\x00;"
	is(t, "a picture and an archive", gif+zipOf(t, map[string]string{"a": "x"}), "", Hidden)
	is(t, "a picture and a harmful archive", gif+zipOf(t, map[string]string{"../a": "x"}), Names, Hidden)
	is(t, "a page and a bomb", "%PDF-1.7\n"+zipOf(t, map[string]string{"a": strings.Repeat("\x00", 80<<20)}), Bomb, Hidden)
}

func TestBytesThatCannotBeReadAreNoFinding(t *testing.T) {
	broken := errors.New("damaged blob")
	for _, s := range []string{zipOf(t, map[string]string{"a": strings.Repeat("x", 9000)}), gz(t, strings.Repeat("x", 9000)), "text"} {
		if _, err := Look(t.Context(), failing{broken}, int64(len(s))); !errors.Is(err, broken) {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := gz(t, "x")
	if _, err := Look(ctx, strings.NewReader(s), int64(len(s))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func FuzzLook(f *testing.F) {
	f.Add(zipOf(f, map[string]string{"a": "x", "b/c": "y"}))
	f.Add(gz(f, tarOf(f, tar.Header{Name: "a", Uname: "x"}, tar.Header{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "a"})))
	f.Add(xzOf(f, "x"))
	f.Add("BZh91AY&SY")
	f.Add("GIF89a" + zipOf(f, map[string]string{"a": "x"}))
	f.Fuzz(func(t *testing.T, s string) {
		l := &look{ctx: t.Context(), budget: 1 << 20}
		err := l.file(strings.NewReader(s), int64(len(s)))
		var no refusal
		if err != nil && !errors.As(err, &no) {
			t.Errorf("bytes that can be read were not: %v", err)
		}
	})
}
