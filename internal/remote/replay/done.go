package replay

import (
	"context"
	"errors"
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/escape"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/wire"
)

// doneMost is how many commands, files and tunnels are listed each; beyond that they are counted. Of a command no more than doneRunes are.
const doneMost, doneRunes = 200, 500

// Done is what a recording tells of the work: nobody wrote it.
type Done struct {
	Worked   time.Duration // from the first to the last event, less what was paused
	Commands []Command
	Files    []File
	Tunnels  []Tunnelled
	All      Counts // those beyond doneMost too
	Over     bool
	Chunks   uint64
}

// Counts are how many there were.
type Counts struct{ Commands, Files, Tunnels int }

// File is one that went over, or that was changed; its name is harmless.
type File struct {
	At     time.Duration
	Way    Way
	Name   string
	Bytes  uint64
	SHA256 wire.Digest
}

// Tunnelled is what went through one port that was opened; its address is harmless.
type Tunnelled struct {
	At      time.Duration // since it was opened
	Address string
	In, Out uint64 // bytes towards the client's machine, and from it
}

// Done reads a session's recording for the work done in it. Right: the caller's: a recorded grant for content of the session's ticket. Faults:
// recording_bad, recording_busy, grant_unfit.
func (p *Player) Done(ctx context.Context, g access.Grant, session string, ticket access.TicketID) (d Done, err error) {
	o, err := p.claimed(ctx, remote.Seen{Opened: remote.Opened{ID: session, Ticket: ticket, Grant: g}})
	if err != nil {
		return d, err
	}
	ctx, done, err := p.reading(ctx)
	if err != nil {
		return d, err
	}
	defer done()
	d = Done{Over: o.claim.Stored != nil, Commands: []Command{}, Files: []File{}, Tunnels: []Tunnelled{}}
	if err := d.course(p.source(ctx, o)); err != nil {
		return Done{}, bad(err)
	}
	for c, err := range commands(p.source(ctx, o)) {
		if err != nil {
			return Done{}, bad(err)
		}
		if d.All.Commands++; len(d.Commands) == doneMost {
			continue
		}
		if runes := []rune(c.Text); len(runes) > doneRunes {
			c.Text = string(runes[:doneRunes]) + "…"
		}
		d.Commands = append(d.Commands, c)
	}
	return d, nil
}

// course reads times, files and tunnels.
func (d *Done) course(r *recording.Reader) error {
	var first, last, pausedAt, paused time.Duration
	isPaused, begun, ports := false, false, map[uint32]int{}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !begun {
			begun, first = true, e.At
		}
		last, d.Chunks = e.At, r.Chunk()+1
		switch {
		case e.Kind == wire.Paused && !isPaused:
			isPaused, pausedAt = true, e.At
		case e.Kind == wire.Resumed && isPaused:
			isPaused, paused = false, paused+e.At-pausedAt
		case e.Kind == wire.Filed:
			d.file(e)
		case e.Kind == wire.Tunnel:
			d.tunnel(e, ports)
		}
	}
	if isPaused {
		paused += last - pausedAt
	}
	d.Worked = last - first - paused
	return nil
}

func (d *Done) file(e wire.Event) {
	if d.All.Files++; len(d.Files) == doneMost {
		return
	}
	f, _ := wire.DecodeFile(e.Payload) // Next has checked it, as the next one
	d.Files = append(d.Files, File{e.At, WayOf(f.Direction), escape.Harmless(f.Name), f.Size, f.SHA256})
}

// tunnel keeps the latest word of each: its numbers are sums since it was opened.
func (d *Done) tunnel(e wire.Event, ports map[uint32]int) {
	t, _ := wire.DecodeTransfer(e.Payload)
	i, known := ports[e.Stream]
	switch {
	case known:
		d.Tunnels[i].In, d.Tunnels[i].Out = t.In, t.Out
	case len(d.Tunnels) == doneMost:
		d.All.Tunnels++
		return
	default:
		d.All.Tunnels++
		i = len(d.Tunnels)
		d.Tunnels = append(d.Tunnels, Tunnelled{e.At, escape.Harmless(t.Address), t.In, t.Out})
	}
	if ports[e.Stream] = i; t.Finished {
		delete(ports, e.Stream)
	}
}
