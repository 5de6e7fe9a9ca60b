package over

import (
	"bytes"
	"context"
	"slices"
	"time"

	"surety/internal/snapshot"
	"surety/internal/wire"
)

// Has implements snapshot.Store.
func (s *Store) Has(ctx context.Context, kind snapshot.Kind, names []snapshot.Name) (out []bool, err error) {
	for some := range slices.Chunk(names, wire.MaxNames) {
		err := s.call(ctx, func(l *line) error {
			asked := make([]wire.Digest, len(some))
			for i, n := range some {
				asked[i] = wire.Digest(n)
			}
			if err := l.send(wire.FrameHas, wire.EncodeNames(uint8(kind), asked)); err != nil {
				return err
			}
			had, err := l.answer(wire.FrameHad, wire.MaxNames)
			if err != nil {
				return err
			}
			if len(had) != len(some) || bytes.ContainsFunc(had, func(r rune) bool { return r > 1 }) {
				return ErrProtocol
			}
			for _, b := range had {
				out = append(out, b == 1)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Put implements snapshot.Store.
func (s *Store) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	if err := snapshot.CheckObject(name, object); err != nil {
		return err // it need not travel
	}
	return s.call(ctx, func(l *line) error {
		head := wire.Object{Kind: uint8(kind), Name: wire.Digest(name), Length: uint64(len(object))}
		if err := l.send(wire.FrameKeep, head.Encode()); err != nil {
			return err
		}
		for part := range slices.Chunk(object, wire.MaxData) {
			if err := l.send(wire.FrameBytes, part); err != nil {
				return err
			}
		}
		_, err := l.answer(wire.FrameKept, 0)
		return err
	})
}

// Get implements snapshot.Store.
func (s *Store) Get(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int) (out []byte, err error) {
	if _, err := snapshot.CheckRange(snapshot.MaxObject, offset, length); err != nil {
		return nil, err
	}
	err = s.call(ctx, func(l *line) (err error) {
		o := wire.Object{Kind: uint8(kind), Name: wire.Digest(name), Offset: uint64(offset), Length: uint64(length)}
		if length < 0 {
			o.Length = wire.ToEnd
		}
		if err := l.send(wire.FrameGet, o.Encode()); err != nil {
			return err
		}
		out, err = l.bytes(offset, length)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// bytes reads an answer of exactly length bytes, or where that is −1 of no more than an object has from offset on. The room grows with what comes.
func (l *line) bytes(offset int64, length int) ([]byte, error) {
	most := length
	if length < 0 {
		most = snapshot.MaxObject - int(offset)
	}
	out := []byte{}
	for {
		kind, payload, err := l.next()
		if err != nil {
			return nil, err
		}
		switch {
		case kind == wire.FrameKept && len(payload) == 0 && (length < 0 || len(out) == length):
			return out, nil
		case kind != wire.FrameBytes || len(payload) == 0 || len(payload) > most-len(out):
			return nil, ErrProtocol
		}
		if len(out) == 0 && length > 0 {
			out = make([]byte, 0, min(length, 1<<20))
		}
		out = append(out, payload...)
	}
}

// next reads a frame of bytes or their end.
func (l *line) next() (kind uint8, payload []byte, err error) {
	kind, payload, err = l.frames.Next(wire.MaxData)
	switch {
	case isForm(err):
		err = ErrProtocol.Because(err)
	case err == nil && kind == wire.FrameFailed && len(payload) <= wire.MaxCode:
		err = refusal{refused(string(payload))}
	}
	return kind, payload, err
}

// List implements snapshot.Store.
func (s *Store) List(ctx context.Context, kind snapshot.Kind, after snapshot.Name, limit int) (out []snapshot.Info, err error) {
	limit = min(limit, wire.MaxListed)
	err = s.call(ctx, func(l *line) error {
		o := wire.Object{Kind: uint8(kind), Name: wire.Digest(after), Length: uint64(max(limit, 0))}
		if err := l.send(wire.FrameList, o.Encode()); err != nil {
			return err
		}
		b, err := l.answer(wire.FrameListed, wire.MaxFrame)
		if err != nil {
			return err
		}
		all, err := wire.DecodeListed(b)
		if err != nil || len(all) > limit {
			return ErrProtocol.Because(err)
		}
		last := after
		for _, x := range all {
			if n := snapshot.Name(x.Name); bytes.Compare(n[:], last[:]) <= 0 || x.Size > snapshot.MaxObject {
				return ErrProtocol
			}
			last = snapshot.Name(x.Name)
			out = append(out, snapshot.Info{Name: last, Size: int64(x.Size), Written: time.Unix(x.Written, 0).UTC()})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Remove implements snapshot.Store by refusing: snapshot_remove.
func (s *Store) Remove(context.Context, snapshot.Kind, snapshot.Name) error { return ErrRemove }
