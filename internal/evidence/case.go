package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/ticket"
)

func newReader(b []byte) *bytes.Reader { return bytes.NewReader(b) }

// said is a message as a pack tells it.
type said struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	By    string    `json:"by"` // client, specialist, staff, or third
	Name  string    `json:"name"`
	Text  string    `json:"text"`
	Event string    `json:"event,omitempty"`
	Files []string  `json:"files"`
}

const talkPage = 100

// talk writes the conversation as the maker sees it, and its files.
func (p *pack) talk(ctx context.Context) error {
	all := []said{}
	for after := int64(0); ; {
		c, err := p.Desk.Messages(ctx, p.who, p.ticket, ticket.Slice{After: after, Limit: talkPage})
		if err != nil {
			return err
		}
		for _, m := range c.Items {
			one, err := p.message(ctx, m)
			if err != nil {
				return err
			}
			all, after = append(all, one), m.Seq
		}
		if !c.More || len(c.Items) == 0 {
			return p.addJSON("messages.json", all)
		}
	}
}

func (p *pack) message(ctx context.Context, m ticket.Message) (said, error) {
	s := said{Seq: m.Seq, At: m.At, Kind: string(m.Kind), By: p.by(m.Author), Name: m.Author.Name, Text: m.Text, Files: []string{}}
	if m.Event != nil {
		s.Event = m.Event.Code
	}
	place := strconv.FormatInt(m.Seq, 10)
	if s.By == "third" {
		s.Name, s.Text = p.digest(place+"/name", m.Author.Name), p.digest(place+"/text", m.Text)
		return s, nil
	}
	for _, f := range m.Files {
		if f.State != "ready" {
			continue
		}
		name, err := p.file(ctx, m.Seq, f)
		if err != nil {
			return s, err
		}
		s.Files = append(s.Files, name)
	}
	return s, nil
}

// by says who speaks: a side, the installation's staff, or somebody else.
func (p *pack) by(a ticket.Author) string {
	switch {
	case p.sides[a.ID] != "":
		return p.sides[a.ID]
	case a.ID == "" || a.Side == ticket.StaffSide:
		return "staff"
	}
	return "third"
}

func (p *pack) file(ctx context.Context, seq int64, f ticket.File) (string, error) {
	d, err := p.Desk.Fetch(ctx, p.who, p.ticket, f.ID)
	if err != nil {
		return "", err
	}
	defer d.Close()
	name := fmt.Sprintf("files/%d-%s-%s", seq, f.ID[:min(6, len(f.ID))], safe(f.Name))
	return name, p.add(name, d)
}

// safe makes of a name what no program that unpacks can take for a path.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, path.Base(name))
	return strings.Trim(name, ". ")
}

// deals writes the deals that the maker is a party of.
func (p *pack) deals(ctx context.Context) error {
	if p.Deals == nil {
		return nil
	}
	for cursor := ""; ; {
		page, err := p.Deals.OfTicket(ctx, p.who, p.ticket, cursor, talkPage)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if err := p.oneDeal(ctx, d.ID); err != nil && fault.KindOf(err) != fault.Denied && fault.KindOf(err) != fault.Absent {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

func (p *pack) oneDeal(ctx context.Context, id deal.ID) error {
	v, err := p.Deals.Read(ctx, p.who, id)
	if err != nil {
		return err
	}
	under := "deals/" + string(id) + "/"
	if err := p.addJSON(under+"deal.json", v); err != nil {
		return err
	}
	for _, x := range v.Papers {
		if err := p.paper(ctx, id, under, x); err != nil {
			return err
		}
	}
	for _, m := range v.Progress {
		if err := p.ledger(ctx, id, under, m.ID); err != nil {
			return err
		}
	}
	for _, w := range v.Works {
		if err := p.work(ctx, under, w); err != nil {
			return err
		}
	}
	return nil
}

// paper writes a paper as text, whose digest was signed, and as the sealed PDF, and those that were brought in.
func (p *pack) paper(ctx context.Context, id deal.ID, under string, x deal.Paper) error {
	name := fmt.Sprintf("%spapers/%d-%s", under, x.Version, x.Kind)
	text, err := p.Deals.ReadPaper(ctx, p.who, id, x.Version, x.Kind)
	if err != nil {
		return err
	}
	if err := p.add(name+"-"+x.Digest+".txt", newReader(text)); err != nil {
		return err
	}
	pdf, err := p.Deals.FetchPaper(ctx, p.who, id, x.Version, x.Kind)
	if err != nil {
		return err
	}
	if err := p.add(name+".pdf", newReader(pdf)); err != nil {
		return err
	}
	for _, b := range x.Brought {
		pdf, err := p.Deals.FetchBrought(ctx, p.who, id, b.ID)
		if err != nil {
			return err
		}
		if err := p.add(name+"-brought-"+b.ID+".pdf", newReader(pdf)); err != nil {
			return err
		}
	}
	return nil
}

// ledger writes a milestone's lines, each with the hash before it.
func (p *pack) ledger(ctx context.Context, id deal.ID, under string, m deal.MilestoneID) error {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	for after := int64(0); ; {
		lines, next, err := p.Deals.Extract(ctx, p.who, id, m, escrow.Page{After: after, Limit: talkPage})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := e.Encode(l); err != nil {
				return err
			}
		}
		if after = next; after == 0 {
			return p.add(under+"ledger/"+string(m)+".jsonl", &out)
		}
	}
}

// work adds the bytes of a work that the maker may have; of others deal.json holds the digest.
func (p *pack) work(ctx context.Context, under string, w deal.Work) error {
	if !w.Open {
		return nil
	}
	d, err := p.Deals.FetchWork(ctx, p.who, w.ID)
	if err != nil {
		return err
	}
	defer d.Close()
	return p.add(under+"works/"+w.Digest+"-"+safe(w.Name), d)
}

// proved is an entry of the record as a pack tells it; the receipt beside it proves it.
type proved struct {
	N      int64             `json:"n"`
	At     time.Time         `json:"at"`
	By     string            `json:"by"`
	Action access.Action     `json:"action"`
	Params map[string]string `json:"params"`
}

// record writes the ticket's entries that the maker may see, with a receipt each.
func (p *pack) record(ctx context.Context) error {
	all := []proved{}
	for before := int64(0); ; {
		es, err := p.Desk.Record(ctx, p.who, p.ticket, before, talkPage)
		if err != nil {
			return err
		}
		for _, e := range es {
			before = e.N
			one, err := p.entry(ctx, e)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		if len(es) < talkPage {
			return p.addJSON("record/entries.json", all)
		}
	}
}

func (p *pack) entry(ctx context.Context, e audit.Entry) (proved, error) {
	one := proved{N: e.N, At: e.At, By: sideName(p.sides[e.Actor], e.Actor), Action: e.Action, Params: e.Params}
	if e.Leaf < 0 {
		return one, nil // so new that it has no place in the tree yet
	}
	text, err := p.Desk.Receipt(ctx, p.who, p.ticket, e.N)
	if err != nil && slices.Contains([]fault.Kind{fault.Absent, fault.Denied, fault.Conflict}, fault.KindOf(err)) {
		return one, nil // an entry that names others, or is destroyed, has no receipt for a side
	}
	if err != nil {
		return one, err
	}
	return one, p.add("record/receipt-"+strconv.FormatInt(e.N, 10)+".txt", newReader(text))
}

func sideName(side string, a access.AccountID) string {
	switch {
	case side != "":
		return side
	case a == "":
		return "installation"
	}
	return "other"
}
