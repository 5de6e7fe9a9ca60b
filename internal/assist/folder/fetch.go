package folder

import (
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// hash tells the SHA-256 of a stretch of a file. It tells of the content, so it stands on the recording.
func (f *Folders) hash(ctx context.Context, s *power.Stream, a wire.Ask) error {
	file, sum, err := f.measured(ctx, s, a, false)
	if err != nil {
		return err
	}
	file.Close()
	return s.Send(wire.FrameDone, sum.Encode())
}

// fetch sends a stretch of a file after putting on the recording what it is.
func (f *Folders) fetch(ctx context.Context, s *power.Stream, a wire.Ask) error {
	file, sum, err := f.measured(ctx, s, a, true)
	if err != nil {
		return err
	}
	defer file.Close()
	sent, err := pass(ctx, file, a.Offset, sum.Count, func(b []byte) error {
		if f.record.Ready() != nil {
			return wire.NotReady
		}
		return s.Send(wire.FrameData, b)
	})
	if sent != sum {
		if err := f.tell(s, a, wire.Fetched, sent); err != nil {
			return err
		}
		if err == nil {
			err = wire.Changed
		}
	}
	if err != nil {
		return err
	}
	return s.Send(wire.FrameDone, sum.Encode())
}

// measured opens a plain file, reads the stretch asked for and records it, with a copy if it is to go over. A stretch of nothing is recorded too.
func (f *Folders) measured(ctx context.Context, s *power.Stream, a wire.Ask, goes bool) (*os.File, wire.Sum, error) {
	file, err := f.open(a, 0)
	if err != nil {
		return nil, wire.Sum{}, err
	}
	size := uint64(0)
	if info, err := file.Stat(); err == nil && goes && uint64(info.Size()) > a.Offset {
		size = min(a.Length, uint64(info.Size())-a.Offset)
	}
	sum, err := f.recordCopy(ctx, s, file, a.Offset, a.Length, size)
	if err == nil {
		err = f.mindLinks(s, a, file)
	}
	if err == nil {
		err = f.tell(s, a, wire.Fetched, sum)
	}
	if err != nil {
		file.Close()
		return nil, wire.Sum{}, err
	}
	return file, sum, nil
}

// mindLinks records that the file has other names: what goes over may belong elsewhere too.
func (f *Folders) mindLinks(s *power.Stream, a wire.Ask, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return refusal(err)
	}
	if links(info) > 1 {
		return power.Note(f.record, s.Number, "more than one name: "+a.Path)
	}
	return nil
}

func (f *Folders) tell(s *power.Stream, a wire.Ask, direction wire.Direction, sum wire.Sum) error {
	name, err := f.name(a)
	if err != nil {
		return err
	}
	return f.record.Append(wire.Filed, s.Number, wire.File{Direction: direction, Name: name, Size: sum.Count, SHA256: sum.SHA256}.Encode())
}

// pass reads a stretch, up to the end of the file at most, and gives it to take in pieces. It returns what was taken.
func pass(ctx context.Context, file io.ReaderAt, offset, length uint64, take func([]byte) error) (sum wire.Sum, err error) {
	h, buf := sha256.New(), make([]byte, wire.MaxData)
	for err == nil && sum.Count < length {
		if err = ctx.Err(); err != nil {
			break
		}
		var n int
		n, err = file.ReadAt(buf[:min(uint64(len(buf)), length-sum.Count)], int64(offset+sum.Count))
		if n > 0 {
			if err := take(buf[:n]); err != nil {
				h.Sum(sum.SHA256[:0])
				return sum, err
			}
			h.Write(buf[:n])
			sum.Count += uint64(n)
		}
	}
	h.Sum(sum.SHA256[:0])
	if err == io.EOF {
		err = nil
	}
	if _, system := err.(*fs.PathError); system {
		err = wire.Failed
	}
	return sum, err
}
