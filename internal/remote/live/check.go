package live

import (
	"context"
	"time"

	"surety/internal/fault"
	"surety/internal/wire"
)

// Run looks after the sessions at this server, and after those that a server left behind, until ctx ends; then it closes the node.
func (n *Node) Run(ctx context.Context) error {
	defer n.Close()
	for round := 0; ; round++ {
		if err := n.check(ctx, round); err != nil && ctx.Err() == nil {
			n.Logger.Warn("remote sessions could not be looked after for a moment", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-n.Clock.After(Check):
		}
	}
}

// Close lets all ends go: they come to another server, or here after a start, and find their sessions as they were.
func (n *Node) Close() {
	n.mu.Lock()
	was := n.closed
	n.closed = true
	n.mu.Unlock()
	n.stop()
	if n.Inner != nil {
		_ = n.Inner.Close() // nobody comes any more
	}
	n.running.Wait()
	if was {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), talkWithin)
	defer cancel()
	if err := n.depart(ctx); err != nil {
		n.Logger.Warn("nobody was told that the ends of remote sessions are let go", "error", err)
	}
}

// sweepEvery is how many checks there are to one look after other servers.
const sweepEvery = 5

func (n *Node) check(ctx context.Context, round int) error {
	ctx, cancel := context.WithTimeout(ctx, talkWithin)
	defer cancel()
	sessions := n.all()
	mine, err := n.renew(ctx)
	if err == nil {
		err = n.cutLost(ctx, sessions, mine)
	}
	for _, s := range sessions {
		s.look(ctx, n.Clock.Now()) // by this server's own memory: also when the database does not answer
	}
	if err != nil || round%sweepEvery != 0 {
		return err
	}
	return n.adopt(ctx)
}

// cutLost lets those go that have come to another server, and ends those that the desk says must end.
func (n *Node) cutLost(ctx context.Context, sessions []*session, mine map[string]bool) error {
	by, names := map[string]*session{}, []string(nil)
	for _, s := range sessions {
		switch {
		case !mine[s.name]:
			s.leave()
		case !s.ended() && !s.restores():
			by[s.name], names = s, append(names, s.name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	cuts, err := n.Desk.Live(ctx, names)
	for _, keep := range []bool{false, true} { // first the ends, then the books
		for _, c := range cuts {
			s, d := by[c.Session], debt{wire.Turn{Step: wire.Finish, By: wire.Server, Why: c.Why}, true}
			switch {
			case s == nil:
			case keep:
				s.keep(ctx, d)
			default:
				s.finish(d.turn)
			}
		}
	}
	return err
}

// look does what is due in one session.
func (s *session) look(ctx context.Context, now time.Time) {
	s.settle(ctx)
	s.worth(ctx)
	if s.unsaid() {
		s.sayWhole(ctx)
	}
	for _, g := range s.absent(now) {
		g.leave()
	}
	why, over, lost := s.due(now)
	if why != "" {
		s.end(ctx, why)
	}
	if over || lost {
		s.close(ctx)
	}
}

// worth lets a program go that only restores, once its token is worth nothing: the desk does not know it by a session.
func (s *session) worth(ctx context.Context) {
	if !s.restores() || s.ended() {
		return
	}
	if worthless(s.refresh(ctx)) {
		s.finish(wire.Turn{Step: wire.Finish, By: wire.Server, Why: "over"})
	}
}

// worthless reports whether the desk says of a token that nothing comes in by it any more, and not only that it cannot tell now.
func worthless(err error) bool {
	if err == nil {
		return false
	}
	k := fault.KindOf(err)
	return k == fault.Anonymous || k == fault.Denied || k == fault.Absent
}

// absent are guests that were let in and did not come.
func (s *session) absent(now time.Time) (all []*guest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.guests {
		if g.lanes[1] == nil && now.After(g.until) {
			all = append(all, g)
		}
	}
	return all
}

// due tells why the session must end now, whether it is over for so long that nothing more is waited for, and whether its client's end is
// lost for good.
func (s *session) due(now time.Time) (why string, over, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := !s.lost.IsZero() && now.Sub(s.lost) >= Patience
	switch {
	case s.over != nil:
		since := now.Sub(s.overAt)
		return "", gone || since >= Patience || since >= Farewell+Check && (s.recorded || s.facts.Restore), false
	case gone && s.facts.Restore:
		return "", false, true
	case gone:
		return wire.WhyClientLost, false, true
	case !s.facts.Until.IsZero() && !now.Before(s.facts.Until):
		why = wire.WhyTimeOver
	case !s.blind.IsZero() && now.Sub(s.blind) >= unrecorded:
		why = wire.WhyUnrecorded
	case s.took && len(s.guests) == 0 && now.Sub(s.alone) >= Idle:
		why = wire.WhyIdle
	}
	return why, false, false
}

// close is the end of a session at this server: what of its recording has not come will not.
func (s *session) close(ctx context.Context) {
	s.mu.Lock()
	recorded, owed, restore := s.recorded, len(s.owed), s.facts.Restore
	s.mu.Unlock()
	if !recorded && !restore {
		s.giveUp(ctx)
	}
	s.mu.Lock()
	recorded = s.recorded
	s.mu.Unlock()
	if !restore && !recorded || owed > 0 {
		return // the next check does it again
	}
	if err := s.node.forget(ctx, s.name); err == nil {
		s.leave()
	}
}

// adopt takes over the sessions whose client's end was at a server that is gone, and did not come to another: the next check ends them.
func (n *Node) adopt(ctx context.Context) error {
	all, err := n.orphans(ctx)
	for _, o := range all {
		id, ok := Parse(o.session)
		if !ok {
			continue
		}
		if mine, err := n.inherit(ctx, o); err != nil || !mine {
			return err
		}
		n.mu.Lock()
		if n.sessions[id] == nil {
			n.sessions[id] = n.newSession(Facts{Session: id})
			n.sessions[id].lost = n.Clock.Now().Add(-Patience)
		}
		n.mu.Unlock()
	}
	return err
}
