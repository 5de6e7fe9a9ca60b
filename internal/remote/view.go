package remote

import (
	"context"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/ticket"
	"surety/internal/wire"
)

// Person is somebody with the name to show.
type Person struct {
	ID   access.AccountID
	Name string
}

// Power is one of what was asked for.
type Power struct {
	Code  wire.Purpose
	State string // asked, granted, refused, taken
}

// View is a session as somebody sees it.
type View struct {
	ID                                              string
	Ticket                                          access.TicketID
	Number                                          int64
	Subject                                         string
	State                                           State
	Specialist, Client                              Person
	Reason                                          string
	Powers                                          []Power
	Ports                                           []string // asked for
	Deal                                            deal.ID
	Currency                                        escrow.Currency // empty: no price is agreed
	PriceMinor                                      int64
	Minutes                                         int
	AskedAt, ConsentedAt, StartedAt, EndedAt, Until time.Time // zero while there is none
	EndedBy, EndedWhy                               string
	SnapshotState, Snapshot                         string // none, made, waived; the name of the record
	Waiver                                          string // in the client's words
	ClientHere, SpecialistHere                      bool
	PausedBy, Recording                             string
	Doubt                                           string // why the client's program is not to be relied on, on a case of whose class that is told
	Chunks, Bytes                                   int64
	May                                             []string // codes of what the viewer may do now; a step-up may still be asked for
}

// sheet is a session as read, before anything is opened.
type sheet struct {
	row   row
	grant access.Grant
	head  ticket.Head
	names map[access.AccountID]string
	again bool // reported before
}

// Read shows a session. Right: remote.read, of everybody in the case. It stands on the record. Faults: absent.
func (d *Desk) Read(ctx context.Context, who access.Actor, id string) (v View, err error) {
	var s sheet
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		s, err = d.sheet(ctx, tx, who, r)
		return err
	}); err != nil {
		return v, err
	}
	all, err := d.opened(ctx, who, []sheet{s})
	if err != nil {
		return v, err
	}
	return all[0], nil
}

// sheet asks the right and reads what the session's row does not hold.
func (d *Desk) sheet(ctx context.Context, tx *db.Tx, who access.Actor, r row) (s sheet, err error) {
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return s, err
	}
	var judges []access.AccountID
	if who.Has(access.Arbiter) && r.deal != "" {
		if judges, err = d.Disputes.JudgesOf(ctx, tx, r.deal); err != nil {
			return s, err
		}
	}
	s.row = r
	if s.grant, err = access.Check(who, access.RemoteRead, r.thing(t, judges)); err != nil {
		return s, err
	}
	if s.head, err = d.Tickets.Head(ctx, tx, r.ticket); err != nil {
		return s, err
	}
	if s.names, err = d.Accounts.Names(ctx, tx, []access.AccountID{r.client, r.specialist}); err != nil {
		return s, err
	}
	s.again, err = isBanned(ctx, tx, r.specialist, r.client)
	return s, err
}

// opened puts the reading on the record and opens what was read.
func (d *Desk) opened(ctx context.Context, who access.Actor, all []sheet) ([]View, error) {
	shown, grants, tickets := []View{}, []access.Grant{}, []access.TicketID{}
	for _, s := range all {
		grants, tickets = append(grants, s.grant), append(tickets, s.row.ticket)
	}
	if err := d.Vault.Warm(ctx, tickets); err != nil {
		return nil, err
	}
	p := audit.Params{"what": "sessions"}
	if len(all) == 1 {
		p = audit.Params{"session": all[0].row.id}
	}
	if err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.AppendList(ctx, tx, grants, p) }); err != nil {
		return nil, err
	}
	for _, s := range all {
		v, err := d.show(ctx, who, s)
		if err != nil {
			return nil, err
		}
		shown = append(shown, v)
	}
	return shown, nil
}

func (d *Desk) show(ctx context.Context, who access.Actor, s sheet) (v View, err error) {
	r := s.row
	var asked asking
	if err := d.openJSON(ctx, s.grant, r.id, "words", r.words, &asked); err != nil {
		return v, err
	}
	v = View{ID: r.id, Ticket: r.ticket, Number: s.head.Number, State: r.state, Specialist: Person{r.specialist, s.names[r.specialist]}, Client: Person{r.client, s.names[r.client]},
		Reason: asked.Reason, Powers: r.powers(), Ports: append([]string{}, asked.Ports...), Deal: r.deal, Minutes: int(r.minutes), AskedAt: db.Time(r.askedAt),
		ConsentedAt: db.TimeOrZero(r.consentedAt), StartedAt: db.TimeOrZero(r.startedAt), EndedAt: db.TimeOrZero(r.endedAt), Until: db.TimeOrZero(r.until),
		EndedBy: r.endedBy, EndedWhy: r.endedWhy, Snapshot: r.snapshot, SnapshotState: "none", ClientHere: r.clientHere, SpecialistHere: r.specialistHere, PausedBy: r.pausedBy,
		Recording: r.recording, Chunks: r.chunks, Bytes: r.bytes, May: r.may(who, s)}
	if r.deal != "" {
		v.Currency, v.PriceMinor = r.currency, r.priceMinor
	}
	if warns(s.grant.Thing()) {
		v.Doubt = r.doubt
	}
	if v.Subject, err = d.Tickets.Subject(ctx, s.grant, s.head); err != nil {
		return v, err
	}
	return v, d.showWaiver(ctx, s, &v)
}

func (d *Desk) showWaiver(ctx context.Context, s sheet, v *View) error {
	switch {
	case s.row.snapshot != "":
		v.SnapshotState = "made"
	case s.row.waiver != nil:
		text, err := d.Vault.Open(ctx, s.grant, placeOf(s.row.id, "waiver"), s.row.waiver)
		v.SnapshotState, v.Waiver = "waived", string(text)
		return err
	}
	return nil
}

// powers says of each power that was asked for what became of it.
func (r row) powers() []Power {
	all, granted, left := []Power{}, split(r.granted), r.left()
	for _, code := range split(r.asked) {
		p := Power{code, "asked"}
		switch {
		case slices.Contains(left, code):
			p.State = "granted"
		case slices.Contains(granted, code):
			p.State = "taken"
		case r.consentedAt.Valid || !r.state.Open():
			p.State = "refused"
		}
		all = append(all, p)
	}
	return all
}
