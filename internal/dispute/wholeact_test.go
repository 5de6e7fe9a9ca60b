package dispute

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// longestWait is more than a job that died waits, and than its lease.
const longestWait = 2 * time.Minute

var errIdle = fault.New(fault.Conflict, "test_idle", "there is nothing to do that with")

func idle() error { return errIdle }

// terms are of one or two milestones, perhaps with a guarantee.
func (w *whole) terms() deal.Terms {
	t := deal.Terms{Title: "Clean the server", Currency: "EUR", Rounds: 1, SilenceDays: 14, WarrantyDays: 30, Language: document.English,
		Taxes: []deal.Tax{{Label: "VAT", BasisPoints: 1_900, Added: true}}, Licence: deal.NonExclusive, SecretDays: 365}
	for i := range rapid.IntRange(1, 2).Draw(w.r, "milestones") {
		t.Milestones = append(t.Milestones, deal.Milestone{Title: fmt.Sprintf("Part %d", i+1), Description: "As discussed.", AmountMinor: rapid.Int64Range(3, 100_000).Draw(w.r, "amount"), Due: "2029-06-01"})
	}
	t.Guarantee = rapid.IntRange(0, 3).Draw(w.r, "guarantee") > 0
	return t
}

// draw chooses what somebody tries: mostly what fits the stage of the deal, else anything.
func (w *whole) draw() (string, func() error) {
	m := milestoneNow{}
	if len(w.last.Milestones) > 0 {
		m = w.last.Milestones[0]
		for i := 0; m.over() && i < len(w.last.Milestones); i++ {
			m = w.last.Milestones[i]
		}
		if rapid.IntRange(0, 5).Draw(w.r, "another") == 0 {
			m = rapid.SampledFrom(w.last.Milestones).Draw(w.r, "milestone")
		}
	}
	verbs := w.dealing(m)
	maps.Copy(verbs, w.disputing(m))
	maps.Copy(verbs, w.banking(m))
	maps.Copy(verbs, w.funding(m))
	names := slices.Sorted(maps.Keys(verbs))
	if rapid.IntRange(0, 3).Draw(w.r, "anything") > 0 {
		names = w.fitting(m)
	}
	name := rapid.SampledFrom(names).Draw(w.r, "verb")
	return name, verbs[name]()
}

func (m milestoneNow) over() bool { return deal.MilestoneState(m.State).Over() }

// fitting is what tends to be done at a stage.
func (w *whole) fitting(m milestoneNow) []string {
	switch {
	case strings.HasPrefix(w.last.Offer, "offered"):
		return []string{"accept", "accept", "accept", "accept", "accept", "offer", "decline", "time"}
	case strings.HasPrefix(w.last.Offer, "accepted"):
		return []string{"sign"}
	case w.last.State == string(deal.Negotiating):
		return []string{"offer", "offer", "fill the fund", "decide motion"}
	case len(m.Money.Matters) > 0 && m.State != string(deal.Disputed):
		return []string{"lift", "time"}
	case m.Disputed != "" && State(m.Disputed) != Closed:
		return disputeFitting[State(m.Disputed)]
	case m.over():
		return []string{"export", "bank pays", "bank pays", "bank returns", "repeat", "time", "claim", "claim", "claim", "decide motion", "decide motion", "decide motion", "chargeback"}
	}
	return map[string][]string{
		"awaiting_funds": {"pay", "pay", "pay", "pay", "amend", "strange money", "time", "fill the fund", "decide motion"}, "funded": {"start", "start", "start", "cancel", "amend"}, "in_progress": {"submit", "submit", "cancel", "dispute"},
		"submitted": {"approve", "part", "changes", "dispute", "dispute", "time"}, "changes_requested": {"submit", "dispute"},
		"cancel_requested": {"agree", "refuse", "withdraw cancel", "dispute", "time"}, "planned": {"time", "amend"}}[m.State]
}

var disputeFitting = map[State][]string{Answering: {"answer", "answer", "time"}, Offering: {"settle offer", "settle offer", "time"}, Seeking: {"take"}, Proposing: {"propose"},
	Proposed: {"agree to proposal", "award"}, SeekingSecond: {"take"}, Confirming: {"confirm", "confirm", "object"}, Awarded: {"appeal", "time"}, SeekingThird: {"take"}, Deciding: {"decide"}}

// asked makes a request out of an operation that returns the deal's new version.
func asked(fn func() (int64, error)) func() error {
	return func() error { _, err := fn(); return err }
}

// side is either.
func (w *whole) side() access.Actor {
	return rapid.SampledFrom([]access.Actor{w.client, w.specialist}).Draw(w.r, "side")
}

// usually is who may do it, or now and then somebody else.
func (w *whole) usually(who access.Actor) access.Actor {
	if rapid.IntRange(0, 7).Draw(w.r, "somebody else") == 0 {
		return w.side()
	}
	return who
}

// dealing is what the two sides can do with the deal. Each verb draws first and returns the request, so that the very same
// request can come again.
func (w *whole) dealing(m milestoneNow) map[string]func() func() error {
	v := w.last.Version
	verbs := map[string]func() func() error{"offer": w.offer, "amend": w.offer, "accept": w.accept, "sign": w.sign, "complain": w.complain, "lift": w.lift,
		"time": func() func() error {
			d := time.Duration(rapid.IntRange(1, 10*24).Draw(w.r, "hours")) * time.Hour
			return func() error { w.Clock.Advance(d); return nil }
		},
		"decline": func() func() error {
			who := w.side()
			return asked(func() (int64, error) { return w.s.deals.Decline(ctx, who, w.deal, v) })
		},
	}
	either := w.side()
	type op = func(context.Context, access.Actor, deal.MilestoneID, int64) (int64, error)
	canceller := map[string]access.Actor{"client": w.client, "specialist": w.specialist, "": either}[m.Canceller]
	other := map[string]access.Actor{"client": w.specialist, "specialist": w.client, "": either}[m.Canceller]
	for name, x := range map[string]struct {
		who access.Actor
		do  func(*deal.Deals) op
	}{
		"start":           {w.specialist, func(d *deal.Deals) op { return d.Start }},
		"fund":            {w.client, func(d *deal.Deals) op { return d.Fund }},
		"cancel":          {w.side(), func(d *deal.Deals) op { return d.RequestCancel }},
		"withdraw cancel": {canceller, func(d *deal.Deals) op { return d.WithdrawCancel }},
		"refuse":          {other, func(d *deal.Deals) op { return d.RefuseCancel }},
		"agree":           {other, func(d *deal.Deals) op { return d.AgreeCancel }},
		"submit": {w.specialist, func(d *deal.Deals) op {
			return func(ctx context.Context, a access.Actor, m deal.MilestoneID, v int64) (int64, error) {
				return d.Submit(ctx, a, m, v, "Done.", nil)
			}
		}},
		"changes": {w.client, func(d *deal.Deals) op {
			return func(ctx context.Context, a access.Actor, m deal.MilestoneID, v int64) (int64, error) {
				return d.RequestChanges(ctx, a, m, v, "More.")
			}
		}},
		"approve": {w.client, func(d *deal.Deals) op {
			return func(ctx context.Context, a access.Actor, m deal.MilestoneID, v int64) (int64, error) {
				return d.Approve(ctx, a, m, v, 0)
			}
		}},
	} {
		verbs[name] = func() func() error {
			who := w.usually(x.who)
			return asked(func() (int64, error) { return x.do(w.s.deals)(ctx, who, m.ID, v) })
		}
	}
	verbs["part"] = func() func() error {
		minor := rapid.Int64Range(1, max(m.Money.HeldMinor, 1)).Draw(w.r, "part")
		return asked(func() (int64, error) { return w.s.deals.Approve(ctx, w.client, m.ID, v, minor) })
	}
	verbs["repeat"] = func() func() error {
		ids := w.rows(`SELECT id FROM deal_payout WHERE milestone = $1 AND state = 'returned' ORDER BY id`, string(m.ID))
		if len(ids) == 0 {
			return idle
		}
		who := w.side()
		return asked(func() (int64, error) { return w.s.deals.Repeat(ctx, who, escrow.PayoutID(ids[0]), v) })
	}
	return verbs
}

// read is the deal as its client sees it.
func (w *whole) read() deal.View {
	v, err := w.s.deals.Read(ctx, w.client, w.deal)
	w.must(err)
	return v
}

// offer makes, counters or amends: another price for what is not paid, a milestone more or less.
func (w *whole) offer() func() error {
	terms, who, version := w.terms(), w.usually(w.specialist), w.last.Version
	if v := w.read(); v.InForce != nil || w.last.State == string(deal.Active) {
		in := v.Current
		if v.InForce != nil {
			in = *v.InForce
		}
		more, guarantee := terms.Milestones[0], terms.Guarantee
		terms = in.Terms
		terms.Guarantee = guarantee
		terms.Milestones = slices.Clone(terms.Milestones)
		switch i := len(terms.Milestones) - 1; rapid.IntRange(0, 2).Draw(w.r, "how") {
		case 0:
			terms.Milestones[i].AmountMinor = more.AmountMinor
		case 1:
			terms.Milestones = append(terms.Milestones, more)
		case 2:
			terms.Milestones = terms.Milestones[:i]
		}
	}
	return asked(func() (int64, error) { return w.s.deals.Offer(ctx, who, w.deal, version, terms) })
}

func (w *whole) accept() func() error {
	offer, version := w.read().Current, w.last.Version
	who := w.usually(map[deal.Side]access.Actor{deal.Client: w.specialist, deal.Specialist: w.client}[offer.By])
	return asked(func() (int64, error) { return w.s.deals.Accept(ctx, who, w.deal, version, offer.Version) })
}

func (w *whole) sign() func() error {
	v, version, next := w.read(), w.last.Version, w.client
	if len(v.Current.Signatures) > 0 && v.Current.Signatures[0].Side == deal.Client {
		next = w.specialist
	}
	who := w.usually(next)
	s := deal.Signing{Version: v.Current.Version}
	for _, p := range v.Papers {
		if p.Version == s.Version && p.Kind == deal.Contract {
			s.Contract = p.Digest
		}
		if p.Version == s.Version && p.Kind == deal.NDA {
			s.NDA = p.Digest
		}
	}
	return asked(func() (int64, error) { return w.s.deals.Sign(ctx, who, w.deal, version, s) })
}

// inTx runs fn with a recorded grant of the installation on the deal, as those do who stand above deals.
func (w *whole) inTx(m milestoneNow, fn func(ctx context.Context, tx *db.Tx, g access.Grant) error) func() error {
	if m.ID == "" {
		return idle
	}
	return func() error {
		return w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			c, err := w.s.deals.CaseOf(ctx, tx, m.ID)
			if err != nil {
				return err
			}
			g, err := access.Check(access.Server("test"), access.DealClock, c.Thing)
			if err != nil {
				return err
			}
			if err := w.Log.Append(ctx, tx, g, nil); err != nil {
				return err
			}
			return fn(ctx, tx, g)
		})
	}
}

func (w *whole) first() (m milestoneNow) {
	if len(w.last.Milestones) > 0 {
		m = w.last.Milestones[0]
	}
	return m
}

func (w *whole) complain() func() error {
	w.complaints++
	name := fmt.Sprintf("c%s%d", w.deal, w.complaints)
	if len(w.rows(`SELECT matter FROM deal_suspension WHERE deal = $1`, string(w.deal))) > 1 {
		return idle
	}
	return w.inTx(w.first(), func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return w.s.deals.Suspend(ctx, tx, g, w.deal, name)
	})
}

func (w *whole) lift() func() error {
	open := w.rows(`SELECT matter FROM deal_suspension WHERE deal = $1 ORDER BY matter`, string(w.deal))
	if len(open) == 0 {
		return idle
	}
	return w.inTx(w.first(), func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return w.s.deals.Lift(ctx, tx, g, w.deal, open[0])
	})
}

// disputing is what the sides and the arbiters can do about a milestone.
func (w *whole) disputing(m milestoneNow) map[string]func() func() error {
	verbs := map[string]func() func() error{"dispute": func() func() error {
		who := w.side()
		return func() error { _, err := w.s.disputes.Begin(ctx, who, m.ID, "So it is."); return err }
	}}
	for name, do := range map[string]func(d *Disputes, side, judge access.Actor, minor int64) error{
		"answer":   func(d *Disputes, side, _ access.Actor, _ int64) error { return d.Answer(ctx, side, m.Dispute, "No.") },
		"retract":  func(d *Disputes, side, _ access.Actor, _ int64) error { return d.RetractOffer(ctx, side, m.Dispute) },
		"withdraw": func(d *Disputes, side, _ access.Actor, _ int64) error { return d.Withdraw(ctx, side, m.Dispute) },
		"appeal":   func(d *Disputes, side, _ access.Actor, _ int64) error { return d.Appeal(ctx, side, m.Dispute, "No.") },
		"settle offer": func(d *Disputes, side, _ access.Actor, minor int64) error {
			return second(d.Offer(ctx, side, m.Dispute, minor))
		},
		"agree to proposal": func(d *Disputes, side, _ access.Actor, minor int64) error {
			return second(d.Accept(ctx, side, m.Dispute, minor))
		},
		"take":   func(d *Disputes, _, judge access.Actor, _ int64) error { return d.Take(ctx, judge, m.Dispute) },
		"recuse": func(d *Disputes, _, judge access.Actor, _ int64) error { return d.Recuse(ctx, judge, m.Dispute) },
		"propose": func(d *Disputes, _, judge access.Actor, minor int64) error {
			return d.Propose(ctx, judge, m.Dispute, minor, "So.")
		},
		"award": func(d *Disputes, _, judge access.Actor, minor int64) error {
			return d.Award(ctx, judge, m.Dispute, minor, "So.")
		},
		"confirm": func(d *Disputes, _, judge access.Actor, minor int64) error {
			return d.Confirm(ctx, judge, m.Dispute, minor)
		},
		"object": func(d *Disputes, _, judge access.Actor, _ int64) error { return d.Object(ctx, judge, m.Dispute, "No.") },
		"decide": func(d *Disputes, _, judge access.Actor, minor int64) error {
			return d.Decide(ctx, judge, m.Dispute, minor, "So.")
		},
	} {
		verbs[name] = func() func() error {
			side, judge := w.side(), rapid.SampledFrom(w.arbiters[:3]).Draw(w.r, "arbiter")
			minor := w.amount(m)
			return func() error { return do(w.s.disputes, side, judge, minor) }
		}
	}
	return verbs
}

// amount is what somebody proposes: mostly what another did, or an end.
func (w *whole) amount(m milestoneNow) int64 {
	held := m.Money.HeldMinor
	known := []int64{0, held, held / 2, rapid.Int64Range(0, held).Draw(w.r, "minor")}
	for _, column := range []string{"proposal_minor", "award_minor"} {
		for _, text := range w.rows(`SELECT CAST(`+column+` AS TEXT) FROM dispute WHERE id = $1 AND `+column+` >= 0`, string(m.Dispute)) {
			var minor int64
			_, _ = fmt.Sscan(text, &minor) // a number, as the store has it
			known = append(known, minor, minor)
		}
	}
	return rapid.SampledFrom(known).Draw(w.r, "amount")
}

// banking is what the bank and its desk can do.
func (w *whole) banking(m milestoneNow) map[string]func() func() error {
	return map[string]func() func() error{
		"pay": func() func() error {
			found := w.rows(`SELECT reference FROM payment_expectation WHERE milestone = $1 AND state = 'open'`, string(m.ID))
			if len(found) == 0 {
				return idle
			}
			return w.line(m.PriceMinor, found[0], "")
		},
		"strange money": func() func() error {
			return w.line(rapid.Int64Range(1, 1_000).Draw(w.r, "strange"), "RF18539007547034", "")
		},
		"export": func() func() error {
			return func() error { _, err := w.s.bank.Export(ctx, w.banker, "EUR"); return err }
		},
		"bank pays":    func() func() error { return w.moved(`sent`, -1) },
		"bank returns": func() func() error { return w.moved(`paid`, 1) },
	}
}

// moved is a line by which the bank says that a payout left, or came back.
func (w *whole) moved(state string, sign int64) func() error {
	var id string
	var minor int64
	err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT id, amount_minor FROM payment_payout WHERE state = $1 ORDER BY no DESC LIMIT 1`, []any{state}, &id, &minor)
	})
	if err != nil {
		return idle
	}
	return w.line(sign*minor, "", id)
}
