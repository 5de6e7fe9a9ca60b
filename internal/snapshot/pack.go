package snapshot

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"surety/internal/vault/packseal"
)

const (
	packMagic = "SPK1"
	headLen   = len(packMagic) + packseal.SaltLen
	footLen   = 4
	minLine   = 32 + 1 + 1 // the least that a line of the directory takes
)

// line is what a pack's directory says of a section.
type line struct {
	id     ID
	plain  uint32 // bytes of the chunk
	sealed uint32 // bytes in the pack
}

func appendDirectory(b []byte, lines []line) []byte {
	b = binary.AppendUvarint(b, uint64(len(lines)))
	for _, l := range lines {
		b = append(b, l.id[:]...)
		b = binary.AppendUvarint(b, uint64(l.plain))
		b = binary.AppendUvarint(b, uint64(l.sealed))
	}
	return b
}

// decodeDirectory reads the directory of a pack of that size, whose sections must fill it without a gap.
func decodeDirectory(b []byte, size int64) ([]line, error) {
	d := &decoder{b: b}
	lines := make([]line, d.count(minLine))
	filled := int64(headLen)
	for i := range lines {
		lines[i] = line{d.array(), uint32(d.number(maxChunk)), uint32(d.number(MaxObject))}
		filled += int64(lines[i].sealed)
		if lines[i].sealed <= packseal.Overhead || lines[i].plain == 0 || lines[i].id == hole {
			d.fail()
		}
	}
	if filled+int64(len(b)+packseal.Overhead+footLen) != size {
		d.fail()
	}
	return lines, d.done()
}

// packWriter fills one pack.
type packWriter struct {
	w     *packseal.Writer
	buf   []byte
	lines []line
	dir   int // bytes that the directory will need at most
}

// newPack begins a pack in a room of MaxObject, because sealing into one that is too small copies all that is in it.
func (a *Archive) newPack() *packWriter {
	p := &packWriter{w: a.box.Seal("pack")}
	if room, _ := a.rooms.Get().(*[]byte); room != nil {
		p.buf = *room
	} else {
		p.buf = make([]byte, 0, MaxObject)
	}
	salt := p.w.Salt()
	p.buf = append(append(p.buf, packMagic...), salt[:]...)
	return p
}

// leave gives the pack's room to the next.
func (a *Archive) leave(p *packWriter) {
	room := p.buf[:0]
	a.rooms.Put(&room)
}

const maxLine = 32 + 2*binary.MaxVarintLen32

// fits tells whether a chunk of so many stored bytes still has room.
func (p *packWriter) fits(stored int) bool {
	return len(p.buf)+stored+2*packseal.Overhead+p.dir+maxLine+binary.MaxVarintLen32+footLen <= MaxObject
}

// add seals a stored chunk into the pack. Its id stands beside it.
func (p *packWriter) add(id ID, plain int, stored []byte) {
	from := len(p.buf)
	p.buf = p.w.Next(p.buf, stored, id[:])
	p.lines = append(p.lines, line{id, uint32(plain), uint32(len(p.buf) - from)})
	p.dir += maxLine
}

// finish closes the pack. The directory is sealed with the pack's beginning and length beside it.
func (p *packWriter) finish() []byte {
	dir := appendDirectory(nil, p.lines)
	total := len(p.buf) + len(dir) + packseal.Overhead + footLen
	p.buf = p.w.Close(p.buf, dir, besideDirectory(p.buf[:headLen], int64(total)))
	p.buf = binary.BigEndian.AppendUint32(p.buf, uint32(len(dir)+packseal.Overhead))
	return p.buf
}

func besideDirectory(head []byte, total int64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(nil), head...), uint64(total))
}

// openDirectory opens the directory of a pack of that size, from the pack's head and the directory as sealed.
func (a *Archive) openDirectory(head, sealed []byte, size int64) ([]line, error) {
	if len(head) != headLen || string(head[:len(packMagic)]) != packMagic {
		return nil, errCode
	}
	r := a.box.Open("pack", [packseal.SaltLen]byte(head[len(packMagic):]))
	plain, err := r.Closing(nil, sealed, besideDirectory(head, size))
	if err != nil {
		return nil, err
	}
	return decodeDirectory(plain, size)
}

// tail is how much of a pack is read to find its directory; a longer one is read again.
const tail = 64 << 10

// directory reads the directory of a pack in the store.
func (a *Archive) directory(ctx context.Context, name Name, size int64) ([]line, error) {
	if size < int64(headLen+packseal.Overhead+footLen) || size > MaxObject {
		return nil, Damage{Pack, name, -1, ID{}, "missized"}
	}
	head, err := a.store.Get(ctx, Pack, name, 0, headLen)
	if err != nil {
		return nil, err
	}
	want := min(size, tail)
	end, err := a.store.Get(ctx, Pack, name, size-want, int(want))
	if err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(end[len(end)-footLen:])) + footLen
	if n > size-int64(headLen) {
		return nil, Damage{Pack, name, -1, ID{}, "undecodable"}
	}
	if n > want {
		if end, err = a.store.Get(ctx, Pack, name, size-n, int(n)); err != nil {
			return nil, err
		}
	}
	lines, err := a.openDirectory(head, end[int64(len(end))-n:len(end)-footLen], size)
	if err != nil {
		return nil, Damage{Pack, name, -1, ID{}, "undecodable"}
	}
	return lines, nil
}

const (
	plainly = 0 // how a chunk is stored: as it is
	zipped  = 1 // or as one zstd frame
)

// pressed appends a chunk as it is stored.
func (a *Archive) pressed(dst, chunk []byte) []byte {
	from := len(dst)
	dst = a.zip.EncodeAll(chunk, append(dst, zipped))
	if len(dst)-from > len(chunk) {
		dst = append(append(dst[:from], plainly), chunk...)
	}
	return dst
}

// expanded appends the chunk that was stored, which must have that length. No more than that is ever written.
func (a *Archive) expanded(dst, stored []byte, length int) ([]byte, error) {
	if len(stored) == 0 {
		return nil, errCode
	}
	from := len(dst)
	switch stored[0] {
	case plainly:
		dst = append(dst, stored[1:]...)
	case zipped:
		var h zstd.Header
		if err := h.Decode(stored[1:]); err != nil || !h.HasFCS || h.FrameContentSize != uint64(length) {
			return nil, errCode
		}
		var err error
		if dst, err = a.unzip.DecodeAll(stored[1:], dst); err != nil {
			return nil, fmt.Errorf("%w: %w", errCode, err)
		}
	default:
		return nil, errCode
	}
	if len(dst)-from != length {
		return nil, errCode
	}
	return dst, nil
}
