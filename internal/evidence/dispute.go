package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/scan"
)

// disputes writes the files of a deal's disputes, as both sides read them.
func (p *pack) disputes(ctx context.Context, under string, id deal.ID) error {
	if p.Disputes == nil {
		return nil
	}
	for cursor := ""; ; {
		page, err := p.Disputes.List(ctx, p.who, false, cursor, pageSize)
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if d.Deal != id {
				continue
			}
			if err := p.dispute(ctx, under+"disputes/"+string(d.ID)+"/", d.ID); err != nil {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

func (p *pack) dispute(ctx context.Context, under string, id dispute.ID) error {
	v, err := p.Disputes.Read(ctx, p.who, id)
	if err != nil {
		return err
	}
	d := disputed{V: version, Dispute: v.ID, Deal: v.Deal, Milestone: v.Milestone, Opener: v.Opener, Way: v.Way, State: v.State, Outcome: v.Outcome, Currency: v.Currency,
		StakeMinor: v.StakeMinor, ReleaseMinor: v.ReleaseMinor, OpenedAt: v.OpenedAt, ClosedAt: v.ClosedAt, Arbiters: []string{}, Proposal: v.Proposal, Award: v.Award,
		Appellant: v.Appellant, Words: []word{}, Exhibits: []exhibit{}}
	for _, a := range v.Arbiters {
		d.Arbiters = append(d.Arbiters, a.Name)
	}
	for _, w := range v.Words {
		by := string(w.Side)
		if w.Side == deal.Nobody {
			by = "arbiter"
			if w.Kind == dispute.Finding {
				by = "officer"
			}
		}
		d.Words = append(d.Words, word{w.N, w.Kind, by, w.Author.Name, w.AmountMinor, w.Text, w.At})
	}
	for _, e := range v.Exhibits {
		one, err := p.exhibit(ctx, under, id, e)
		if err != nil {
			return err
		}
		d.Exhibits = append(d.Exhibits, one)
	}
	return p.addJSON(under+"dispute.json", d)
}

// exhibit adds what a side or both made; what is of anybody else is there by its digest.
func (p *pack) exhibit(ctx context.Context, under string, id dispute.ID, e dispute.Exhibit) (x exhibit, err error) {
	x = exhibit{N: e.N, Side: e.Side, Kind: e.Kind, Ref: e.Ref, By: string(e.By), Name: e.Name, Type: e.Type, Text: e.Text, SizeBytes: e.Size, MadeAt: e.MadeAt, AddedAt: e.AddedAt}
	hidden := e.By == deal.Nobody
	if hidden {
		place := fmt.Sprintf("dispute/%s/%d", id, e.N)
		x.By, x.Name, x.Text = "other", p.digest(place+"/name", e.Name), p.digest(place+"/text", e.Text)
	}
	if e.Size == 0 {
		return x, nil
	}
	f, err := p.Disputes.Fetch(ctx, p.who, id, e.N)
	if scan.IsClosed(err) {
		x.Withheld = string(e.Check.State)
		return x, nil
	}
	if err != nil {
		return x, err
	}
	defer f.Close()
	h := sha256.New()
	body := io.TeeReader(f, h)
	if hidden {
		_, err = io.Copy(io.Discard, body)
	} else {
		x.Path = fmt.Sprintf("%sexhibits/%d-%s", under, e.N, safe(e.Name))
		err = p.add(x.Path, body)
	}
	x.SHA256 = hex.EncodeToString(h.Sum(nil))
	return x, err
}
