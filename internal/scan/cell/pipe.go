package cell

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The pipe's words, from the cell to the server: 'r' offset(8) length(4) asks for bytes, which come back with their
// length(4) before them, fewer at the end; 'd' length(4) and the result ends the work, 'f' ends it without one.
const (
	wordRead = 'r'
	wordDone = 'd'
	wordFail = 'f'
	pieceMax = 256 << 10
)

// serve answers a cell until it is done. Whatever the cell says, it gets bytes of this file and no others.
func serve(from io.Reader, to io.Writer, file io.ReaderAt, limit int64) ([]byte, error) {
	in := bufio.NewReader(from)
	buf := make([]byte, 4+pieceMax)
	defer clear(buf)
	for {
		word, err := in.ReadByte()
		if err != nil {
			return nil, ErrFailed
		}
		switch word {
		case wordRead:
			if err := piece(in, to, file, buf); err != nil {
				return nil, err
			}
		case wordDone:
			return result(in, limit)
		default:
			return nil, ErrFailed
		}
	}
}

func piece(in io.Reader, to io.Writer, file io.ReaderAt, buf []byte) error {
	var ask [12]byte
	if _, err := io.ReadFull(in, ask[:]); err != nil {
		return ErrFailed
	}
	off, n := int64(binary.BigEndian.Uint64(ask[:])), int64(binary.BigEndian.Uint32(ask[8:]))
	if off < 0 || n > pieceMax {
		return ErrFailed
	}
	got, err := file.ReadAt(buf[4:4+n], off)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	binary.BigEndian.PutUint32(buf, uint32(got))
	if _, err := to.Write(buf[:4+got]); err != nil {
		return ErrFailed
	}
	return nil
}

func result(in io.Reader, limit int64) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, ErrFailed
	}
	n := int64(binary.BigEndian.Uint32(head[:]))
	if n > limit {
		return nil, ErrFailed
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(in, b); err != nil {
		return nil, ErrFailed
	}
	return b, nil
}

// remote is the file, as the cell reads it.
type remote struct {
	in  io.Reader
	out io.Writer
}

func (r remote) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		got, err := r.ask(p[n:], off+int64(n))
		n += got
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (r remote) ask(p []byte, off int64) (int, error) {
	want := min(len(p), pieceMax)
	ask := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64([]byte{wordRead}, uint64(off)), uint32(want))
	if _, err := r.out.Write(ask); err != nil {
		return 0, err
	}
	var head [4]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint32(head[:]))
	if n > want {
		return 0, fmt.Errorf("cell: %d bytes for %d", n, want)
	}
	if _, err := io.ReadFull(r.in, p[:n]); err != nil {
		return 0, err
	}
	if n < want {
		return n, io.EOF
	}
	return n, nil
}

// do is the cell's side.
func do(w Work, in io.Reader, out io.Writer, size int64, arg string) error {
	b, err := w.Do(context.Background(), remote{in, out}, size, arg)
	if err != nil {
		_, err = out.Write([]byte{wordFail})
		return err
	}
	if _, err := out.Write(binary.BigEndian.AppendUint32([]byte{wordDone}, uint32(len(b)))); err != nil {
		return err
	}
	_, err = out.Write(b)
	return err
}
