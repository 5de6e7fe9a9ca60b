package dispute

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/sensitive"
	"surety/internal/ticket"
)

// Person is somebody with the name to show.
type Person struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Summary is a dispute in a list: states, dates and decided amounts, no words.
type Summary struct {
	ID           ID               `json:"id"`
	Deal         deal.ID          `json:"deal"`
	Milestone    deal.MilestoneID `json:"milestone"`
	Client       Person           `json:"client"`
	Specialist   Person           `json:"specialist"`
	Opener       deal.Side        `json:"opener"`
	Way          string           `json:"way"` // party; silence: nobody answered a request to cancel; complaint: one was confirmed
	State        State            `json:"state"`
	Turn         deal.Side        `json:"turn"` // besides the sides: arbiter, arbiters
	Then         State            `json:"then,omitempty"`
	Due          time.Time        `json:"due,omitzero"` // when Then happens if nobody moves; zero while the clock stands
	Currency     escrow.Currency  `json:"currency"`
	StakeMinor   int64            `json:"stakeMinor"`
	Outcome      Outcome          `json:"outcome,omitempty"`
	ReleaseMinor int64            `json:"releaseMinor"` // once it is closed
	OpenedAt     time.Time        `json:"openedAt"`
	ClosedAt     time.Time        `json:"closedAt,omitzero"`
	Version      int64            `json:"version"`
}

// View is a dispute with its file, as a side or an arbiter sees it.
type View struct {
	Summary
	Side      deal.Side // of the viewer; empty: an arbiter
	Arbiters  []Person  // who judged or judges, in their order
	Proposal  *Split    // that is open to be accepted
	Accepted  deal.Side // the side that agrees to it
	Award     *Split    // that two arbiters agreed on; an arbiter who judges sees what is to be agreed on
	Appellant deal.Side
	Offer     *Offer // the viewer's own, while it is the time of offers
	Words     []Word
	Exhibits  []Exhibit
	Clocks    []deadline.State
	Can       []access.Action // what the rules and the state let the viewer do now
}

// Split is a way to divide the stake.
type Split struct {
	ReleaseMinor int64 `json:"releaseMinor"`
	RefundMinor  int64 `json:"refundMinor"`
}

// Offer is the viewer's own; nobody else's is ever in a view.
type Offer struct {
	ReleaseMinor *int64 `json:"releaseMinor"` // nil: taken back, or none
	Left         int    `json:"left"`         // how often it can still be changed
}

// Word is what was said: a statement, or a decision with its reasons.
type Word struct {
	N           int64             `json:"n"`
	Kind        WordKind          `json:"kind"`
	Author      Person            `json:"author"`
	Side        deal.Side         `json:"side"` // empty: an arbiter
	AmountMinor int64             `json:"amountMinor"`
	Text        string            `json:"text"`
	Marks       []sensitive.Shown `json:"-"` // the places of it that are covered
	At          time.Time         `json:"at"`
}

// sealed is a dispute as read, before anything is opened.
type sealed struct {
	row      row
	side     deal.Side
	words    []sealedWord
	exhibits []sealedExhibit
	offer    []byte
	made     int64
	denied   ticket.FalseMarks
	names    map[access.AccountID]string
	clocks   []deadline.State
}

type sealedWord struct {
	Word
	text []byte
}

type sealedExhibit struct {
	Exhibit
	id, blob string
	about    []byte
}

// Read shows the dispute with its file. Right: dispute.read, of both sides, and of an arbiter while they judge. It stands on
// the record. Faults: absent, denied.
func (d *Disputes) Read(ctx context.Context, who access.Actor, id ID) (v View, err error) {
	var s sealed
	g, err := d.look(ctx, who, id, "", func(ctx context.Context, tx *db.Tx, r row) error {
		s, err = d.gather(ctx, tx, who, r)
		return err
	})
	if err != nil {
		return v, err
	}
	return d.openView(ctx, g, s)
}

// look reads with a grant for reading, and puts that on the record, so that what was read can be opened afterwards.
func (d *Disputes) look(ctx context.Context, who access.Actor, id ID, exhibit string, fn func(ctx context.Context, tx *db.Tx, r row) error) (g access.Grant, err error) {
	p := audit.Params{"dispute": string(id)}
	if exhibit != "" {
		p["exhibit"] = exhibit
	}
	return d.lookFor(ctx, who, id, access.DisputeRead, p, fn)
}

func (d *Disputes) lookFor(ctx context.Context, who access.Actor, id ID, act access.Action, p audit.Params, fn func(ctx context.Context, tx *db.Tx, r row) error) (g access.Grant, err error) {
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, c, barred, err := d.load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, act, r.thing(c, barred)); err != nil {
			return err
		}
		return fn(ctx, tx, r)
	}); err != nil {
		return g, err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return g, err
	}
	return g, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, p) })
}

func (d *Disputes) gather(ctx context.Context, tx *db.Tx, who access.Actor, r row) (s sealed, err error) {
	s.row, s.side = r, r.side(who.Account)
	if s.words, err = wordsOf(ctx, tx, r, s.side); err != nil {
		return s, err
	}
	if s.exhibits, err = exhibitsOf(ctx, tx, r.id); err != nil {
		return s, err
	}
	if s.denied, err = d.Desk.FalseMarks(ctx, tx, r.ticket); err != nil {
		return s, err
	}
	if s.side != deal.Nobody && r.state == Offering {
		err = tx.Get(ctx, `SELECT sealed, made FROM dispute_offer WHERE dispute = $1 AND side = $2`, []any{string(r.id), string(s.side)}, &s.offer, &s.made)
		if err != nil && fault.KindOf(err) != fault.Absent {
			return s, err
		}
	}
	ids := []access.AccountID{r.client, r.specialist, r.arbiter, r.confirmer, r.reviewer}
	for _, w := range s.words {
		ids = append(ids, w.Author.ID)
	}
	if s.names, err = d.Accounts.Names(ctx, tx, ids); err != nil {
		return s, err
	}
	s.clocks, err = d.Clocks.List(ctx, tx, deal.DisputeGroup(r.milestone))
	return s, err
}

// wordsOf are the words that the viewer may read: a side reads no objection, and no award before a second arbiter agreed to
// one; of those it reads the last, the one that was agreed on.
func wordsOf(ctx context.Context, tx *db.Tx, r row, side deal.Side) ([]sealedWord, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (w sealedWord, err error) {
		var at int64
		err = s.Scan(&w.N, &w.Kind, &w.Author.ID, &w.Side, &w.AmountMinor, &w.text, &at)
		w.At = db.Time(at)
		return w, err
	}, `SELECT n, kind, author, side, amount_minor, text, at FROM dispute_word WHERE dispute = $1 ORDER BY n`, string(r.id))
	if side == deal.Nobody {
		return all, err
	}
	var last int64
	for _, w := range all {
		if w.Kind == Reasons && r.agreed() {
			last = w.N
		}
	}
	shown := []sealedWord{}
	for _, w := range all {
		if w.Kind != Objection && (w.Kind != Reasons || w.N == last) {
			shown = append(shown, w)
		}
	}
	return shown, err
}

// agreed reports whether two arbiters agreed on the award.
func (r row) agreed() bool {
	switch r.state {
	case Awarded, SeekingThird, Deciding:
		return true
	}
	return r.outcome == Decided || r.outcome == Appealed
}

func exhibitsOf(ctx context.Context, tx *db.Tx, id ID) ([]sealedExhibit, error) {
	return db.All(ctx, tx, func(s db.Scanner) (e sealedExhibit, err error) {
		var at int64
		err = s.Scan(append([]any{&e.N, &e.id, &e.Side, &e.Kind, &e.about, &e.blob, &e.Size, &at}, e.Check.Fields()...)...)
		e.AddedAt = db.Time(at)
		return e, err
	}, `SELECT e.n, e.id, e.side, e.kind, e.about, e.blob, e.size, e.at, `+scan.ColumnsOrNone+`
		FROM dispute_exhibit e LEFT JOIN file_check c ON c.id = e.id WHERE e.dispute = $1 ORDER BY e.n`, string(id))
}

func (d *Disputes) openView(ctx context.Context, g access.Grant, s sealed) (v View, err error) {
	r := s.row
	v = View{Summary: r.summary(s.names, s.clocks), Side: s.side, Accepted: r.accepted, Appellant: r.appellant, Clocks: s.clocks, Words: []Word{}, Exhibits: []Exhibit{}}
	for _, a := range []access.AccountID{r.arbiter, r.confirmer, r.reviewer} {
		if a != "" {
			v.Arbiters = append(v.Arbiters, Person{a, s.names[a]})
		}
	}
	if r.state == Proposed {
		v.Proposal = r.split(r.proposalMinor)
	}
	if r.agreed() || s.side == deal.Nobody && r.state != Proposing && r.state != Proposed {
		v.Award = r.split(r.awardMinor)
	}
	for _, w := range s.words {
		text, err := d.openWord(ctx, g, r.id, w, s.denied)
		if err != nil {
			return v, err
		}
		w.Text, w.Marks = text.Cover()
		w.Author.Name = s.names[w.Author.ID]
		v.Words = append(v.Words, w.Word)
	}
	for _, e := range s.exhibits {
		if _, err := d.openAbout(ctx, g, &e, s.denied); err != nil {
			return v, err
		}
		v.Exhibits = append(v.Exhibits, e.Exhibit)
	}
	v.Can = r.can(g.Actor(), s.side)
	v.Offer, err = d.ownOffer(s)
	return v, err
}

func (r row) split(release int64) *Split { return &Split{release, r.stakeMinor - release} }

// openAbout fills in what is told of an exhibit. The contract is shown as it was signed; other texts are covered.
func (d *Disputes) openAbout(ctx context.Context, g access.Grant, e *sealedExhibit, f ticket.FalseMarks) (t sensitive.Text, err error) {
	place := exhibitPlace(e.id, "about")
	b, err := d.Vault.Open(ctx, g, place, e.about)
	if err != nil {
		return t, err
	}
	var a about
	if err := json.Unmarshal(b, &a); err != nil {
		return t, err
	}
	e.Ref, e.By, e.Name, e.Type, e.Text, e.MadeAt = a.Ref, a.By, a.Name, a.Type, a.Text, a.At
	if e.Kind == OfContract {
		return t, nil
	}
	if t, err = d.Desk.Cover(ctx, g, place, a.Text, a.Marks, f); err == nil {
		e.Text, e.Marks = t.Cover()
	}
	return t, err
}

// ownOffer opens the viewer's own offer; gather has read no other.
func (d *Disputes) ownOffer(s sealed) (*Offer, error) {
	if s.side == deal.Nobody || s.row.state != Offering {
		return nil, nil
	}
	o := &Offer{Left: Published.OffersOfSide - int(s.made)}
	if s.offer == nil {
		return o, nil
	}
	minor, err := d.openAmount(s.row.id, s.side, s.offer)
	o.ReleaseMinor = &minor
	return o, err
}

func (r row) summary(names map[access.AccountID]string, clocks []deadline.State) Summary {
	s := Summary{ID: r.id, Deal: r.deal, Milestone: r.milestone, Client: Person{r.client, names[r.client]}, Specialist: Person{r.specialist, names[r.specialist]},
		Opener: r.opener, Way: r.way, State: r.state, Turn: r.turn(), Currency: r.currency, StakeMinor: r.stakeMinor, Outcome: r.outcome,
		ReleaseMinor: r.releaseMinor, OpenedAt: db.Time(r.opened), ClosedAt: db.TimeOrZero(r.closed), Version: r.version}
	s.Then, _ = Next(r.state, Silence)
	for _, c := range clocks {
		if c.Subject == string(r.id) && c.Kind == clockKind(r.state) {
			s.Due = c.Due
		}
	}
	return s
}

// Download is an exhibit's bytes. Close it.
type Download struct {
	Name, Type string
	Size       int64
	io.ReadSeeker
	io.Closer
}

// Fetch opens an exhibit's bytes. Right: dispute.read. It stands on the record. Faults: absent, denied,
// file_waiting, file_infected, file_refused.
func (d *Disputes) Fetch(ctx context.Context, who access.Actor, id ID, n int64) (*Download, error) {
	var e sealedExhibit
	var cleared scan.Cleared
	g, err := d.look(ctx, who, id, itoa(n), func(ctx context.Context, tx *db.Tx, r row) error {
		all, err := exhibitsOf(ctx, tx, r.id)
		for _, one := range all {
			if one.N == n && one.blob != "" {
				e = one
				cleared, err = d.Desk.Shelf.Clear(ctx, tx, scan.Exhibit, e.id)
				return err
			}
		}
		return first(err, fault.ErrAbsent)
	})
	if err != nil {
		return nil, err
	}
	if _, err := d.openAbout(ctx, g, &e, nil); err != nil {
		return nil, err
	}
	b, err := d.Desk.Shelf.Open(ctx, g, cleared)
	if err != nil {
		return nil, err
	}
	return &Download{e.Name, e.Type, e.Size, b, b}, nil
}
