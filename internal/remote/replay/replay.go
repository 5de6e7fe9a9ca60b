// Package replay shows recordings of remote sessions: their course, pages of what was shown with the picture to begin from, search, commands, a cast to
// download, and live what is being recorded. It says whether a recording is what the record says it is, and who has looked.
//
// A Player reads the chunks as they were stored; it is never near the machine itself, nor the relay. Every opening is on the record, once for as
// long as it lasts (package opening), and the right is asked with every page. What was shown passes the filter of package escape from the
// recording's first byte on, so that a sequence cut by a page's end is none on the next; everything else is text on one line.
//
// What a recording is held to comes from the record: the key it is signed by from the entry of the consent, its last chunk from
// the entry of its end. Not even a server's operator, who can write both rows and chunks, can put another in its place.
//
// It refuses, by naming the first bad chunk, a recording that is not what was signed; answers above [PageBytes]; more than
// [ReadersMost] readings of whole recordings at a time. A watcher too slow for what they see is sent away, and so is one who loses the right,
// within [Renew].
package replay

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/remote/opening"
	"surety/internal/vault"
	"surety/internal/wire"
)

const (
	// PageBytes is about the most of output in one page of play; PageEvents the most events.
	PageBytes  = 1 << 20
	PageEvents = 2000
	// ReadersMost is how many recordings are read from their beginning at a time.
	ReadersMost = 2
	// readTime is how long one such reading may take.
	readTime = 30 * time.Second
)

// Sessions is where rights and keys of sessions come from: remote.Desk, or remote.Inquiry.
type Sessions interface {
	Open(ctx context.Context, who access.Actor, id string, act access.Action, p audit.Params) (remote.Opened, error)
	May(ctx context.Context, who access.Actor, id string, act access.Action) (remote.Seen, error)
	RecordingKey(ctx context.Context, g access.Grant, session string) ([]byte, error)
}

// Chunks is where recordings are: chunk.Store.
type Chunks interface {
	Read(ctx context.Context, session wire.Session, from recording.Position) recording.Source
	Subscribe(ctx context.Context, session wire.Session) <-chan struct{}
}

// Names gives people's names: account.Accounts.
type Names interface {
	Names(ctx context.Context, tx *db.Tx, ids []access.AccountID) (map[access.AccountID]string, error)
}

// Settings are what a player works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Sessions Sessions
	Chunks   Chunks
	People   Names
	Logger   *slog.Logger // nil: silent
}

// Player shows recordings. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Player struct {
	Settings
	*shared
	door string // what tells openings by these rights from those by others
}

// shared is what a player has once, whatever the rights by which somebody comes.
type shared struct {
	book    *opening.Book
	readers chan struct{}
	heads   heads
	shows   shows

	mu      sync.Mutex
	signers map[string]signer
}

// Open prepares a player.
func Open(s Settings) *Player {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	p := &Player{Settings: s, shared: &shared{book: &opening.Book{DB: s.DB, Log: s.Log, Clock: s.Clock}, readers: make(chan struct{}, ReadersMost), signers: map[string]signer{}}}
	p.heads.held = map[headKey]*head{}
	p.shows.on = map[string]*show{}
	return p
}

// Through is the same player for who comes by other rights than those of the session: of them s is asked, with every request, and it
// puts the openings on the record. One that stands does so for the same door alone, which names all that its entry says.
func (p *Player) Through(s Sessions, door string) *Player {
	other := *p
	other.Sessions, other.door = s, door
	return &other
}

// Faults of a player.
var (
	// ErrBad is a recording that is not what was signed; its params name the first bad chunk and say why.
	ErrBad  = fault.New(fault.Conflict, "recording_bad", "the recording is not what was recorded")
	ErrBusy = fault.New(fault.Busy, "recording_busy", "too many recordings are being read").After(5 * time.Second)
	// ErrScreen is a screen that no client's end of ours recorded so: what it holds is not shown.
	ErrScreen = fault.New(fault.Conflict, "recording_screen", "the screen was not recorded in a form that can be shown")
	// ErrNoCopy is a file of which the recording has no copy.
	ErrNoCopy = fault.New(fault.Absent, "recording_no_copy", "the recording has no copy of this file")
	ErrQuery  = fault.New(fault.Invalid, "invalid", "nothing to search for, or too much").At("q")
)

// bad makes a fault of what a reader found.
func bad(err error) error {
	var b *recording.Bad
	switch {
	case errors.As(err, &b):
		return ErrBad.With("chunk", b.Chunk).With("why", string(b.Why)).Because(err)
	case errors.Is(err, recording.ErrQuery):
		return ErrQuery
	}
	return err
}

// opened is a recording that somebody may look into now.
type opened struct {
	remote.Seen
	session wire.Session
	claim   recording.Claim
}

// open asks the right, puts the opening on the record unless one stands, and makes what the recording is held to. how is a code.
func (p *Player) open(ctx context.Context, who access.Actor, id string, act access.Action, how string) (o *opened, err error) {
	seen, err := p.Sessions.May(ctx, who, id, act)
	if err != nil {
		return nil, err
	}
	seen.Grant, err = p.book.Once(seen.Grant, id+p.door, how, func() (access.Grant, error) {
		now, err := p.Sessions.Open(ctx, who, id, act, audit.Params{"how": how})
		return now.Grant, err
	})
	if err != nil {
		return nil, err
	}
	return p.claimed(ctx, seen)
}

// source reads the recording from its beginning.
func (p *Player) source(ctx context.Context, o *opened) *recording.Reader {
	return o.claim.Open(p.Chunks.Read(ctx, o.session, recording.Position{}))
}

// reading waits for its turn to read a recording from the beginning. Fault: recording_busy.
func (p *Player) reading(ctx context.Context) (_ context.Context, done func(), err error) {
	ctx, stop := context.WithTimeout(ctx, readTime)
	select {
	case p.readers <- struct{}{}:
		return ctx, func() { <-p.readers; stop() }, nil
	case <-ctx.Done():
		stop()
		return nil, nil, ErrBusy
	}
}
