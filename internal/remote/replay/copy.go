package replay

import (
	"context"
	"io"

	"surety/internal/access"
	"surety/internal/escape"
	"surety/internal/recording"
	"surety/internal/wire"
)

// Copy is a file that went over in a session, as the recording keeps it.
type Copy struct {
	Name  string // on one line
	Bytes int64

	p    *Player
	o    *opened
	kept recording.Kept
}

// Copy finds one by its hash. Right: remote.replay, on the record. Faults: absent, denied, remote_state, recording_bad, recording_busy,
// recording_no_copy.
func (p *Player) Copy(ctx context.Context, who access.Actor, id string, sum wire.Digest) (*Copy, error) {
	o, err := p.open(ctx, who, id, access.RemoteReplay, "copy")
	if err != nil {
		return nil, err
	}
	x, err := p.index(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, k := range x.Copies {
		if k.SHA256 == sum {
			return &Copy{escape.Harmless(k.Name), int64(k.Size), p, o, k}, nil
		}
	}
	return nil, ErrNoCopy
}

// Write writes it. What was written is the file only when it returns nil. Faults, also in the middle: recording_bad, recording_busy.
func (c *Copy) Write(ctx context.Context, w io.Writer) error {
	ctx, done, err := c.p.reading(ctx)
	if err != nil {
		return err
	}
	defer done()
	r := c.o.claim.OpenAt(c.p.Chunks.Read(ctx, c.o.session, c.kept.Position), c.kept.Position)
	return bad(c.kept.Write(ctx, r, w))
}

// copied marks the files of which the recording has a copy.
func copied(moments []Event, x recording.Index) {
	have := map[wire.Digest]bool{}
	for _, k := range x.Copies {
		have[k.SHA256] = true
	}
	for i := range moments {
		if f := moments[i].File; f != nil && f.Direction <= wire.Sent {
			moments[i].Kept = have[f.SHA256]
		}
	}
}
