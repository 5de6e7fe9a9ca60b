package deadline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/job"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 20, 9, 30, 0, 0, time.UTC)
)

const hour, day = time.Hour, 24 * time.Hour

// world is a server with its clocks, and what struck. Several may share a store.
type world struct {
	*Clocks
	clock *clock.Fake
	jobs  *job.Queue
	mu    sync.Mutex
	said  []string
	fail  atomic.Bool // the next handler fails after it has done its work
}

func newWorld(d *db.DB, c *clock.Fake) *world {
	w := &world{clock: c, jobs: job.Open(job.Settings{DB: d, Clock: c})}
	w.Clocks = Open(Settings{DB: d, Clock: c, Jobs: w.jobs})
	w.Handle("plain", Handler{Due: func(ctx context.Context, tx *db.Tx, x Deadline) error { return w.say(tx, "due "+x.Subject) },
		Remind: func(ctx context.Context, tx *db.Tx, x Deadline, percent int) error {
			return w.say(tx, fmt.Sprintf("%s %d", x.Subject, percent))
		}})
	w.Handle("quiet", Handler{Due: func(ctx context.Context, tx *db.Tx, x Deadline) error { return w.say(tx, "due "+x.Subject) }})
	w.Handle("again", Handler{Due: func(ctx context.Context, tx *db.Tx, x Deadline) error {
		x.Due = x.Due.Add(day)
		return errors.Join(w.say(tx, "due "+x.Subject), w.Set(ctx, tx, x))
	}})
	return w
}

// say notes what happened, if it commits.
func (w *world) say(tx *db.Tx, what string) error {
	if w.fail.Swap(false) {
		return errors.New("the server died here")
	}
	tx.AfterCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.said = append(w.said, what)
	})
	return nil
}

func (w *world) do(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.InTx(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (w *world) set(t testing.TB, k Kind, subject string, in time.Duration) {
	t.Helper()
	w.do(t, func(ctx context.Context, tx *db.Tx) error {
		return w.Set(ctx, tx, Deadline{Kind: k, Subject: subject, Group: "g", Turn: "client", Due: w.clock.Now().Add(in)})
	})
}

func (w *world) pass(t testing.TB, d time.Duration) {
	t.Helper()
	w.clock.Advance(d)
	if err := w.jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func (w *world) heard(t testing.TB, want ...string) {
	t.Helper()
	if !slices.Equal(w.said, want) {
		t.Fatalf("heard %q, want %q", w.said, want)
	}
	w.said = nil
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(dbtest.Open(t, engine, db.Data), clock.NewFake(start))) })
	}
}

func TestRemindsAtSharesOfItsTimeAndFiresOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "plain", "a", 100*hour)
		w.pass(t, 50*hour-time.Microsecond)
		w.heard(t)
		w.pass(t, time.Microsecond)
		w.heard(t, "a 50")
		w.pass(t, 30*hour)
		w.heard(t, "a 80")
		w.pass(t, 15*hour)
		w.heard(t, "a 95")
		w.pass(t, 5*hour)
		w.heard(t, "due a")
		w.pass(t, 1000*hour)
		w.heard(t)
	})
}

func TestAYearPassesInSeconds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "again", "a", day)
		for range 365 {
			w.pass(t, day)
		}
		if len(w.said) != 365 {
			t.Fatalf("it struck %d times in a year", len(w.said))
		}
	})
}

func TestSuspendedGetsBackExactlyWhatWasLeft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		hold := func(fn func(context.Context, *db.Tx, string, string) error, reason string) {
			w.do(t, func(ctx context.Context, tx *db.Tx) error { return fn(ctx, tx, "g", reason) })
		}
		w.set(t, "plain", "a", 100*hour)
		w.pass(t, 60*hour)
		w.heard(t, "a 50")
		hold(w.Suspend, "complaint")
		w.pass(t, 500*hour)
		hold(w.Suspend, "dispute")
		hold(w.Suspend, "dispute")
		hold(w.Resume, "complaint")
		w.pass(t, 500*hour)
		w.heard(t)
		w.do(t, func(ctx context.Context, tx *db.Tx) error {
			list, err := w.List(ctx, tx, "g", "other")
			if err != nil || len(list) != 1 || list[0].Remaining != 40*hour || list[0].Percent != 60 || !list[0].Due.IsZero() || !slices.Equal(list[0].Reasons, []string{"dispute"}) || list[0].Turn != "client" {
				t.Errorf("%+v %v", list, err)
			}
			return nil
		})
		w.set(t, "quiet", "b", 10*hour) // set while the group stands: it stands
		hold(w.Resume, "dispute")
		hold(w.Resume, "dispute")
		w.pass(t, 10*hour)
		w.heard(t, "due b")
		w.pass(t, 10*hour)
		w.heard(t, "a 80")
		w.pass(t, 20*hour-time.Microsecond)
		w.heard(t, "a 95")
		w.pass(t, time.Microsecond)
		w.heard(t, "due a")
	})
}

func TestMoveKeepsWhatHasRun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "plain", "a", 100*hour)
		w.pass(t, 50*hour)
		w.heard(t, "a 50")
		w.do(t, func(ctx context.Context, tx *db.Tx) error {
			return w.Move(ctx, tx, "plain", "a", w.clock.Now().Add(150*hour)) // now 200 in all
		})
		w.pass(t, 109*hour)
		w.heard(t)
		w.pass(t, hour)
		w.heard(t, "a 80")
		w.do(t, func(ctx context.Context, tx *db.Tx) error { return w.Cancel(ctx, tx, "plain", "a") })
		w.pass(t, 1000*hour)
		w.heard(t)
	})
}

// Each change leaves its job behind; an earlier one finds nothing and is gone.
func TestEarlierJobsFindNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "quiet", "a", hour)
		for range 5 {
			w.do(t, func(ctx context.Context, tx *db.Tx) error {
				return w.Move(ctx, tx, "quiet", "a", w.clock.Now().Add(2*hour))
			})
			w.pass(t, hour)
		}
		all, err := w.jobs.Stats(ctx)
		if err != nil || len(all) != 1 || all[0].Waiting != 1 {
			t.Fatalf("%+v %v", all, err)
		}
		w.heard(t)
		w.pass(t, hour)
		w.heard(t, "due a")
	})
}

func TestClockJumps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "plain", "a", 100*hour)
		w.pass(t, 10_000*hour) // ahead, over all reminders
		w.heard(t, "due a")
		w.set(t, "plain", "b", 100*hour)
		w.pass(t, 60*hour)
		w.heard(t, "b 50")
		w.pass(t, -1_000*hour) // back: nothing is said twice
		w.pass(t, 1_000*hour)
		w.heard(t)
		w.do(t, func(ctx context.Context, tx *db.Tx) error { // a clock that is behind its start takes nothing away
			w.clock.Advance(-1_000 * hour)
			return w.Suspend(ctx, tx, "g", "x")
		})
		w.do(t, func(ctx context.Context, tx *db.Tx) error {
			list, err := w.List(ctx, tx, "g")
			if err != nil || list[0].Remaining != 100*hour {
				t.Errorf("%+v %v", list, err)
			}
			return nil
		})
	})
}

// What a handler did is undone with its mark, and done again.
func TestSurvivesAServerThatDies(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.set(t, "quiet", "a", hour)
		w.fail.Store(true)
		w.clock.Advance(hour)
		if err := w.jobs.Drain(ctx); err == nil {
			t.Fatal("the handler's fault was not told")
		}
		w.heard(t)
		other := newWorld(w.DB, w.clock) // a server that starts afterwards
		other.pass(t, day)
		other.heard(t, "due a")
		w.pass(t, day)
		w.heard(t)
	})
}

func TestTwoServersStrikeOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := newWorld(w.DB, w.clock)
		for i := range 40 {
			w.set(t, "quiet", fmt.Sprint(i), hour)
		}
		w.clock.Advance(hour)
		var group sync.WaitGroup
		for _, s := range []*world{w, other, w, other} {
			group.Go(func() {
				if err := s.jobs.Drain(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		all := slices.Sorted(slices.Values(append(w.said, other.said...)))
		if len(all) != 40 || len(slices.Compact(all)) != 40 {
			t.Fatalf("%d strikes: %q", len(all), all)
		}
	})
}

func TestRefusesKindsThatNobodyHandles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return w.Set(ctx, tx, Deadline{Kind: "stray", Subject: "a", Due: start.Add(hour)})
		}); !errors.Is(err, ErrKind) {
			t.Fatal(err)
		}
	})
}

func TestBusinessDays(t *testing.T) {
	friday := start // 2026-03-20
	for _, c := range []struct {
		n       int
		weekend []time.Weekday
		want    string
	}{
		{5, []time.Weekday{time.Saturday, time.Sunday}, "2026-03-27"},
		{1, []time.Weekday{time.Saturday, time.Sunday}, "2026-03-23"},
		{1, []time.Weekday{time.Friday}, "2026-03-21"},
		{7, []time.Weekday{time.Friday}, "2026-03-28"},
		{5, nil, "2026-03-25"},
		{0, nil, "2026-03-20"},
	} {
		if got := BusinessDays(friday, c.n, c.weekend...); got.Format(time.DateOnly) != c.want || got.Hour() != 9 {
			t.Errorf("%d days over %v: %s, want %s", c.n, c.weekend, got, c.want)
		}
	}
}

// However it is suspended, resumed and moved about in time, a deadline strikes once, when exactly its length has run.
func TestRunsItsLengthWhateverHappens(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, db.Data)
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(d, clock.NewFake(start))
		length := time.Duration(rapid.Int64Range(1, int64(10*day/time.Microsecond)).Draw(r, "length")) * time.Microsecond
		w.set(t, "plain", "a", length)
		var ran time.Duration
		holds := map[string]bool{}
		for ran < length {
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0, 1:
				step := min(time.Duration(rapid.Int64Range(1, int64(4*day/time.Microsecond)).Draw(r, "step"))*time.Microsecond, length-ran)
				w.pass(t, step)
				if len(holds) == 0 {
					ran += step
				}
			case 2:
				reason := rapid.SampledFrom([]string{"x", "y"}).Draw(r, "reason")
				holds[reason] = true
				w.do(t, func(ctx context.Context, tx *db.Tx) error { return w.Suspend(ctx, tx, "g", reason) })
			case 3:
				reason := rapid.SampledFrom([]string{"x", "y"}).Draw(r, "reason")
				delete(holds, reason)
				w.do(t, func(ctx context.Context, tx *db.Tx) error { return w.Resume(ctx, tx, "g", reason) })
			}
			if fired := slices.Contains(w.said, "due a"); fired != (ran == length) {
				r.Fatalf("after %s of %s: fired %t (%q)", ran, length, fired, w.said)
			}
		}
		w.do(t, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(w.Resume(ctx, tx, "g", "x"), w.Resume(ctx, tx, "g", "y"), w.CancelGroup(ctx, tx, "g"))
		})
		if slices.Contains(w.said[:len(w.said)-1], "due a") || !slices.IsSorted(w.said[:len(w.said)-1]) {
			r.Fatalf("said %q", w.said)
		}
	})
}
