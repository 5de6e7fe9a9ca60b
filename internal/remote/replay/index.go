package replay

import (
	"bytes"
	"context"
	"encoding/gob"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/recording"
	"surety/internal/vault"
	"surety/internal/wire"
)

// View is the course of a recording.
type View struct {
	Duration  time.Duration
	Chunks    uint64
	Bytes     int64 // sealed
	Complete  bool  // it ended by an end that was recorded
	Terminals []Terminal
	Screens   []Terminal // sizes in pixels
	Places    int        // where a player may leap to at little cost
	Moments   []Event
	Left      int // moments beyond those
	Watchers  []Watcher
}

// Terminal is one that the recording shows, or a screen, with its last size.
type Terminal struct {
	Stream uint32
	Size   wire.Size
}

// Watcher is somebody who looked on or opened the recording, and when they last began to.
type Watcher struct {
	ID   access.AccountID
	Name string
	At   time.Time
	Live bool
}

// momentsMost is how many moments one answer holds, and momentsBytes of how many bytes together; the rest is counted.
const momentsMost, momentsBytes = 2000, 1 << 20

// Recording tells the course of a recording: made at the first opening of one that is over and kept sealed, and anew of one that runs. Right:
// remote.replay, on the record. Faults: absent, denied, remote_state, recording_bad, recording_busy.
func (p *Player) Recording(ctx context.Context, who access.Actor, id string) (v View, err error) {
	o, err := p.open(ctx, who, id, access.RemoteReplay, "course")
	if err != nil {
		return v, err
	}
	x, err := p.index(ctx, o)
	if err != nil {
		return v, err
	}
	v = View{Duration: x.Summary.Duration, Chunks: x.Summary.Chunks, Bytes: x.Summary.Bytes, Complete: x.Summary.Ended, Terminals: terminalsOf(x), Screens: screensOf(x), Places: len(x.Places), Moments: []Event{}}
	told, bytes := 0, 0
	for ; told < min(len(x.Moments), momentsMost) && bytes < momentsBytes; told++ {
		m := x.Moments[told]
		bytes += len(m.Payload)
		if e, ok := shown(wire.Event{At: m.At, Kind: m.Kind, Stream: m.Stream, Payload: m.Payload}); ok {
			v.Moments = append(v.Moments, e)
		}
	}
	copied(v.Moments, x)
	v.Left = x.Left + len(x.Moments) - told
	v.Watchers, err = p.watchers(ctx, o)
	return v, err
}

func terminalsOf(x recording.Index) []Terminal {
	sizes := map[uint32]wire.Size{}
	for _, place := range x.Places {
		for stream, size := range place.Sizes {
			sizes[stream] = size
		}
	}
	for _, m := range x.Moments {
		if m.Kind == wire.Resized {
			sizes[m.Stream], _ = wire.DecodeSize(m.Payload) // the reader has checked it
		}
	}
	return sorted(sizes)
}

func screensOf(x recording.Index) []Terminal {
	sizes := map[uint32]wire.Size{}
	for _, p := range x.Pictures {
		sizes[p.Stream] = wire.Size{Cols: p.Width, Rows: p.Height}
	}
	return sorted(sizes)
}

func sorted(sizes map[uint32]wire.Size) []Terminal {
	all := []Terminal{}
	for stream, size := range sizes {
		all = append(all, Terminal{stream, size})
	}
	slices.SortFunc(all, func(a, b Terminal) int { return int(a.Stream) - int(b.Stream) })
	return all
}

func indexPlace(session string) vault.Place {
	return vault.Place{Kind: "recording", Row: session, Field: "index"}
}

// index is that of the recording as it is now.
func (p *Player) index(ctx context.Context, o *opened) (x recording.Index, err error) {
	if x, ok, err := p.kept(ctx, o); ok || err != nil {
		return x, err
	}
	ctx, done, err := p.reading(ctx)
	if err != nil {
		return x, err
	}
	defer done()
	return p.build(ctx, o)
}

// course is the index for who has their turn to read a recording already.
func (p *Player) course(ctx context.Context, o *opened) (x recording.Index, err error) {
	if x, ok, err := p.kept(ctx, o); ok || err != nil {
		return x, err
	}
	return p.build(ctx, o)
}

func (p *Player) build(ctx context.Context, o *opened) (x recording.Index, err error) {
	if x, err = recording.Build(p.source(ctx, o)); err != nil {
		return x, bad(err)
	}
	if o.claim.Stored != nil {
		err = p.keep(ctx, o, x)
	}
	return x, err
}

// kept reads the index that was made before, of a recording that ended where the record says.
func (p *Player) kept(ctx context.Context, o *opened) (x recording.Index, ok bool, err error) {
	if o.claim.Stored == nil { // the record does not know its end
		return x, false, nil
	}
	var sealed [][]byte
	if err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		sealed, err = db.All(ctx, tx, db.Value[[]byte], `SELECT sealed FROM recording_index WHERE session = $1 AND ticket = $2 AND chunks = $3`,
			o.ID, string(o.Ticket), int64(o.claim.Stored.Number)+1)
		return err
	}); err != nil || len(sealed) == 0 {
		return x, false, err
	}
	plain, err := p.Vault.Open(ctx, o.Grant, indexPlace(o.ID), sealed[0])
	if err != nil {
		return x, false, err
	}
	if err := gob.NewDecoder(bytes.NewReader(plain)).Decode(&x); err != nil {
		return x, false, err
	}
	return x, x.Summary.Last == o.claim.Stored.Digest, nil
}

func (p *Player) keep(ctx context.Context, o *opened, x recording.Index) error {
	var plain bytes.Buffer
	if err := gob.NewEncoder(&plain).Encode(x); err != nil {
		return err
	}
	sealed, err := p.Vault.Seal(ctx, o.Grant, indexPlace(o.ID), plain.Bytes())
	if err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO recording_index (session, ticket, chunks, sealed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (session) DO UPDATE SET ticket = excluded.ticket, chunks = excluded.chunks, sealed = excluded.sealed`,
			o.ID, string(o.Ticket), int64(x.Summary.Chunks), sealed)
		return err
	})
}

// watchersMost is how many entries of each kind are looked through, from the latest.
const watchersMost = 200

// watchers are those who opened this recording, from the record; who is reading may know it as they may replay.
func (p *Player) watchers(ctx context.Context, o *opened) ([]Watcher, error) {
	g, err := access.Check(access.Server("replay"), access.RecordRead, access.Thing{Kind: "record"})
	if err != nil {
		return nil, err
	}
	all, seen, ids := []Watcher{}, map[Watcher]bool{}, []access.AccountID{}
	for _, act := range []access.Action{access.RemoteWatch, access.RemoteReplay, access.ComplaintMaterial} {
		entries, _, err := p.Log.Search(ctx, g, audit.Filter{Action: act, Ticket: o.Ticket, Limit: watchersMost})
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			w := Watcher{ID: e.Actor, Live: act == access.RemoteWatch}
			if e.Params["session"] != o.ID || seen[w] {
				continue
			}
			seen[w] = true
			w.At = e.At
			all, ids = append(all, w), append(ids, e.Actor)
		}
	}
	var names map[access.AccountID]string
	err = p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		names, err = p.People.Names(ctx, tx, ids)
		return err
	})
	for i := range all {
		all[i].Name = names[all[i].ID]
	}
	slices.SortStableFunc(all, func(a, b Watcher) int { return b.At.Compare(a.At) })
	return all, err
}
