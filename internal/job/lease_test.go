package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
)

// A server that dies between claim and completion leaves a lease; another takes over when it ends, and whatever the
// first still does has no effect.
func TestACrashAfterTheClaimIsMadeGood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		attempts := []int{}
		q.HandleTx("pay", func(_ context.Context, _ *db.Tx, j Job) error { attempts = append(attempts, j.Attempt); return nil })
		add(t, q, "pay", nil)
		late, found, err := q.claim(ctx, "crashed")
		if err != nil || !found {
			t.Fatalf("claim: %v %v", found, err)
		}
		c.Advance(Lease - time.Second)
		drain(t, q)
		if len(attempts) != 0 {
			t.Fatal("done while the lease holds")
		}
		c.Advance(time.Second)
		drain(t, q)
		if err := q.do(ctx, late, "crashed"); !errors.Is(err, errLost) {
			t.Errorf("the one presumed dead: %v, want a lost lease", err)
		}
		if fmt.Sprint(attempts) != "[2]" {
			t.Errorf("attempts that had an effect: %v, want only the second", attempts)
		}
	})
}

func TestAJobThatEndsItsServerEachTimeIsDeadInTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, c := fresh(d)
		q.Handle("poison", func(context.Context, Job) error { t.Error("handled once more"); return nil })
		add(t, q, "poison", nil)
		for range Attempts {
			if _, found, err := q.claim(ctx, "crashed"); err != nil || !found {
				t.Fatalf("claim: %v %v", found, err)
			}
			c.Advance(Lease)
		}
		if err := q.Drain(ctx); fault.As(err).Code != "worn" {
			t.Errorf("drain: %v", err)
		}
		if rows := list(t, q); len(rows) != 1 || rows[0].Dead.IsZero() || rows[0].Fault != "worn" {
			t.Errorf("%+v", rows)
		}
	})
}

// watched tells when someone has begun to wait for the clock.
type watched struct {
	*clock.Fake
	waits chan struct{}
}

func (w watched) After(d time.Duration) <-chan time.Time {
	ch := w.Fake.After(d)
	w.waits <- struct{}{}
	return ch
}

func TestALeaseIsRenewedWhileTheHandlerWorks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := watched{clock.NewFake(epoch), make(chan struct{}, 1)}
		q := Open(Settings{DB: d, Clock: c})
		end := make(chan struct{})
		q.Handle("long", func(ctx context.Context, _ Job) error { <-end; return ctx.Err() })
		add(t, q, "long", nil)
		done := make(chan error)
		go func() { done <- q.Drain(ctx) }()
		<-c.waits
		for range 9 {
			c.Advance(Lease / 3)
			<-c.waits // the renewal is over, the next is awaited
		}
		if _, found, err := q.claim(ctx, "thief"); found || err != nil {
			t.Errorf("claimed under a renewed lease: %v %v", found, err)
		}
		close(end)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestAHandlerWhoseLeaseIsLostIsCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := watched{clock.NewFake(epoch), make(chan struct{}, 1)}
		q := Open(Settings{DB: d, Clock: c})
		q.Handle("long", func(ctx context.Context, _ Job) error { <-ctx.Done(); return ctx.Err() })
		add(t, q, "long", nil)
		done := make(chan error)
		go func() { done <- q.Drain(ctx) }()
		<-c.waits
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE job SET holder = 'thief'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Advance(Lease / 3)
		if err := <-done; !errors.Is(err, errLost) {
			t.Errorf("drain: %v", err)
		}
		if rows := list(t, q); len(rows) != 1 || rows[0].Attempts != 1 || rows[0].Fault != "" {
			t.Errorf("the new holder's job was touched: %+v", rows)
		}
	})
}

func TestStoppingGivesTheJobBackWithoutCounting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q, _ := fresh(d)
		work, stop := context.WithCancel(ctx)
		q.Handle("long", func(ctx context.Context, _ Job) error { stop(); <-ctx.Done(); return ctx.Err() })
		add(t, q, "long", nil)
		if err := q.Run(work, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("run: %v", err)
		}
		if rows := list(t, q); len(rows) != 1 || rows[0].Attempts != 0 || rows[0].Held || !rows[0].Due.Equal(epoch) {
			t.Errorf("%+v, want as if never begun", rows)
		}
	})
}

// A claim must cost the same among ten thousand due jobs as among ten, statistics or none.
func TestAClaimSortsNothing(t *testing.T) {
	d := dbtest.Open(t, db.Postgres, db.Data)
	q, _ := fresh(d)
	q.HandleTx("k", func(context.Context, *db.Tx, Job) error { return nil })
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range 2000 {
			if err := q.Add(ctx, tx, "k", i); err != nil {
				return err
			}
		}
		plan, err := db.All(ctx, tx, db.Value[string], "EXPLAIN "+q.claimText(db.Postgres), q.withKinds([]any{db.Micros(epoch), db.Micros(epoch), "h"})...)
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "job_due") || strings.Contains(text, "Sort") {
			t.Errorf("the plan of a claim:\n%s", text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
