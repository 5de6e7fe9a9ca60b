package web

import (
	"context"

	"surety/internal/db"
	"surety/internal/remote"
	"surety/internal/wire"
)

// newRemote is a session that the case's specialist asks for on a ticket of its own, with a snapshot.
func (s *scene) newRemote() string {
	s.T.Helper()
	ctx := context.Background()
	t, _ := s.fresh()
	who := s.specialist
	who.SteppedUp = true
	s.must(s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM remote_ban`) // of a request before
		return err
	}))
	id, err := s.server.Remote.Ask(ctx, who, t.ID, remote.Request{Powers: []wire.Purpose{wire.TerminalView}, Reason: "To look.", Minutes: 30})
	s.must(err)
	s.must(s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE remote_session SET snapshot = $1 WHERE id = $2`, snapshotOf(id), id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO snapshot (id, ticket, written, packs, bytes) VALUES ($1, $2, 1, 0, 0)`, snapshotOf(id), string(t.ID))
		return err
	}))
	return id
}

// snapshotOf is a name that no other session's snapshot has.
func snapshotOf(session string) string { return session + session }

func pick(all bool, ours, theirs string) string {
	if all {
		return ours
	}
	return theirs
}
