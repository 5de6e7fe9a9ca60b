package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/vault"
)

// FalseMarks are what was said to be no secret in words of a case that keep no marks beside them, those of its deals and disputes; sealed, by the
// place of the words.
type FalseMarks map[string][]byte

// FalseMarks reads those of a case. Right: the caller's.
func (d *Desk) FalseMarks(ctx context.Context, tx *db.Tx, t access.TicketID) (FalseMarks, error) {
	all := FalseMarks{}
	_, err := db.All(ctx, tx, func(s db.Scanner) (x struct{}, err error) {
		var place string
		var marks []byte
		err = s.Scan(&place, &marks)
		all[place] = marks
		return x, err
	}, `SELECT place, marks FROM false_mark WHERE ticket = $1`, string(t))
	return all, err
}

func placeName(p vault.Place) string { return p.Kind + "/" + p.Row + "/" + p.Field }

func falsePlace(p vault.Place) vault.Place {
	p.Field += ".marks"
	return p
}

// Cover makes of words that came out of the seal of p a text that is covered but for its false marks. Kept are the marks that came with the
// words, if any did. The grant is the one that opened them.
func (d *Desk) Cover(ctx context.Context, g access.Grant, p vault.Place, words string, kept []byte, f FalseMarks) (sensitive.Text, error) {
	if sealed, ok := f[placeName(p)]; ok {
		marks, err := d.Vault.Open(ctx, g, falsePlace(p), sealed)
		if err != nil {
			return sensitive.Text{}, err
		}
		kept = marks
	}
	return sensitive.Opened([]byte(words), kept)
}

// Deny keeps that a mark of the words of p is false. Right: the caller's, who has the entry written; the grant is that for sensitive.unmarked.
// Faults: absent (no such mark), denied (another grant).
func (d *Desk) Deny(ctx context.Context, tx *db.Tx, g access.Grant, p vault.Place, t sensitive.Text, n int, k sensitive.Kind) error {
	if !g.Recorded() || g.Action() != access.SensitiveUnmarked {
		return fault.ErrDenied
	}
	t, err := t.Unmark(n, k)
	if err != nil {
		return err
	}
	_, marks := t.Kept()
	sealed, err := d.Vault.Seal(ctx, g, falsePlace(p), marks)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO false_mark (ticket, place, marks) VALUES ($1, $2, $3) ON CONFLICT (ticket, place) DO UPDATE SET marks = excluded.marks`,
		string(g.Ticket()), placeName(p), sealed)
	return err
}
