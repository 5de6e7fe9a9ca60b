package channel

import (
	"io"
	"time"
)

// receive reads until the connection ends, and ends the mux with it.
func (m *Mux) receive() {
	for {
		if err := m.frame(); err != nil {
			m.fail(err)
			return
		}
	}
}

// frame reads one frame and does what it says.
func (m *Mux) frame() error {
	if _, err := io.ReadFull(m.conn, m.head[:]); err != nil {
		return err
	}
	f, err := parseFrame(&m.head)
	if err != nil {
		return err
	}
	var body []byte
	if n := f.carries(); n > 0 {
		if body, err = m.body(f, int(n)); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = time.Now()
	switch f.kind {
	case framePing:
		m.answer(frame{kind: framePong})
		return nil
	case framePong:
		return nil
	case frameOpen:
		return m.opened(f.stream)
	}
	s := m.streams[f.stream]
	if s == nil {
		release(body)
		return m.past(f.stream)
	}
	err = s.told(f, body)
	if len(body) <= shortFrame { // what is longer is the stream's now
		release(body)
	}
	return err
}

// answer queues a frame that the other end asked for. Who does not take its answers is not read any further. The caller holds the lock.
func (m *Mux) answer(f frame) {
	for m.owed >= mostOwed && m.err == nil {
		m.turn.Wait()
	}
	m.owed++
	m.queue(f)
}

// body reads what a frame carries into a piece. More than the stream's window is never kept.
func (m *Mux) body(f frame, n int) (b []byte, err error) {
	m.mu.Lock()
	s := m.streams[f.stream]
	if s != nil && f.count > s.room {
		err = errFrame
	}
	m.mu.Unlock()
	if err != nil {
		return nil, err
	}
	b = piece(n)[:n]
	_, err = io.ReadFull(m.conn, b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// opened begins a stream of the other end. The caller holds the lock.
func (m *Mux) opened(id uint32) error {
	if id <= m.last || id%2 == m.next%2 {
		return errFrame
	}
	m.last = id
	if m.theirs >= m.most || m.take == nil && len(m.waiting) >= smallAccept {
		m.answer(frame{kind: frameCut, stream: id})
		return nil
	}
	s := m.stream(id)
	m.theirs++
	if m.take == nil {
		m.waiting = append(m.waiting, s)
		return nil
	}
	m.take(s)
	return nil
}

// past lets a frame go that is for a stream which is over here; the other end may not know yet. The caller holds the lock.
func (m *Mux) past(id uint32) error {
	if mine := id%2 == m.next%2; mine && id >= m.next || !mine && id > m.last {
		return errFrame
	}
	return nil
}

// told does what a frame says about the stream. The caller holds the lock.
func (s *Stream) told(f frame, body []byte) error {
	m := s.mux
	switch f.kind {
	case frameWindow:
		if s.may+f.count > mostWindow {
			return errFrame
		}
		s.may += f.count
		m.turn.Broadcast()
	case frameEnd:
		s.ended = true
		s.came.Broadcast()
		s.forget()
	case frameCut:
		s.breaks(ErrStreamReset)
	case frameData, frameMore:
		return s.keep(f, body)
	}
	return nil
}

// keep holds bytes for the reader. The caller holds the lock.
func (s *Stream) keep(f frame, body []byte) error {
	if s.ended {
		return errFrame
	}
	if f.kind == frameMore {
		if s.waits++; s.bag.size > 0 {
			s.waits = 0
		}
	}
	s.room -= f.count
	if len(body) > shortFrame {
		s.bag.add(body)
	} else {
		s.bag.put(body)
	}
	s.came.Signal()
	return nil
}

// allow lets the other end send again what was read, and more than before when it had to wait several times though all was read: then the
// window is what is slow. The caller holds the lock.
func (s *Stream) allow() {
	if s.ended || s.taken < s.window/2 {
		return
	}
	more := s.taken
	if s.waits >= patience && s.window < s.mux.largest {
		more += s.window
		s.window, s.waits = 2*s.window, 0
	}
	s.taken = 0
	s.room += more
	s.mux.queue(frame{frameWindow, s.id, more})
}
