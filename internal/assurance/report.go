package assurance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// row is a report as it lies in its table.
type row struct {
	id                                     string
	ticket                                 access.TicketID
	account                                access.AccountID
	department                             access.DepartmentID
	from, to                               int64
	openings, people, newcomers, uncovered int64
	made                                   int64
	score                                  sql.NullInt64
	words                                  []byte
	answered                               sql.NullInt64
}

const columns = `id, ticket, account, department, from_leaf, to_leaf, openings, people, newcomers, uncovered, made, score, words, answered`

func scan(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.ticket, &r.account, &r.department, &r.from, &r.to, &r.openings, &r.people, &r.newcomers, &r.uncovered, &r.made, &r.score, &r.words, &r.answered)
}

func rowOf(ctx context.Context, tx *db.Tx, id string, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM assurance_report WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scan, query, id)
}

// Report is one report in numbers.
type Report struct {
	ID                                     string
	Ticket                                 access.TicketID
	Number                                 int64 // of the ticket
	Client                                 Person
	Made                                   time.Time
	Openings, People, Newcomers, Uncovered int64
	From, To                               int64 // leaves of the record
	// Of the question, for whose report it is alone.
	Score    int // 0: not answered
	Answered bool
	Open     bool // it can be answered, or changed
	FollowUp FollowState
}

// FollowState is how far a low answer was followed up.
type FollowState string

const (
	NoFollowUp FollowState = ""
	Waits      FollowState = "waits"
	IsAnswered FollowState = "answered"
)

// ReportPage is one page of a list; Next is empty on the last.
type ReportPage struct {
	Items []Report
	Next  string
}

// Reports lists the actor's, newest first, as the record has it and not the clock. Right: assurance.read.
func (d *Desk) Reports(ctx context.Context, who access.Actor, at string, limit int) (ReportPage, error) {
	return d.reports(ctx, who, "own", `account = $1`, string(who.Account), at, limit)
}

// OfTicket lists those of a case, newest first. Right: assurance.read. Faults: absent.
func (d *Desk) OfTicket(ctx context.Context, who access.Actor, t access.TicketID, at string, limit int) (ReportPage, error) {
	return d.reports(ctx, who, "of "+string(t), `ticket = $1`, string(t), at, limit)
}

func (d *Desk) reports(ctx context.Context, who access.Actor, list, where, key, at string, limit int) (p ReportPage, err error) {
	from, err := cursor.Read(d.Vault, "assurance "+list, who.Account, at)
	if err != nil {
		return p, err
	}
	limit = pageOf(limit)
	var rows []row
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = db.All(ctx, tx, scan, fmt.Sprintf(`SELECT `+columns+` FROM assurance_report WHERE `+where+` AND (to_leaf, id) < ($2, $3) ORDER BY to_leaf DESC, id DESC LIMIT %d`, limit+1), key, from.At, from.ID)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			p.Next = cursor.Write(d.Vault, "assurance "+list, who.Account, cursor.Mark{At: rows[limit-1].to, ID: rows[limit-1].id})
		}
		if err == nil {
			p.Items, err = d.shown(ctx, tx, who, rows)
		}
		return err
	}); err != nil {
		return p, err
	}
	return p, nil
}

// shown are the reports that the actor may see, by the same few queries however many there are.
func (d *Desk) shown(ctx context.Context, tx *db.Tx, who access.Actor, rows []row) ([]Report, error) {
	tickets, people := map[access.TicketID]*Held{}, []access.AccountID{}
	for _, r := range rows {
		tickets[r.ticket], people = nil, append(people, r.account)
	}
	held, err := d.Tickets.Held(ctx, tx, keys(tickets)...)
	if err != nil {
		return nil, err
	}
	names, err := d.Accounts.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	later, err := d.standing(ctx, tx, rows)
	all := []Report{}
	for _, r := range rows {
		thing := told(held[r.ticket].Facts)
		if access.Ask(&who, access.AssuranceRead, &thing) != nil {
			continue
		}
		s := Report{ID: r.id, Ticket: r.ticket, Number: held[r.ticket].Number, Client: Person{r.account, names[r.account]}, Made: db.Time(r.made),
			Openings: r.openings, People: r.people, Newcomers: r.newcomers, Uncovered: r.uncovered, From: r.from, To: r.to}
		if r.account == who.Account {
			s.Score, s.Answered = int(r.score.Int64), r.score.Valid
			s.Open, s.FollowUp = !later[r.id].past, later[r.id].follow
		}
		all = append(all, s)
	}
	return all, err
}

type standing struct {
	past   bool // there is a later one
	follow FollowState
}

func (d *Desk) standing(ctx context.Context, tx *db.Tx, rows []row) (map[string]standing, error) {
	found := map[string]standing{}
	if len(rows) == 0 {
		return found, nil
	}
	marks, args := marksOf(rows)
	type line struct {
		id       string
		past     int64
		follow   sql.NullInt64
		answered sql.NullInt64
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (l line, err error) { return l, s.Scan(&l.id, &l.past, &l.follow, &l.answered) },
		`SELECT r.id, (SELECT count(*) FROM assurance_report l WHERE l.ticket = r.ticket AND l.from_leaf > r.from_leaf), f.made, f.answered
		FROM assurance_report r LEFT JOIN follow_up f ON f.report = r.id WHERE r.id IN (`+marks+`)`, args...)
	for _, l := range all {
		s := standing{past: l.past > 0}
		if l.follow.Valid {
			s.follow = Waits
		}
		if l.answered.Valid {
			s.follow = IsAnswered
		}
		found[l.id] = s
	}
	return found, err
}

// Read shows one. Right: assurance.read. Faults: absent.
func (d *Desk) Read(ctx context.Context, who access.Actor, id string) (r Report, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		all, err := d.shown(ctx, tx, who, []row{one})
		if err == nil && len(all) == 0 {
			err = fault.ErrAbsent
		}
		if err == nil {
			r = all[0]
		}
		return err
	})
	return r, err
}

// Words are what somebody said to one report's question, and what was answered.
type Words struct {
	Said       string
	Reply      string
	AnsweredBy Person
	AnsweredAt time.Time // zero: not yet
}

// Words shows the client their own again. It stands on the record, where those who work on the case do not see it. Right: assurance.words,
// of the client whose report it is. Faults: absent.
func (d *Desk) Words(ctx context.Context, who access.Actor, id string) (w Words, err error) {
	var r row
	var f followUp
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = rowOf(ctx, tx, id, false); err != nil {
			return err
		}
		t, err := d.Tickets.Facts(ctx, tx, r.ticket)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.AssuranceWords, told(t)); err != nil {
			return err
		}
		f, err = db.One(ctx, tx, scanFollowUp, `SELECT `+followColumns+` FROM follow_up WHERE report = $1`, id)
		if errors.Is(err, fault.ErrAbsent) {
			err = nil
		}
		return err
	}); err != nil {
		return w, err
	}
	if err := d.record(ctx, g, audit.Params{"report": id}); err != nil {
		return w, err
	}
	if w.Said, err = d.open(ctx, g, wordsPlace(r.id), r.words); err != nil || !f.answered.Valid {
		return w, err
	}
	w.Reply, err = d.open(ctx, g, replyPlace(f.id), f.words)
	if err != nil {
		return w, err
	}
	names, err := d.names(ctx, []access.AccountID{f.by})
	w.AnsweredBy, w.AnsweredAt = Person{f.by, names[f.by]}, db.TimeOrZero(f.answered)
	return w, err
}

// record writes the entry before something is opened.
func (d *Desk) record(ctx context.Context, g access.Grant, p audit.Params) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, p) })
}

func (d *Desk) open(ctx context.Context, g access.Grant, at vault.Place, sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	plain, err := d.Vault.Open(ctx, g, at, sealed)
	return string(plain), err
}

func wordsPlace(report string) vault.Place {
	return vault.Place{Kind: "assurance.report", Row: report, Field: "words"}
}

func replyPlace(followUp string) vault.Place {
	return vault.Place{Kind: "follow_up", Row: followUp, Field: "words"}
}

func marksOf(rows []row) (marks string, args []any) {
	for i, r := range rows {
		if i > 0 {
			marks += ", "
		}
		marks += fmt.Sprintf("$%d", i+1)
		args = append(args, r.id)
	}
	return marks, args
}
