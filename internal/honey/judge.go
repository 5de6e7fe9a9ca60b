package honey

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/ticket"
)

// wordsRunes bounds an explanation.
const wordsRunes = 2000

// Explain closes an alert: what somebody found was no harm, in their words. Right: honey.explain. Faults: absent, alert_judged, invalid
// and too_large (text).
func (k *Keeper) Explain(ctx context.Context, who access.Actor, id AlertID, text string) error {
	text, err := ticket.Words("text", text, wordsRunes)
	if err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := alertOf(ctx, tx, id, true)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.HoneyExplain, a.thing())
		if err != nil {
			return err
		}
		a.words = k.Vault.SealOwn(wordsPlace(id), []byte(text))
		if err := k.judge(ctx, tx, &a, who, Explained); err != nil {
			return err
		}
		return k.Log.Append(ctx, tx, g, audit.Params{"alert": string(id)})
	})
}

// judge ends an alert, and tells all officers.
func (k *Keeper) judge(ctx context.Context, tx *db.Tx, a *alert, who access.Actor, to State) error {
	if a.state != Waiting {
		return ErrJudged
	}
	a.state, a.judge = to, who.Account
	a.judged.Int64, a.judged.Valid = db.Micros(k.Clock.Now()), true
	if err := a.put(ctx, tx); err != nil {
		return err
	}
	all, err := k.officers(ctx, tx, a.account)
	k.tell(tx, *a, all)
	return err
}

// Accuse makes a complaint of an alert: about the decoy, of who opened it. Another officer looks into it, and finds all openings in its
// trace. Right: complaint.raise, with step-up. Faults: absent, step_up_needed, alert_judged, invalid and too_large (text).
func (k *Keeper) Accuse(ctx context.Context, who access.Actor, id AlertID, kind complaint.Kind, text string) (made complaint.ID, err error) {
	var a alert
	var of about
	if err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if a, err = alertOf(ctx, tx, id, false); err != nil {
			return err
		}
		h, err := rowOf(ctx, tx, a.honey)
		if err != nil {
			return err
		}
		of, err = k.openAbout(h.id, h.about)
		return err
	}); err != nil {
		return "", err
	}
	f := complaint.Filing{Ticket: of.Ticket, Kind: kind, Accused: a.account, Text: text}
	return k.Complaints.Raise(ctx, who, a.thing(), f, func(ctx context.Context, tx *db.Tx, made complaint.ID) error {
		held, err := alertOf(ctx, tx, id, true)
		if err != nil {
			return err
		}
		held.complaint = string(made)
		return k.judge(ctx, tx, &held, who, Complaint)
	})
}
