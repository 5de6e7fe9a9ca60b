package ticket_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// The benchmarks run on as many tickets as SURETY_BENCH_TICKETS says, 2,000 unless told, and on the engine that
// SURETY_BENCH_ENGINE names. Compare runs at 2,000, 20,000 and 200,000: the cost must not follow.

type field struct {
	*suretytest.World
	clients []access.Actor
	agent   access.Actor
	tickets []access.TicketID
}

var (
	fieldOnce sync.Once
	theField  field
)

// filled makes the world once per process.
func filled(b *testing.B) field {
	b.Helper()
	n, _ := strconv.Atoi(os.Getenv("SURETY_BENCH_TICKETS"))
	if n == 0 {
		n = 2000
	}
	engine := db.SQLite
	if os.Getenv("SURETY_BENCH_ENGINE") == "postgres" {
		engine = db.Postgres
	}
	fieldOnce.Do(func() { theField = fill(engine, n) })
	b.ResetTimer()
	return theField
}

// outliving lets the world live from one benchmark to the next: the process's end cleans up.
type outliving struct {
	testing.TB
	dir string
}

func (o outliving) TempDir() string           { return o.dir }
func (o outliving) Cleanup(func())            {}
func (o outliving) Helper()                   {}
func (o outliving) Fatal(args ...any)         { panic(fmt.Sprint(args...)) }
func (o outliving) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "surety-bench-")
	if err != nil {
		panic(err)
	}
	benchDir = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var benchDir string

func fill(engine db.Engine, n int) field {
	f := field{World: suretytest.New(outliving{dir: benchDir}, engine)}
	deps := []access.DepartmentID{f.Department("Support"), f.Department("Sales"), f.Department("Finance"), f.Department("Other")}
	f.agent = f.Agent(deps[:3]...)
	org := f.Organisation("Alder")
	for i := range 100 {
		if i%2 == 0 { // half of them are of one large organisation
			f.clients = append(f.clients, f.ClientOf(org))
			continue
		}
		f.clients = append(f.clients, f.Client())
	}
	f.tickets = make([]access.TicketID, n)
	var next atomic.Int64
	each(64, func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f.tickets[i] = f.one(deps[i%4], i)
		}
	})
	return f
}

func each(workers int, fn func()) {
	var all sync.WaitGroup
	for range workers {
		all.Go(fn)
	}
	all.Wait()
}

// one opens a ticket; one in a hundred is urgent, one in ten stays active.
func (f field) one(dep access.DepartmentID, i int) access.TicketID {
	f.Clock.Advance(time.Millisecond)
	r := ticket.Request{Subject: "The printer on the second floor is offline", Text: "It worked yesterday.", Department: dep}
	if i%100 == 8 {
		r.Priority = ticket.Urgent
	}
	t, err := f.Desk.Open(ctx, f.clients[i%len(f.clients)], r)
	if err == nil && i%10 != 3 {
		_, err = f.Desk.Close(ctx, f.clients[i%len(f.clients)], t.ID)
	}
	if err != nil {
		panic(err)
	}
	return t.ID
}

func parallel(b *testing.B, workers int, fn func() error) {
	b.ReportAllocs()
	b.SetParallelism(max(1, workers/2))
	before := processor()
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := fn(); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64(processor()-before)/float64(b.N)/1e3, "cpu-µs/op")
}

// processor is the time that this process has computed: on a machine that others use too it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkList(b *testing.B) {
	f := filled(b)
	for _, c := range []struct {
		name string
		who  access.Actor
		q    ticket.Query
	}{
		{"active", f.agent, ticket.Query{Status: []string{"active"}}},
		{"all", f.agent, ticket.Query{}},
		{"new", f.agent, ticket.Query{Status: []string{"new"}}},
		{"closed", f.agent, ticket.Query{Status: []string{"closed"}}},
		{"unassigned", f.agent, ticket.Query{View: "unassigned"}},
		{"urgent", f.agent, ticket.Query{Priority: ticket.Urgent}},
		{"restricted", f.agent, ticket.Query{Class: ticket.Restricted}},
		{"created", f.agent, ticket.Query{Sort: "created"}},
		{"requester", f.agent, ticket.Query{Requester: f.clients[0].Account}},
		{"organisation", f.clients[0], ticket.Query{}},
		{"requester-own", f.clients[1], ticket.Query{Status: []string{"active"}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			parallel(b, 8, func() error { _, err := f.Desk.List(ctx, c.who, c.q); return err })
		})
	}
	b.Run("deep", func(b *testing.B) {
		q := ticket.Query{Limit: 100}
		for range min(200, len(f.tickets)/200) {
			p, err := f.Desk.List(ctx, f.agent, q)
			if err != nil {
				b.Fatal(err)
			}
			q.Cursor = p.Next
		}
		q.Limit = 50
		parallel(b, 8, func() error { _, err := f.Desk.List(ctx, f.agent, q); return err })
	})
	b.Run("counts", func(b *testing.B) {
		parallel(b, 8, func() error { _, err := f.Desk.Counts(ctx, f.agent); return err })
	})
}

func BenchmarkReadTwentyMessages(b *testing.B) {
	f := filled(b)
	t := f.Ticket(f.clients[0], f.agent.Departments(access.Agent)[0])
	for i := range 19 {
		who := f.agent
		if i%2 == 0 {
			who = f.clients[0]
		}
		if _, err := f.Desk.Reply(ctx, who, t.ID, ticket.Reply{Text: "Have you tried to turn it off and on again?", Anyway: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("messages", func(b *testing.B) {
		parallel(b, 8, func() error { _, err := f.Desk.Messages(ctx, f.agent, t.ID, ticket.Slice{Limit: 20}); return err })
	})
	b.Run("ticket", func(b *testing.B) {
		parallel(b, 8, func() error { _, err := f.Desk.Read(ctx, f.agent, t.ID); return err })
	})
}

func BenchmarkReply(b *testing.B) {
	f := filled(b)
	var mine []access.TicketID
	for i, id := range f.tickets {
		if i%4 < 3 && i%10 == 3 {
			mine = append(mine, id)
		}
	}
	parallel(b, 64, func() error {
		_, err := f.Desk.Reply(ctx, f.agent, mine[rand.IntN(len(mine))], ticket.Reply{Text: "We have looked into it and will call you this afternoon.", Anyway: true})
		return err
	})
}

func BenchmarkOpen(b *testing.B) {
	f := filled(b)
	dep := f.agent.Departments(access.Agent)[0]
	parallel(b, 8, func() error {
		_, err := f.Desk.Open(ctx, f.clients[0], ticket.Request{Subject: "The printer is offline", Text: "Since yesterday.", Department: dep})
		return err
	})
}
