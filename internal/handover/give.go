package handover

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
)

// Gift is a secret as its owner's browser sealed it.
type Gift struct {
	Reader access.AccountID
	Key    string // the id of the key it is sealed to
	Term   Term
	Label  string
	Sealed []byte // an age file
}

// Give keeps a secret for its reader. What it was sealed to stands on the record. Right: secret.give, of the client's side. Faults: absent, denied, invalid, too_large,
// secret_not_sealed, secret_reader, secret_key_changed, secret_no_deal, secret_deal_frozen, secret_many, secret_ticket_closed.
func (d *Desk) Give(ctx context.Context, who access.Actor, t access.TicketID, gift Gift) (id string, err error) {
	if gift.Label, err = words("label", gift.Label, LabelLimit); err != nil {
		return "", err
	}
	if !slices.Contains(Terms, gift.Term) {
		return "", fault.ErrInvalid.At("term")
	}
	if err := isForKey(gift.Sealed); err != nil {
		return "", err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return "", err
	}
	id = access.NewID[string]()
	return id, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.gives(ctx, tx, who, t, id, gift)
		if err != nil {
			return err
		}
		if err := w.row.put(ctx, tx); err != nil {
			return err
		}
		if err := w.lookAt(ctx, w.now.Add(lookEvery)); err != nil {
			return err
		}
		if err := w.post(ctx, tx, notice{id, w.row.reader, letterGiven}); err != nil {
			return err
		}
		w.tell()
		return tx.Made(ctx, id)
	})
}

func (d *Desk) gives(ctx context.Context, tx *db.Tx, who access.Actor, t access.TicketID, id string, gift Gift) (*work, error) {
	thing, err := d.Tickets.Facts(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, access.SecretGive, thing)
	if err != nil {
		return nil, err
	}
	w := &work{Desk: d, tx: tx, grant: g, now: d.Clock.Now()}
	w.row = row{id: id, ticket: t, owner: who.Account, reader: gift.Reader, term: gift.Term, state: Held, given: db.Micros(w.now)}
	if err := w.mayRead(ctx, thing); err != nil {
		return nil, err
	}
	if err := w.mayHold(ctx); err != nil {
		return nil, err
	}
	if err := w.under(ctx); err != nil {
		return nil, err
	}
	if err := w.sealedFor(ctx, gift.Key); err != nil {
		return nil, err
	}
	return w, w.take(ctx, gift)
}

// mayRead refuses a reader who does not work on the case.
func (w *work) mayRead(ctx context.Context, t access.Thing) error {
	reader, err := w.Accounts.ActorOf(ctx, w.tx, w.row.reader)
	if err != nil {
		return onlyAbsent(err, ErrReader)
	}
	reader.SteppedUp = true
	thing := w.row.thing(t)
	if w.row.reader == w.row.owner || access.Ask(&reader, access.SecretOpen, &thing) != nil {
		return ErrReader
	}
	return nil
}

// mayHold refuses more than a ticket may have, and what a closed ticket would hold.
func (w *work) mayHold(ctx context.Context) error {
	head, err := w.Tickets.Head(ctx, w.tx, w.row.ticket)
	if err != nil {
		return err
	}
	if head.Closed {
		return ErrClosed
	}
	n, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM handover_secret WHERE ticket = $1 AND state = 'held'`, string(w.row.ticket))
	if err == nil && n >= SecretsLimit {
		return ErrMany
	}
	return err
}

// under finds the deal that the secret belongs to.
func (w *work) under(ctx context.Context) error {
	agreed, err := w.Deals.Agreed(ctx, w.tx, w.row.ticket, w.row.reader)
	switch {
	case err != nil:
		return err
	case agreed.ID == "" && w.row.term == Deal:
		return ErrNoDeal.At("term")
	case agreed.Frozen:
		return ErrFrozen
	}
	w.row.deal = deal.ID(agreed.ID)
	return nil
}

// sealedFor compares with the key that the reader has now.
func (w *work) sealedFor(ctx context.Context, key string) error {
	k, err := keyOf(ctx, w.tx, w.row.reader, true)
	if err != nil {
		return err
	}
	if k == nil || k.ID != key {
		return ErrKey
	}
	w.row.key, w.row.digest = k.ID, k.Digest
	return nil
}

// take puts the handing over on the record, and seals what came once more with the case's key (S4).
func (w *work) take(ctx context.Context, gift Gift) (err error) {
	w.entry = audit.Params{"secret": w.row.id, "reader": string(w.row.reader), "key": w.row.digest, "term": string(w.row.term), "deal": string(w.row.deal)}
	if err := w.record(ctx); err != nil {
		return err
	}
	w.row.entry = w.n
	if w.row.label, err = w.Vault.Seal(ctx, w.grant, placeOf(w.row.id, "label"), []byte(gift.Label)); err != nil {
		return err
	}
	w.row.body, err = w.Vault.Seal(ctx, w.grant, placeOf(w.row.id, "body"), gift.Sealed)
	return err
}

func onlyAbsent(err, otherwise error) error {
	if fault.KindOf(err) == fault.Absent {
		return otherwise
	}
	return err
}

// Candidate is somebody who works on the case, with the key to seal to and those before.
type Candidate struct {
	Person
	Role    string  // specialist, agent, lead
	Deal    deal.ID // that one is in with the client's side; empty: none
	Key     *Key    // nil: none was made yet
	Earlier []Key   // newest first
}

// Readers are to whom a secret of the ticket can be handed over: who is in a deal first, then the case's specialists, then staff. Right: secret.give. Faults: absent, denied.
func (d *Desk) Readers(ctx context.Context, who access.Actor, t access.TicketID) (all []Candidate, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		thing, err := d.Tickets.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.SecretGive, thing); err != nil {
			return err
		}
		if all, err = d.candidates(ctx, tx, thing); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(c Candidate) bool { return c.ID == who.Account })
		for i := range all {
			if err := d.complete(ctx, tx, t, &all[i]); err != nil {
				return err
			}
		}
		slices.SortStableFunc(all, func(a, b Candidate) int { return rank(a) - rank(b) })
		return nil
	})
	return all, err
}

func rank(c Candidate) int {
	switch {
	case c.Deal != "":
		return 0
	case c.Role == "specialist":
		return 1
	}
	return 2
}

func (d *Desk) candidates(ctx context.Context, tx *db.Tx, t access.Thing) (all []Candidate, err error) {
	names, err := d.Accounts.Names(ctx, tx, t.Members)
	if err != nil {
		return nil, err
	}
	for _, id := range t.Members {
		who, err := d.Accounts.ActorOf(ctx, tx, id)
		if err != nil && fault.KindOf(err) != fault.Absent {
			return nil, err
		}
		if who.Has(access.Specialist) {
			all = append(all, Candidate{Person: Person{id, names[id]}, Role: "specialist"})
		}
	}
	staff, err := d.Accounts.Staff(ctx, tx, []access.DepartmentID{t.Department}, "")
	for _, p := range staff {
		all = append(all, Candidate{Person: Person{p.ID, p.Name}, Role: string(p.Post)})
	}
	return all, err
}

func (d *Desk) complete(ctx context.Context, tx *db.Tx, t access.TicketID, c *Candidate) error {
	agreed, err := d.Deals.Agreed(ctx, tx, t, c.ID)
	if err != nil {
		return err
	}
	keys, err := keysOf(ctx, tx, c.ID)
	c.Deal = agreed.ID
	c.Key, c.Earlier = present(keys)
	return err
}
