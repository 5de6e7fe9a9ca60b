package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/payment"
)

// agreement is how far the deal of a story comes, and what is said in it.
type agreement struct {
	Until    string     `json:"until"` // offered, signed, submitted, second (the first part is paid out, the second under way), disputed
	Terms    deal.Terms `json:"terms"` // days count from the offer: +14
	Question string     `json:"question"`
	About    struct {
		Paper  deal.PaperKind `json:"paper"`
		Clause string         `json:"clause"`
	} `json:"about"` // what it is about
	Answer  string  `json:"answer"`
	Report  string  `json:"report"` // of the work, by the specialist
	HandIn  string  `json:"handIn"`
	Work    string  `json:"work"`
	Dispute quarrel `json:"dispute"` // of what is disputed
}

// banker is who works at the bank desk; payments of the demo world come in by statements that they import.
const banker = "edith"

// player plays one deal.
type player struct {
	*cast
	agreement
	client, specialist access.Actor
	id                 deal.ID
	visits             func(context.Context) error
}

// agree lets the deal of a story happen, and its remote sessions: once the work has begun, if it comes so far.
func (c *cast) agree(ctx context.Context, s story, t access.TicketID) error {
	visits := func(ctx context.Context) error { return c.visits(ctx, s, t) }
	if s.Deal == nil || c.Deals == nil {
		return visits(ctx)
	}
	p := &player{cast: c, agreement: *s.Deal, visits: visits}
	var err error
	if p.client, err = c.proven(s.By); err != nil {
		return err
	}
	if p.specialist, err = c.proven(s.Specialist); err != nil {
		return err
	}
	p.date()
	if p.id, err = c.Deals.Begin(ctx, p.specialist, t, p.Terms); err != nil {
		return err
	}
	for i, step := range p.steps() {
		c.Clock.Advance(pause)
		if err := step(ctx); err != nil {
			return fmt.Errorf("deal, step %d: %w", i+1, err)
		}
		if err := c.Jobs.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

// steps are those of the road, as far as the story goes.
func (p *player) steps() []func(context.Context) error {
	road := []func(context.Context) error{p.offer, p.ask}
	if p.Until == "offered" {
		return append(road, p.visits)
	}
	road = append(road, p.answer, p.accept, p.sign(&p.client), p.sign(&p.specialist))
	if p.Until == "signed" {
		return append(road, p.visits)
	}
	road = append(road, p.fund(0), p.start(0), p.visits, p.report, p.handIn)
	switch p.Until {
	case "submitted":
		return road
	case "disputed":
		return append(road, p.quarrel()...)
	}
	return append(road, p.approve, p.payOut, p.fund(1), p.start(1))
}

// proven is an actor who has just proved again who they are.
func (c *cast) proven(key string) (access.Actor, error) {
	who, err := c.actor(key)
	who.SteppedUp = true
	return who, err
}

// date turns days from now into days.
func (p *player) date() {
	for i, m := range p.Terms.Milestones {
		if n, err := strconv.Atoi(strings.TrimPrefix(m.Due, "+")); err == nil {
			p.Terms.Milestones[i].Due = p.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly)
		}
	}
}

func (p *player) view(ctx context.Context) (deal.View, error) {
	return p.Deals.Read(ctx, p.client, p.id)
}

// change does something with the version that stands.
func (p *player) change(ctx context.Context, do func(v deal.View) error) error {
	v, err := p.view(ctx)
	if err != nil {
		return err
	}
	return do(v)
}

// offer reads the deal as its writer: the client does not know of it yet.
func (p *player) offer(ctx context.Context) error {
	v, err := p.Deals.Read(ctx, p.specialist, p.id)
	if err != nil {
		return err
	}
	_, err = p.Deals.Offer(ctx, p.specialist, p.id, v.Version, p.Terms)
	return err
}

func (p *player) ask(ctx context.Context) error {
	if p.Question == "" {
		return nil
	}
	return p.change(ctx, func(v deal.View) error {
		_, _, err := p.Deals.Ask(ctx, p.client, p.id, v.Version, p.About.Paper, p.About.Clause, p.Question)
		return err
	})
}

func (p *player) answer(ctx context.Context) error {
	return p.change(ctx, func(v deal.View) error {
		if len(v.Questions) == 0 {
			return nil
		}
		_, err := p.Deals.Answer(ctx, p.specialist, p.id, v.Version, v.Questions[0].ID, p.Answer)
		return err
	})
}

func (p *player) accept(ctx context.Context) error {
	return p.change(ctx, func(v deal.View) error {
		_, err := p.Deals.Accept(ctx, p.client, p.id, v.Version, v.Current.Version)
		return err
	})
}

func (p *player) sign(who *access.Actor) func(context.Context) error {
	return func(ctx context.Context) error {
		return p.change(ctx, func(v deal.View) error {
			s := deal.Signing{Version: v.Current.Version}
			for _, x := range v.Papers {
				if x.Kind == deal.Contract {
					s.Contract = x.Digest
				} else {
					s.NDA = x.Digest
				}
			}
			_, err := p.Deals.Sign(ctx, *who, p.id, v.Version, s)
			return err
		})
	}
}

// fund has the client's bank pay by the reference; the statement says so the next time it is brought in.
func (p *player) fund(i int) func(context.Context) error {
	return func(ctx context.Context) error {
		return p.change(ctx, func(v deal.View) error {
			m := v.Progress[i]
			return p.bring(ctx, m.Charge.PriceMinor, string(m.Reference), "NOTPROVIDED", v.Client.Name)
		})
	}
}

func (p *player) start(i int) func(context.Context) error {
	return func(ctx context.Context) error {
		return p.change(ctx, func(v deal.View) error {
			_, err := p.Deals.Start(ctx, p.specialist, v.Progress[i].ID, v.Version)
			return err
		})
	}
}

// report writes what was done, and sends it.
func (p *player) report(ctx context.Context) error {
	if p.Report == "" {
		return nil
	}
	return p.change(ctx, func(v deal.View) error {
		m := v.Progress[0].ID
		if err := p.cast.Work.Write(ctx, p.specialist, m, 0, p.Report); err != nil {
			return err
		}
		return p.cast.Work.Send(ctx, p.specialist, m, 1)
	})
}

func (p *player) handIn(ctx context.Context) error {
	return p.change(ctx, func(v deal.View) error {
		m := v.Progress[0].ID
		w, err := p.Deals.RegisterWork(ctx, p.specialist, m, deal.Upload{Name: p.Work, Size: int64(len(p.HandIn)), Body: strings.NewReader(p.HandIn)})
		if err != nil {
			return err
		}
		_, err = p.Deals.Submit(ctx, p.specialist, m, v.Version, p.HandIn, []deal.WorkID{w.ID})
		return err
	})
}

func (p *player) approve(ctx context.Context) error {
	return p.change(ctx, func(v deal.View) error {
		_, err := p.Deals.Approve(ctx, p.client, v.Progress[0].ID, v.Version, 0)
		return err
	})
}

// payOut makes the file of payouts and brings in the bank's answer.
func (p *player) payOut(ctx context.Context) error {
	who, err := p.proven(banker)
	if err != nil {
		return err
	}
	b, err := p.Bank.Export(ctx, who, p.Terms.Currency)
	if err != nil {
		return err
	}
	return p.change(ctx, func(v deal.View) error {
		paid := int64(0)
		for _, x := range v.Progress[0].Payouts {
			to := map[deal.Side]string{deal.Client: v.Client.Name, deal.Specialist: v.Specialist.Name}[x.To]
			if err := p.bring(ctx, -x.AmountMinor, "", string(x.ID), to); err != nil {
				return err
			}
			paid += x.AmountMinor
		}
		if paid != b.TotalMinor {
			return fmt.Errorf("the file pays %d, the deal %d", b.TotalMinor, paid)
		}
		return nil
	})
}

// destinations say where specialists are paid, and clients who get something back, long before anybody is.
func (c *cast) destinations(ctx context.Context, scripts map[string]script) error {
	if c.Deals == nil {
		return nil
	}
	refunded := map[string]bool{}
	for _, s := range scripts {
		for _, x := range s.Tickets {
			refunded[x.By] = refunded[x.By] || x.Deal != nil && x.Deal.Until == "disputed"
		}
	}
	for _, s := range scripts {
		for _, r := range s.People {
			if !refunded[r.Key] && (len(r.Roles) != 1 || r.Roles[0] != access.Specialist) {
				continue
			}
			who, err := c.proven(r.Key)
			if err != nil {
				return err
			}
			if err := c.Bank.SetDestination(ctx, who, payment.Destination{Holder: r.Name, IBAN: "NL91ABNA0417164300"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// camt is a statement of one line.
const camt = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>DEMO-%d</Id><Acct><Id><IBAN>%s</IBAN></Id><Ccy>%[3]s</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="%[3]s">%[4]s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%[5]s</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="%[3]s">%[6]s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%[5]s</Dt></Dt></Bal>
<Ntry><Amt Ccy="%[3]s">%[7]s</Amt><CdtDbtInd>%[8]s</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>%[5]s</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>%[9]s</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>%[10]s</Nm></Dbtr></RltdPties><RmtInf><Ustrd>%[11]s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`

// bring imports a statement of one movement, as the bank desk does.
func (c *cast) bring(ctx context.Context, minor int64, words, endToEnd, name string) error {
	who, err := c.proven(banker)
	if err != nil {
		return err
	}
	own := c.Bank.Accounts[0]
	opening := c.balance
	c.balance, c.statements = c.balance+minor, c.statements+1
	side, size := "CRDT", minor
	if minor < 0 {
		side, size = "DBIT", -minor
	}
	in := own.Currency.Format
	file := fmt.Sprintf(camt, c.statements, own.Account, string(own.Currency), in(opening), c.Clock.Now().Format(time.DateOnly), in(c.balance), in(size), side,
		strings.ToUpper(endToEnd), name, words)
	_, err = c.Bank.Import(ctx, who, payment.Camt053, []byte(file), nil)
	return err
}

// Account is the bank account of a demo world, in the form of the setting: an example's number, of nobody.
const Account = "DE89370400440532013000|" + string(currency) + "|Lantern Help"

const currency = escrow.Currency("EUR")
