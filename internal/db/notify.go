package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// NotifyLimit is the most bytes of one notice: PostgreSQL refuses 8000 and more.
const NotifyLimit = 7999

// listenProbe is how often a silent listening connection is asked whether it still lives.
const listenProbe = 15 * time.Second

// Notify sends a notice to every server that listens on the channel of this schema. PostgreSQL only.
func (d *DB) Notify(ctx context.Context, channel, payload string) error {
	_, err := d.pool.ExecContext(ctx, `SELECT pg_notify($1::text || '_' || current_schema(), $2)`, channel, payload)
	return translate(err)
}

// Listen calls ready once it hears, then heard for each notice, until the context ends or the connection breaks; it
// always returns an error. What was sent while nobody listened is lost. PostgreSQL only.
func (d *DB) Listen(ctx context.Context, channel string, ready func(), heard func(payload string)) error {
	c, err := d.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	var cause error
	err = c.Raw(func(raw any) error {
		cause = listen(ctx, raw.(*stdlib.Conn).Conn(), channel, ready, heard)
		return driver.ErrBadConn // a connection that listens must not return to the pool
	})
	return errors.Join(cause, err)
}

func listen(ctx context.Context, c *pgx.Conn, channel string, ready func(), heard func(string)) error {
	var name string
	if err := c.QueryRow(ctx, `SELECT $1::text || '_' || current_schema()`, channel).Scan(&name); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if _, err := c.Exec(ctx, "LISTEN "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	ready()
	for {
		if err := hear(ctx, c, heard); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
	}
}

// hear waits for one notice, or asks the server for a sign of life when none came.
func hear(ctx context.Context, c *pgx.Conn, heard func(string)) error {
	brief, cancel := context.WithTimeout(ctx, listenProbe)
	defer cancel()
	n, err := c.WaitForNotification(brief)
	if err == nil {
		heard(n.Payload)
		return nil
	}
	if ctx.Err() != nil || brief.Err() == nil {
		return err
	}
	probe, cancel := context.WithTimeout(ctx, listenProbe)
	defer cancel()
	return c.Ping(probe)
}
