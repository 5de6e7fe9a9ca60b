package complaint

import (
	"context"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
)

// Person is somebody by name.
type Person struct {
	ID   access.AccountID
	Name string
}

// Summary is a complaint without its words.
type Summary struct {
	ID       ID
	Ticket   access.TicketID
	Kind     Kind
	State    State
	Filer    Person
	Accused  Person // empty where the reader may not know, or nobody is known
	Officer  Person // who looks into it
	FiledAt  time.Time
	ClosedAt time.Time // zero while it is open
	Due      time.Time // when the state's time is up
	Version  int64
}

// Word is what somebody said.
type Word struct {
	Kind WordKind
	Who  Person
	Text string
	At   time.Time
}

// View is a complaint as its reader may see it.
type View struct {
	Summary
	Personal bool
	Laws     []string
	Words    []Word
	Duties   []Duty // for who looks into it, and the remedies for both sides
	HearBy   time.Time
	Can      []access.Action
}

type sealedWord struct {
	Word
	n    int64
	text []byte
}

// ask asks for the right and has fn read; the grant is not on the record.
func (c *Complaints) ask(ctx context.Context, who access.Actor, id ID, act access.Action, fn func(ctx context.Context, tx *db.Tx, r row) error) (g access.Grant, err error) {
	return g, c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, t, barred, err := c.load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, act, r.thing(t, barred)); err != nil || fn == nil {
			return err
		}
		return fn(ctx, tx, r)
	})
}

// look asks for the right, has fn read, and writes the entry: what is opened afterwards stands on the record.
func (c *Complaints) look(ctx context.Context, who access.Actor, id ID, act access.Action, p audit.Params, fn func(ctx context.Context, tx *db.Tx, r row) error) (g access.Grant, err error) {
	if g, err = c.ask(ctx, who, id, act, fn); err != nil {
		return g, err
	}
	if err := c.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return g, err
	}
	return g, c.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return c.Log.Append(ctx, tx, g, p) })
}

// Read opens a complaint. Right: complaint.read. It stands on the record. Faults: absent, denied.
func (c *Complaints) Read(ctx context.Context, who access.Actor, id ID) (v View, err error) {
	var r row
	var words []sealedWord
	g, err := c.look(ctx, who, id, access.ComplaintRead, audit.Params{"complaint": string(id)}, func(ctx context.Context, tx *db.Tx, found row) error {
		r = found
		if words, err = wordsOf(ctx, tx, id); err != nil {
			return err
		}
		v, err = c.gather(ctx, tx, who, r)
		return err
	})
	if err != nil {
		return v, err
	}
	return v, c.openWords(ctx, g, id, words, &v)
}

func (c *Complaints) openWords(ctx context.Context, g access.Grant, id ID, words []sealedWord, v *View) error {
	for _, w := range words {
		text, err := c.Vault.Open(ctx, g, wordPlace(id, w.n), w.text)
		if err != nil {
			return err
		}
		w.Text = string(text)
		v.Words = append(v.Words, w.Word)
	}
	return c.nameWords(ctx, v.Words)
}

func (c *Complaints) nameWords(ctx context.Context, words []Word) error {
	var ids []access.AccountID
	for _, w := range words {
		ids = append(ids, w.Who.ID)
	}
	return c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err := c.Accounts.Names(ctx, tx, ids)
		for i := range words {
			words[i].Who.Name = names[words[i].Who.ID]
		}
		return err
	})
}

func wordsOf(ctx context.Context, tx *db.Tx, id ID) ([]sealedWord, error) {
	return db.All(ctx, tx, func(s db.Scanner) (w sealedWord, err error) {
		var at int64
		err = s.Scan(&w.n, &w.Kind, &w.Who.ID, &w.text, &at)
		w.At = db.Time(at)
		return w, err
	}, `SELECT n, kind, author, text, at FROM complaint_word WHERE complaint = $1 ORDER BY n`, string(id))
}

func (c *Complaints) gather(ctx context.Context, tx *db.Tx, who access.Actor, r row) (v View, err error) {
	clocks, err := c.Clocks.List(ctx, tx, string(r.id))
	if err != nil {
		return v, err
	}
	if v.Summary, err = c.summary(ctx, tx, r, clocks); err != nil {
		return v, err
	}
	t, err := c.Desk.Facts(ctx, tx, r.ticket)
	if err != nil {
		return v, err
	}
	v.Personal, v.Laws, v.Words, v.Duties, v.Can = r.personal, r.lawCodes(), []Word{}, []Duty{}, r.can(who, t)
	for _, x := range clocks {
		if x.Kind == hearingClock {
			v.HearBy = x.Due
		}
	}
	duties, err := dutiesOf(ctx, tx, r.id)
	for _, d := range duties {
		if r.investigator == who.Account || d.Law == nil {
			v.Duties = append(v.Duties, d)
		}
	}
	if who.Account == r.accused && slices.ContainsFunc(duties, func(d Duty) bool { return d.Code == Attest && d.Done.IsZero() }) {
		v.Can = append(v.Can, access.ComplaintAttest)
	}
	return v, err
}

func (c *Complaints) summary(ctx context.Context, tx *db.Tx, r row, clocks []deadline.State) (Summary, error) {
	names, err := c.Accounts.Names(ctx, tx, []access.AccountID{r.filer, r.accused, r.investigator})
	s := Summary{ID: r.id, Ticket: r.ticket, Kind: r.kind, State: r.state, Filer: Person{r.filer, names[r.filer]}, Accused: Person{r.accused, names[r.accused]},
		Officer: Person{r.investigator, names[r.investigator]}, FiledAt: db.Time(r.filed), ClosedAt: db.TimeOrZero(r.closed), Version: r.version}
	for _, x := range clocks {
		if x.Kind == clockKind(r.state) {
			s.Due = x.Due
		}
	}
	return s, err
}

// needs says what the state asks of an action, besides the rules of access.
var needs = map[access.Action]func(r row) bool{
	access.ComplaintTake:     func(r row) bool { return r.state.Open() && r.investigator == "" },
	access.ComplaintRecuse:   func(r row) bool { return r.state.Open() },
	access.ComplaintSift:     func(r row) bool { return r.state.Open() },
	access.ComplaintAnswer:   func(r row) bool { return r.state == Investigating },
	access.ComplaintTrace:    func(row) bool { return true },
	access.ComplaintMaterial: func(r row) bool { return r.state.Open() },
	access.ComplaintDecide:   func(r row) bool { return r.state == Investigating },
	access.ComplaintRemedy:   func(row) bool { return true },
	access.ComplaintExport:   func(r row) bool { return !r.state.Open() },
}

// can are the actions that the rules and the state let the actor do; a step-up may still be asked for.
func (r row) can(who access.Actor, t access.Thing) []access.Action {
	can := []access.Action{}
	who.SteppedUp = true
	thing := r.thing(t, nil)
	for act, fits := range needs {
		if fits(r) && access.Ask(&who, act, &thing) == nil {
			can = append(can, act)
		}
	}
	slices.Sort(can)
	return can
}
