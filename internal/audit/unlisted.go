package audit

import (
	"cmp"
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
)

const (
	// listBatch is how many lists one transaction makes findable: it holds other writers up for milliseconds.
	listBatch = 10
	// indexBatches bounds how long who looks by ticket waits for lists that were shown just before.
	indexBatches = 100
)

type ofTicket struct {
	ticket access.TicketID
	n      int64
}

// index makes lists that wait findable by their tickets, oldest first, at most so many batches of them.
func (l *Log) index(ctx context.Context, batches int) error {
	for range batches {
		ns, err := l.unlisted(ctx)
		if err != nil || len(ns) == 0 {
			return err
		}
		if err := l.DB.InTx(ctx, l.indexBatch); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) unlisted(ctx context.Context) (ns []int64, err error) {
	err = l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ns, err = db.All(ctx, tx, db.Value[int64], `SELECT n FROM audit_unlisted LIMIT 1`)
		return err
	})
	return ns, err
}

func (l *Log) indexBatch(ctx context.Context, tx *db.Tx) error {
	if _, err := lock(ctx, tx, true); err != nil {
		return err
	}
	rows, err := db.All(ctx, tx, scanRow, selectEntry+`WHERE e.n IN (SELECT n FROM audit_unlisted ORDER BY n LIMIT $1) ORDER BY e.n`, listBatch)
	if err != nil {
		return err
	}
	found, err := ofTickets(rows)
	if err != nil {
		return err
	}
	if err := insertAll(ctx, tx, found); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.Exec(ctx, `DELETE FROM audit_unlisted WHERE n = $1`, r.n); err != nil {
			return err
		}
	}
	return nil
}

func ofTickets(rows []row) ([]ofTicket, error) {
	var all []ofTicket
	for _, r := range rows {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		for _, t := range e.about() {
			all = append(all, ofTicket{t, e.N})
		}
	}
	slices.SortFunc(all, func(a, b ofTicket) int { return cmp.Or(cmp.Compare(a.ticket, b.ticket), cmp.Compare(a.n, b.n)) })
	return all, nil
}

func insertAll(ctx context.Context, tx *db.Tx, all []ofTicket) error {
	for _, o := range all {
		if _, err := tx.Exec(ctx, `INSERT INTO audit_of (ticket, n) VALUES ($1, $2)`, string(o.ticket), o.n); err != nil {
			return err
		}
	}
	return nil
}
