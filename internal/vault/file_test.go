package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"pgregory.net/rapid"
)

func sealStream(t testing.TB, f *FileSealer, plain []byte, chunk int) []byte {
	t.Helper()
	var blob bytes.Buffer
	w := f.Seal(&blob)
	for rest := plain; len(rest) > 0; {
		n, err := w.Write(rest[:min(chunk, len(rest))])
		if err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return blob.Bytes()
}

// copyStream seals by ReadFrom.
func copyStream(t testing.TB, f *FileSealer, r io.Reader) []byte {
	t.Helper()
	var blob bytes.Buffer
	w := f.Seal(&blob)
	_, err := io.Copy(w, r)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return blob.Bytes()
}

func openWhole(f *FileSealer, blob []byte) ([]byte, error) {
	r, err := openStream(f.key[:], bytes.NewReader(blob), int64(len(blob)))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func newSealer() *FileSealer {
	f := &FileSealer{}
	rand.Read(f.key[:])
	return f
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// sizes lie around every border of segments.
var sizes = []int{0, 1, firstPlain - 1, firstPlain, firstPlain + 1, firstPlain + otherPlain - 1, firstPlain + otherPlain,
	firstPlain + otherPlain + 1, 3*otherPlain + 5}

func TestFileIsTinksFormatBothWays(t *testing.T) {
	f := newSealer()
	tink, err := subtle.NewAESGCMHKDF(f.key[:], "SHA256", keySize, segmentSize, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		plain := randomBytes(size)
		ours := sealStream(t, f, plain, 10_000)
		if want := SealedSize(int64(size)); int64(len(ours)) != want {
			t.Errorf("%d bytes take %d, SealedSize says %d", size, len(ours), want)
		}
		r, err := tink.NewDecryptingReader(bytes.NewReader(ours), []byte(fileInfo))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("Tink does not read ours of %d bytes: %v", size, err)
		}
		var theirs bytes.Buffer
		w, err := tink.NewEncryptingWriter(&theirs, []byte(fileInfo))
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Write(plain)
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		if got, err := openWhole(f, theirs.Bytes()); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("we do not read Tink's of %d bytes: %v", size, err)
		}
	}
}

func TestFileReaderKeepsTheRulesOfReaders(t *testing.T) {
	f := newSealer()
	for _, size := range sizes {
		plain := randomBytes(size)
		blob := sealStream(t, f, plain, size+1)
		r, err := openStream(f.key[:], bytes.NewReader(blob), int64(len(blob)))
		if err != nil {
			t.Fatal(err)
		}
		if r.Size() != int64(size) {
			t.Errorf("size %d, want %d", r.Size(), size)
		}
		if err := iotest.TestReader(r, plain); err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
		halves := copyStream(t, f, iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(plain))))
		if got, err := openWhole(f, halves); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("copied in and out, %d bytes became %d: %v", size, len(got), err)
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		if n, err := io.Copy(&all, r); err != nil || n != int64(size) || !bytes.Equal(all.Bytes(), plain) {
			t.Errorf("copied %d of %d: %v", n, size, err)
		}
	}
}

func TestFileRandomAccess(t *testing.T) {
	f, plain := newSealer(), randomBytes(3*otherPlain)
	blob := sealStream(t, f, plain, 4096)
	r, err := openStream(f.key[:], bytes.NewReader(blob), int64(len(blob)))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(plain)).Draw(t, "from")
		n := rapid.IntRange(0, len(plain)-from).Draw(t, "n")
		if _, err := r.Seek(int64(from), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, n)
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, plain[from:from+n]) {
			t.Fatalf("%d bytes at %d: %v", n, from, err)
		}
	})
}

func TestS2DamagedFilesDoNotOpen(t *testing.T) {
	f, plain := newSealer(), randomBytes(4*otherPlain-100)
	blob, other := sealStream(t, f, plain, 4096), sealStream(t, f, plain, 4096)
	segment := func(n int) []byte { return blob[n*segmentSize : min((n+1)*segmentSize, len(blob))] }
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	flip := func(at int) []byte { b := bytes.Clone(blob); b[at] ^= 1; return b }
	for name, damaged := range map[string][]byte{
		"empty":                       {},
		"header only":                 blob[:headerSize],
		"cut in a segment":            blob[:len(blob)-1],
		"cut between segments":        blob[:2*segmentSize],
		"cut after the first":         blob[:segmentSize],
		"longer":                      append(bytes.Clone(blob), 0),
		"first left out":              blob[segmentSize:],
		"middle left out":             join(segment(0), segment(1), segment(3)),
		"turned round":                join(segment(0), segment(2), segment(1), segment(3)),
		"twice":                       join(segment(0), segment(1), segment(1), segment(2), segment(3)),
		"one of another stream":       join(segment(0), other[segmentSize:2*segmentSize], segment(2), segment(3)),
		"end of another stream":       join(segment(0), segment(1), segment(2), other[3*segmentSize:]),
		"length of the header":        flip(0),
		"salt":                        flip(1),
		"prefix":                      flip(headerSize - 1),
		"first byte":                  flip(headerSize),
		"a byte in the middle":        flip(2*segmentSize + 7),
		"last byte":                   flip(len(blob) - 1),
		"another file under this key": sealStream(t, newSealer(), plain, 4096),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := openWhole(f, damaged); !errors.Is(err, ErrSealed) {
				t.Errorf("got %v, want sealed_damaged", err)
			}
		})
	}
	if _, err := openStream(f.key[:], bytes.NewReader(blob[:2*segmentSize]), 2*segmentSize); !errors.Is(err, ErrSealed) {
		t.Errorf("a truncated file was opened before its first byte was read: %v", err)
	}
	if _, err := openStream(f.key[:], bytes.NewReader(blob[:segmentSize]), int64(len(blob))); !errors.Is(err, ErrSealed) {
		t.Errorf("a blob shorter than its row says: %v", err)
	}
}

func TestFileThatWasNotClosedOrFailedDoesNotOpen(t *testing.T) {
	f := newSealer()
	var blob bytes.Buffer
	w := f.Seal(&blob)
	_, _ = w.Write(randomBytes(2 * segmentSize))
	if _, err := openWhole(f, blob.Bytes()); !errors.Is(err, ErrSealed) {
		t.Errorf("not closed: %v", err)
	}
	broken := errors.New("the disk is gone")
	w = f.Seal(failing{broken})
	if _, err := w.Write(randomBytes(2 * segmentSize)); !errors.Is(err, broken) {
		t.Errorf("write: %v", err)
	}
	if _, err := io.Copy(w, bytes.NewReader(randomBytes(9))); !errors.Is(err, broken) {
		t.Errorf("copy: %v", err)
	}
	if err := w.Close(); !errors.Is(err, broken) {
		t.Errorf("close hides the failure: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzOpenStream(f *testing.F) {
	s := &FileSealer{}
	f.Add([]byte{headerSize}, int64(0))
	f.Add(sealStream(f, s, []byte("hello"), 5), int64(61))
	f.Fuzz(func(t *testing.T, blob []byte, size int64) {
		r, err := openStream(s.key[:], bytes.NewReader(blob), size)
		if err != nil {
			return
		}
		if plain, err := io.ReadAll(r); err == nil && int64(len(plain)) != r.Size() {
			t.Errorf("%d bytes, size says %d", len(plain), r.Size())
		}
	})
}
