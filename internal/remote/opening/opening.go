// Package opening puts on the record that somebody opened something, once for as long as they go on reading it.
//
// A player asks for a page every few seconds; an entry for each would bury the record. An opening is one reader, at one sign-in, of
// one thing in one way: it is on the record before anything is opened (S3), holds for [Lasts], and only on this server. The right is asked
// every time: an opening that stands opens nothing for who has lost it.
package opening

import (
	"context"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
)

const (
	// Lasts is how long an opening stands before the next reading is put on the record again.
	Lasts = 15 * time.Minute
	// most is how many are known at a time; beyond that all are forgotten, and the next readings are on the record again.
	most = 4096
)

// Book knows the openings that stand. It is safe for concurrent use.
type Book struct {
	DB    *db.DB
	Log   *audit.Log
	Clock clock.Clock

	mu    sync.Mutex
	stand map[key]standing
}

type key struct {
	account access.AccountID
	session string
	action  access.Action
	ticket  access.TicketID
	kind    string
	what    string
	how     string
}

type standing struct {
	grant access.Grant
	until time.Time
}

// Grant returns a recorded grant for the reader to do this with the thing: what names what is opened there, how in which way; both are codes or
// ids and go into the entry under "what" and "how". Faults: those of access.Check.
func (b *Book) Grant(ctx context.Context, who access.Actor, act access.Action, thing access.Thing, what, how string) (access.Grant, error) {
	g, err := access.Check(who, act, thing)
	if err != nil {
		return g, err
	}
	return b.Once(g, what, how, func() (access.Grant, error) {
		return g, b.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return b.Log.Append(ctx, tx, g, audit.Params{"what": what, "how": how})
		})
	})
}

// Once returns the recorded grant of an opening that stands, or else that which record gives. now is the same right, as it was checked just now.
func (b *Book) Once(now access.Grant, what, how string, record func() (access.Grant, error)) (access.Grant, error) {
	who, thing, at := now.Actor(), now.Thing(), b.Clock.Now()
	k := key{who.Account, who.Session, now.Action(), thing.Ticket, thing.Kind, what, how}
	if held, ok := b.standing(k, at); ok {
		return held, nil
	}
	g, err := record()
	if err != nil {
		return access.Grant{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stand == nil || len(b.stand) >= most {
		b.stand = map[key]standing{}
	}
	b.stand[k] = standing{g, at.Add(Lasts)}
	return g, nil
}

func (b *Book) standing(k key, now time.Time) (access.Grant, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.stand[k]
	return s.grant, ok && now.Before(s.until) && s.grant.Recorded()
}
