package room

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/handover"
)

// View is a room as those of the case see it from outside: nothing of what is said in it.
type View struct {
	ID                string
	State             State
	OfferedBy, Opener Person // zero: nobody
	Epoch             *Epoch // the present key; nil: there is none yet
	Last              int64  // number of the newest message
	Recovery          string // the recipient for recovery; empty: nobody can recover the keys
	Members           []Member
	May               []string // codes of what the viewer may do now; a step-up may still be asked for
}

// Member is somebody whom the present key is sealed to.
type Member struct {
	Person
	Standing Standing
}

// May are the codes of what somebody may do with a room.
var May = []string{"offer", "decline", "open", "enter", "write", "turn", "recover", "anew"}

// Of shows the ticket's room, or what could be done to have one. Right: room.see. Faults: absent.
func (d *Desk) Of(ctx context.Context, who access.Actor, t access.TicketID) (v View, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowBy(ctx, tx, "ticket", string(t), false)
		if isAbsent(err) {
			r, err = row{ticket: t, state: None}, nil
		}
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, r, access.RoomSee)
		if err != nil {
			return err
		}
		v, err = w.view(ctx)
		return err
	})
	return v, err
}

func (w *work) view(ctx context.Context) (v View, err error) {
	r := w.row
	v = View{ID: r.id, State: r.state, Last: r.last, Recovery: r.recovery, Members: []Member{}}
	epochs, err := r.epochs(ctx, w.tx)
	if err != nil {
		return v, err
	}
	if len(epochs) > 0 {
		v.Epoch = &epochs[len(epochs)-1]
	}
	members, err := r.members(ctx, w.tx)
	if err != nil {
		return v, err
	}
	ids := []access.AccountID{r.offered, r.opened}
	for _, m := range members {
		ids = append(ids, m.member)
	}
	names, err := w.Accounts.Names(ctx, w.tx, ids)
	if err != nil {
		return v, err
	}
	v.OfferedBy, v.Opener = Person{r.offered, names[r.offered]}, Person{r.opened, names[r.opened]}
	for _, m := range members {
		stands, err := w.standing(ctx, w.tx, w.grant.Thing(), m)
		if err != nil {
			return v, err
		}
		v.Members = append(v.Members, Member{Person{m.member, names[m.member]}, stands})
	}
	v.May, err = w.may(ctx, v)
	return v, err
}

// may says what the viewer can do, as far as the rules and the room's state tell.
func (w *work) may(ctx context.Context, v View) ([]string, error) {
	fit := w.mayHave(ctx)
	if fit != nil && fault.KindOf(fit) != fault.Conflict {
		return nil, fit
	}
	who, thing, row := w.grant.Actor(), w.grant.Thing(), w.row
	copies, err := row.envelopesOf(ctx, w.tx, who.Account)
	if err != nil {
		return nil, err
	}
	who.SteppedUp = true
	is := func(act access.Action) bool { return access.Ask(&who, act, &thing) == nil }
	isIn := slices.ContainsFunc(v.Members, func(m Member) bool { return m.ID == who.Account && m.Standing == In })
	open := row.state == Opened
	live := open && (fit == nil || fit == ErrClass) // a case that is less confidential by now keeps its room
	can := map[string]bool{
		"offer":   fit == nil && !open && row.state != Offered && is(access.RoomOffer),
		"decline": row.state == Offered && is(access.RoomDecline),
		"open":    fit == nil && !open && is(access.RoomOpen),
		"enter":   open && len(copies) > 0 && is(access.RoomEnter),
		"write":   live && isIn && is(access.RoomWrite),
		"turn":    live && (isIn || isClient(who, thing)) && is(access.RoomTurn),
		"anew":    live && row.recovery == "" && isClient(who, thing) && isLost(v.Members) && is(access.RoomTurn),
		"recover": open && row.recovery != "" && is(access.RoomRecover),
	}
	return slices.DeleteFunc(slices.Clone(May), func(code string) bool { return !can[code] }), nil
}

// isLost reports whether nobody is left who can open the room: all have another key by now, or none, or have left.
func isLost(members []Member) bool {
	return !slices.ContainsFunc(members, func(m Member) bool { return m.Standing == In })
}

// Candidate is somebody who can be in the room, with the key to seal to and those before.
type Candidate struct {
	Person
	Role    string        // client, specialist, agent, lead
	Key     *handover.Key // nil: none was made yet
	Earlier []handover.Key
}

// Roles are the roles of candidates.
var Roles = []string{"client", "specialist", "agent", "lead"}

// People are who can be in the room of the ticket: for the client's side whoever has a right to it, of their own colleagues those who have a key; for others who
// has been in it. Right: room.see. Faults: absent.
func (d *Desk) People(ctx context.Context, who access.Actor, t access.TicketID) (all []Candidate, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowBy(ctx, tx, "ticket", string(t), false)
		if isAbsent(err) {
			r, err = row{ticket: t, state: None}, nil
		}
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, r, access.RoomSee)
		if err != nil {
			return err
		}
		all, err = w.people(ctx)
		return err
	})
	return all, err
}

func (w *work) people(ctx context.Context) (all []Candidate, err error) {
	ids, err := db.All(ctx, w.tx, db.Value[access.AccountID], `SELECT DISTINCT member FROM room_envelope WHERE room = $1 AND member <> ''`, w.row.id)
	if err != nil {
		return nil, err
	}
	if isClient(w.grant.Actor(), w.grant.Thing()) {
		more, err := w.mayCome(ctx)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id access.AccountID) bool { return id == "" })
	names, err := w.Accounts.Names(ctx, w.tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		c, may, err := w.candidate(ctx, Person{id, names[id]})
		if err != nil {
			return nil, err
		}
		if may {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return slices.Index(Roles, a.Role) - slices.Index(Roles, b.Role) })
	return all, nil
}

// mayCome are those whom the client's side may think of: who is of the case, the department's staff, and their own colleagues who have a key. Of a large
// organisation nobody wants a list of people who cannot come.
func (w *work) mayCome(ctx context.Context) ([]access.AccountID, error) {
	thing := w.grant.Thing()
	ids := append([]access.AccountID{thing.Requester, thing.Assignee, w.grant.Actor().Account}, thing.Members...)
	staff, err := w.Accounts.Staff(ctx, w.tx, []access.DepartmentID{thing.Department}, "")
	if err != nil {
		return nil, err
	}
	for _, s := range staff {
		ids = append(ids, s.ID)
	}
	colleagues, err := w.Keys.Keyed(ctx, w.tx, thing.Organisation)
	return append(ids, colleagues...), err
}

// candidate is the person with their keys, if they have a right to the room.
func (w *work) candidate(ctx context.Context, p Person) (c Candidate, may bool, err error) {
	if may, err = w.mayBeIn(ctx, w.tx, w.grant.Thing(), p.ID); err != nil || !may {
		return c, false, err
	}
	c.Person = p
	if c.Role, err = w.roleOf(ctx, p.ID); err != nil {
		return c, false, err
	}
	c.Key, c.Earlier, err = w.Keys.KeysOf(ctx, w.tx, p.ID)
	return c, true, err
}

func (w *work) roleOf(ctx context.Context, id access.AccountID) (string, error) {
	thing := w.grant.Thing()
	p, err := w.Accounts.ActorOf(ctx, w.tx, id)
	switch post := p.Posts[thing.Department]; {
	case err != nil:
		return "", err
	case post != "":
		return string(post), nil
	case p.Has(access.Specialist) && slices.Contains(thing.Members, id):
		return "specialist", nil
	}
	return "client", nil
}
