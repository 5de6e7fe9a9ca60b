package recording

import (
	"context"
	"io"
	"time"

	"surety/internal/escape"
	"surety/internal/wire"
)

// Picture is what draws a terminal as it stood at a time, for who comes late or leaps ahead: bytes for a terminal of this size, after
// which the filtered output that follows draws on. It reads from the start, at the speed of the disk and the filter.
func Picture(ctx context.Context, r *Reader, stream uint32, at time.Duration) ([]byte, wire.Size, error) {
	size := wire.Size{Cols: 80, Rows: 24}
	filter, screen, shown := escape.NewFilter(80, 24), escape.NewScreen(80, 24), []byte(nil)
	for {
		e, err := r.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err == io.EOF || err == nil && e.At > at {
			return screen.Picture(nil), size, nil
		}
		if err != nil {
			return nil, size, err
		}
		switch {
		case e.Stream != stream:
		case e.Kind == wire.Output:
			shown = filter.Append(shown[:0], e.Payload)
			screen.Write(shown)
		case e.Kind == wire.Resized:
			size, _ = wire.DecodeSize(e.Payload) // Next has checked it
			filter.Resize(int(size.Cols), int(size.Rows))
			screen.Resize(int(size.Cols), int(size.Rows))
		}
	}
}
