package web

import (
	"context"
	"net/http"
	"time"

	"surety/internal/access"
	"surety/internal/person"
)

func (s *Server) myData(ctx context.Context, _ *none) (*reply[PersonData], error) {
	who := actorOf(ctx)
	v, err := s.People.See(ctx, who, who.Account)
	if err != nil {
		return nil, err
	}
	return s.personData(ctx, v)
}

func (s *Server) askMyCopy(ctx context.Context, _ *body[Empty]) (*reply[PersonData], error) {
	who := actorOf(ctx)
	if _, err := s.People.AskCopy(ctx, who, who.Account, ""); err != nil {
		return nil, err
	}
	return s.myData(ctx, nil)
}

func (s *Server) askMyErasure(ctx context.Context, _ *body[Empty]) (*reply[PersonData], error) {
	who := actorOf(ctx)
	if _, err := s.People.AskErasure(ctx, who, who.Account, ""); err != nil {
		return nil, err
	}
	return s.myData(ctx, nil)
}

func (s *Server) withdrawMyErasure(ctx context.Context, _ *body[Empty]) (*reply[PersonData], error) {
	if err := s.People.Withdraw(ctx, actorOf(ctx)); err != nil {
		return nil, err
	}
	return s.myData(ctx, nil)
}

// fetchMyCopy sends a copy to its person, always as an attachment, in ranges if asked.
func (s *Server) fetchMyCopy(w http.ResponseWriter, r *http.Request) error {
	a, err := s.People.FetchCopy(r.Context(), actorOf(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer a.Close()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", attachment("my-data.zip"))
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(&patient{w: w, rc: http.NewResponseController(w)}, r, "", time.Time{}, a)
	return nil
}

func (s *Server) listDataRequests(ctx context.Context, in *paged) (*reply[Page[Erasure]], error) {
	p, err := s.People.List(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	var people []access.AccountID
	for _, e := range p.Items {
		people = append(people, peopleOfErasure(e)...)
	}
	c, err := s.callings(ctx, people...)
	return &reply[Page[Erasure]]{Page[Erasure]{Next: p.Next, Items: each(p.Items, c.erasure)}}, err
}

func (s *Server) askForPerson(ctx context.Context, in *body[DataRequest]) (*done, error) {
	who, b := actorOf(ctx), in.Body
	id, err := s.People.AtAddress(ctx, who, b.Email)
	if err != nil {
		return nil, err
	}
	if b.What == "copy" {
		_, err = s.People.AskCopy(ctx, who, id, string(b.Reason))
	} else {
		_, err = s.People.AskErasure(ctx, who, id, string(b.Reason))
	}
	return &done{}, err
}

func (s *Server) readDataRequest(ctx context.Context, in *byID) (*reply[PersonData], error) {
	v, err := s.People.SeeErasure(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return s.personData(ctx, v)
}

func (s *Server) approveErasure(ctx context.Context, in *idBody[Empty]) (*reply[PersonData], error) {
	if err := s.People.Approve(ctx, actorOf(ctx), in.ID); err != nil {
		return nil, err
	}
	return s.readDataRequest(ctx, &byID{ID: in.ID})
}

func (s *Server) refuseErasure(ctx context.Context, in *idBody[ErasureRefused]) (*reply[PersonData], error) {
	if err := s.People.Refuse(ctx, actorOf(ctx), in.ID, string(in.Body.Reason)); err != nil {
		return nil, err
	}
	return s.readDataRequest(ctx, &byID{ID: in.ID})
}

func (s *Server) fetchErasureCertificate(w http.ResponseWriter, r *http.Request) error {
	pdf, err := s.People.Certificate(r.Context(), actorOf(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	sendBytes(w, "application/pdf", "erasure.pdf", pdf)
	return nil
}

func (s *Server) personData(ctx context.Context, v person.View) (*reply[PersonData], error) {
	var people []access.AccountID
	for _, c := range v.Copies {
		people = append(people, c.Asker)
	}
	if v.Erasure != nil {
		people = append(people, peopleOfErasure(*v.Erasure)...)
	}
	c, err := s.callings(ctx, people...)
	if err != nil {
		return nil, err
	}
	out := PersonData{Copies: each(v.Copies, c.copyOf), Goes: []DataCount{}, Cases: v.Cases, Runs: v.Runs, Two: v.Two, CopyDays: person.CopyDays, CoolingDays: person.CoolingDays,
		Kept: each(v.Kept, func(k person.Kept) DataKept {
			return DataKept{What: k.What, Ticket: string(k.Ticket), Number: k.Number, Why: k.Why, UntilAt: timeOrNil(k.Until), Ends: k.Ends, Count: k.Count}
		}),
		Can: each(v.Can, func(d string) DataDo { return DataDo(d) })}
	for _, k := range person.Kinds {
		if n := v.Goes[k]; n > 0 {
			out.Goes = append(out.Goes, DataCount{DataKind(k), n})
		}
	}
	if v.Erasure != nil {
		e := c.erasure(*v.Erasure)
		out.Erasure = &e
	}
	return &reply[PersonData]{out}, nil
}

func peopleOfErasure(e person.Erasure) []access.AccountID {
	return []access.AccountID{e.Account, e.Asker, e.First, e.Decider}
}

func (c callings) copyOf(x person.Copy) DataCopy {
	return DataCopy{ID: x.ID, By: c.inPlace(x.Asker, x.Reason), Reason: x.Reason, State: CopyState(x.State), Done: x.Done, Parts: x.Parts, Size: x.Size, Fetched: x.Fetched,
		Left:    each(x.Left, func(l person.Left) DataLeft { return DataLeft{DataKind(l.Kind), l.Why, l.Count} }),
		AskedAt: x.Asked, MadeAt: timeOrNil(x.Made), UntilAt: timeOrNil(x.Until)}
}

// inPlace is who asked in a person's place; nobody where they asked themself.
func (c callings) inPlace(who access.AccountID, reason string) *Ref {
	if reason == "" || who == "" {
		return nil
	}
	return c.maybe(who)
}

func (c callings) maybe(who access.AccountID) *Ref {
	if who == "" {
		return nil
	}
	r := c.person(who)
	return &r
}

func (c callings) erasure(e person.Erasure) Erasure {
	return Erasure{ID: e.ID, Person: c.person(e.Account), By: c.inPlace(e.Asker, e.Reason), Reason: e.Reason, State: ErasureState(e.State), Refusal: e.Refusal, First: c.maybe(e.First), Decider: c.maybe(e.Decider),
		AskedAt: e.Asked, RipeAt: e.Ripe, DecidedAt: timeOrNil(e.Decided), ClosedAt: timeOrNil(e.Closed), EndedAt: timeOrNil(e.Ended), Certified: e.Certified}
}
