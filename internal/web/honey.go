package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/honey"
	"surety/internal/ticket"
)

// departmentNames are the names of all departments in the reader's language.
func (s *Server) departmentNames(ctx context.Context) (names map[access.DepartmentID]string, err error) {
	names = map[access.DepartmentID]string{}
	return names, s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := s.Accounts.Departments(ctx, tx)
		for _, d := range all {
			names[d.ID] = d.Name.In(language(ctx))
		}
		return err
	})
}

func (s *Server) listDecoys(ctx context.Context, in *paged) (*reply[Page[Decoy]], error) {
	p, err := s.Honey.Decoys(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	names, err := s.departmentNames(ctx)
	return &reply[Page[Decoy]]{Page[Decoy]{Items: each(p.Items, func(d honey.Decoy) Decoy { return decoyOf(d, names) }), Next: p.Next}}, err
}

func decoyOf(d honey.Decoy, names map[access.DepartmentID]string) Decoy {
	return Decoy{ID: string(d.ID), Number: d.Number, Subject: d.Subject, Client: Ref{ID: string(d.Client.ID), Name: d.Client.Name},
		Department: Ref{ID: string(d.Department), Name: names[d.Department]}, MadeAt: d.MadeAt, RetiredAt: timeOrNil(d.RetiredAt), Destroyed: d.Destroyed, Alerts: d.Alerts}
}

func (s *Server) makeDecoy(ctx context.Context, in *body[NewDecoy]) (*reply[Decoy], error) {
	b := in.Body
	id, err := s.Honey.Make(ctx, actorOf(ctx), honey.Bait{Department: access.DepartmentID(b.Department), Class: ticket.Class(b.Class), Language: b.Language, Name: b.Name, Email: b.Email,
		Subject: b.Subject, Text: b.Text, Last: b.Last, FileName: b.FileName, FileText: b.FileText, Days: b.Days})
	if err != nil {
		return nil, err
	}
	return s.shownDecoy(ctx, id)
}

func (s *Server) madeDecoy(ctx context.Context, _ *body[NewDecoy], made string) (*reply[Decoy], error) {
	return s.shownDecoy(ctx, honey.ID(made))
}

func (s *Server) shownDecoy(ctx context.Context, id honey.ID) (*reply[Decoy], error) {
	d, err := s.Honey.Decoy(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	names, err := s.departmentNames(ctx)
	return &reply[Decoy]{decoyOf(d, names)}, err
}

func (s *Server) decoyTexts(ctx context.Context, _ *none) (*reply[[]DecoyText], error) {
	_, err := access.Check(actorOf(ctx), access.HoneyRead, access.Thing{Kind: "honey"})
	return &reply[[]DecoyText]{honey.Texts()}, err
}

func (s *Server) retireDecoy(ctx context.Context, in *idBody[Empty]) (*done, error) {
	return &done{}, s.Honey.Retire(ctx, actorOf(ctx), honey.ID(in.ID))
}

func (s *Server) listAlerts(ctx context.Context, in *paged) (*reply[Page[AlertRow]], error) {
	p, err := s.Honey.Alerts(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[AlertRow]]{Page[AlertRow]{Items: each(p.Items, alertRow), Next: p.Next}}, err
}

func (s *Server) readAlert(ctx context.Context, in *byID) (*reply[Alert], error) {
	return s.shownAlert(ctx, honey.AlertID(in.ID), nil)
}

func (s *Server) shownAlert(ctx context.Context, id honey.AlertID, err error) (*reply[Alert], error) {
	if err != nil {
		return nil, err
	}
	a, err := s.Honey.Alert(ctx, actorOf(ctx), id)
	return &reply[Alert]{Alert{AlertRow: alertRow(a), Words: a.Words, Details: each(a.Details, func(o honey.Opening) AlertOpening {
		return AlertOpening{o.N, o.At, string(o.Action), o.Address}
	})}}, err
}

func (s *Server) explainAlert(ctx context.Context, in *idBody[Words]) (*reply[Alert], error) {
	id := honey.AlertID(in.ID)
	return s.shownAlert(ctx, id, s.Honey.Explain(ctx, actorOf(ctx), id, in.Body.Text))
}

func (s *Server) accuseAlert(ctx context.Context, in *idBody[AlertComplaint]) (*versioned[Complaint], error) {
	id, err := s.Honey.Accuse(ctx, actorOf(ctx), honey.AlertID(in.ID), complaint.Kind(in.Body.Kind), in.Body.Text)
	return s.shownComplaint(ctx, id, err)
}

func (s *Server) accusedAlert(ctx context.Context, _ *idBody[AlertComplaint], made string) (*versioned[Complaint], error) {
	return s.shownComplaint(ctx, complaint.ID(made), nil)
}

func alertRow(a honey.Alert) AlertRow {
	r := AlertRow{ID: string(a.ID), Number: a.Number, Subject: a.Subject, Who: Ref{ID: string(a.Who.ID), Name: a.Who.Name}, State: AlertState(a.State), Openings: a.Openings,
		FirstAt: a.FirstAt, LastAt: a.LastAt, JudgedAt: timeOrNil(a.JudgedAt), Complaint: a.Complaint}
	if a.Judge.ID != "" {
		r.Judge = &Ref{ID: string(a.Judge.ID), Name: a.Judge.Name}
	}
	return r
}
