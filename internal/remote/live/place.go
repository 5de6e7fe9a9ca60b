package live

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

func hexOf(id wire.Session) string { return chunk.Name(id) }

func isAway(err error) bool { return errors.Is(err, ErrAway) }

// claim writes that the client's end is here; wherever it was before, it is no more.
func (n *Node) claim(ctx context.Context, id wire.Session) error {
	return n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := n.live(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO remote_end (session, node) VALUES ($1, $2) ON CONFLICT (session) DO UPDATE SET node = excluded.node, lost = NULL`, hexOf(id), n.id)
		return err
	})
}

// live says that this server runs.
func (n *Node) live(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO remote_node (node, address, until) VALUES ($1, $2, $3) ON CONFLICT (node) DO UPDATE SET until = excluded.until`,
		n.id, n.Address, db.Micros(n.Clock.Now().Add(lease)))
	return err
}

// lost writes since when the client's end is gone from here; zero: it is back. It is false when the end has come to another server, which speaks for the session now.
func (n *Node) lost(ctx context.Context, id wire.Session, since time.Time) (mine bool, err error) {
	err = n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Exec(ctx, `UPDATE remote_end SET lost = $1 WHERE session = $2 AND node = $3`, db.MicrosOrNull(since), hexOf(id), n.id)
		mine = rows == 1
		return err
	})
	return mine, err
}

// has reports whether the session is this server's.
func (n *Node) has(ctx context.Context, id wire.Session) (mine bool, err error) {
	err = n.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM remote_end WHERE session = $1 AND node = $2)`, []any{hexOf(id), n.id}, &mine)
	})
	return mine, err
}

// forget drops the place of a session that is over, unless its client's end has come to another server.
func (n *Node) forget(ctx context.Context, session string) error {
	return n.exec(ctx, `DELETE FROM remote_end WHERE session = $1 AND node = $2`, session, n.id)
}

func (n *Node) exec(ctx context.Context, statement string, args ...any) error {
	return n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

// owner tells where the server is that has the client's end. Fault: ErrAway.
func (n *Node) owner(ctx context.Context, id wire.Session) (address string, err error) {
	err = n.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT n.address FROM remote_end e JOIN remote_node n ON n.node = e.node WHERE e.session = $1 AND e.lost IS NULL AND n.until > $2 AND n.node <> $3`,
			[]any{hexOf(id), db.Micros(n.Clock.Now()), n.id}, &address)
	})
	if errors.Is(err, fault.ErrAbsent) || err == nil && address == "" {
		return "", ErrAway
	}
	return address, err
}

// renew says that this server runs, and tells which ends are still its own.
func (n *Node) renew(ctx context.Context) (mine map[string]bool, err error) {
	mine = map[string]bool{}
	err = n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := n.live(ctx, tx); err != nil {
			return err
		}
		all, err := db.All(ctx, tx, db.Value[string], `SELECT session FROM remote_end WHERE node = $1`, n.id)
		for _, s := range all {
			mine[s] = true
		}
		return err
	})
	return mine, err
}

type orphan struct{ session, node string }

// orphans are sessions whose client's end has been gone for too long, at servers that do not see to it: they are gone too.
func (n *Node) orphans(ctx context.Context) (all []orphan, err error) {
	now := n.Clock.Now()
	err = n.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, scanOrphan,
			`SELECT e.session, e.node FROM remote_end e LEFT JOIN remote_node n ON n.node = e.node
			WHERE (n.until IS NULL OR n.until < $1) AND (e.lost IS NULL AND (n.until IS NULL OR n.until < $2) OR e.lost < $2) LIMIT 100`,
			db.Micros(now), db.Micros(now.Add(-Patience)))
		return err
	})
	return all, err
}

func scanOrphan(row db.Scanner) (o orphan, err error) {
	err = row.Scan(&o.session, &o.node)
	return o, err
}

// inherit makes an orphan this server's, unless another was faster.
func (n *Node) inherit(ctx context.Context, o orphan) (mine bool, err error) {
	err = n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := db.Micros(n.Clock.Now().Add(-Patience))
		rows, err := tx.Exec(ctx, `UPDATE remote_end SET node = $1, lost = COALESCE(lost, $2) WHERE session = $3 AND node = $4`, n.id, now, o.session, o.node)
		mine = rows == 1
		return err
	})
	return mine, err
}

// depart says that this server has no ends any more: they will come to another, or here after a start.
func (n *Node) depart(ctx context.Context) error {
	now := sql.NullInt64{Int64: db.Micros(n.Clock.Now()), Valid: true}
	return n.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE remote_end SET lost = $1 WHERE node = $2 AND lost IS NULL`, now, n.id)
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM remote_node WHERE node = $1 OR until < $2`, n.id, now.Int64-(24*time.Hour).Microseconds())
		}
		return err
	})
}
