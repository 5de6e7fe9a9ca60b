package bench_test

import (
	"context"
	"testing"
	"time"

	"surety/internal/bench"
	"surety/internal/escrow"
	"surety/internal/suretytest"
)

func TestEscrowIsMeasuredAndStaysSound(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		l := escrow.Open(escrow.Settings{DB: w.DB, Clock: w.Clock})
		for range 2 {
			results, err := bench.Escrow(context.Background(), l, w.Log, bench.Plan{Length: 300 * time.Millisecond})
			if err != nil || len(results) != 4 {
				t.Fatalf("%v %v", err, results)
			}
			for _, r := range results {
				if r.Done == 0 || r.Clients != 64 {
					t.Errorf("%+v", r)
				}
				t.Logf("%s: %.0f/s, p50 %s, p99 %s", r.Name, r.Rate, r.P50, r.P99)
			}
		}
		if r, err := l.Verify(context.Background()); err != nil || r.Bad != nil || r.Transfers < 128 {
			t.Errorf("%v %+v", err, r)
		}
	})
}
