package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
)

var bg = context.Background()

func TestR1EntryAndChangeCommitOrVanishTogether(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.exec(t, `CREATE TABLE thing (id BIGINT PRIMARY KEY)`)
		refusal := errors.New("a rule refuses")
		change := func(id int, then error) error {
			return r.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO thing (id) VALUES ($1)`, id); err != nil {
					return err
				}
				if err := r.Append(ctx, tx, grant(t, access.TicketReply, "t1"), nil); err != nil {
					return err
				}
				return then
			})
		}
		for id := range 40 {
			var want error
			if id%3 == 1 {
				want = refusal
			}
			if err := change(id, want); !errors.Is(err, want) {
				t.Fatalf("change %d: %v", id, err)
			}
		}
		if things, entries := r.count(t, "thing"), r.count(t, "audit_entry"); things != 27 || entries != 27 {
			t.Fatalf("%d changes and %d entries, want 27 of both", things, entries)
		}
		cp := r.checkpoint(t)
		r.sound(t, 27, cp)
	})
}

func TestR1EntryThatCannotBeWrittenUndoesTheChange(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.exec(t, `CREATE TABLE thing (id BIGINT PRIMARY KEY)`)
		good := grant(t, access.TicketReply, "t1")
		tries := map[string]func(ctx context.Context, tx *db.Tx) error{
			"no grant": func(ctx context.Context, tx *db.Tx) error { return r.Append(ctx, tx, access.Grant{}, nil) },
			"too large": func(ctx context.Context, tx *db.Tx) error {
				return r.Append(ctx, tx, good, Params{"k": strings.Repeat("x", limit)})
			},
			"two actions": func(ctx context.Context, tx *db.Tx) error {
				return r.AppendList(ctx, tx, []access.Grant{good, grant(t, access.TicketSee, "t2")}, nil)
			},
			"table gone": func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `ALTER TABLE audit_entry RENAME TO gone`); err != nil {
					return err
				}
				return r.Append(ctx, tx, good, nil)
			},
		}
		for what, try := range tries {
			err := r.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO thing (id) VALUES (1)`); err != nil {
					return err
				}
				return try(ctx, tx)
			})
			if err == nil || r.count(t, "thing") != 0 || r.count(t, "audit_entry") != 0 {
				t.Errorf("%s: error %v, %d changes stand", what, err, r.count(t, "thing"))
			}
		}
		if good.Recorded() {
			t.Error("a grant is recorded without an entry")
		}
	})
}

func TestManyWritersAtOnceWithUndoneOnes(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		var all sync.WaitGroup
		refusal := errors.New("refused")
		for w := range 16 {
			all.Go(func() {
				for i := range 20 {
					g := grant(t, access.TicketReply, access.TicketID(fmt.Sprint("t", w)))
					var want error
					if i%5 == 4 {
						want = refusal
					}
					err := r.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
						return errors.Join(r.Append(ctx, tx, g, nil), want)
					})
					if !errors.Is(err, want) {
						t.Errorf("writer %d: %v", w, err)
					}
				}
			})
		}
		for range 3 {
			all.Go(func() { r.checkpoint(t) })
		}
		all.Wait()
		cp := r.checkpoint(t)
		r.sound(t, 16*16, cp)
	})
}

func TestSequencersRaceAndOneIsKilled(t *testing.T) {
	one := openPostgres(t)
	two := again(t, one.Settings)
	killed, kill := context.WithCancel(bg)
	var servers, writers sync.WaitGroup
	for _, r := range []*record{one, two} {
		ctx := killed
		if r == two {
			ctx = bg
		}
		servers.Go(func() {
			for ctx.Err() == nil && (r == one || two.count(t, "audit_leaf") < 400) {
				if err := r.place(ctx, false); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	for w := range 8 {
		writers.Go(func() {
			for range 50 {
				one.act(t, access.TicketID(fmt.Sprint("t", w)), nil)
			}
		})
	}
	writers.Go(func() {
		for one.count(t, "audit_leaf") < 100 {
		}
		kill()
	})
	writers.Wait()
	servers.Wait()
	two.sound(t, 400, two.checkpoint(t))
}

func TestSequencerUndoneInTheMiddleLosesNothing(t *testing.T) {
	r := openPostgres(t)
	for i := range 7 {
		r.act(t, "t1", Params{"i": fmt.Sprint(i)})
	}
	crash := errors.New("crash")
	err := r.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
		if _, err := r.placeBatch(ctx, tx); err != nil {
			return err
		}
		return crash
	})
	if !errors.Is(err, crash) {
		t.Fatal(err)
	}
	if rep := r.verify(t); rep.Waiting != 7 || rep.Size != 0 || rep.FirstBad != nil {
		t.Fatalf("after the crash %+v", rep)
	}
	r.act(t, "t1", nil)
	r.sound(t, 8, r.checkpoint(t))
}

func TestLateCommitOfALowerNumberIsPlacedToo(t *testing.T) {
	r := openPostgres(t)
	holding, finish := make(chan struct{}), make(chan struct{})
	var late sync.WaitGroup
	late.Go(func() {
		r.tx(t, func(ctx context.Context, tx *db.Tx) error {
			err := r.Append(ctx, tx, grant(t, access.TicketReply, "late"), nil)
			close(holding)
			<-finish
			return err
		})
	})
	<-holding
	r.act(t, "early", nil)
	first := r.checkpoint(t)
	close(finish)
	late.Wait()
	r.sound(t, 2, first, r.checkpoint(t))
	es, err := r.OfTicket(bg, grant(t, access.TicketRecord, "late"), 0, 10)
	if err != nil || len(es) != 1 || es[0].Leaf != 1 || es[0].N != 1 {
		t.Errorf("the late entry: %+v %v, want number 1 at leaf 1", es, err)
	}
}

func TestRunPlacesAndSigns(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		ctx, stop := context.WithCancel(bg)
		var running sync.WaitGroup
		running.Go(func() {
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		r.act(t, "t1", nil)
		r.list(t, "t1", "t2")
		fake := r.Clock.(*clock.Fake)
		for r.count(t, "audit_checkpoint") == 0 || r.count(t, "audit_unlisted") > 0 {
			fake.Advance(time.Second)
		}
		stop()
		running.Wait()
		r.sound(t, 2)
	})
}

// A server that runs for less than a minute leaves a checkpoint too.
func TestStoppingSigns(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.act(t, "t1", nil)
		ctx, stop := context.WithCancel(bg)
		stop()
		if err := r.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if n := r.count(t, "audit_checkpoint"); n != 1 {
			t.Errorf("%d checkpoints after a stop, want 1", n)
		}
	})
}

func TestTicketSeesItsEntriesNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		for i := range 5 {
			r.act(t, "t1", Params{"i": fmt.Sprint(i)})
			r.act(t, "t2", nil)
		}
		r.list(t, "t1", "t2", "t3")
		g := grant(t, access.TicketRecord, "t1")
		first, err := r.OfTicket(bg, g, 0, 4)
		if err != nil || len(first) != 4 {
			t.Fatalf("%v %v", first, err)
		}
		if len(first[0].Tickets) != 1 || first[0].Tickets[0] != "t1" {
			t.Errorf("the list's entry tells of others: %v", first[0].Tickets)
		}
		rest, err := r.OfTicket(bg, g, first[3].N, 10)
		if err != nil || len(rest) != 2 || rest[0].Params["i"] != "1" || rest[1].Params["i"] != "0" {
			t.Errorf("the rest: %+v %v", rest, err)
		}
		if _, err := r.OfTicket(bg, grant(t, access.TicketRead, "t1"), 0, 4); !errors.Is(err, fault.ErrDenied) {
			t.Errorf("another grant opens the record: %v", err)
		}
	})
}

func TestSearchNarrowsAndPages(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		fake := r.Clock.(*clock.Fake)
		for i := range 9 {
			fake.Advance(time.Minute)
			if i == 5 {
				fake.Advance(-3 * time.Minute) // the clock was put right
			}
			r.act(t, access.TicketID(fmt.Sprint("t", i%3)), nil)
		}
		r.list(t, "t0", "t1")
		officer := access.Actor{Account: "sec", Roles: []access.Role{access.Security}}
		g, err := access.Check(officer, access.RecordRead, access.Thing{Kind: "record"})
		if err != nil {
			t.Fatal(err)
		}
		find := func(f Filter) (n int) {
			for {
				es, next, err := r.Search(bg, g, f)
				if err != nil {
					t.Fatal(err)
				}
				for i := range es {
					if i > 0 && es[i].At.After(es[i-1].At) {
						t.Error("not newest first")
					}
				}
				if n += len(es); next == 0 {
					return n
				}
				f.Before = next
			}
		}
		for what, c := range map[string]struct {
			f    Filter
			want int
		}{
			"all in pages": {Filter{Limit: 2}, 10}, "actor": {Filter{Actor: "acc-agent"}, 10}, "nobody": {Filter{Actor: "x"}, 0},
			"action": {Filter{Action: access.TicketSee}, 1}, "ticket": {Filter{Ticket: "t0"}, 4},
			"time":     {Filter{From: start.Add(3 * time.Minute), To: start.Add(5 * time.Minute), Limit: 1}, 4},
			"together": {Filter{Ticket: "t1", Action: access.TicketReply, Actor: "acc-agent"}, 3},
		} {
			if n := find(c.f); n != c.want {
				t.Errorf("%s: %d entries, want %d", what, n, c.want)
			}
		}
	})
}

func TestDestroyedContentLeavesItsLeaf(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		for range 4 {
			r.act(t, "t1", nil)
		}
		r.list(t, "t1", "t2")
		before := r.checkpoint(t)
		var n int64
		r.get(t, `SELECT min(n) FROM audit_entry`, nil, &n)
		destroy := func(ns ...int64) error {
			return r.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error { return r.Destroy(ctx, tx, access.Server("retention"), ns) })
		}
		if err := destroy(n+1, n+4); err != nil {
			t.Fatal(err)
		}
		r.checkpoint(t)
		if rep := r.verify(t, before); rep.FirstBad != nil || rep.Destroyed != 2 || rep.Size != 6 {
			t.Errorf("%+v %v", rep, rep.FirstBad)
		}
		if err := destroy(n + 1); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("destroyed twice: %v", err)
		}
		if _, err := r.Receipt(bg, grant(t, access.Receipt, "t1"), n+1); fault.KindOf(err) != fault.Absent {
			t.Errorf("receipt of what is gone: %v", err)
		}
		r.exec(t, `UPDATE audit_entry SET body = NULL, origin = NULL, salt = NULL WHERE n = $1`, n)
		if rep := r.verify(t); rep.FirstBad == nil || rep.FirstBad.N != n {
			t.Errorf("destroyed without a word: %+v", rep.FirstBad)
		}
	})
}

func TestR1AGrantIsWorthNoMoreThanItsEntry(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		g := grant(t, access.TicketReply, "t1")
		try := func(then error) error {
			return r.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				if err := r.Append(ctx, tx, g, nil); err != nil {
					return err
				}
				if !g.Recorded() {
					t.Error("inside the transaction it counts")
				}
				return then
			})
		}
		undone := errors.New("undone")
		if err := try(undone); !errors.Is(err, undone) || g.Recorded() {
			t.Errorf("%v; after its transaction was undone: recorded %t", err, g.Recorded())
		}
		if err := try(nil); err != nil || !g.Recorded() {
			t.Errorf("%v; after it stands: recorded %t", err, g.Recorded())
		}
		if err := try(undone); !errors.Is(err, undone) || !g.Recorded() {
			t.Errorf("%v; the first entry stands still: recorded %t", err, g.Recorded())
		}
	})
}
