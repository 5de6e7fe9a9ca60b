package dispute

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Spot is one covered place: the N-th mark, of a kind, of a word or of a text that was put into the file.
type Spot struct {
	Word    int64
	Exhibit int64 // with no word
	N       int
	Kind    sensitive.Kind
}

func (s Spot) params(id ID) audit.Params {
	p := audit.Params{"dispute": string(id), "kind": string(s.Kind)}
	if s.Word > 0 {
		p["word"] = itoa(s.Word)
	} else {
		p["exhibit"] = itoa(s.Exhibit)
	}
	return p
}

// spotted is the text of a spot, still sealed.
type spotted struct {
	word    *sealedWord
	exhibit *sealedExhibit
	denied  ticket.FalseMarks
}

// spot finds a text that the actor may read. Faults: absent.
func (d *Disputes) spot(ctx context.Context, tx *db.Tx, who access.Actor, r row, s Spot) (at spotted, err error) {
	if at.denied, err = d.Desk.FalseMarks(ctx, tx, r.ticket); err != nil {
		return at, err
	}
	if s.Word > 0 {
		all, err := wordsOf(ctx, tx, r, r.side(who.Account))
		if i := slices.IndexFunc(all, func(w sealedWord) bool { return w.N == s.Word }); i >= 0 {
			at.word = &all[i]
			return at, err
		}
		return at, first(err, fault.ErrAbsent)
	}
	all, err := exhibitsOf(ctx, tx, r.id)
	if i := slices.IndexFunc(all, func(e sealedExhibit) bool { return e.N == s.Exhibit && e.Kind != OfContract }); i >= 0 {
		at.exhibit = &all[i]
		return at, err
	}
	return at, first(err, fault.ErrAbsent)
}

// openSpot opens the text of a spot, and says where it lies. It cannot be printed but covered.
func (d *Disputes) openSpot(ctx context.Context, g access.Grant, id ID, at spotted) (vault.Place, sensitive.Text, error) {
	if at.word != nil {
		t, err := d.openWord(ctx, g, id, *at.word, at.denied)
		return wordPlace(id, at.word.N), t, err
	}
	t, err := d.openAbout(ctx, g, at.exhibit, at.denied)
	return exhibitPlace(at.exhibit.id, "about"), t, err
}

func (d *Disputes) openWord(ctx context.Context, g access.Grant, id ID, w sealedWord, f ticket.FalseMarks) (sensitive.Text, error) {
	place := wordPlace(id, w.N)
	text, err := d.Vault.Open(ctx, g, place, w.text)
	if err != nil {
		return sensitive.Text{}, err
	}
	return d.Desk.Cover(ctx, g, place, string(text), nil, f)
}

// Uncover shows what is under one mark of a text that the actor may read, for a reason of [ticket.Reasons]. The record has who, when, which
// text, of which kind and why, before anything is opened; both sides read it there.
// Right: sensitive.uncovered, with step-up. Faults: absent (no such text or mark), denied, step_up_needed, case_suspended, invalid (reason).
func (d *Disputes) Uncover(ctx context.Context, who access.Actor, id ID, s Spot, reason string) (string, error) {
	if !slices.Contains(ticket.Reasons, reason) {
		return "", fault.ErrInvalid.At("reason")
	}
	p := s.params(id)
	p["reason"] = reason
	var at spotted
	g, err := d.lookFor(ctx, who, id, access.SensitiveUncovered, p, func(ctx context.Context, tx *db.Tx, r row) (err error) {
		at, err = d.spot(ctx, tx, who, r, s)
		return err
	})
	if err != nil {
		return "", err
	}
	_, text, err := d.openSpot(ctx, g, id, at)
	if err != nil {
		return "", err
	}
	return text.Uncover(g, s.N, s.Kind)
}

// Unmark says that a mark is false: the place is covered no more, for anybody who may read the text. It asks what uncovering asks, but of the two
// sides alone: who judges takes nothing away from what they were told.
// Right: sensitive.unmarked, with step-up. Faults: absent, denied, step_up_needed, case_suspended.
func (d *Disputes) Unmark(ctx context.Context, who access.Actor, id ID, s Spot) error {
	if err := d.warm(ctx, id); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, who, id, access.SensitiveUnmarked)
		if err != nil {
			return err
		}
		at, err := d.spot(ctx, tx, who, w.row, s)
		if err != nil {
			return err
		}
		w.entry = s.params(id)
		if err := w.record(ctx); err != nil {
			return err
		}
		place, text, err := d.openSpot(ctx, w.grant, id, at)
		if err != nil {
			return err
		}
		w.tell()
		return d.Desk.Deny(ctx, tx, w.grant, place, text, s.N, s.Kind)
	})
}
