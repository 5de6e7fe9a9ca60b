package ticket

import (
	"cmp"
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan"
)

// Merge makes a ticket part of another of the same client side: its messages, notes and files go over, sealed anew and
// marked with where they came from; its watchers and specialists join; what remains is a closed ticket that points to
// the other. It returns that other.
// Right: ticket.merge on both. Faults: absent, denied, invalid, conflict, too_large, ticket_merged.
func (d *Desk) Merge(ctx context.Context, who access.Actor, id, into access.TicketID) (Ticket, error) {
	if id == into {
		return Ticket{}, invalid("into", "another ticket")
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{id, into}); err != nil {
		return Ticket{}, err
	}
	var g access.Grant
	err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := d.holdBoth(ctx, tx, who, id, into)
		if err != nil {
			return err
		}
		g = m.to
		return m.merge(ctx)
	})
	if err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

// carriage takes items from one ticket to another.
type carriage struct {
	src, dst *work
	from, to access.Grant
	files    map[int64][]attached
}

// holdBoth holds the two in the order of their ids, so that merges that cross cannot block each other.
func (d *Desk) holdBoth(ctx context.Context, tx *db.Tx, who access.Actor, id, into access.TicketID) (c carriage, err error) {
	ids := []access.TicketID{id, into}
	slices.SortFunc(ids, func(a, b access.TicketID) int { return cmp.Compare(a, b) })
	held := map[access.TicketID]stored{}
	for _, one := range ids {
		if held[one], err = hold(ctx, tx, one); err != nil {
			return c, err
		}
	}
	c.src, c.dst = d.begin(tx, who, held[id]), d.begin(tx, who, held[into])
	if c.from, err = access.Check(who, access.TicketMerge, held[id].thing()); err != nil {
		return c, err
	}
	c.to, err = access.Check(who, access.TicketMerge, held[into].thing())
	return c, err
}

func (c *carriage) merge(ctx context.Context) error {
	for _, w := range []*work{c.src, c.dst} {
		if err := notMerged(w.t); err != nil {
			return err
		}
	}
	if c.src.t.organisation != c.dst.t.organisation {
		return fault.ErrConflict.At("into")
	}
	// The entries come first: the vault opens for recorded grants only.
	c.src.entry["into"], c.dst.entry["from"] = string(c.dst.t.id), string(c.src.t.id)
	if err := c.src.record(ctx, c.from); err != nil {
		return err
	}
	if err := c.dst.record(ctx, c.to); err != nil {
		return err
	}
	if err := c.moveAll(ctx); err != nil {
		return err
	}
	if err := c.unite(ctx); err != nil {
		return err
	}
	return c.conclude(ctx)
}

func (c *carriage) moveAll(ctx context.Context) error {
	items, err := db.All(ctx, c.src.tx, scanSaid, `SELECT `+saidColumns+` FROM message WHERE ticket = $1 AND kind <> 'event' ORDER BY seq LIMIT $2`,
		string(c.src.t.id), MoveLimit+1)
	if err != nil {
		return err
	}
	if len(items) > MoveLimit {
		return fault.ErrTooLarge.With("limit", MoveLimit)
	}
	if err := c.dst.event(ctx, eventMergedFrom, false, pointTo(c.src.t)); err != nil {
		return err
	}
	if err := c.carry(ctx, items); err != nil {
		return err
	}
	_, err = c.src.tx.Exec(ctx, `DELETE FROM message WHERE ticket = $1 AND kind <> 'event'`, string(c.src.t.id))
	if err == nil {
		_, err = c.src.tx.Exec(ctx, `DELETE FROM ticket_file WHERE ticket = $1`, string(c.src.t.id))
	}
	if err == nil {
		err = c.src.Shelf.Forget(ctx, c.src.tx, scan.File, c.src.t.id)
	}
	if err == nil {
		_, err = c.src.tx.Exec(ctx, `UPDATE class_motion SET state = 'overtaken', decided = $2 WHERE ticket = $1 AND state = 'open'`, string(c.src.t.id), db.Micros(c.src.now))
	}
	if err == nil { // drafts on it can no longer be sent
		_, err = c.src.tx.Exec(ctx, `UPDATE ticket_own SET kind = '', draft = NULL WHERE ticket = $1`, string(c.src.t.id))
	}
	return err
}

func pointTo(t stored) map[string]string {
	return map[string]string{"ticket": string(t.id), "number": itoa(t.number)}
}

// carry seals the items anew in the other ticket, in their order, with their files.
func (c *carriage) carry(ctx context.Context, items []said) (err error) {
	if c.files, err = filesOf(ctx, c.src.tx, c.src.t.id, items); err != nil {
		return err
	}
	for _, m := range items {
		text, err := c.src.Vault.Move(ctx, c.from, c.to, messagePlace(m.seq), messagePlace(c.dst.next()), m.text)
		if err != nil {
			return err
		}
		marks, err := c.carryMarks(ctx, m)
		if err != nil {
			return err
		}
		if m.origin.Ticket == "" {
			m.origin = Origin{c.src.t.id, c.src.t.number}
		}
		seq, _, err := c.dst.say(ctx, item{kind: m.kind, author: m.author, side: m.side, text: text, marks: marks, files: int(m.files), at: m.at, origin: m.origin, hidden: m.hidden,
			class: access.Higher(m.class, c.src.t.class)})
		if err != nil {
			return err
		}
		for _, f := range c.files[m.seq] {
			if err := c.carryFile(ctx, seq, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryMarks: a text older than marks has none.
func (c *carriage) carryMarks(ctx context.Context, m said) ([]byte, error) {
	if m.marks == nil {
		return nil, nil
	}
	return c.src.Vault.Move(ctx, c.from, c.to, marksPlace(m.seq), marksPlace(c.dst.next()), m.marks)
}

// carryFile gives the other ticket a row of its own, under a new id, for the same sealed bytes.
func (c *carriage) carryFile(ctx context.Context, seq int64, f attached) error {
	id := access.NewID[string]()
	about, err := c.src.Vault.Move(ctx, c.from, c.to, filePlace(f.id, "about"), filePlace(id, "about"), f.about)
	if err != nil {
		return err
	}
	key, err := c.src.Vault.MoveFile(ctx, c.from, c.to, keyPlace(f.id), keyPlace(id), f.key)
	if err != nil {
		return err
	}
	if err := c.dst.attach(ctx, seq, &newFile{File: File{ID: id, Size: f.size, At: db.Time(f.at), Author: Author{ID: f.author, Side: f.side},
		Class: access.Higher(f.class, c.src.t.class)}, key: key, about: about, blob: f.blob, readers: f.readers}); err != nil {
		return err
	}
	return c.dst.Shelf.Copy(ctx, c.dst.tx, c.to, f.id, id)
}

// unite brings specialists and watchers over. The more confidential class counts.
func (c *carriage) unite(ctx context.Context) error {
	c.dst.t.class = access.Higher(c.dst.t.class, c.src.t.class)
	c.dst.t.proposed = access.Higher(c.dst.t.proposed, c.src.t.proposed)
	people, err := db.All(ctx, c.src.tx, func(s db.Scanner) (m member, err error) { return m, s.Scan(&m.role, &m.account) },
		`SELECT role, account FROM ticket_member WHERE ticket = $1 ORDER BY role, account`, string(c.src.t.id))
	if err != nil {
		return err
	}
	called := accounts(c.dst.t.specialists)
	for _, p := range people {
		if err := c.dst.addMember(ctx, p.role, p.account); err != nil {
			return err
		}
		if p.role == roleSpecialist && !slices.Contains(called, p.account) {
			called = append(called, p.account)
		}
	}
	if len(called) > MembersLimit {
		return fault.ErrTooLarge.With("limit", MembersLimit)
	}
	c.dst.setSpecialists(called)
	return nil
}

// conclude closes what remains, and saves and tells both.
func (c *carriage) conclude(ctx context.Context) error {
	src := c.src
	src.t.messages, src.t.faceMessages, src.t.mergedInto = 0, 0, c.dst.t.id
	src.t.setStatus(StatusClosed, src.now)
	if err := src.event(ctx, eventMergedInto, false, pointTo(c.dst.t)); err != nil {
		return err
	}
	for _, w := range []*work{src, c.dst} {
		w.counted()
		if err := save(ctx, w.tx, w.was, w.t); err != nil {
			return err
		}
		if err := w.keepRead(ctx); err != nil {
			return err
		}
		w.tell("merged")
	}
	return nil
}
