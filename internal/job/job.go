// Package job does work after the commit that asked for it.
//
// A job is added in the caller's transaction: it exists exactly when the change it belongs to does. Workers of any
// number of servers on one database claim jobs under a lease; a job whose server died becomes due again when the lease
// ends. A job that fails waits ever longer, and is dead, but still visible, after [Attempts] tries.
//
// [Queue.HandleTx] commits the effect together with the job's completion: the effect happens exactly once.
// [Queue.Handle] is for effects outside the database: they happen at least once, so they must bear repetition.
//
// A payload carries ids and codes only. The queue refuses a payload above [PayloadLimit] and a kind registered twice,
// and keeps of a failure only its fault's code, since an error's text may quote what must not be stored in the clear.
package job

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
)

const (
	// Attempts is how often a job is tried before it is dead: about a day and a half with the waits between.
	Attempts = 12
	// Lease is how long a claim holds unless renewed. It must exceed the difference of the servers' clocks.
	Lease = time.Minute
	// PayloadLimit is the most bytes a payload may have.
	PayloadLimit = 4 << 10

	firstWait = 5 * time.Second
	longWait  = 6 * time.Hour
	poll      = time.Second // how late, at most, another server's work is noticed
	breath    = 20 * time.Millisecond
)

// Job is one piece of work in a handler's hands.
type Job struct {
	ID      string
	Kind    string
	Payload json.RawMessage
	Attempt int // 1 on the first try
}

// Settings are what a queue works with. Logger may be nil.
type Settings struct {
	DB     *db.DB
	Clock  clock.Clock
	Logger *slog.Logger
}

// Queue is where jobs are added and worked on.
type Queue struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	kinds map[string]handler
	wake  chan struct{}
}

type handler struct {
	outside func(context.Context, Job) error
	inside  func(context.Context, *db.Tx, Job) error
}

// Open returns a queue on the store. It works on nothing before Run.
func Open(s Settings) *Queue {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	return &Queue{db: s.DB, clock: s.Clock, log: s.Logger, kinds: map[string]handler{}, wake: make(chan struct{}, 1)}
}

// Handle registers what does jobs of the kind outside a transaction, at least once each. The context ends when the
// lease is lost or the queue stops; a handler that returns because of that has not used up an attempt.
// All kinds must be registered before Run or Drain.
func (q *Queue) Handle(kind string, h func(ctx context.Context, j Job) error) {
	q.register(kind, handler{outside: h})
}

// HandleTx registers what does jobs of the kind inside the transaction that completes them: exactly once each.
// The handler must be short and wait for nothing, as any function given to [db.DB.InTx].
func (q *Queue) HandleTx(kind string, h func(ctx context.Context, tx *db.Tx, j Job) error) {
	q.register(kind, handler{inside: h})
}

func (q *Queue) register(kind string, h handler) {
	if _, ok := q.kinds[kind]; ok {
		panic("job: kind registered twice: " + kind)
	}
	q.kinds[kind] = h
}

// Option changes how a job is added.
type Option func(*addition)

type addition struct {
	due time.Time
	key *string
}

// At lets the job wait until t.
func At(t time.Time) Option { return func(a *addition) { a.due = t } }

// Unique adds nothing when a job of the same kind and key waits already. A job that was begun counts no more: what
// is asked for while it runs is done again.
func Unique(key string) Option { return func(a *addition) { a.key = &key } }

// Add adds a job in the caller's transaction; workers wake when it commits. The payload is written as JSON.
// Faults: too_large.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, kind string, payload any, opts ...Option) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	if len(text) > PayloadLimit {
		return fault.ErrTooLarge.With("limit", PayloadLimit)
	}
	now := q.clock.Now()
	a := addition{due: now}
	for _, o := range opts {
		o(&a)
	}
	if err := insert(ctx, tx, kind, string(text), a, now); err != nil {
		return err
	}
	tx.AfterCommit(q.signal)
	return nil
}

// AddTurn adds a turn of what is done every hour: of those that wait one for each hour, and one that is to begin at once, which no later turn
// of its hour holds up. After the clock went back, turns that wait for a time far ahead hold up none either.
func (q *Queue) AddTurn(ctx context.Context, tx *db.Tx, kind string, at time.Time) error {
	key := at.Truncate(time.Hour).Format(time.RFC3339)
	if !at.After(q.clock.Now()) {
		key = "now, " + key
	}
	return q.Add(ctx, tx, kind, nil, Unique(key), At(at))
}

func insert(ctx context.Context, tx *db.Tx, kind, payload string, a addition, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO job (id, kind, payload, unique_key, added, due, holder, attempts, fault)
		VALUES ($1, $2, $3, $4, $5, $6, '', 0, '') ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL DO NOTHING`,
		access.NewID[string](), kind, payload, a.key, db.Micros(now), db.Micros(a.due))
	return err
}

// signal lets one idle worker look; a worker that finds a job signals the next.
func (q *Queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// wait is how long the job rests after its n-th failed try: 5 s, tripling, at most 6 h, a quarter more or less so
// that what failed together does not return together.
func wait(n int) time.Duration {
	d := firstWait
	for range n - 1 {
		d = min(d*3, longWait)
	}
	return d*3/4 + rand.N(d/2)
}
