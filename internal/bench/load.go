package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Result is what one measurement found.
type Result struct {
	Name    string        `json:"name"`
	Clients int           `json:"clients"`
	Done    int           `json:"done"`
	Rate    float64       `json:"perSecond"`
	P50     time.Duration `json:"p50"`
	P99     time.Duration `json:"p99"`
	Worst   time.Duration `json:"worst"`
	Bytes   int64         `json:"bytes"` // of the last answer's body
}

// Load says how hard to press: so many clients, each one request after another, for so long.
type Load struct {
	Clients int
	Length  time.Duration
}

// work is one request of one client; it returns how many bytes came back.
type work func(client, turn int) (int64, error)

// sample is what the requests of a load took.
type sample struct {
	took   []time.Duration
	length time.Duration
	bytes  int64
}

func (s *sample) add(more sample) {
	s.took, s.length, s.bytes = append(s.took, more.took...), s.length+more.length, max(s.bytes, more.bytes)
}

// run drives the load and sums up.
func (l Load) run(name string, start func(client int) (work, func(), error)) (Result, error) {
	s, err := l.sample(start)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", name, err)
	}
	return s.summary(name, l.Clients), nil
}

// sample drives the load. The first error ends it: a figure with failures in it says nothing.
func (l Load) sample(start func(client int) (work, func(), error)) (all sample, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), l.Length)
	defer cancel()
	var (
		mu   sync.Mutex
		errs []error
		wait sync.WaitGroup
	)
	began := time.Now()
	for c := range l.Clients {
		wait.Go(func() {
			took, last, err := drive(ctx, c, start)
			mu.Lock()
			defer mu.Unlock()
			all.add(sample{took: took, bytes: last})
			if err != nil {
				errs = append(errs, err)
				cancel()
			}
		})
	}
	wait.Wait()
	all.length = time.Since(began)
	return all, errors.Join(errs...)
}

func drive(ctx context.Context, client int, start func(int) (work, func(), error)) (took []time.Duration, last int64, err error) {
	do, stop, err := start(client)
	if err != nil {
		return nil, 0, err
	}
	defer stop()
	for turn := 0; ctx.Err() == nil; turn++ {
		before := time.Now()
		if last, err = do(client, turn); err != nil {
			return took, last, err
		}
		took = append(took, time.Since(before))
	}
	return took, last, nil
}

func (s sample) summary(name string, clients int) Result {
	all := s.took
	r := Result{Name: name, Clients: clients, Done: len(all), Rate: float64(len(all)) / s.length.Seconds(), Bytes: s.bytes}
	if len(all) > 0 {
		slices.Sort(all)
		r.P50, r.P99, r.Worst = all[len(all)/2], all[len(all)*99/100], all[len(all)-1]
	}
	return r
}

// asker speaks HTTP/1.1 over one kept connection, with as little of its own work as it can: server and load share
// the machine.
type asker struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(address string) (*asker, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &asker{conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

func (a *asker) close() { a.conn.Close() }

// ask sends a request prepared by head and body and reads the whole answer, which must be a success.
func (a *asker) ask(head, body string) (int64, error) {
	if _, err := io.WriteString(a.conn, head+body); err != nil {
		return 0, err
	}
	res, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 500))
		return 0, fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	return io.Copy(io.Discard, res.Body)
}
