package deal

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

// Said are the words that the two of a deal say to each other. What they agree on, terms and papers, is shown as it is signed, and calls, which
// strangers read, stay covered for good.
type Said string

const (
	InQuestion Said = "question" // about a clause
	InAnswer   Said = "answer"   // to it
	InReport   Said = "report"   // what was handed in
	InReply    Said = "reply"    // what was answered to that
	InPreview  Said = "preview"  // what is told of a work
)

// AllSaid are all of them.
var AllSaid = []Said{InQuestion, InAnswer, InReport, InReply, InPreview}

// Spot is one covered place: the N-th mark, of a kind, of what was said there.
type Spot struct {
	In    Said
	ID    string // of the question, the milestone or the work
	Round int    // of a milestone: which handing in
	N     int
	Kind  sensitive.Kind
}

func (s Spot) params(id ID) audit.Params {
	p := audit.Params{"deal": string(id), "words": string(s.In), "of": s.ID, "kind": string(s.Kind)}
	if s.In == InReport || s.In == InReply {
		p["round"] = itoa(int64(s.Round))
	}
	return p
}

// spotted are the words of a spot, still sealed.
type spotted struct {
	place  vault.Place
	sealed []byte
	denied ticket.FalseMarks
}

// spot finds the words of a deal. Faults: absent.
func (d *Deals) spot(ctx context.Context, tx *db.Tx, x stored, s Spot) (at spotted, err error) {
	var query string
	args := []any{string(x.id), s.ID}
	switch s.In {
	case InQuestion, InAnswer:
		at.place = questionPlace(x.id, QuestionID(s.ID), string(s.In))
		query = `SELECT ` + string(s.In) + ` FROM deal_question WHERE deal = $1 AND id = $2`
	case InReport, InReply:
		column := map[Said]string{InReport: "text", InReply: "reply"}[s.In]
		at.place, args = roundPlace(MilestoneID(s.ID), int64(s.Round), column), append(args, s.Round)
		query = `SELECT s.` + column + ` FROM deal_submission s JOIN deal_milestone m ON m.id = s.milestone WHERE m.deal = $1 AND m.id = $2 AND s.round = $3`
	case InPreview:
		at.place, query = workPlace(WorkID(s.ID), "about"), `SELECT about FROM deal_work WHERE deal = $1 AND id = $2`
	default:
		return at, fault.ErrAbsent
	}
	if err = tx.Get(ctx, query, args, &at.sealed); err != nil {
		return at, err
	}
	if len(at.sealed) == 0 {
		return at, fault.ErrAbsent
	}
	at.denied, err = d.Desk.FalseMarks(ctx, tx, x.ticket)
	return at, err
}

// openSpot opens the words of a spot. They cannot be printed but covered.
func (d *Deals) openSpot(ctx context.Context, g access.Grant, in Said, at spotted) (sensitive.Text, error) {
	var words string
	var q asked
	var w about
	into := map[Said]any{InQuestion: &q, InPreview: &w}[in]
	if into == nil {
		into = &words
	}
	if err := d.open(ctx, g, at.place, at.sealed, into); err != nil {
		return sensitive.Text{}, err
	}
	return d.Desk.Cover(ctx, g, at.place, words+q.Text+w.Preview, nil, at.denied) // one of the three was read
}

// words are what is said in a deal, as a thing of its two sides alone: the department, whose lead watches states, stands in no relation to them.
func (s stored) words() access.Thing {
	t := s.thing
	t.Department = ""
	return t
}

// Uncover shows what is under one mark of what was said, for a reason of [ticket.Reasons]. The record has who, when, where, of which kind and why,
// before anything is opened; the client reads it there and in the status report.
// Right: sensitive.uncovered, of the two, with step-up. Faults: absent (no such words or mark), denied, step_up_needed, case_suspended,
// invalid (reason).
func (d *Deals) Uncover(ctx context.Context, who access.Actor, id ID, s Spot, reason string) (string, error) {
	if !slices.Contains(ticket.Reasons, reason) {
		return "", fault.ErrInvalid.At("reason")
	}
	var g access.Grant
	var at spotted
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := d.load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.SensitiveUncovered, x.words()); err != nil {
			return err
		}
		at, err = d.spot(ctx, tx, x, s)
		return err
	}); err != nil {
		return "", err
	}
	p := s.params(id)
	p["reason"] = reason
	if err := d.recorded(ctx, g, p); err != nil {
		return "", err
	}
	text, err := d.openSpot(ctx, g, s.In, at)
	if err != nil {
		return "", err
	}
	return text.Uncover(g, s.N, s.Kind)
}

// Unmark says that a mark of what was said is false: the place is covered no more, for either side. As it shows what was covered, it asks what
// uncovering asks. It moves nothing that is agreed, and so leaves the deal's version alone.
// Right: sensitive.unmarked, of the two, with step-up. Faults: absent, denied, step_up_needed, case_suspended.
func (d *Deals) Unmark(ctx context.Context, who access.Actor, id ID, s Spot) error {
	if err := d.warm(ctx, id); err != nil {
		return err
	}
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := d.load(ctx, tx, id, true)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.SensitiveUnmarked, x.words())
		if err != nil {
			return err
		}
		at, err := d.spot(ctx, tx, x, s)
		if err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, s.params(id)); err != nil {
			return err
		}
		text, err := d.openSpot(ctx, g, s.In, at)
		if err != nil {
			return err
		}
		w := &work{Deals: d, tx: tx, deal: x}
		w.tell()
		return d.Desk.Deny(ctx, tx, g, at.place, text, s.N, s.Kind)
	})
}
