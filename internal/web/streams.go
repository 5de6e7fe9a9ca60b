package web

import (
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
)

// streamsPerAccount bounds how many live streams one account holds: a browser's tabs, and some more.
const streamsPerAccount = 20

// streams counts the open live streams, and ends them when the server stops.
type streams struct {
	mu   sync.Mutex
	open map[access.AccountID]int
	stop chan struct{}
	once sync.Once
}

func newStreams() *streams {
	return &streams{open: map[access.AccountID]int{}, stop: make(chan struct{})}
}

// enter counts a stream in; leave counts it out.
func (s *streams) enter(a access.AccountID) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[a] >= streamsPerAccount {
		return nil, fault.New(fault.Busy, "too_many", "too many live streams of this account").After(10 * time.Second)
	}
	s.open[a]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[a]--; s.open[a] == 0 {
			delete(s.open, a)
		}
	}, nil
}

func (s *streams) count() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		n += c
	}
	return n
}

// EndStreams closes every live stream, so that a stopping server need not wait for them.
func (s *Server) EndStreams() { s.streams.once.Do(func() { close(s.streams.stop) }) }
