package live

import (
	"context"

	"surety/internal/fault"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

// Of makes a Desk of the one that decides about sessions.
func Of(d *remote.Desk) Desk { return decided{d} }

type decided struct{ *remote.Desk }

func (d decided) Live(ctx context.Context, sessions []string) (all []Cut, err error) {
	cuts, err := d.Desk.Live(ctx, sessions)
	for _, c := range cuts {
		all = append(all, Cut(c))
	}
	return all, err
}

func (d decided) Recorded(ctx context.Context, session string, s chunk.Stand) error {
	return d.Seal(ctx, session, remote.Sealing{Chunks: int64(s.Chunks), Bytes: s.Bytes, Last: s.Last, Complete: s.Ended})
}

// FactsOf tells what the desk knows of a client's program that came with its token; again asks the desk anew by the same token.
func FactsOf(d *remote.Desk, p remote.Session, again func(context.Context) (remote.Session, error)) (Facts, error) {
	id, ok := Parse(p.ID)
	if !ok {
		return Facts{}, fault.ErrAbsent
	}
	return Facts{Session: id, Public: p.Key, Ticket: p.Ticket, Asked: p.Asked, Until: p.Until, Restore: p.Kind == remote.ForRestore, Over: p.Kind == remote.ForSession && !p.State.Open(), Turns: p.Turns,
		Turned: func(ctx context.Context, t wire.Turn) error { return d.Turned(ctx, p, t) },
		Again: func(ctx context.Context) (Facts, error) {
			p, err := again(ctx)
			if err != nil {
				return Facts{}, err
			}
			return FactsOf(d, p, again)
		}}, nil
}
