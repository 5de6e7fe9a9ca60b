package live

import (
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"surety/internal/channel"
	"surety/internal/recording"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

// receive takes the recording in. A chunk that is not what the client's end must have made ends the session: whoever made it, what follows
// would prove nothing.
func (s *session) receive(ctx context.Context, a *channel.Asked, m *channel.Mux) {
	public, ok := s.taking(m)
	if !ok {
		a.Refuse(wire.TooMany)
		return
	}
	defer s.takingNot(m)
	tail, err := s.node.Chunks.Tail(ctx, s.id)
	if err != nil {
		return
	}
	line, err := a.Take()
	if err != nil {
		return
	}
	claim := recording.Claim{Session: s.id, Public: public}
	err = claim.Receive(line, tail, func(c recording.Sealed) error { return s.store(ctx, c) })
	var bad *recording.Bad
	switch {
	case err == nil:
		goodbye(line)
		s.whole(ctx)
	case errors.As(err, &bad):
		s.node.Logger.Warn("a recording is not what its session's key signed", "session", s.name, "chunk", bad.Chunk, "why", string(bad.Why))
		s.end(ctx, wire.WhyRecordBad)
		s.giveUp(ctx)
	default:
		m.Close() // it comes again and is told where it stands
	}
}

// store keeps a chunk. One that another connection of this end brought a moment ago is kept.
func (s *session) store(ctx context.Context, c recording.Sealed) error {
	err := s.node.Chunks.Put(ctx, s.id, c)
	if !errors.Is(err, chunk.ErrNotNext) && !errors.Is(err, chunk.ErrOver) {
		return err
	}
	has, failed := s.node.Chunks.Has(ctx, s.id, c)
	if has {
		return nil
	}
	return errors.Join(err, failed)
}

// taking makes this lane the one whose stream takes the recording, in the place of one that is lost, and tells whose signature counts.
func (s *session) taking(m *channel.Mux) (public ed25519.PublicKey, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.takes == m || s.lanes[channel.Interactive] != m {
		return nil, false
	}
	if !s.took {
		s.took, s.alone = true, s.node.Clock.Now()
	}
	s.takes, s.blind = m, time.Time{}
	return s.facts.Public, true
}

func (s *session) takingNot(m *channel.Mux) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.takes != m {
		return
	}
	if s.takes = nil; s.copying > 0 {
		s.blind = s.node.Clock.Now()
	}
}

// goodbye ends a stream so that the last acknowledgement is not cut with it.
func goodbye(line *channel.Stream) {
	if line.CloseWrite() == nil && line.SetReadDeadline(time.Now().Add(talkWithin)) == nil {
		_, _ = line.Read(make([]byte, 1)) // the other end leaves when it has read
	}
}

// turnAfter is how long a recording's end may be before the turn that ended the session: they come by two streams. It is the network's
// time, not the session's, so no Clock counts it.
const turnAfter = 500 * time.Millisecond

// whole says that the recording has its end. A session whose recording has ended is over too. The end that brought it may have left by now.
func (s *session) whole(ctx context.Context) {
	select {
	case <-s.done:
	case <-time.After(turnAfter):
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), talkWithin)
	defer cancel()
	if !s.ended() {
		s.end(ctx, wire.WhyRecordEnded)
	}
	s.mu.Lock()
	s.brought = true
	s.mu.Unlock()
	s.sayWhole(ctx)
}

func (s *session) sayWhole(ctx context.Context) {
	stand, err := s.node.Chunks.Stand(ctx, s.id)
	s.say(ctx, stand, err)
}

// unsaid reports whether the desk does not know yet that the recording is whole.
func (s *session) unsaid() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.brought && !s.recorded
}

// giveUp marks the recording as abandoned: nothing can follow what the store has.
func (s *session) giveUp(ctx context.Context) {
	stand, err := s.node.Chunks.Abandon(ctx, s.id)
	s.say(ctx, stand, err)
}

// say tells the desk that nothing will be added to the recording; what fails is done again at the next check.
func (s *session) say(ctx context.Context, stand chunk.Stand, err error) {
	if err == nil {
		err = s.node.Desk.Recorded(ctx, s.name, stand)
	}
	if err != nil {
		s.node.Logger.Warn("a recording's end could not be kept yet", "session", s.name, "error", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recorded = true
}
