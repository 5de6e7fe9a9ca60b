package far

import (
	"context"
	"errors"
	"slices"

	"surety/internal/channel"
	"surety/internal/fault"
)

// seat is this end among those of the session: its number, and the keys of both ends. The server gives it up with the interactive lane, so it is good for one.
type seat struct {
	number uint32
	pair   channel.Pair
	taken  bool // by an interactive lane
}

// passes are codes of what passes: the client's end is not there, or a page that asks for us is offline.
var passes = []string{"session_not_ready", "offline"}

// join makes a key, tells its pin, and takes the seat that it is given.
func (s *Session) join(ctx context.Context) (Joined, error) {
	key, err := channel.NewKey()
	if err != nil {
		return Joined{}, err
	}
	joined, err := s.desk.Join(ctx, key.Pin())
	if err != nil {
		return Joined{}, err
	}
	pair, err := key.With(joined.Pin)
	if err != nil {
		return Joined{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seat = seat{number: joined.Number, pair: pair}
	return joined, nil
}

// seated is the seat to dial a lane by. The bulk lane waits for the interactive one, whose seat it shares, however long a person takes to prove again who they are. An interactive lane that was lost joins anew, by another key: the safety words are others then. What was consented to
// stands.
func (s *Session) seated(ctx context.Context, which channel.Lane) (seat, error) {
	if which == channel.Bulk {
		if _, err := s.mux(ctx, channel.Interactive); err != nil {
			return seat{}, err
		}
	}
	s.mu.Lock()
	again := which == channel.Interactive && s.seat.taken
	s.mu.Unlock()
	if again {
		if _, err := s.join(ctx); err != nil {
			return seat{}, waitedFor(err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seat.taken = s.seat.taken || which == channel.Interactive
	return s.seat, nil
}

// waitedFor makes a lost lane of what another try may mend.
func waitedFor(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) && (slices.Contains(passes, f.Code) || f.Kind == fault.Busy) {
		return channel.ErrLaneLost.Because(err)
	}
	return err
}
