// Package bench measures a whole installation under load, over HTTP, and prints what it did and on what.
//
// Figures of one run are comparable with each other, not with those of another day: beside Surety's own stand, in the
// same run, a handler that does nothing and an insert of the same bytes that seals and records nothing. Server, stores
// and load share the machine.
package bench

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Site is an installation to measure; the command wires it.
type Site interface {
	// Open starts the installation and its server and returns when it listens.
	Open(ctx context.Context) (Running, error)
}

// Running is an installation that serves.
type Running struct {
	World
	Address string // host:port
	Close   func() error
}

// Report is what one size of world showed.
type Report struct {
	Tickets int           `json:"tickets"`
	Engine  string        `json:"engine"`
	Filled  time.Duration `json:"filled"`
	Start   time.Duration `json:"start"` // until the first list was answered
	Idle    int64         `json:"idleBytes"`
	Peak    int64         `json:"peakBytes"`
	Results []Result      `json:"results"`
}

// Plan says what to measure.
type Plan struct {
	Sizes   []int         // tickets, rising
	Length  time.Duration // of each measurement
	Only    string        // just what has this in its name
	Profile string        // a directory for CPU profiles; none when empty
	Kept    string        // a file that tells a later run of this world; none when empty
}

// Tickets fills the site to each size in turn and measures it there. Progress goes to log.
func Tickets(ctx context.Context, site Site, plan Plan, log io.Writer) ([]Report, error) {
	var all []Report
	p, err := kept(plan.Kept)
	if err != nil {
		return nil, err
	}
	for _, size := range plan.Sizes {
		filled, err := grow(ctx, site, &p, size, log)
		if err != nil {
			return nil, fmt.Errorf("fill to %d: %w", size, err)
		}
		if err := p.keep(plan.Kept); err != nil {
			return nil, err
		}
		r, err := measure(ctx, site, &p, plan)
		if err != nil {
			return nil, fmt.Errorf("at %d: %w", size, err)
		}
		r.Tickets, r.Filled = size, filled
		all = append(all, r)
	}
	return all, nil
}

func grow(ctx context.Context, site Site, p *people, size int, log io.Writer) (took time.Duration, err error) {
	if p.Made >= size {
		return 0, nil
	}
	run, err := site.Open(ctx)
	if err != nil {
		return 0, err
	}
	defer func() {
		if closing := run.Close(); err == nil {
			err = closing
		}
	}()
	began := time.Now()
	if err := p.settle(ctx, run.World); err != nil {
		return 0, err
	}
	if err := p.fill(ctx, run.World, size, log); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// measure starts the site anew, so that a start and an idle server are measured too.
func measure(ctx context.Context, site Site, p *people, plan Plan) (r Report, err error) {
	began := time.Now()
	run, err := site.Open(ctx)
	if err != nil {
		return r, err
	}
	defer func() {
		if closing := run.Close(); err == nil {
			err = closing
		}
	}()
	r.Engine = string(run.DB.Engine())
	t := target{run: run, people: p, plan: plan}
	if err := t.first(); err != nil {
		return r, err
	}
	r.Start, r.Idle = time.Since(began), resident("VmRSS")
	r.Results, err = t.all(ctx)
	r.Peak = resident("VmHWM")
	return r, err
}
