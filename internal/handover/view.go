package handover

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
)

// View is a secret as its owner or its reader sees it: everything but what it says.
type View struct {
	ID               string
	Ticket           access.TicketID
	Number           int64
	Deal             deal.ID
	Owner, Reader    Person
	Label            string
	Term             Term
	State            State
	Why              string
	Digest           string // of the key it is sealed to
	Entry            int64  // of the handing over, on the record
	Given            time.Time
	Ended, ChangedAt time.Time // zero while it has not, was not
	Change           Change
	Openings         []Opening
	May              []string // codes of what the viewer may do now; a step-up may still be asked for
}

// Opening is one time that it was given out.
type Opening struct {
	At     time.Time
	Origin Origin
	Entry  int64 // on the record
}

// May are the codes of what somebody may do with a secret.
var May = []string{"open", "withdraw", "changed"}

// sheet is a secret as read, before its label is opened.
type sheet struct {
	row      row
	grant    access.Grant
	number   int64
	names    map[access.AccountID]string
	openings []opening
}

// OfTicket lists the secrets of the ticket that the actor handed over or is the reader of, newest first. Right: secret.see. Faults: absent.
func (d *Desk) OfTicket(ctx context.Context, who access.Actor, t access.TicketID) ([]View, error) {
	return d.list(ctx, who, func(ctx context.Context, tx *db.Tx) ([]row, error) {
		thing, err := d.Tickets.Facts(ctx, tx, t)
		if err != nil {
			return nil, err
		}
		if _, err := access.Check(who, access.SecretSee, thing); err != nil {
			return nil, err
		}
		return db.All(ctx, tx, scan, `SELECT `+columns+` FROM handover_secret WHERE ticket = $1 AND (owner = $2 OR reader = $2) ORDER BY given DESC, id DESC LIMIT 200`,
			string(t), string(who.Account))
	})
}

// ToChange lists what the actor handed over, somebody opened, and nobody said to have changed yet, newest first. Right: secret.see.
func (d *Desk) ToChange(ctx context.Context, who access.Actor) ([]View, error) {
	return d.list(ctx, who, func(ctx context.Context, tx *db.Tx) ([]row, error) {
		return db.All(ctx, tx, scan, `SELECT `+columns+` FROM handover_secret WHERE owner = $1 AND openings > 0 AND changed IS NULL ORDER BY given DESC, id DESC LIMIT 200`,
			string(who.Account))
	})
}

// Read shows one. Right: secret.see. Faults: absent.
func (d *Desk) Read(ctx context.Context, who access.Actor, id string) (v View, err error) {
	all, err := d.list(ctx, who, func(ctx context.Context, tx *db.Tx) ([]row, error) {
		r, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return nil, err
		}
		t, err := d.Tickets.Facts(ctx, tx, r.ticket)
		if err != nil {
			return nil, err
		}
		_, err = access.Check(who, access.SecretSee, r.thing(t))
		return []row{r}, err
	})
	if err != nil {
		return v, err
	}
	return all[0], nil
}

// list shows what find finds and the actor may see, and puts that on the record.
func (d *Desk) list(ctx context.Context, who access.Actor, find func(ctx context.Context, tx *db.Tx) ([]row, error)) (shown []View, err error) {
	var sheets []sheet
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := find(ctx, tx)
		if err != nil {
			return err
		}
		sheets, err = d.sheets(ctx, tx, who, rows)
		return err
	}); err != nil {
		return nil, err
	}
	if err := d.seen(ctx, sheets); err != nil {
		return nil, err
	}
	shown = []View{}
	for _, s := range sheets {
		v, err := d.show(ctx, s)
		if err != nil {
			return nil, err
		}
		shown = append(shown, v)
	}
	return shown, nil
}

func (d *Desk) sheets(ctx context.Context, tx *db.Tx, who access.Actor, rows []row) (all []sheet, err error) {
	for _, r := range rows {
		t, err := d.Tickets.Facts(ctx, tx, r.ticket)
		if err != nil {
			return nil, err
		}
		s := sheet{row: r}
		if s.grant, err = access.Check(who, access.SecretSee, r.thing(t)); err != nil {
			continue // a reader who left the case
		}
		head, err := d.Tickets.Head(ctx, tx, r.ticket)
		if err != nil {
			return nil, err
		}
		s.number = head.Number
		if s.names, err = d.Accounts.Names(ctx, tx, []access.AccountID{r.owner, r.reader}); err != nil {
			return nil, err
		}
		if s.openings, err = db.All(ctx, tx, scanOpening, `SELECT `+openingColumns+` FROM handover_opening WHERE secret = $1 ORDER BY at DESC, id LIMIT 100`, r.id); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// seen puts the reading of labels on the record.
func (d *Desk) seen(ctx context.Context, all []sheet) error {
	if len(all) == 0 {
		return nil
	}
	var grants []access.Grant
	var tickets []access.TicketID
	for _, s := range all {
		grants, tickets = append(grants, s.grant), append(tickets, s.row.ticket)
	}
	if err := d.Vault.Warm(ctx, tickets); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.AppendList(ctx, tx, grants, audit.Params{"what": "secrets"})
	})
}

func (d *Desk) show(ctx context.Context, s sheet) (v View, err error) {
	r := s.row
	label, err := d.Vault.Open(ctx, s.grant, placeOf(r.id, "label"), r.label)
	if err != nil {
		return v, err
	}
	v = View{ID: r.id, Ticket: r.ticket, Number: s.number, Deal: r.deal, Owner: Person{r.owner, s.names[r.owner]}, Reader: Person{r.reader, s.names[r.reader]}, Label: string(label),
		Term: r.term, State: r.state, Why: r.why, Digest: r.digest, Entry: r.entry, Given: db.Time(r.given), Ended: db.TimeOrZero(r.ended), ChangedAt: db.TimeOrZero(r.changed),
		Change: r.toChange(), Openings: []Opening{}, May: r.may(s.grant)}
	for _, o := range s.openings {
		shown := Opening{At: db.Time(o.at), Entry: o.entry}
		plain, err := d.Vault.OpenOwn(originPlace(o.id), o.origin)
		if err != nil {
			return v, err
		}
		if err := json.Unmarshal(plain, &shown.Origin); err != nil {
			return v, err
		}
		v.Openings = append(v.Openings, shown)
	}
	return v, nil
}

// may says what the viewer can do with it, as far as its row tells.
func (r row) may(g access.Grant) []string {
	who, thing := g.Actor(), g.Thing()
	who.SteppedUp = true
	can := map[string]bool{
		"open":     r.state == Held && access.Ask(&who, access.SecretOpen, &thing) == nil,
		"withdraw": r.state == Held && access.Ask(&who, access.SecretWithdraw, &thing) == nil,
		"changed":  r.toChange() != NotNeeded && access.Ask(&who, access.SecretChanged, &thing) == nil,
	}
	return slices.DeleteFunc(slices.Clone(May), func(code string) bool { return !can[code] })
}
