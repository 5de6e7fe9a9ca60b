package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
)

var (
	ctx   = context.Background()
	epoch = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
)

func fresh(d *db.DB) (*Queue, *clock.Fake) {
	c := clock.NewFake(epoch)
	return Open(Settings{DB: d, Clock: c}), c
}

func add(t testing.TB, q *Queue, kind string, payload any, opts ...Option) {
	t.Helper()
	err := q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return q.Add(ctx, tx, kind, payload, opts...) })
	if err != nil {
		t.Fatal(err)
	}
}

func drain(t testing.TB, q *Queue) {
	t.Helper()
	if err := q.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func list(t testing.TB, q *Queue) []Row {
	t.Helper()
	rows, err := q.List(ctx, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAJobExistsExactlyWhenItsTransactionCommits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, _ := fresh(d)
		var got []string
		q.Handle("letter", func(_ context.Context, j Job) error { got = append(got, string(j.Payload)); return nil })
		_ = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := q.Add(ctx, tx, "letter", "undone"); err != nil {
				return err
			}
			return fault.ErrConflict
		})
		add(t, q, "letter", map[string]string{"account": "a1"})
		drain(t, q)
		if len(got) != 1 || got[0] != `{"account":"a1"}` {
			t.Errorf("worked on %v", got)
		}
		if rows := list(t, q); len(rows) != 0 {
			t.Errorf("left over: %+v", rows)
		}
	})
}

func TestEffectAndCompletionAreOneTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		fail := true
		q.HandleTx("first", func(ctx context.Context, tx *db.Tx, j Job) error {
			if err := q.Add(ctx, tx, "second", "effect"); err != nil {
				return err
			}
			if fail {
				return fault.ErrConflict
			}
			return nil
		})
		effects := 0
		q.HandleTx("second", func(context.Context, *db.Tx, Job) error { effects++; return nil })
		add(t, q, "first", nil)
		if err := q.Drain(ctx); !errors.Is(err, fault.ErrConflict) {
			t.Errorf("drain: %v, want the handler's failure", err)
		}
		if effects != 0 {
			t.Error("the effect of a failed handler stands")
		}
		fail = false
		c.Advance(time.Hour)
		drain(t, q)
		if effects != 1 || len(list(t, q)) != 0 {
			t.Errorf("%d effects, %d jobs left; want 1 and 0", effects, len(list(t, q)))
		}
	})
}

func TestTwoQueuesNeverRunOneJobAtOnceNorTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const jobs = 200
		var running, ran [jobs]atomic.Int32
		var left atomic.Int32
		left.Store(jobs)
		work, stop := context.WithTimeout(ctx, time.Minute)
		begin := func(j Job) {
			var i int
			if _, err := fmt.Sscan(string(j.Payload), &i); err != nil {
				t.Error(err)
			}
			if running[i].Add(1) != 1 {
				t.Errorf("job %d runs twice at once", i)
			}
			ran[i].Add(1)
			running[i].Add(-1)
			if left.Add(-1) == 0 {
				stop()
			}
		}
		var servers sync.WaitGroup
		var first *Queue
		for range 2 {
			q := Open(Settings{DB: d, Clock: clock.System{}})
			q.Handle("outside", func(_ context.Context, j Job) error { begin(j); return nil })
			q.HandleTx("inside", func(_ context.Context, tx *db.Tx, j Job) error { tx.AfterCommit(func() { begin(j) }); return nil })
			first = q
			servers.Go(func() { _ = q.Run(work, 4) })
		}
		for i := range jobs {
			add(t, first, []string{"outside", "inside"}[i%2], i)
		}
		servers.Wait()
		for i := range ran {
			if n := ran[i].Load(); n != 1 {
				t.Errorf("job %d ran %d times", i, n)
			}
		}
	})
}

func TestFailuresWaitEverLongerThenDieVisibly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		var log bytes.Buffer
		q.log = slog.New(slog.NewTextHandler(&log, nil))
		var at []time.Time
		q.Handle("flaky", func(context.Context, Job) error {
			at = append(at, c.Now())
			return fault.New(fault.Unavailable, "peer_silent", "no answer")
		})
		add(t, q, "flaky", nil)
		for range Attempts {
			_ = q.Drain(ctx)
			if rows := list(t, q); rows[0].Dead.IsZero() {
				c.Advance(rows[0].Due.Sub(c.Now()))
			}
		}
		c.Advance(1000 * time.Hour)
		drain(t, q)
		if len(at) != Attempts {
			t.Fatalf("%d attempts, want %d", len(at), Attempts)
		}
		want := firstWait
		for i := 1; i < len(at); i++ {
			if got := at[i].Sub(at[i-1]); got < want*3/4 || got > want*5/4 {
				t.Errorf("wait %d was %v, want %v or a quarter more or less", i, got, want)
			}
			want = min(want*3, longWait)
		}
		dead, err := q.List(ctx, Filter{Dead: true, Kind: "flaky"})
		if err != nil || len(dead) != 1 || dead[0].Fault != "peer_silent" || dead[0].Attempts != Attempts {
			t.Errorf("the dead: %+v, %v", dead, err)
		}
		if stats, err := q.Stats(ctx); err != nil || len(stats) != 1 || stats[0].Dead != 1 || stats[0].Waiting != 0 {
			t.Errorf("stats: %+v, %v", stats, err)
		}
		if !strings.Contains(log.String(), "a job is dead") {
			t.Errorf("log: %s", log.String())
		}
	})
}

func TestHopelessAndPanicsAreFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, _ := fresh(d)
		q.Handle("hopeless", func(context.Context, Job) error { return Hopeless(fault.ErrInvalid) })
		q.Handle("panic", func(context.Context, Job) error { panic("boom") })
		q.HandleTx("panic_inside", func(context.Context, *db.Tx, Job) error { panic("boom") })
		for _, k := range []string{"hopeless", "panic", "panic_inside"} {
			add(t, q, k, nil)
		}
		if err := q.Drain(ctx); err == nil {
			t.Error("failures were swallowed")
		}
		for _, r := range list(t, q) {
			if (r.Kind == "hopeless") == r.Dead.IsZero() || r.Held || r.Attempts != 1 {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestUniqueHoldsUntilTheJobIsBegun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		ran := 0
		q.HandleTx("sweep", func(ctx context.Context, tx *db.Tx, _ Job) error {
			ran++
			return q.Add(ctx, tx, "sweep", nil, Unique("daily"), At(c.Now().Add(24*time.Hour)))
		})
		q.HandleTx("other", func(context.Context, *db.Tx, Job) error { return nil })
		add(t, q, "sweep", nil, Unique("daily"))
		add(t, q, "sweep", nil, Unique("daily"))
		add(t, q, "other", nil, Unique("daily"))
		if n := len(list(t, q)); n != 2 {
			t.Fatalf("%d jobs, want one of each kind", n)
		}
		drain(t, q)
		add(t, q, "sweep", nil, Unique("daily"))
		drain(t, q)
		if ran != 1 {
			t.Errorf("ran %d times, want once: the next waits for tomorrow", ran)
		}
		c.Advance(24 * time.Hour)
		drain(t, q)
		if ran != 2 || len(list(t, q)) != 1 {
			t.Errorf("ran %d times with %d waiting, want 2 and 1", ran, len(list(t, q)))
		}
	})
}

// TestATurnAtOnceIsNotHeldUpByALaterOneOfItsHour: a server that starts anew begins a turn, also when the one it left waits for later in this hour.
func TestATurnAtOnceIsNotHeldUpByALaterOneOfItsHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		turn := func(at time.Time) {
			t.Helper()
			if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return q.AddTurn(ctx, tx, "turn", at) }); err != nil {
				t.Fatal(err)
			}
		}
		var ran []time.Time
		q.HandleTx("turn", func(ctx context.Context, tx *db.Tx, _ Job) error {
			ran = append(ran, c.Now())
			return q.AddTurn(ctx, tx, "turn", c.Now().Add(time.Hour))
		})
		start := func() { turn(c.Now()); turn(c.Now()); drain(t, q) }
		c.Advance(50 * time.Minute)
		start() // leaves one for ten to two
		c.Advance(20 * time.Minute)
		start()
		if len(ran) != 2 {
			t.Fatalf("turns at %v: each start begins one, and only one", ran)
		}
		c.Advance(40 * time.Minute)
		drain(t, q)
		if len(ran) != 3 || len(list(t, q)) != 1 {
			t.Errorf("turns at %v, %d wait: from then on there is one an hour", ran, len(list(t, q)))
		}
		c.Advance(-30 * 24 * time.Hour)
		if start(); len(ran) != 4 {
			t.Errorf("turns at %v: one that waits for a time far ahead holds up the next", ran)
		}
	})
}

func TestDueInOrderAndNotBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		var got []string
		q.Handle("k", func(_ context.Context, j Job) error { got = append(got, string(j.Payload)); return nil })
		add(t, q, "k", 3, At(epoch.Add(3*time.Minute)))
		add(t, q, "k", 2, At(epoch.Add(2*time.Minute)))
		add(t, q, "unknown here", 0)
		drain(t, q)
		if len(got) != 0 {
			t.Errorf("done too early: %v", got)
		}
		c.Advance(3 * time.Minute)
		drain(t, q)
		if fmt.Sprint(got) != "[2 3]" {
			t.Errorf("order %v", got)
		}
		if rows := list(t, q); len(rows) != 1 || rows[0].Attempts != 0 {
			t.Errorf("a kind without handler must be left to another server: %+v", rows)
		}
	})
}

func TestAnIdleWorkerWakesAtTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, _ := fresh(d) // the clock stands still: only the wake can have done it
		work, stop := context.WithTimeout(ctx, time.Minute)
		defer stop()
		did := make(chan struct{})
		q.Handle("k", func(context.Context, Job) error { did <- struct{}{}; return nil })
		ended := make(chan error)
		go func() { ended <- q.Run(work, 3) }()
		for range 20 {
			add(t, q, "k", nil)
			select {
			case <-did:
			case <-work.Done():
				t.Fatal("asleep")
			}
		}
		stop()
		<-ended
	})
}

func TestRefusals(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, db.Data)
	q, _ := fresh(d)
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return q.Add(ctx, tx, "k", strings.Repeat("x", PayloadLimit))
	})
	if !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("large payload: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a kind was registered twice")
		}
	}()
	for range 2 {
		q.Handle("k", func(context.Context, Job) error { return nil })
	}
}

func BenchmarkTenThousandJobs(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		for _, inside := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/inside=%v", e, inside), func(b *testing.B) {
				for b.Loop() {
					tenThousand(b, dbtest.Open(b, e, db.Data), inside)
				}
			})
		}
	}
}

func tenThousand(b *testing.B, d *db.DB, inside bool) {
	const n = 10_000
	q := Open(Settings{DB: d, Clock: clock.System{}})
	var left atomic.Int32
	left.Store(n)
	work, stop := context.WithCancel(ctx)
	one := func() {
		if left.Add(-1) == 0 {
			stop()
		}
	}
	q.Handle("outside", func(context.Context, Job) error { one(); return nil })
	q.HandleTx("inside", func(_ context.Context, tx *db.Tx, _ Job) error { tx.AfterCommit(one); return nil })
	kind := map[bool]string{true: "inside", false: "outside"}[inside]
	begin := time.Now()
	var adders sync.WaitGroup
	for range 32 {
		adders.Go(func() {
			for range n / 32 {
				add(b, q, kind, "id")
			}
		})
	}
	adders.Wait()
	for range n % 32 {
		add(b, q, kind, "id")
	}
	b.ReportMetric(n/time.Since(begin).Seconds(), "added/s")
	begin = time.Now()
	_ = q.Run(work, 16)
	b.ReportMetric(n/time.Since(begin).Seconds(), "done/s")
}

func TestTheDeadAreRevivedWithAllTheirAttempts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, _ := fresh(d)
		mended, tries := false, 0
		q.Handle("letter", func(context.Context, Job) error {
			if tries++; mended {
				return nil
			}
			return Hopeless(fault.ErrDiskFull)
		})
		q.Handle("other", func(context.Context, Job) error { return Hopeless(fault.ErrInvalid) })
		for _, k := range []string{"letter", "letter", "other"} {
			add(t, q, k, nil)
		}
		_ = q.Drain(ctx) // all fail
		graves, err := q.Graves(ctx)
		if err != nil || len(graves) != 2 || graves[0].Kind != "letter" || graves[0].Count != 2 || graves[0].Fault != "disk_full" || graves[0].Since.IsZero() || graves[1].Count != 1 {
			t.Errorf("the dead: %+v, %v", graves, err)
		}
		if n := revive(t, q, "letter"); n != 2 {
			t.Errorf("%d were revived, want 2", n)
		}
		_ = q.Drain(ctx) // they fail again, and are dead again
		if graves, _ = q.Graves(ctx); len(graves) != 2 || graves[0].Count != 2 {
			t.Errorf("the dead after a try in vain: %+v", graves)
		}
		mended = true
		revive(t, q, "letter")
		drain(t, q)
		if graves, _ = q.Graves(ctx); tries != 6 || len(graves) != 1 || graves[0].Kind != "other" {
			t.Errorf("%d tries, the dead: %+v", tries, graves)
		}
		if n := revive(t, q, "letter"); n != 0 {
			t.Errorf("%d were revived where none was dead", n)
		}
	})
}

func revive(t *testing.T, q *Queue, kind string) (n int64) {
	t.Helper()
	err := q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = q.Revive(ctx, tx, kind)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
