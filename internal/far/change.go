package far

import (
	"context"
	"time"

	"surety/internal/wire"
)

// What changes at the client's end without bytes going over; all of it is of wire.FilesSend. Each is on the recording before it is done. Nothing is replaced.
// After a lost line it is asked again, so that what was done already comes back as wire.Exists or wire.NotFound.

// Make makes a folder where nothing is.
func (s *Session) Make(ctx context.Context, at Place) error {
	return s.change(ctx, at, wire.Ask{Deed: wire.Make})
}

// Remove removes a plain file, a symbolic link itself, or an empty folder.
func (s *Session) Remove(ctx context.Context, at Place) error {
	return s.change(ctx, at, wire.Ask{Deed: wire.Remove})
}

// Move gives a plain file or a folder another path in the same folder of the client's, where nothing is.
func (s *Session) Move(ctx context.Context, at Place, to string) error {
	return s.change(ctx, at, wire.Ask{Deed: wire.Move, To: to})
}

// SetMode gives a plain file or a folder permission bits, of which no others than 0o777 are sent.
func (s *Session) SetMode(ctx context.Context, at Place, mode uint32) error {
	return s.change(ctx, at, wire.Ask{Deed: wire.SetMode, Value: uint64(mode & 0o777)})
}

// SetTime gives it a time of change, in whole seconds since 1970.
func (s *Session) SetTime(ctx context.Context, at Place, modified time.Time) error {
	return s.change(ctx, at, wire.Ask{Deed: wire.SetTime, Value: uint64(max(modified.Unix(), 0))})
}

func (s *Session) change(ctx context.Context, at Place, a wire.Ask) error {
	a.Folder, a.Path = at.Folder, at.Path
	if _, err := wire.DecodeAsk(a.Encode()); err != nil {
		return ErrName
	}
	return s.ask(ctx, wire.FilesSend, func(c *talk) error {
		if err := c.send(wire.FrameAsk, a.Encode()); err != nil {
			return err
		}
		kind, payload, err := c.next(ctx)
		if err == nil {
			_, err = sum(kind, wire.FrameDone, payload)
		}
		return err
	})
}
