package web

import (
	"context"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// entries puts names to the actors of entries; one who is gone keeps an id.
func (s *Server) entries(ctx context.Context, es []audit.Entry, err error) ([]RecordEntry, error) {
	if err != nil {
		return nil, err
	}
	var ids []access.AccountID
	for _, e := range es {
		if e.Actor != "" {
			ids = append(ids, e.Actor)
		}
	}
	var names map[access.AccountID]string
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		names, err = s.Accounts.Names(ctx, tx, ids)
		return err
	})
	return each(es, func(e audit.Entry) RecordEntry { return entryOf(e, names) }), err
}

func entryOf(e audit.Entry, names map[access.AccountID]string) RecordEntry {
	r := RecordEntry{N: e.N, At: e.At, Actor: RecordActor{ID: string(e.Actor), Name: names[e.Actor]}, Action: string(e.Action), Kind: e.Kind, Thing: e.Thing,
		Ticket: string(e.Ticket), Tickets: len(e.Tickets), Params: e.Params, Address: e.Address, Destroyed: e.Destroyed}
	if r.Params == nil {
		r.Params = map[string]string{}
	}
	if e.Leaf >= 0 {
		r.Leaf = strconv.FormatInt(e.Leaf, 10)
	}
	return r
}

// ticketRecord pages by the entry's number.
func (s *Server) ticketRecord(ctx context.Context, in *idPaged) (*reply[Page[RecordEntry]], error) {
	before, err := number(in.Cursor)
	if err != nil {
		return nil, err
	}
	es, err := s.Desk.Record(ctx, actorOf(ctx), access.TicketID(in.ID), before, in.Limit)
	items, err := s.entries(ctx, es, err)
	out := &reply[Page[RecordEntry]]{Page[RecordEntry]{Items: items}}
	if len(es) == in.Limit {
		out.Body.Next = strconv.FormatInt(es[len(es)-1].N, 10)
	}
	return out, err
}

const verifyWait = 5 * time.Second

func recordThing() access.Thing { return access.Thing{Kind: "record"} }

// searchRecord is itself an entry of the record: who looked for what.
func (s *Server) searchRecord(ctx context.Context, in *recordQuery) (*reply[Page[RecordEntry]], error) {
	g, err := access.Check(actorOf(ctx), access.RecordRead, recordThing())
	if err != nil {
		return nil, err
	}
	f, err := filterOf(in)
	if err != nil {
		return nil, err
	}
	if err := s.record(ctx, g, audit.Params{"of": in.Actor, "action": in.Action, "ticket": in.Ticket, "from": in.From, "to": in.To}); err != nil {
		return nil, err
	}
	es, next, err := s.Log.Search(ctx, g, f)
	items, err := s.entries(ctx, es, err)
	out := &reply[Page[RecordEntry]]{Page[RecordEntry]{Items: items}}
	if next > 0 {
		out.Body.Next = strconv.FormatInt(next, 10)
	}
	return out, err
}

func filterOf(in *recordQuery) (f audit.Filter, err error) {
	f = audit.Filter{Actor: access.AccountID(in.Actor), Action: access.Action(in.Action), Ticket: access.TicketID(in.Ticket), Limit: in.Limit}
	if f.Before, err = number(in.Cursor); err != nil {
		return f, err
	}
	if f.From, err = when("from", in.From); err != nil {
		return f, err
	}
	f.To, err = when("to", in.To)
	return f, err
}

// record writes the entry of something that only this package does.
func (s *Server) record(ctx context.Context, g access.Grant, p audit.Params) error {
	for k, v := range p {
		if v == "" {
			delete(p, k)
		}
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.Log.Append(ctx, tx, g, p) })
}

// checkpoint is for everyone who has an account: keeping one is how anybody can hold the installation to its record.
func (s *Server) checkpoint(ctx context.Context, _ *none) (*reply[Checkpoint], error) {
	if _, err := mine(ctx, access.OwnRead); err != nil {
		return nil, err
	}
	text, err := s.Log.Checkpoint(ctx)
	return &reply[Checkpoint]{Checkpoint{text, s.RecordKey}}, err
}

// receipt proves an entry: to an auditor any, to a party of the ticket named in the query those of that ticket.
func (s *Server) receipt(ctx context.Context, in *receiptQuery) (*reply[Receipt], error) {
	who := actorOf(ctx)
	if in.Ticket != "" {
		text, err := s.Desk.Receipt(ctx, who, access.TicketID(in.Ticket), in.N)
		return &reply[Receipt]{Receipt{string(text)}}, err
	}
	g, err := access.Check(who, access.Receipt, recordThing())
	if err != nil {
		return nil, err
	}
	text, err := s.Log.Receipt(ctx, g, in.N)
	return &reply[Receipt]{Receipt{string(text)}}, err
}

// verifyRecord recomputes the whole record; one at a time, since it reads all of it.
func (s *Server) verifyRecord(ctx context.Context, _ *none) (*reply[Verification], error) {
	g, err := access.Check(actorOf(ctx), access.RecordVerify, recordThing())
	if err != nil {
		return nil, err
	}
	if !s.verifying.TryLock() {
		return nil, fault.New(fault.Busy, "busy", "the record is being verified already").After(verifyWait)
	}
	defer s.verifying.Unlock()
	if err := s.record(ctx, g, nil); err != nil {
		return nil, err
	}
	rep, err := audit.Verify(ctx, s.Log.Settings)
	out := &reply[Verification]{Verification{Ok: rep.FirstBad == nil, Size: rep.Size}}
	if rep.FirstBad != nil {
		out.Body.FirstBad, out.Body.Damage, out.Body.Numbers = rep.FirstBad.N, rep.FirstBad.Code, rep.FirstBad.Numbers
	}
	return out, err
}
