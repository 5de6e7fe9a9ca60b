package vault

import (
	"context"
	"errors"
	"io"

	"surety/internal/access"
)

// FileReader reads a sealed file at any offset. It gives out no byte of a segment before the segment is authenticated.
// It is not safe for concurrent use.
type FileReader struct {
	*segments
	blob   io.ReaderAt
	sealed int64 // bytes
	count  int64 // of segments
	size   int64 // of the plaintext
	at     int64
	buf    []byte // ciphertext of a segment, opened in place
	plain  []byte // of segment held
	held   int64
}

// OpenFile opens a file whose key was sealed at the place. It has authenticated the file's last segment, and so its
// length, when it returns. Right and faults: as Open; reading gives sealed_damaged, too.
func (v *Vault) OpenFile(ctx context.Context, g access.Grant, p Place, sealedKey []byte, blob io.ReaderAt, sealedSize int64) (*FileReader, error) {
	key, err := v.openAs(ctx, useFileKey, g, p, sealedKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openStream(key, blob, sealedSize)
}

func openStream(key []byte, blob io.ReaderAt, sealedSize int64) (*FileReader, error) {
	r := &FileReader{blob: blob, sealed: sealedSize, held: -1}
	if sealedSize < headerSize+tagSize || len(key) != keySize {
		return nil, ErrSealed
	}
	r.count = (sealedSize + segmentSize - 1) / segmentSize
	r.size = sealedSize - headerSize - r.count*tagSize
	if r.count > maxSegments || sealedSize != SealedSize(r.size) {
		return nil, ErrSealed
	}
	var head [headerSize]byte
	if err := r.readBlob(head[:], 0); err != nil {
		return nil, err
	}
	if head[0] != headerSize {
		return nil, ErrSealed
	}
	r.segments = newSegments(key, head[1:1+keySize], head[1+keySize:])
	r.buf = make([]byte, min(segmentSize, sealedSize))
	return r, r.hold(r.count - 1)
}

// Size is the length of the file in bytes.
func (r *FileReader) Size() int64 { return r.size }

// Seek sets where the next Read begins. Beyond the end is allowed and reads nothing.
func (r *FileReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("vault: a seek before the file's beginning")
	}
	r.at = offset
	return offset, nil
}

// Read reads from one segment.
func (r *FileReader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	rest, err := r.rest()
	if err != nil {
		return 0, err
	}
	n := copy(p, rest)
	r.at += int64(n)
	return n, nil
}

// WriteTo writes the rest of the file, a segment at a time.
func (r *FileReader) WriteTo(w io.Writer) (total int64, err error) {
	for r.at < r.size {
		rest, err := r.rest()
		if err != nil {
			return total, err
		}
		n, err := w.Write(rest)
		r.at, total = r.at+int64(n), total+int64(n)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// rest is what the segment at the present offset holds from there on.
func (r *FileReader) rest() ([]byte, error) {
	n, within := int64(0), r.at
	if r.at >= firstPlain {
		n, within = 1+(r.at-firstPlain)/otherPlain, (r.at-firstPlain)%otherPlain
	}
	if err := r.hold(n); err != nil {
		return nil, err
	}
	return r.plain[within:], nil
}

// hold reads and authenticates a segment, unless it is the one held already.
func (r *FileReader) hold(n int64) error {
	if n == r.held {
		return nil
	}
	r.held = -1
	from, to := n*segmentSize, min((n+1)*segmentSize, r.sealed)
	if n == 0 {
		from = headerSize
	}
	part := r.buf[:to-from]
	if err := r.readBlob(part, from); err != nil {
		return err
	}
	plain, err := r.aead.Open(part[:0], r.nonceOf(n, n == r.count-1), part, nil)
	if err != nil {
		return ErrSealed
	}
	r.plain, r.held = plain, n
	return nil
}

// readBlob fills p; a blob that ends early is damaged.
func (r *FileReader) readBlob(p []byte, at int64) error {
	n, err := r.blob.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return ErrSealed
	}
	return err
}
