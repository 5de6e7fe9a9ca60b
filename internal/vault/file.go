package vault

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"crypto/aes"

	"surety/internal/access"
)

// A file is sealed as Tink's AES-GCM-HKDF stream: one byte for the header's length, a salt, a nonce prefix; then
// segments of 64 KiB, the first shorter by the header. The segments' key is HKDF-SHA-256 of the file key, the salt and
// fileInfo. A segment's nonce is the prefix, its number, and whether it is the last: segments cannot be moved, left out
// or cut off.
const (
	segmentSize = 64 << 10
	prefixSize  = 7
	nonceSize   = prefixSize + 4 + 1
	tagSize     = 16
	headerSize  = 1 + keySize + prefixSize
	firstPlain  = segmentSize - headerSize - tagSize
	otherPlain  = segmentSize - tagSize
	fileInfo    = "surety file 1"
	maxSegments = math.MaxUint32
)

// FileSealer seals the bytes of one new file under a random key of its own.
type FileSealer struct {
	// SealedKey is the file's key, sealed in its place; it is stored in the file's row.
	SealedKey []byte
	key       [keySize]byte
}

// NewFile makes the key of a file that the installation wrote itself and seals it under the case key; what people bring
// begins as [Vault.NewClosedFile]. Right and faults: as Seal.
func (v *Vault) NewFile(ctx context.Context, g access.Grant, p Place) (*FileSealer, error) {
	return v.newFile(ctx, useFileKey, g, p)
}

func (v *Vault) newFile(ctx context.Context, use string, g access.Grant, p Place) (*FileSealer, error) {
	f := &FileSealer{}
	rand.Read(f.key[:])
	sealed, err := v.sealAs(ctx, use, g, p, f.key[:])
	if err != nil {
		return nil, err
	}
	f.SealedKey = sealed
	return f, nil
}

// SealedSize is how many bytes a file of that many bytes takes when sealed.
func SealedSize(plain int64) int64 {
	segments := int64(1)
	if plain > firstPlain {
		segments += (plain - firstPlain + otherPlain - 1) / otherPlain
	}
	return headerSize + plain + segments*tagSize
}

// segments seals or opens the segments of one stream.
type segments struct {
	aead  cipher.AEAD
	nonce [nonceSize]byte
}

func newSegments(key, salt, prefix []byte) *segments {
	k, err := hkdf.Key(sha256.New, key, salt, fileInfo, keySize)
	if err != nil {
		panic(err) // 32 bytes are always to be had
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		panic(err) // the key is 32 bytes
	}
	s := &segments{}
	if s.aead, err = cipher.NewGCM(block); err != nil {
		panic(err) // the block is AES
	}
	copy(s.nonce[:], prefix)
	return s
}

func (s *segments) nonceOf(n int64, last bool) []byte {
	binary.BigEndian.PutUint32(s.nonce[prefixSize:], uint32(n))
	s.nonce[nonceSize-1] = 0
	if last {
		s.nonce[nonceSize-1] = 1
	}
	return s.nonce[:]
}

// Seal returns a writer that seals what it is given into dst. Close writes the last segment: a stream that was not
// closed does not open. dst is not closed. Every call makes an independent stream.
func (f *FileSealer) Seal(dst io.Writer) io.WriteCloser {
	w := &fileWriter{dst: dst, buf: make([]byte, segmentSize+1), from: headerSize, to: headerSize}
	head := w.buf[:headerSize]
	head[0] = headerSize
	rand.Read(head[1:])
	w.segments = newSegments(f.key[:], head[1:1+keySize], head[1+keySize:])
	return w
}

// fileWriter collects the plaintext of a segment and one byte more, for only then the segment is known not to be the
// last. It seals in place.
type fileWriter struct {
	*segments
	dst      io.Writer
	buf      []byte
	from, to int // the plaintext in buf; before it is the header, of the first segment only
	n        int64
	err      error
}

const fullSegment = segmentSize - tagSize // where the plaintext of a full segment ends in buf

var errFileClosed = errors.New("vault: the sealed file is closed")

func (w *fileWriter) Write(p []byte) (written int, err error) {
	for len(p) > 0 && w.err == nil {
		n := copy(w.buf[w.to:fullSegment+1], p)
		p, written = p[n:], written+n
		w.took(n)
	}
	return written, w.err
}

// ReadFrom seals all of r without a buffer between.
func (w *fileWriter) ReadFrom(r io.Reader) (total int64, err error) {
	for w.err == nil {
		n, err := r.Read(w.buf[w.to : fullSegment+1])
		total += int64(n)
		w.took(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			return total, err
		}
	}
	return total, w.err
}

func (w *fileWriter) took(n int) {
	if w.to += n; w.to <= fullSegment {
		return
	}
	next := w.buf[fullSegment]
	w.to = fullSegment
	w.flush(false)
	w.buf[0], w.to = next, 1
}

func (w *fileWriter) Close() error {
	if w.err != nil {
		return w.err
	}
	w.flush(true)
	if w.err != nil {
		return w.err
	}
	clear(w.buf)
	w.err = errFileClosed
	return nil
}

func (w *fileWriter) flush(last bool) {
	if w.n == maxSegments {
		w.err = errors.New("vault: the file is too large to seal")
		return
	}
	sealed := w.aead.Seal(w.buf[:w.from], w.nonceOf(w.n, last), w.buf[w.from:w.to], nil)
	_, w.err = w.dst.Write(sealed)
	w.from, w.to = 0, 0
	w.n++
}
