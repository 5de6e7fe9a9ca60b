package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// deals writes the deals that the maker is a party of.
func (p *pack) deals(ctx context.Context) error {
	if p.Deals == nil {
		return nil
	}
	for cursor := ""; ; {
		page, err := p.Deals.OfTicket(ctx, p.who, p.ticket, cursor, pageSize)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if err := p.deal(ctx, d.ID); err != nil && fault.KindOf(err) != fault.Denied && fault.KindOf(err) != fault.Absent {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// deal reads before it writes: of a deal that is not the maker's nothing is left in the pack.
func (p *pack) deal(ctx context.Context, id deal.ID) error {
	v, err := p.Deals.Read(ctx, p.who, id)
	if err != nil {
		return err
	}
	d := agreed{V: version, Deal: v.ID, Ticket: v.Ticket, Client: v.Client, Specialist: v.Specialist, State: v.State, Suspended: v.Suspended,
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt, Questions: []asked{}, Milestones: []stage{}, Works: []work{}, Steps: []step{}, Papers: []written{}}
	under := "deals/" + string(id) + "/"
	if d.Offers, err = p.offers(ctx, v); err != nil {
		return err
	}
	for _, q := range v.Questions {
		d.Questions = append(d.Questions, asked{q.Paper, q.Clause, q.Version, q.By, q.Text, q.AskedAt, q.Answer, q.AnsweredAt, q.Dropped})
	}
	for _, s := range v.Steps {
		d.Steps = append(d.Steps, step(s))
	}
	for _, part := range []func(context.Context, string, deal.View, *agreed) error{p.papers, p.milestones, p.works} {
		if err := part(ctx, under, v, &d); err != nil {
			return err
		}
	}
	if err := p.addJSON(under+"deal.json", d); err != nil {
		return err
	}
	return p.disputes(ctx, under, id)
}

// offers are all versions that were ever offered, so that what came of each can be read.
func (p *pack) offers(ctx context.Context, v deal.View) ([]offered, error) {
	all := []offered{}
	for n := int64(1); n <= v.Current.Version; n++ {
		o, err := p.Deals.ReadOffer(ctx, p.who, v.ID, n)
		if err != nil {
			return nil, err
		}
		one := offered{Version: o.Version, Amends: o.Base, By: o.By, State: o.State, Terms: o.Terms, Charges: o.Charges, Changes: append([]deal.Change{}, o.Changes...),
			MadeAt: o.MadeAt, OfferedAt: o.OfferedAt, DecidedAt: o.DecidedAt, Signatures: []signature{}}
		for _, s := range o.Signatures {
			one.Signatures = append(one.Signatures, signature(s))
		}
		all = append(all, one)
	}
	return all, nil
}

// papers writes each paper as text, whose digest was signed, and as the sealed PDF, and those that were brought in.
func (p *pack) papers(ctx context.Context, under string, v deal.View, d *agreed) error {
	for _, x := range v.Papers {
		name := fmt.Sprintf("%spapers/%d-%s", under, x.Version, x.Kind)
		w := written{Version: x.Version, Kind: x.Kind, Digest: x.Digest, Text: name + ".txt", PDF: name + ".pdf", Brought: []brought{}}
		text, err := p.Deals.ReadPaper(ctx, p.who, v.ID, x.Version, x.Kind)
		if err := p.addBytes(w.Text, text, err); err != nil {
			return err
		}
		pdf, err := p.Deals.FetchPaper(ctx, p.who, v.ID, x.Version, x.Kind)
		if err := p.addBytes(w.PDF, pdf, err); err != nil {
			return err
		}
		for _, b := range x.Brought {
			one := brought{PDF: name + "-brought-" + b.ID + ".pdf", By: b.By, At: b.At, Sound: b.Sound, Findings: append([]string{}, b.Findings...)}
			pdf, err := p.Deals.FetchBrought(ctx, p.who, v.ID, b.ID)
			if err := p.addBytes(one.PDF, pdf, err); err != nil {
				return err
			}
			w.Brought = append(w.Brought, one)
		}
		d.Papers = append(d.Papers, w)
	}
	return nil
}

func (p *pack) milestones(ctx context.Context, under string, v deal.View, d *agreed) error {
	for _, m := range v.Progress {
		s := stage{Milestone: m.ID, Title: m.Title, State: m.State, Accepted: m.Accepted, Charge: m.Charge, RoundsUsed: m.RoundsUsed, ReleasedMinor: m.ReleasedMinor,
			Licence: m.Licence, Submissions: []handedIn{}, Payouts: []payout{}, Ledger: under + "ledger/" + string(m.ID) + ".jsonl"}
		if c := m.Money; c != nil {
			s.Money = &money{c.Currency, c.FundedMinor, c.HeldMinor, c.ReleasedMinor, c.FeesMinor, c.TaxesMinor, c.RefundedMinor, c.GuaranteeMinor, c.OwedMinor}
		}
		for _, h := range m.Submissions {
			s.Submissions = append(s.Submissions, handedIn{h.Round, h.At, h.Text, append([]deal.WorkID{}, h.Works...), h.Verdict, h.Reply, h.RepliedAt})
		}
		for _, x := range m.Payouts {
			s.Payouts = append(s.Payouts, payout(x))
		}
		if err := p.ledger(ctx, v.ID, s.Ledger, m.ID); err != nil {
			return err
		}
		d.Milestones = append(d.Milestones, s)
	}
	return nil
}

// ledger writes a milestone's lines, each with the hash before it.
func (p *pack) ledger(ctx context.Context, id deal.ID, name string, m deal.MilestoneID) error {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	for after := int64(0); ; {
		lines, next, err := p.Deals.Extract(ctx, p.who, id, m, escrow.Page{After: after, Limit: pageSize})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := e.Encode(l); err != nil {
				return err
			}
		}
		if after = next; after == 0 {
			return p.add(name, &out)
		}
	}
}

// works adds the bytes of works that the maker may have; of others there is the digest.
func (p *pack) works(ctx context.Context, under string, v deal.View, d *agreed) error {
	for _, w := range v.Works {
		one := work{Work: w.ID, Milestone: w.Milestone, Name: w.Name, Type: w.Type, Preview: w.Preview, SizeBytes: w.Size, Digest: w.Digest, At: w.At}
		if w.Open {
			one.Path = fmt.Sprintf("%sworks/%s-%s", under, short(string(w.ID)), safe(w.Name))
			f, err := p.Deals.FetchWork(ctx, p.who, w.ID)
			if err != nil {
				return err
			}
			err = p.add(one.Path, f)
			f.Close()
			if err != nil {
				return err
			}
		}
		d.Works = append(d.Works, one)
	}
	return nil
}

// short is the begin of an id, to keep names apart.
func short(id string) string { return id[:min(6, len(id))] }
