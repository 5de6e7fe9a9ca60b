package deal

import (
	"context"
	"database/sql"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// clauseLimit bounds the code of a clause, in bytes.
const clauseLimit = 80

// Ask asks about a clause of one of the papers of the version under negotiation: both have clauses of the same name. Until it is
// answered or taken back nobody signs. Right: deal.ask. Faults: version_stale, deal_state, invalid, too_large.
func (d *Deals) Ask(ctx context.Context, who access.Actor, id ID, version int64, paper PaperKind, clause, words string) (q QuestionID, now int64, err error) {
	if paper != Contract && paper != NDA {
		return "", 0, fault.ErrInvalid.At("paper")
	}
	if words, err = text("text", words, itemLimit, false); err != nil {
		return "", 0, err
	}
	if clause, err = line("clause", clause, clauseLimit); err != nil {
		return "", 0, err
	}
	q = access.NewID[QuestionID]()
	now, err = d.change(ctx, who, id, version, access.DealAsk, func(ctx context.Context, w *work) error {
		if err := w.negotiable(ctx); err != nil {
			return err
		}
		sealed, err := w.seal(ctx, w.grant, questionPlace(id, q, "question"), asked{paper, clause, words})
		if err != nil {
			return err
		}
		w.entry["question"] = string(q)
		if _, err = w.tx.Exec(ctx, `INSERT INTO deal_question (deal, id, version, asker, asked, question) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(id), string(q), w.deal.offer, string(w.side), db.Micros(w.now), sealed); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "asked", Side: w.side, Version: w.deal.offer})
	})
	return q, now, err
}

// asked is a question, sealed: the clause may quote the text.
type asked struct {
	Paper  PaperKind `json:"p"`
	Clause string    `json:"c"`
	Text   string    `json:"t"`
}

// negotiable refuses when no version is offered or accepted, or too much was asked.
func (w *work) negotiable(ctx context.Context) error {
	if w.deal.offer == 0 {
		return ErrState
	}
	last, err := offerOf(ctx, w.tx, w.deal.id, w.deal.offer)
	if err != nil {
		return err
	}
	if last.State != Offered && last.State != Accepted {
		return ErrState
	}
	var n int64
	if err := w.tx.Get(ctx, `SELECT count(*) FROM deal_question WHERE deal = $1`, []any{string(w.deal.id)}, &n); err != nil {
		return err
	}
	if n >= QuestionsLimit {
		return fault.ErrTooLarge.With("limit", QuestionsLimit)
	}
	return nil
}

// Answer answers the other side's question. Right: deal.ask. Faults: version_stale, absent, denied (one's own), deal_state.
func (d *Deals) Answer(ctx context.Context, who access.Actor, id ID, version int64, q QuestionID, words string) (now int64, err error) {
	if words, err = text("text", words, itemLimit, false); err != nil {
		return 0, err
	}
	return d.settleQuestion(ctx, who, id, version, q, "answered", func(ctx context.Context, w *work, asker Side) error {
		if asker == w.side {
			return fault.ErrDenied
		}
		sealed, err := w.seal(ctx, w.grant, questionPlace(id, q, "answer"), words)
		if err != nil {
			return err
		}
		_, err = w.tx.Exec(ctx, `UPDATE deal_question SET answer = $3, answered = $4 WHERE deal = $1 AND id = $2`, string(id), string(q), sealed, db.Micros(w.now))
		return err
	})
}

// DropQuestion takes one's own question back. Right: deal.ask. Faults: version_stale, absent, denied, deal_state.
func (d *Deals) DropQuestion(ctx context.Context, who access.Actor, id ID, version int64, q QuestionID) (int64, error) {
	return d.settleQuestion(ctx, who, id, version, q, "dropped", func(ctx context.Context, w *work, asker Side) error {
		if asker != w.side {
			return fault.ErrDenied
		}
		_, err := w.tx.Exec(ctx, `UPDATE deal_question SET dropped = $3 WHERE deal = $1 AND id = $2`, string(id), string(q), db.Micros(w.now))
		return err
	})
}

func (d *Deals) settleQuestion(ctx context.Context, who access.Actor, id ID, version int64, q QuestionID, code string, fn func(context.Context, *work, Side) error) (int64, error) {
	return d.change(ctx, who, id, version, access.DealAsk, func(ctx context.Context, w *work) error {
		var asker Side
		var open bool
		if err := w.tx.Get(ctx, `SELECT asker, answered IS NULL AND dropped IS NULL FROM deal_question WHERE deal = $1 AND id = $2`, []any{string(id), string(q)}, &asker, &open); err != nil {
			return err
		}
		if !open {
			return ErrState
		}
		w.entry["question"] = string(q)
		if err := fn(ctx, w, asker); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: code, Side: w.side, Version: w.deal.offer})
	})
}

// openQuestions counts those that keep both from signing. A question about an earlier version counts until it is settled.
func openQuestions(ctx context.Context, tx *db.Tx, id ID) (n int64, err error) {
	return n, tx.Get(ctx, `SELECT count(*) FROM deal_question WHERE deal = $1 AND answered IS NULL AND dropped IS NULL`, []any{string(id)}, &n)
}

// questioned is a question, sealed.
type questioned struct {
	Question
	question, answer []byte
}

func questionsOf(ctx context.Context, tx *db.Tx, id ID) ([]questioned, error) {
	return db.All(ctx, tx, func(s db.Scanner) (q questioned, err error) {
		var at int64
		var answered, dropped sql.NullInt64
		err = s.Scan(&q.ID, &q.Version, &q.By, &at, &q.question, &answered, &q.answer, &dropped)
		q.AskedAt, q.AnsweredAt, q.Dropped = db.Time(at), db.TimeOrZero(answered), dropped.Valid
		return q, err
	}, `SELECT id, version, asker, asked, question, answered, answer, dropped FROM deal_question WHERE deal = $1 ORDER BY asked, id`, string(id))
}

func (d *Deals) openQuestion(ctx context.Context, g access.Grant, s *sheet, q questioned) (Question, error) {
	var a asked
	at := questionPlace(s.deal.id, q.ID, "question")
	if err := d.open(ctx, g, at, q.question, &a); err != nil {
		return Question{}, err
	}
	text, err := d.Desk.Cover(ctx, g, at, a.Text, nil, s.falseMarks)
	if err != nil {
		return Question{}, err
	}
	answer, err := d.openSaid(ctx, g, questionPlace(s.deal.id, q.ID, "answer"), q.answer, s.falseMarks)
	q.Paper, q.Clause = a.Paper, a.Clause
	q.Text, q.Marks = text.Cover()
	q.Answer, q.Answered = answer.Cover()
	return q.Question, err
}
