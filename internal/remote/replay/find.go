package replay

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/escape"
	"surety/internal/fault"
	"surety/internal/recording"
)

// findsPage is how many finds or commands a page has; findsMost how many can be turned to.
const findsPage, findsMost = 100, 10_000

// Find is a line in which the words stood.
type Find struct {
	At     time.Duration
	Stream uint32
	Text   string
}

// Command is what was run; Told is the shell's own word, else it was read off the screen.
type Command struct {
	At     time.Duration
	Stream uint32
	Text   string
	Told   bool
	Exit   *int
}

// List is one page of finds or commands; Next is empty on the last.
type List[T any] struct {
	Items []T
	Next  string
}

// Search finds lines of output. The words sought are nowhere kept. Right: remote.replay, on the record. Faults: invalid (q), absent, denied, remote_state,
// recording_bad, recording_busy.
func (p *Player) Search(ctx context.Context, who access.Actor, id, query, at string) (List[Find], error) {
	return list(ctx, p, who, id, "search", at, func(ctx context.Context, r *recording.Reader) iter.Seq2[Find, error] {
		return func(yield func(Find, error) bool) {
			for h, err := range recording.Search(ctx, r, query) {
				if !yield(Find{h.At, h.Stream, escape.Harmless(h.Text)}, err) {
					return
				}
			}
		}
	})
}

// Commands lists what was run. Right and faults: as Search.
func (p *Player) Commands(ctx context.Context, who access.Actor, id, at string) (List[Command], error) {
	return list(ctx, p, who, id, "commands", at, func(_ context.Context, r *recording.Reader) iter.Seq2[Command, error] { return commands(r) })
}

func commands(r *recording.Reader) iter.Seq2[Command, error] {
	return func(yield func(Command, error) bool) {
		for c, err := range recording.Commands(r) {
			if !yield(Command{c.At, c.Stream, escape.Harmless(c.Text), c.Told, c.Exit}, err) {
				return
			}
		}
	}
}

// list gives a page of what is read from the recording's beginning.
func list[T any](ctx context.Context, p *Player, who access.Actor, id, how, at string, all func(context.Context, *recording.Reader) iter.Seq2[T, error]) (out List[T], err error) {
	name := "recording/" + how + "/" + id
	mark, err := cursor.Read(p.Vault, name, who.Account, at)
	if err != nil {
		return out, err
	}
	skip := 0
	if mark != cursor.Top {
		skip = int(min(max(mark.At, 0), findsMost))
	}
	o, err := p.open(ctx, who, id, access.RemoteReplay, how)
	if err != nil {
		return out, err
	}
	ctx, done, err := p.reading(ctx)
	if err != nil {
		return out, err
	}
	defer done()
	out.Items = []T{}
	n := 0
	for x, err := range all(ctx, p.source(ctx, o)) {
		if err != nil {
			return List[T]{}, bad(err)
		}
		if n++; n <= skip {
			continue
		}
		if len(out.Items) == findsPage {
			if skip += findsPage; skip < findsMost {
				out.Next = cursor.Write(p.Vault, name, who.Account, cursor.Mark{At: int64(skip)})
			}
			break
		}
		out.Items = append(out.Items, x)
	}
	return out, nil
}

// Cast is a recording's terminal, ready to be written as an asciicast v3.
type Cast struct {
	p *Player
	o *opened
	c recording.Cast
}

// Cast opens one. raw has the bytes as the machine sent them, for evidence. Right: remote.replay, on the record. Faults: absent, denied, remote_state.
func (p *Player) Cast(ctx context.Context, who access.Actor, id string, stream uint32, raw bool) (*Cast, error) {
	how := "cast"
	if raw {
		how = "cast_raw"
	}
	o, err := p.open(ctx, who, id, access.RemoteReplay, how)
	if err != nil {
		return nil, err
	}
	return &Cast{p, o, recording.Cast{Stream: stream, Started: o.Started, Raw: raw}}, nil
}

// Write writes it. Faults, also in the middle: recording_bad, recording_busy.
func (c *Cast) Write(ctx context.Context, w io.Writer) error {
	select {
	case c.p.readers <- struct{}{}:
		defer func() { <-c.p.readers }()
	case <-ctx.Done():
		return ctx.Err()
	default:
		return ErrBusy
	}
	return bad(c.c.Write(w, c.p.source(ctx, c.o)))
}

// Verdict says whether a recording is what was recorded.
type Verdict struct {
	OK     bool
	Chunk  uint64 // the first bad one
	Why    string // a code: see recording.Why; empty when it is good
	Chunks uint64 // that were read and are good
}

// Verify reads all of a recording and holds it to the record: key, chain, signatures, end. Right: remote.replay, on the record. Faults: absent, denied,
// remote_state, recording_busy. What is bad is no fault.
func (p *Player) Verify(ctx context.Context, who access.Actor, id string) (v Verdict, err error) {
	o, err := p.open(ctx, who, id, access.RemoteReplay, "verify")
	if errors.Is(err, ErrBad) {
		why, _ := fault.As(err).Params["why"].(string)
		return Verdict{Why: why}, nil
	}
	if err != nil {
		return v, err
	}
	ctx, done, err := p.reading(ctx)
	if err != nil {
		return v, err
	}
	defer done()
	sum, err := recording.Verify(p.Chunks.Read(ctx, o.session, recording.Position{}), o.claim)
	var b *recording.Bad
	switch {
	case errors.As(err, &b):
		return Verdict{Chunk: b.Chunk, Why: string(b.Why), Chunks: sum.Chunks}, nil
	case err != nil:
		return v, err
	}
	return Verdict{OK: true, Chunks: sum.Chunks}, nil
}
