package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/retention"
	"surety/internal/ticket"
)

// callings are what ids of people and departments are called, for one answer.
type callings struct {
	departments map[access.DepartmentID]Ref
	all         []Ref // of departments, in their order
	people      map[access.AccountID]string
}

func (s *Server) callings(ctx context.Context, people ...access.AccountID) (c callings, err error) {
	c.departments, c.all = map[access.DepartmentID]Ref{}, []Ref{}
	l := language(ctx)
	return c, s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ds, err := s.Accounts.Departments(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range ds {
			c.departments[d.ID] = nameOf(d, l)
			c.all = append(c.all, nameOf(d, l))
		}
		c.people, err = s.Accounts.Names(ctx, tx, people)
		return err
	})
}

func nameOf(d account.Department, language string) Ref {
	return Ref{ID: string(d.ID), Name: d.Name.In(language)}
}

func (c callings) person(a access.AccountID) Ref { return Ref{ID: string(a), Name: c.people[a]} }

func (s *Server) readRetention(ctx context.Context, _ *none) (*reply[Retention], error) {
	who := actorOf(ctx)
	rules, err := s.Retention.Rules(ctx, who)
	if err != nil {
		return nil, err
	}
	c, err := s.callings(ctx)
	_, listErr := s.Retention.Counts(ctx, who, time.Time{})
	who.SteppedUp = true
	return &reply[Retention]{Retention{Departments: c.all, NoticeDays: retention.NoticeDays, PaperDays: retention.PaperDays, BackupDays: s.Retention.KeyBackupDays,
		MaySet: access.Ask(&who, access.RetentionSet, &access.Thing{Kind: "retention"}) == nil, MayList: listErr == nil,
		Rules: each(rules, func(r retention.Rule) RetentionRule {
			out := RetentionRule{Class: Class(r.Class), Kind: RetentionKind(r.Kind), Days: r.Days, ChangedAt: r.ChangedAt}
			if r.Department != "" {
				d := c.departments[r.Department]
				out.Department = &d
			}
			return out
		})}}, err
}

func (s *Server) setRetention(ctx context.Context, in *body[RetentionRuleChange]) (*reply[Retention], error) {
	b := in.Body
	err := s.Retention.Set(ctx, actorOf(ctx), retention.Rule{Class: ticket.Class(b.Class), Department: access.DepartmentID(b.Department), Kind: retention.Kind(b.Kind), Days: b.Days}, b.Drop)
	if err != nil {
		return nil, err
	}
	return s.readRetention(ctx, nil)
}

type duePage struct {
	Cursor string `query:"cursor" maxLength:"1024"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Days   int    `query:"days" minimum:"0" maximum:"36500" default:"365" doc:"from today"`
}

func (s *Server) dueRetention(ctx context.Context, in *duePage) (*reply[Page[RetentionItem]], error) {
	p, err := s.Retention.Due(ctx, actorOf(ctx), s.Clock.Now().AddDate(0, 0, in.Days), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	c, err := s.callings(ctx)
	return &reply[Page[RetentionItem]]{Page[RetentionItem]{Next: p.Next, Items: each(p.Items, func(i retention.Item) RetentionItem {
		return RetentionItem{Ticket: string(i.Ticket), Number: i.Number, Department: c.departments[i.Department], Class: Class(i.Class), Kind: RetentionKind(i.Kind), DueAt: i.Due,
			NoticedAt: timeOrNil(i.Noticed), Reasons: each(i.Reasons, whyOf)}
	})}}, err
}

func (s *Server) openRetention(ctx context.Context, _ *none) (*reply[RetentionOpen], error) {
	who := actorOf(ctx)
	holds, wishes, err := s.Retention.Open(ctx, who)
	if err != nil {
		return nil, err
	}
	counts, err := s.Retention.Counts(ctx, who, s.Clock.Now().AddDate(1, 0, 0))
	if err != nil {
		return nil, err
	}
	people := peopleOfHolds(holds)
	for _, w := range wishes {
		people = append(people, w.By)
	}
	c, err := s.callings(ctx, people...)
	return &reply[RetentionOpen]{RetentionOpen{Holds: each(holds, c.hold),
		Wishes: each(wishes, func(w retention.Wished) RetentionWish {
			return RetentionWish{string(w.Ticket), w.Number, c.person(w.By), w.At}
		}),
		Counts: each(counts, func(n retention.Count) RetentionCount {
			return RetentionCount{Class(n.Class), c.departments[n.Department], n.Cases}
		})}}, err
}

func (s *Server) ticketRetention(ctx context.Context, in *byID) (*reply[CaseRetention], error) {
	v, err := s.Retention.See(ctx, actorOf(ctx), access.TicketID(in.ID))
	if err != nil {
		return nil, err
	}
	people := peopleOfHolds(v.Holds)
	if v.Wish != nil {
		people = append(people, v.Wish.By)
	}
	c, err := s.callings(ctx, people...)
	out := CaseRetention{Kind: RetentionKind(v.Kind), Days: v.Days, DueAt: timeOrNil(v.Due), NoticedAt: timeOrNil(v.Noticed), Extensions: v.Extensions, Reasons: each(v.Reasons, whyOf),
		Holds: each(v.Holds, c.hold), BackupDays: v.BackupDays, Can: each(v.Can, func(d string) RetentionDo { return RetentionDo(d) })}
	if w := v.Wish; w != nil {
		out.Wish = &RetentionWish{Ticket: in.ID, By: c.person(w.By), At: w.At}
	}
	if e := v.End; e != nil {
		out.End = &CaseEnd{e.Began, timeOrNil(e.Done), e.Rule, e.Entry, e.Certified, e.Counts}
	}
	return &reply[CaseRetention]{out}, err
}

// onCase does something about one case, and shows how it stands then.
func onCase(do func(*retention.Keeper, context.Context, access.Actor, access.TicketID) error) func(*Server, context.Context, *idBody[Empty]) (*reply[CaseRetention], error) {
	return func(s *Server, ctx context.Context, in *idBody[Empty]) (*reply[CaseRetention], error) {
		if err := do(s.Retention, ctx, actorOf(ctx), access.TicketID(in.ID)); err != nil {
			return nil, err
		}
		return s.ticketRetention(ctx, &byID{ID: in.ID})
	}
}

func onHold(do func(*retention.Keeper, context.Context, access.Actor, access.TicketID, string) error) func(*Server, context.Context, *idBody[RetentionReason]) (*reply[CaseRetention], error) {
	return func(s *Server, ctx context.Context, in *idBody[RetentionReason]) (*reply[CaseRetention], error) {
		if err := do(s.Retention, ctx, actorOf(ctx), access.TicketID(in.ID), string(in.Body.Reason)); err != nil {
			return nil, err
		}
		return s.ticketRetention(ctx, &byID{ID: in.ID})
	}
}

func (s *Server) fetchCertificate(w http.ResponseWriter, r *http.Request) error {
	pdf, number, err := s.Retention.Certificate(r.Context(), actorOf(r.Context()), access.TicketID(r.PathValue("id")))
	if err != nil {
		return err
	}
	sendBytes(w, "application/pdf", fmt.Sprintf("destruction-%d.pdf", number), pdf)
	return nil
}

func peopleOfHolds(holds []retention.Hold) (ids []access.AccountID) {
	for _, h := range holds {
		ids = append(ids, h.By)
		if h.Lifter != "" {
			ids = append(ids, h.Lifter)
		}
	}
	return ids
}

func (c callings) hold(h retention.Hold) RetentionHold {
	out := RetentionHold{Ticket: string(h.Ticket), Number: h.Number, Reason: HoldReason(h.Reason), By: c.person(h.By), At: h.At}
	if h.Lifter != "" {
		l := c.person(h.Lifter)
		out.Lifter = &l
	}
	return out
}

func whyOf(r retention.Reason) RetentionWhy {
	return RetentionWhy{RetentionDuty(r.Duty), timeOrNil(r.Until)}
}
