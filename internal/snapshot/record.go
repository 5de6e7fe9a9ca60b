package snapshot

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"time"

	"surety/internal/vault/packseal"
)

// Snapshot is one that was taken.
type Snapshot struct {
	Name    Name // of its record; whoever keeps it elsewhere can prove what was kept
	Base    Name // the snapshot from which unchanged files were taken over; zero if none
	Started time.Time
	Ended   time.Time
	System  string   // GOOS
	Folders []string // absolute, sorted
	Totals

	tree  []Part
	packs []Name
}

// Totals count what is in a snapshot.
type Totals struct {
	Files, Dirs, Links int64 // Links are symbolic
	Left               int64 // entries that were not or not wholly kept; Tree tells which and why
	Bytes              int64 // of all files
}

func (t *Totals) add(e *Entry) {
	switch e.Form {
	case File:
		t.Files++
		t.Bytes += e.Size
	case Dir:
		t.Dirs++
	case Symlink:
		t.Links++
	}
	if e.Note != Fine {
		t.Left++
	}
}

const (
	recordMagic = "SSN1"
	maxFolders  = 1000
)

// sealRecord makes the object of a snapshot. Which packs it needs stands in the clear, so that a store can be tidied and
// checked without a key; the seal covers it.
func (a *Archive) sealRecord(s *Snapshot) []byte {
	w := a.box.Seal("record")
	salt := w.Salt()
	head := append([]byte(recordMagic), salt[:]...)
	head = binary.AppendUvarint(head, uint64(len(s.packs)))
	for _, p := range s.packs {
		head = append(head, p[:]...)
	}
	b := append([]byte(nil), s.Base[:]...)
	for _, t := range []time.Time{s.Started, s.Ended} {
		b = binary.AppendUvarint(appendSigned(b, t.Unix()), uint64(t.Nanosecond()))
	}
	b = binary.AppendUvarint(appendText(b, s.System), uint64(len(s.Folders)))
	for _, f := range s.Folders {
		b = appendText(b, f)
	}
	for _, n := range []int64{s.Files, s.Dirs, s.Links, s.Left, s.Bytes} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(s.tree)))
	for _, p := range s.tree {
		b = binary.AppendUvarint(append(b, p.ID[:]...), uint64(p.Length))
	}
	return w.Close(head, b, bytes.Clone(head))
}

// Refs reads from a record which packs its snapshot needs. It needs no key. Faults: snapshot_damaged.
func Refs(record []byte) ([]Name, error) {
	packs, _, err := splitRecord(record)
	if err != nil {
		return nil, Damage{Record, NameOf(record), -1, ID{}, "undecodable"}
	}
	return packs, nil
}

func splitRecord(object []byte) (packs []Name, head int, err error) {
	if len(object) < headLen || string(object[:len(recordMagic)]) != recordMagic {
		return nil, 0, errCode
	}
	d := &decoder{b: object[headLen:]}
	packs = make([]Name, d.count(len(Name{})))
	for i := range packs {
		packs[i] = d.array()
	}
	if d.bad || !slices.IsSortedFunc(packs, compareNames) {
		return nil, 0, errCode
	}
	return packs, len(object) - len(d.b), nil
}

// openRecord opens the object of a snapshot. Faults: errCode, snapshot_seal_broken.
func (a *Archive) openRecord(object []byte) (*Snapshot, error) {
	packs, head, err := splitRecord(object)
	if err != nil {
		return nil, err
	}
	r := a.box.Open("record", [packseal.SaltLen]byte(object[len(recordMagic):headLen]))
	plain, err := r.Closing(nil, object[head:], object[:head])
	if err != nil {
		return nil, err
	}
	s, err := decodeRecord(plain)
	if err != nil {
		return nil, err
	}
	s.Name, s.packs = NameOf(object), packs
	return s, nil
}

func decodeRecord(plain []byte) (*Snapshot, error) {
	d := &decoder{b: plain}
	s := &Snapshot{Base: d.array()}
	s.Started = time.Unix(d.signed(), int64(d.number(1e9-1))).UTC()
	s.Ended = time.Unix(d.signed(), int64(d.number(1e9-1))).UTC()
	s.System = d.text(64)
	for range d.number(maxFolders) {
		s.Folders = append(s.Folders, d.text(maxPath))
	}
	for _, n := range []*int64{&s.Files, &s.Dirs, &s.Links, &s.Left, &s.Bytes} {
		*n = int64(d.number(maxLength))
	}
	s.tree = make([]Part, d.count(33))
	for i := range s.tree {
		s.tree[i] = Part{d.array(), int64(d.number(maxChunk))}
	}
	return s, d.done()
}

// Snapshot reads one by the name of its record. Faults: absent, snapshot_damaged.
func (a *Archive) Snapshot(ctx context.Context, name Name) (*Snapshot, error) {
	object, err := a.whole(ctx, Record, name)
	if err != nil {
		return nil, err
	}
	s, err := a.openRecord(object)
	if d := damaged(err, Record, name); d != nil {
		return nil, *d
	}
	return s, err
}

// Snapshots lists all, the oldest first, and what could not be read.
func (a *Archive) Snapshots(ctx context.Context) (out []*Snapshot, bad []Damage, err error) {
	listed, err := all(ctx, a.store, Record)
	if err != nil {
		return nil, nil, err
	}
	for _, i := range listed {
		s, err := a.Snapshot(ctx, i.Name)
		if d := damaged(err, Record, i.Name); d != nil {
			bad = append(bad, *d)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Snapshot) int { return a.Started.Compare(b.Started) })
	return out, bad, nil
}
