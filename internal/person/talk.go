package person

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"

	"surety/internal/access"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
	"surety/internal/review"
	"surety/internal/scan"
	"surety/internal/ticket"
	"surety/internal/vault"
)

func placeOf(f field, row string) vault.Place {
	return vault.Place{Kind: f.kind, Row: row, Field: f.name}
}

// walk goes through ids in their order, a batch at a time.
func (p *pack) walk(ctx context.Context, query string, fn func(context.Context, string) error) error {
	for after := ""; ; {
		var ids []string
		if err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			ids, err = db.All(ctx, tx, db.Value[string], `SELECT id FROM (`+query+fmt.Sprintf(`) x WHERE id > $2 ORDER BY id LIMIT %d`, batch), string(p.copy.account), after)
			return err
		}); err != nil {
			return err
		}
		for _, id := range ids {
			if err := fn(ctx, id); err != nil {
				return err
			}
			after = id
		}
		if len(ids) < batch {
			return nil
		}
	}
}

// closed reports whether the person may not read something (any more): the copy says so, and goes on.
func closed(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Absent || k == fault.Denied || k == fault.Conflict
}

// leaveClosed counts what the person may not read; other faults pass.
func (p *pack) leaveClosed(k Kind, err error) error {
	if err != nil && closed(err) {
		p.leave(k, LeftClosed, 1)
		return nil
	}
	return err
}

// cases writes the conversations to which the person is a party as they may read them, and of others what the person said in them.
func (p *pack) cases(ctx context.Context) error {
	party := `SELECT id FROM ticket WHERE requester = $1 UNION SELECT ticket AS id FROM ticket_member WHERE account = $1 AND role = 'specialist'`
	if err := p.walk(ctx, party, func(ctx context.Context, id string) error {
		return p.leaveClosed(Cases, p.talk(ctx, access.TicketID(id), false))
	}); err != nil {
		return err
	}
	said := `SELECT DISTINCT ticket AS id FROM message WHERE author = $1 AND kind <> 'event' AND ticket NOT IN (` + party + `)`
	return p.walk(ctx, said, func(ctx context.Context, id string) error {
		return p.leaveClosed(Cases, p.talk(ctx, access.TicketID(id), true))
	})
}

// message is one in a copy.
type message struct {
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	Mine  bool      `json:"mine"`
	Side  string    `json:"side"`
	Name  string    `json:"name"`
	Text  string    `json:"text,omitempty"` // what is sensitive in it is covered
	Event string    `json:"event,omitempty"`
	Left  string    `json:"leftOut,omitempty"`
	Files []string  `json:"files,omitempty"`
}

const talkPage = 100

// talk writes one conversation. With mine, only what the person said in it: the rest is others'.
func (p *pack) talk(ctx context.Context, id access.TicketID, mine bool) error {
	t, err := p.Desk.Read(ctx, p.who, id)
	if err != nil {
		return err
	}
	if t.DestroyedAt != nil {
		p.leave(Cases, LeftDestroyed, 1)
	}
	head := map[string]any{"number": t.Number, "id": string(t.ID), "status": t.Status, "class": t.Class, "createdAt": t.CreatedAt, "requester": t.Requester.Name}
	if !mine {
		head["subject"], head["fields"] = t.Subject, t.Fields
	}
	var all []message // of one page; the files of a page follow it
	first, number := true, t.Number
	for after, part := int64(0), 1; ; part++ {
		c, err := p.Desk.Messages(ctx, p.who, id, ticket.Slice{After: after, Limit: talkPage})
		if err != nil {
			return err
		}
		all = nil
		for _, m := range c.Items {
			after = m.Seq
			if mine && !m.Mine {
				if m.Kind != ticket.KindEvent {
					p.leave(Cases, LeftOthers, 1)
				}
				continue
			}
			one, err := p.message(ctx, number, id, m)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		if first || len(all) > 0 {
			name := fmt.Sprintf("cases/%d.json", number)
			if part > 1 {
				name = fmt.Sprintf("cases/%d-%d.json", number, part)
			}
			if err := p.addJSON(name, map[string]any{"v": version, "case": head, "part": part, "messages": all}); err != nil {
				return err
			}
			first = false
		}
		if !c.More || len(c.Items) == 0 {
			return nil
		}
	}
}

// message is one item as the copy has it, with the files that the person brought.
func (p *pack) message(ctx context.Context, number int64, id access.TicketID, m ticket.Message) (message, error) {
	out := message{At: m.At, Kind: string(m.Kind), Mine: m.Mine, Side: string(m.Author.Side), Name: m.Author.Name, Text: m.Text}
	if m.Event != nil {
		out.Event = m.Event.Code
	}
	if m.Withheld != nil {
		out.Left = m.Withheld.Code
		p.leave(Cases, LeftClosed, 1)
	}
	for _, f := range m.Files {
		if f.Author.ID != p.copy.account {
			out.Files = append(out.Files, safe(f.Name))
			p.leave(Cases, LeftOthers, 1)
			continue
		}
		name, err := p.file(ctx, number, id, f)
		switch {
		case scan.IsClosed(err):
			p.leave(Cases, LeftUnscanned, 1)
		case errors.Is(err, access.ErrClass), err != nil && closed(err):
			p.leave(Cases, LeftClosed, 1)
		case err != nil:
			return out, err
		default:
			out.Files = append(out.Files, name)
		}
	}
	return out, nil
}

func (p *pack) file(ctx context.Context, number int64, id access.TicketID, f ticket.File) (string, error) {
	d, err := p.Desk.Original(ctx, p.who, id, f.ID)
	if err != nil {
		return "", err
	}
	defer d.Close()
	name := fmt.Sprintf("files/%d/%s-%s", number, f.ID[:min(6, len(f.ID))], safe(f.Name))
	return name, p.add(name, func(w io.Writer) error {
		_, err := io.Copy(w, d)
		return err
	})
}

// nameLimit bounds what is left of a name, in bytes.
const nameLimit = 120

// safe makes of a name what no program that unpacks can take for a path, and what every file system holds.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, path.Base(name))
	for len(name) > nameLimit {
		runes := []rune(name)
		name = string(runes[1:]) // the ending says what it is
	}
	return strings.Trim(name, ". ")
}

// deals writes those to which the person is a party: terms as offered last and as in force, questions with answers, signatures.
func (p *pack) deals(ctx context.Context) error {
	return p.walk(ctx, `SELECT id FROM deal WHERE client = $1 OR specialist = $1`, func(ctx context.Context, id string) error {
		d, err := p.Deals.Read(ctx, p.who, deal.ID(id))
		if err != nil {
			return p.leaveClosed(Deals, err)
		}
		p.leave(Deals, LeftElsewhere, int64(len(d.Papers)+len(d.Works)))
		return p.addJSON("deals/"+id+".json", map[string]any{"v": version, "id": d.ID, "side": d.Side, "state": d.State, "client": d.Client.Name, "specialist": d.Specialist.Name,
			"createdAt": d.CreatedAt, "terms": d.Current.Terms, "signatures": d.Current.Signatures, "inForce": inForce(d), "questions": d.Questions, "steps": d.Steps})
	})
}

func inForce(d deal.View) any {
	if d.InForce == nil {
		return nil
	}
	return map[string]any{"terms": d.InForce.Terms, "signatures": d.InForce.Signatures}
}

// disputes writes those in which the person is a side. Arbiters get what they wrote by the table alone: a case that they judged is not theirs.
func (p *pack) disputes(ctx context.Context) error {
	return p.walk(ctx, `SELECT id FROM dispute WHERE client = $1 OR specialist = $1`, func(ctx context.Context, id string) error {
		d, err := p.Disputes.Read(ctx, p.who, dispute.ID(id))
		if err != nil {
			return p.leaveClosed(Disputes, err)
		}
		return p.addJSON("disputes/"+id+".json", map[string]any{"v": version, "id": d.ID, "deal": d.Deal, "state": d.State, "outcome": d.Outcome, "openedAt": d.OpenedAt, "words": d.Words})
	})
}

// complaints writes what the person said in one. What others said in it is told there, and nowhere else.
func (p *pack) complaints(ctx context.Context) error {
	return p.walk(ctx, `SELECT DISTINCT c.id AS id FROM complaint c JOIN complaint_word w ON w.complaint = c.id WHERE w.author = $1`, func(ctx context.Context, id string) error {
		c, err := p.Complaints.Read(ctx, p.who, complaint.ID(id))
		if err != nil {
			return p.leaveClosed(Complaints, err)
		}
		mine := []map[string]any{}
		for _, w := range c.Words {
			if w.Who.ID != p.copy.account {
				p.leave(Complaints, LeftConfidential, 1)
				continue
			}
			mine = append(mine, map[string]any{"kind": w.Kind, "at": w.At, "text": w.Text})
		}
		return p.addJSON("complaints/"+id+".json", map[string]any{"v": version, "id": c.ID, "kind": c.Kind, "state": c.State, "filedAt": c.FiledAt, "words": mine})
	})
}

// reviews writes those by the person, and those of the person that are published.
func (p *pack) reviews(ctx context.Context) error {
	return p.walk(ctx, `SELECT id FROM review WHERE author = $1 OR subject = $1 AND published IS NOT NULL`, func(ctx context.Context, id string) error {
		v, err := p.Reviews.Read(ctx, p.who, review.ID(id))
		if err != nil {
			return p.leaveClosed(Reviews, err)
		}
		return p.addJSON("reviews/"+id+".json", map[string]any{"v": version, "id": v.ID, "author": v.Author.Name, "subject": v.Subject.Name, "points": v.Points, "text": v.Text, "reply": v.Reply,
			"writtenAt": v.WrittenAt, "publishedAt": v.PublishedAt, "removedAt": v.RemovedAt})
	})
}
