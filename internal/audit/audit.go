// Package audit keeps the record: what was done, by whom, on what, in a Merkle tree that nobody can rewrite unnoticed.
//
// An entry is written in the transaction of the change that it tells of, so both stand or neither does. Its leaf is a
// salted commitment: content can be destroyed later and the leaf still stands. Signed checkpoints fix the tree's state;
// receipts prove one entry to somebody who has nothing but the record's public key. See docs/design/record.md.
//
// On SQLite writers take turns, so an entry gets its leaf at once. On PostgreSQL it waits for the sequencer, [Log.Run],
// because a tree head that all writers lock would make them wait for each other.
//
// The package refuses an invalid grant, an entry that is too large, to sign a tree that no longer continues the
// checkpoint signed before it, and to show a party of one case what an entry says of others.
package audit

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
)

// Pace of Run.
const (
	sequenceEvery   = 100 * time.Millisecond
	checkpointEvery = time.Minute
)

// Settings tell Open where the record is and who signs it. Verify and Export need no Signer.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Signer   note.Signer
	Verifier note.Verifier
	Origin   string       // the record's name in checkpoints, equal to the key's
	Logger   *slog.Logger // nil: silent
}

// Log is the record. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Log struct {
	Settings
	edge    atomic.Pointer[frontier]
	watcher Watcher
}

// NewKey makes the key pair that signs a record's checkpoints, in the text form of golang.org/x/mod/sumdb/note.
// The second is public. Origin is a name without spaces or plus signs, such as "help.firm.example/record".
func NewKey(origin string) (skey, vkey string, err error) {
	if err := checkOrigin(origin); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, origin)
}

func checkOrigin(origin string) error {
	if origin == "" || strings.Contains(origin, "+") || strings.ContainsFunc(origin, unicode.IsSpace) {
		return fault.New(fault.Invalid, "record_origin", "the record's name must have no space and no plus sign")
	}
	return nil
}

// Open checks that the keys belong to the origin.
func Open(_ context.Context, s Settings) (*Log, error) {
	if s.Signer == nil || s.DB == nil || s.Clock == nil {
		return nil, errors.New("audit: a database, a clock and a signer are needed")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.Signer.Name() != s.Origin || s.Signer.KeyHash() != s.Verifier.KeyHash() {
		return nil, errors.New("audit: the signing key is not this record's")
	}
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	return &Log{Settings: s}, nil
}

func (s Settings) check() error {
	if err := checkOrigin(s.Origin); err != nil {
		return err
	}
	if s.Verifier == nil || s.Verifier.Name() != s.Origin {
		return errors.New("audit: the verifying key is not this record's")
	}
	return nil
}

// Run places waiting entries ten times a second and signs a checkpoint each minute in which the tree grew, until ctx
// ends. Failures are logged and tried again. Many servers may run it at once.
func (l *Log) Run(ctx context.Context) error {
	signed := l.Clock.Now()
	for {
		select {
		case <-ctx.Done():
			return l.last(ctx)
		case <-l.Clock.After(sequenceEvery):
		}
		if err := l.place(ctx, false); err != nil && ctx.Err() == nil {
			l.Logger.Error("record: entries could not be placed", "error", err)
		}
		if err := l.index(ctx, 1); err != nil && ctx.Err() == nil {
			l.Logger.Error("record: lists could not be made findable", "error", err)
		}
		if l.Clock.Now().Sub(signed) < checkpointEvery {
			continue
		}
		signed = l.Clock.Now()
		if _, err := l.Checkpoint(ctx); err != nil && ctx.Err() == nil {
			l.Logger.Error("record: no checkpoint could be signed", "error", err)
		}
	}
}

// lastSign bounds how long signing may hold up a stop.
const lastSign = 5 * time.Second

// last signs what came since the last checkpoint, so that a server that ran for seconds leaves one too.
func (l *Log) last(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSign)
	defer cancel()
	if _, err := l.Checkpoint(ctx); err != nil {
		l.Logger.Error("record: no last checkpoint could be signed", "error", err)
	}
	return nil
}
