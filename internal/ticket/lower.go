package ticket

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// LowerReasons are why a class may be lower. They are codes: both sides read them in the record.
var LowerReasons = []string{"mistake", "known", "needed", "removed"}

// Lowering is one person's wish that a class be lower, for another to agree.
type Lowering struct {
	ID       string
	Part     Part // as the viewer counts
	From, To Class
	Reason   string
	Proposer Ref
	At       time.Time
	May      []string // agree, refuse: what the viewer may do now; the rules ask for a step-up to agree
}

// Faults of lowering.
var (
	ErrSettled    = fault.New(fault.Conflict, "motion_settled", "this is decided, overtaken, or another waits to be")
	ErrSamePerson = fault.New(fault.Denied, "same_person", "who asked cannot agree")
	ErrFourEyes   = fault.New(fault.Denied, "client_side_needed", "one of the two must be of the client's side; of what only the desk sees, its lead")
)

// Where somebody stands who has a say in lowering.
const (
	standsClient = "client"
	standsLead   = "lead"
	standsStaff  = "staff"
)

func (w *work) stands() string {
	switch {
	case w.face.side == ClientSide:
		return standsClient
	case w.who.Posts[w.t.department] == access.Lead:
		return standsLead
	}
	return standsStaff
}

// fourEyes: what is confidential is the client's, so the desk alone never lowers it. Of what the client cannot know of, the lead answers.
func fourEyes(hidden bool, proposer, decider string) bool {
	needed := standsClient
	if hidden {
		needed = standsLead
	}
	return proposer == needed || decider == needed
}

// AskLower asks that a class be lower. Nothing changes until another agrees. It returns the wish's id.
// Right: class.lower. Faults: absent, denied, invalid, class_not_lower, motion_settled (one waits), ticket_merged.
func (d *Desk) AskLower(ctx context.Context, who access.Actor, id access.TicketID, p Part, to Class, reason string) (wish string, err error) {
	if err := oneOf("class", to, Classes); err != nil {
		return "", err
	}
	if err := oneOf("reason", reason, LowerReasons); err != nil {
		return "", err
	}
	wish = access.NewID[string]()
	_, err = d.change(ctx, who, id, access.ClassLower, told, func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		c, err := w.classed(ctx, p)
		if err != nil {
			return err
		}
		w.hidden = c.hidden
		if !c.mayLower(w.t, to) {
			return ErrNotLower
		}
		for k, v := range c.params() {
			w.entry[k] = v
		}
		w.entry["motion"], w.entry["from"], w.entry["to"], w.entry["reason"] = wish, string(c.effective(w.t)), string(to), reason
		return w.wish(ctx, wish, c, to, reason)
	})
	return wish, err
}

// mayLower: a part goes no lower than its ticket.
func (c classed) mayLower(t stored, to Class) bool {
	return c.effective(t).Above(to) && (c.what == "ticket" || !t.class.Above(to))
}

func (w *work) wish(ctx context.Context, id string, c classed, to Class, reason string) error {
	n, err := w.tx.Exec(ctx, `INSERT INTO class_motion (`+loweringColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', '', NULL)
		ON CONFLICT DO NOTHING`, id, string(w.t.id), c.seq, c.file, c.hidden, string(c.effective(w.t)), string(to), reason, string(w.who.Account), w.stands(), db.Micros(w.now))
	if err == nil && n == 0 {
		return ErrSettled
	}
	if err == nil {
		err = w.tx.Made(ctx, id)
	}
	return err
}

// Lower agrees with another's wish, and the class is lower; or refuses it, as who asked may too.
// Right: class.agree, with step-up. Faults: absent, denied, same_person, client_side_needed, motion_settled, class_not_lower, ticket_merged.
func (d *Desk) Lower(ctx context.Context, who access.Actor, id access.TicketID, wish string, agree bool) error {
	_, err := d.change(ctx, who, id, access.ClassAgree, told, func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		l, err := w.wished(ctx, wish)
		if err != nil {
			return err
		}
		if agree {
			if err := w.mayAgree(l); err != nil {
				return err
			}
		}
		return w.settle(ctx, l, agree)
	})
	return err
}

func (w *work) mayAgree(l lowering) error {
	switch {
	case l.proposer == w.who.Account:
		return ErrSamePerson
	case !fourEyes(l.hidden, l.stood, w.stands()):
		return ErrFourEyes
	}
	return nil
}

func (w *work) settle(ctx context.Context, l lowering, agree bool) error {
	w.hidden = l.hidden
	state := pick(agree, "agreed", "refused")
	n, err := w.tx.Exec(ctx, `UPDATE class_motion SET state = $2, decider = $3, decided = $4 WHERE id = $1 AND state = 'open'`, l.id, state, string(w.who.Account), db.Micros(w.now))
	if err == nil && n == 0 {
		err = ErrSettled
	}
	if err != nil {
		return err
	}
	w.entry["motion"], w.entry["decision"] = l.id, state
	if !agree {
		return nil
	}
	c, err := w.stored(ctx, l)
	if err != nil {
		return err
	}
	if c.effective(w.t) != l.was || !c.mayLower(w.t, l.becomes) {
		return ErrSettled
	}
	return w.reclass(ctx, c, l.becomes)
}

// stored finds what a wish is about, by the full count.
func (w *work) stored(ctx context.Context, l lowering) (classed, error) {
	full := w.face
	defer func() { w.face = full }()
	w.face.notes = true // the wish's own face was asked when it was found
	return w.classed(ctx, Part{l.seq, l.file})
}

// lowering is a stored wish.
type lowering struct {
	id           string
	seq, at      int64
	file         string
	hidden       bool
	was, becomes Class
	reason       string
	proposer     access.AccountID
	stood, state string
}

const loweringColumns = `id, ticket, seq, file, hidden, was, becomes, reason, proposer, stood, at, state, decider, decided`

func scanLowering(s db.Scanner) (l lowering, err error) {
	return l, s.Scan(&l.id, &l.seq, &l.file, &l.hidden, &l.was, &l.becomes, &l.reason, &l.proposer, &l.stood, &l.at, &l.state)
}

const loweringQuery = `SELECT id, seq, file, hidden, was, becomes, reason, proposer, stood, at, state FROM class_motion WHERE ticket = $1`

// wished finds one of this ticket that the actor may know of.
func (w *work) wished(ctx context.Context, id string) (l lowering, err error) {
	l, err = db.One(ctx, w.tx, scanLowering, loweringQuery+` AND id = $2`, string(w.t.id), id)
	if err == nil && l.hidden && !w.face.notes {
		err = fault.ErrAbsent
	}
	if err == nil && l.state != "open" {
		err = ErrSettled
	}
	return l, err
}

// Lowerings are the wishes of a ticket that wait, oldest first. Right: ticket.see. Faults: absent.
func (d *Desk) Lowerings(ctx context.Context, who access.Actor, id access.TicketID) (all []Lowering, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.TicketSee, t.thing()); err != nil {
			return err
		}
		stored, err := db.All(ctx, tx, scanLowering, loweringQuery+` AND state = 'open' ORDER BY at, id`, string(id))
		if err != nil {
			return err
		}
		w := d.begin(tx, who, t)
		for _, l := range stored {
			if l.hidden && !w.face.notes {
				continue
			}
			one, err := w.lowering(ctx, l)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

func (w *work) lowering(ctx context.Context, l lowering) (out Lowering, err error) {
	n, err := w.namesOf(ctx, w.tx, []access.AccountID{l.proposer}, nil)
	if err != nil {
		return out, err
	}
	out = Lowering{ID: l.id, Part: Part{File: l.file}, From: l.was, To: l.becomes, Reason: l.reason, Proposer: n.ref(l.proposer), At: db.Time(l.at), May: []string{}}
	if l.seq != 0 {
		if out.Part.Message, err = w.face.shownSeq(ctx, w.tx, w.t, l.seq); err != nil {
			return out, err
		}
	}
	who, thing := w.who, w.t.thing()
	who.SteppedUp = true // the button stands there before it
	if access.Ask(&who, access.ClassAgree, &thing) != nil {
		return out, nil
	}
	if w.mayAgree(l) == nil {
		out.May = append(out.May, "agree")
	}
	out.May = append(out.May, "refuse")
	return out, nil
}
