package deal

import (
	"context"
	"slices"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/deadline"
)

// TestAContractKeepsItsWeekend: what the installation says later changes no contract that names its days.
func TestAContractKeepsItsWeekend(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Deals.Weekend = deadline.Weekend{time.Friday}
		id, _ := w.signed(sample(1))
		w.Deals.Weekend = deadline.Weekend{time.Sunday}
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			free, err := w.WeekendOf(ctx, tx, id)
			if !slices.Equal(free, deadline.Weekend{time.Friday}) {
				t.Errorf("free are %v", free)
			}
			s, err2 := w.load(ctx, tx, id, false)
			if s.weekend != "fri" {
				t.Errorf("kept as %q", s.weekend)
			}
			return first(err, err2)
		}))
	})
}
