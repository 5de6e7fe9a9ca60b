// Package chunk keeps the recordings of remote sessions as the client's end sealed them, chunk by chunk.
//
// Invariants. A chunk that was put is on disk. Chunks are only ever added: each follows the one before by its number and
// digest, none twice, also when two servers or two connections of the same end put at the same time, and none after the end or
// after the recording was abandoned. What is kept is what came; there is no key here.
//
// It refuses every other chunk, and does not look at signatures: who puts has checked them (recording.Claim).
package chunk

import (
	"context"
	"database/sql"
	"encoding/hex"
	"sync"
	"time"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/wire"
)

// Faults of putting.
var (
	ErrNotNext = fault.New(fault.Conflict, "chunk_not_next", "the recording does not go on with this chunk")
	ErrOver    = fault.New(fault.Conflict, "recording_over", "the recording has ended or was abandoned")
)

// Store keeps recordings. It is safe for concurrent use.
type Store struct {
	db    *db.DB
	clock clock.Clock

	busy sync.Mutex // one group is written at a time
	mu   sync.Mutex
	next *group // that is not being written yet
	subs map[wire.Session]map[chan struct{}]struct{}
}

// Open makes a store over the database.
func Open(d *db.DB, c clock.Clock) *Store {
	return &Store{db: d, clock: c, subs: map[wire.Session]map[chan struct{}]struct{}{}}
}

// Stand is how far a recording has come.
type Stand struct {
	Chunks    uint64
	Bytes     int64       // sealed
	Last      wire.Digest // of the last chunk
	Ended     bool        // by an end that was recorded
	Abandoned time.Time   // when the server gave its end up; zero otherwise
}

// Over reports whether nothing can follow.
func (s Stand) Over() bool { return s.Ended || !s.Abandoned.IsZero() }

// Tail is where the next chunk must follow.
func (s Stand) Tail() recording.Tail {
	return recording.Tail{Next: s.Chunks, Previous: s.Last, Ended: s.Over()}
}

// Name is a session as it stands in the database and in addresses.
func Name(s wire.Session) string { return hex.EncodeToString(s[:]) }

// StandTx tells how far a recording has come; the zero Stand when it has not begun.
func StandTx(ctx context.Context, tx *db.Tx, session wire.Session) (Stand, error) {
	all, err := db.All(ctx, tx, scanStand, `SELECT next, last, bytes, ended, abandoned FROM remote_recording WHERE session = $1`, Name(session))
	if err != nil || len(all) == 0 {
		return Stand{}, err
	}
	return all[0], nil
}

// Stand is StandTx by itself.
func (s *Store) Stand(ctx context.Context, session wire.Session) (stand Stand, err error) {
	err = s.db.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		stand, err = StandTx(ctx, tx, session)
		return err
	})
	return stand, err
}

// Tail is where the next chunk of a recording must follow.
func (s *Store) Tail(ctx context.Context, session wire.Session) (recording.Tail, error) {
	stand, err := s.Stand(ctx, session)
	return stand.Tail(), err
}

// AbandonTx gives a recording's end up: nothing can follow what it has. One that has ended, or was abandoned before, stays as it is.
func AbandonTx(ctx context.Context, tx *db.Tx, session wire.Session, at time.Time) error {
	var none wire.Digest
	_, err := tx.Exec(ctx, `INSERT INTO remote_recording (session, next, last, bytes, ended, abandoned) VALUES ($1, 0, $2, 0, $3, $4)
		ON CONFLICT (session) DO UPDATE SET abandoned = excluded.abandoned WHERE NOT remote_recording.ended AND remote_recording.abandoned IS NULL`,
		Name(session), none[:], false, db.Micros(at))
	return err
}

// Abandon is AbandonTx by itself, and tells how far the recording had come.
func (s *Store) Abandon(ctx context.Context, session wire.Session) (stand Stand, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err = AbandonTx(ctx, tx, session, s.clock.Now()); err != nil {
			return err
		}
		stand, err = StandTx(ctx, tx, session)
		return err
	})
	if err == nil {
		s.tell(session)
	}
	return stand, err
}

func scanStand(row db.Scanner) (Stand, error) {
	var s Stand
	var last []byte
	var next int64
	var abandoned sql.NullInt64
	err := row.Scan(&next, &last, &s.Bytes, &s.Ended, &abandoned)
	copy(s.Last[:], last)
	s.Chunks, s.Abandoned = uint64(next), db.TimeOrZero(abandoned)
	return s, err
}
