package live

import (
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/wire"
)

const (
	mostWaiting = 32               // frames for an end that does not read them
	talkWithin  = 10 * time.Second // for it to take one
)

// talk writes frames on a control stream, so that nobody waits for who reads there. Who does not read loses the lane.
type talk struct {
	out  chan []byte
	of   *channel.Mux
	lost func() // cuts the lane
	once sync.Once
	over chan struct{}
}

func newTalk(lost func()) *talk {
	return &talk{out: make(chan []byte, mostWaiting), lost: lost, over: make(chan struct{})}
}

// send never waits.
func (t *talk) send(kind uint8, payload []byte) {
	select {
	case t.out <- wire.AppendFrame(nil, kind, payload):
	default:
		t.close()
		go t.lost()
	}
}

func (t *talk) close() { t.once.Do(func() { close(t.over) }) }

// run writes until close.
func (t *talk) run(s *channel.Stream) {
	for {
		select {
		case <-t.over:
			return
		case frame := <-t.out:
			_ = s.SetWriteDeadline(time.Now().Add(talkWithin)) // a stream's deadline cannot fail
			if _, err := s.Write(frame); err != nil {
				t.lost()
				return
			}
		}
	}
}
