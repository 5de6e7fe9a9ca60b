package far

import (
	"context"
	"errors"
	"testing"

	"surety/internal/channel"
)

// TestTheBulkLaneWaitsForASeat: it does not knock with a number that went with the interactive lane while a person proves who they are.
func TestTheBulkLaneWaitsForASeat(t *testing.T) {
	s := &Session{ctx: context.Background(), lanes: map[channel.Lane]*lane{channel.Interactive: {turn: make(chan struct{})}}}
	ctx, left := context.WithCancel(t.Context())
	left()
	if _, err := s.seated(ctx, channel.Bulk); !errors.Is(err, context.Canceled) {
		t.Errorf("a seat is had while the interactive lane is lost: %v", err)
	}
}
