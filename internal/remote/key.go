package remote

import (
	"context"

	"surety/internal/access"
)

// RecordingKey is key 0 of the session's recording. Right: a recorded grant for content of the session's ticket: [Desk.Open] gives one.
func (d *Desk) RecordingKey(ctx context.Context, g access.Grant, session string) ([]byte, error) {
	return d.Vault.Derive(ctx, g, "recording", session)
}

// SnapshotKey is the key of all snapshots of the grant's ticket. Right: as [Desk.RecordingKey].
func (d *Desk) SnapshotKey(ctx context.Context, g access.Grant) ([]byte, error) {
	return d.Vault.Derive(ctx, g, "snapshot", string(g.Ticket()))
}
