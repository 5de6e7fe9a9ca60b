package web

import (
	"context"
	"runtime"
	"slices"
	"syscall"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/mail"
)

func installationThing() access.Thing { return access.Thing{Kind: "installation"} }

func (s *Server) mailTemplates(ctx context.Context, _ *none) (*reply[[]Template], error) {
	if _, err := access.Check(actorOf(ctx), access.MailPreview, installationThing()); err != nil {
		return nil, err
	}
	return &reply[[]Template]{each(mail.Codes(), func(c string) Template { return Template{Code: c, Languages: account.Languages} })}, nil
}

func (s *Server) mailTemplate(ctx context.Context, in *templateQuery) (*reply[Mail], error) {
	m, err := s.sampleLetter(ctx, in.Code, in.Language)
	return &reply[Mail]{Mail{Subject: m.Subject, Text: m.Text, HTML: m.HTML}}, err
}

func (s *Server) sampleLetter(ctx context.Context, code, language string) (m mail.Message, err error) {
	if _, err := access.Check(actorOf(ctx), access.MailPreview, installationThing()); err != nil {
		return m, err
	}
	if !slices.Contains(account.Languages, language) {
		return m, fault.ErrInvalid.At("language")
	}
	i, err := s.installation(ctx)
	if err != nil {
		return m, err
	}
	return mail.Compose(mail.Installation{Name: i.Name, URL: s.URL.String()}, mail.Sample(code, language))
}

// mailQueue lists letters under way, and those given up. To whom they go stands nowhere in the clear.
func (s *Server) mailQueue(ctx context.Context, in *paged) (*reply[Page[QueueRow]], error) {
	if _, err := access.Check(actorOf(ctx), access.MailPreview, installationThing()); err != nil {
		return nil, err
	}
	rows, err := s.Jobs.List(ctx, job.Filter{After: in.Cursor, Limit: in.Limit})
	out := &reply[Page[QueueRow]]{Page[QueueRow]{Items: each(rows, queueRow)}}
	if len(rows) == in.Limit {
		out.Body.Next = rows[len(rows)-1].ID
	}
	return out, err
}

func queueRow(r job.Row) QueueRow {
	state := "waiting"
	switch {
	case !r.Dead.IsZero():
		state = "dead"
	case r.Held:
		state = "held"
	}
	return QueueRow{ID: r.ID, Code: r.Kind, State: state, Attempts: int64(r.Attempts), At: r.Due, Fault: r.Fault}
}

func (s *Server) demoMails(ctx context.Context, in *paged) (*reply[Page[MailRow]], error) {
	if err := s.demoOnly(); err != nil {
		return nil, err
	}
	all, err := s.Demo.List(ctx, in.Limit)
	return &reply[Page[MailRow]]{Page[MailRow]{Items: each(all, func(m mail.KeptMessage) MailRow {
		return MailRow{ID: m.ID, To: m.To, Language: m.Language, Subject: m.Subject, At: m.At}
	})}}, err
}

func (s *Server) demoMail(ctx context.Context, in *byID) (*reply[Mail], error) {
	if err := s.demoOnly(); err != nil {
		return nil, err
	}
	m, err := s.Demo.Read(ctx, in.ID)
	return &reply[Mail]{Mail{Subject: m.Subject, Text: m.Text, HTML: m.HTML}}, err
}

func (s *Server) serverStatus(ctx context.Context, _ *none) (*reply[ServerStatus], error) {
	if _, err := access.Check(actorOf(ctx), access.StatusRead, installationThing()); err != nil {
		return nil, err
	}
	counts, err := s.Jobs.Stats(ctx)
	out := ServerStatus{Version: s.Version, Go: runtime.Version(), Engine: string(s.DB.Engine()), UptimeSeconds: int64(s.Clock.Now().Sub(s.started).Seconds())}
	for _, c := range counts {
		out.Queue += c.Waiting + c.Held
		out.Dead += c.Dead
	}
	out.DiskFreeBytes = freeBytes(s.DataDir)
	out.Streams = int64(s.streams.count())
	if err != nil {
		return nil, err
	}
	h, err := s.Desk.Shelf.Health(ctx)
	out.Scanner = Scanner(h)
	if err == nil && s.Backups != nil {
		out.Backups, err = s.backups(ctx)
	}
	return &reply[ServerStatus]{out}, err
}

func (s *Server) backups(ctx context.Context) (b Backups, err error) {
	st, err := s.Backups.Read(ctx)
	b = Backups{Scheduled: st.Every > 0, KeyBackupDays: int64(st.KeyDays), BackupDays: int64(st.Keep.Days), BackupLeast: int64(st.Keep.Least), Failures: st.Failures, Fault: st.Fault, Late: st.Late}
	if st.Last != nil {
		b.LastAt, b.Missing = &st.Last.At, st.Last.Missing
	}
	if st.LastVerified != nil {
		b.VerifiedAt = &st.LastVerified.Verified
	}
	return b, err
}

// freeBytes is the room left where the data lies; 0 when it cannot be told.
func freeBytes(dir string) int64 {
	var st syscall.Statfs_t
	if syscall.Statfs(dir, &st) != nil {
		return 0
	}
	return int64(st.Bavail) * int64(st.Bsize) //nolint:gosec // sizes of a disk
}
