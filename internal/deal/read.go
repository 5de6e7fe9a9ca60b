package deal

import (
	"context"
	"encoding/hex"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/payment"
	"surety/internal/scan"
	"surety/internal/ticket"
)

// Read shows a deal to one of its parties, with everything that is theirs to know, and leaves an entry that says so.
// Right: deal.read. Faults: absent, denied.
func (d *Deals) Read(ctx context.Context, who access.Actor, id ID) (View, error) {
	var s sheet
	g, err := d.look(ctx, who, id, access.DealRead, "deal", func(ctx context.Context, tx *db.Tx, x stored) (err error) {
		s, err = d.gather(ctx, tx, who, x)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return d.unseal(ctx, g, s)
}

// sheet is all there is to show of a deal, still sealed.
type sheet struct {
	View
	deal       stored
	offers     []offered // those to show, and those before them
	signatures map[int64][]Signature
	questions  []questioned
	works      []registered
	rounds     map[MilestoneID][]handedIn
	kept       []kept
	falseMarks ticket.FalseMarks
}

// handedIn is a submission, sealed.
type handedIn struct {
	Submission
	text, reply []byte
}

// gather reads the sheet in one moment. It asks no right.
func (d *Deals) gather(ctx context.Context, tx *db.Tx, who access.Actor, x stored) (s sheet, err error) {
	s.deal = x
	if s.Summary, err = d.summary(ctx, tx, who, x); err != nil {
		return s, err
	}
	if s.kept, err = milestonesOf(ctx, tx, x.id); err != nil {
		return s, err
	}
	for _, read := range []func(context.Context, *db.Tx) error{s.readOffers, s.readPapers, s.readRest, s.readRounds} {
		if err := read(ctx, tx); err != nil {
			return s, err
		}
	}
	if s.falseMarks, err = d.Desk.FalseMarks(ctx, tx, x.ticket); err != nil {
		return s, err
	}
	if s.Clocks, err = d.ClocksOf(ctx, tx, x.id); err != nil {
		return s, err
	}
	if s.Like, err = d.compare(ctx, tx, x); err != nil {
		return s, err
	}
	for _, k := range s.kept {
		p, err := d.progress(ctx, tx, &s, k)
		if err != nil {
			return s, err
		}
		s.Progress = append(s.Progress, p)
	}
	s.Can = s.operations()
	return s, nil
}

func (s *sheet) readOffers(ctx context.Context, tx *db.Tx) (err error) {
	s.offers, err = db.All(ctx, tx, scanOffer, `SELECT `+offerColumns+` FROM deal_offer WHERE deal = $1 AND (version = $2 OR version = $3 OR version = $4) ORDER BY version`,
		string(s.deal.id), s.deal.offer, s.deal.offer-1, s.deal.signed)
	if err != nil {
		return err
	}
	s.offers = slices.DeleteFunc(s.offers, func(o offered) bool { return o.Version <= 0 })
	s.signatures = map[int64][]Signature{}
	_, err = db.All(ctx, tx, func(r db.Scanner) (x struct{}, err error) {
		var version, at int64
		var side Side
		err = r.Scan(&version, &side, &at)
		s.signatures[version] = append(s.signatures[version], Signature{side, db.Time(at)})
		return x, err
	}, `SELECT version, side, at FROM deal_signature WHERE deal = $1 ORDER BY version, at, side`, string(s.deal.id))
	return err
}

func (s *sheet) readPapers(ctx context.Context, tx *db.Tx) error {
	papers, err := papersOf(ctx, tx, s.deal.id)
	if err != nil {
		return err
	}
	for _, p := range papers {
		one := Paper{Version: p.version, Kind: p.kind, Digest: hex.EncodeToString(p.digest), Size: p.size}
		one.Brought, err = db.All(ctx, tx, func(r db.Scanner) (b Brought, err error) {
			var at int64
			var list string
			err = r.Scan(append([]any{&b.ID, &b.By, &at, &b.Sound, &list, &b.Size}, b.Check.Fields()...)...)
			b.At, b.Findings = db.Time(at), fields[string](list)
			return b, err
		}, `SELECT b.id, b.side, b.at, b.sound, b.findings, b.size, `+scan.Columns+` FROM deal_brought b JOIN file_check c ON c.id = b.id
			WHERE b.deal = $1 AND b.version = $2 AND b.kind = $3 ORDER BY b.at, b.id`, string(s.deal.id), p.version, string(p.kind))
		if err != nil {
			return err
		}
		s.Papers = append(s.Papers, one)
	}
	return nil
}

func (s *sheet) readRest(ctx context.Context, tx *db.Tx) (err error) {
	if s.questions, err = questionsOf(ctx, tx, s.deal.id); err != nil {
		return err
	}
	if s.works, err = worksOf(ctx, tx, s.deal.id); err != nil {
		return err
	}
	s.Steps, err = db.All(ctx, tx, func(r db.Scanner) (x Step, err error) {
		var at int64
		err = r.Scan(&x.N, &at, &x.Code, &x.Side, &x.Milestone, &x.Version, &x.AmountMinor)
		x.At = db.Time(at)
		return x, err
	}, `SELECT n, at, code, side, milestone, version, amount_minor FROM deal_step WHERE deal = $1 ORDER BY n DESC LIMIT 500`, string(s.deal.id))
	slices.Reverse(s.Steps)
	return err
}

func (s *sheet) readRounds(ctx context.Context, tx *db.Tx) error {
	s.rounds = map[MilestoneID][]handedIn{}
	for _, k := range s.kept {
		all, err := db.All(ctx, tx, scanRound, `SELECT round, at, text, works, verdict, coalesce(replied, 0), reply FROM deal_submission WHERE milestone = $1 ORDER BY round`, string(k.id))
		if err != nil {
			return err
		}
		s.rounds[k.id] = all
	}
	return nil
}

func scanRound(r db.Scanner) (h handedIn, err error) {
	var at, replied int64
	var works string
	err = r.Scan(&h.Round, &at, &h.text, &works, &h.Verdict, &replied, &h.reply)
	h.At, h.Works = db.Time(at), fields[WorkID](works)
	if replied != 0 {
		h.RepliedAt = db.Time(replied)
	}
	return h, err
}

// progress is a milestone with its money, without its texts.
func (d *Deals) progress(ctx context.Context, tx *db.Tx, s *sheet, k kept) (p Progress, err error) {
	p = Progress{Stage: Stage{ID: k.id, State: k.state, Turn: Turn(k.state, k.canceller)}, Before: k.before, Canceller: k.canceller, Matter: k.matter,
		Accepted: k.accepted, RoundsUsed: int(k.rounds), RoundsLeft: int(max(k.roundsMax-k.rounds, 0)), ReleasedMinor: k.releasedMinor,
		Charge: Charge{Milestone: k.id, PriceMinor: k.priceMinor, FeeMinor: k.feeMinor, TaxMinor: k.taxMinor, NetMinor: k.priceMinor - k.feeMinor - k.taxMinor}}
	for _, stage := range s.Milestones {
		if stage.ID == k.id {
			p.Stage = stage
		}
	}
	if k.state != Planned {
		if p.Money, err = d.money(ctx, tx, k.id); err != nil {
			return p, err
		}
	}
	if k.state == AwaitingFunds && s.Side == Client {
		e, err := d.Bank.Expected(ctx, tx, k.id)
		if err != nil {
			return p, err
		}
		p.Reference, p.ByCard = e.Reference, d.Cards.Takes(e.Currency, e.AmountMinor)
	}
	if s.Side == Client {
		if last, err := d.Cards.Latest(ctx, tx, k.id); err == nil {
			p.Card = &last
		} else if !isAbsent(err) {
			return p, err
		}
	}
	payouts, err := payoutsOf(ctx, tx, k.id)
	if err != nil {
		return p, err
	}
	for _, x := range payouts {
		if x.Payout, err = d.sent(ctx, tx, x.Payout); err != nil {
			return p, err
		}
		p.Payouts = append(p.Payouts, x.Payout)
	}
	p.Licence, err = licenceOf(ctx, tx, k.id)
	p.Events = s.events(k)
	return p, err
}

// sent tells a payout that waits from one that is in a file: the bank desk knows.
func (d *Deals) sent(ctx context.Context, tx *db.Tx, p Payout) (Payout, error) {
	if p.State != Payable {
		return p, nil
	}
	state, err := d.Bank.PayoutState(ctx, tx, p.ID)
	if isAbsent(err) {
		state, err = d.Cards.PayoutState(ctx, tx, p.ID)
	}
	if err == nil && state == payment.StateSent {
		p.State = Sent
	}
	return p, err
}

// events are what the viewer can bring about now.
func (s *sheet) events(k kept) []Event {
	all := []Event{}
	if s.Suspended {
		return all
	}
	for e, m := range Events(k.state) {
		theirs := m.By != Nobody && k.may(e, m.By, s.Side, move{}) == nil
		if theirs || e == OpenDispute && s.Side != Nobody { // a dispute is begun by package dispute, on a side's word
			all = append(all, e)
		}
	}
	slices.Sort(all)
	return all
}

// operations are what the viewer may do with the deal as a whole.
func (s *sheet) operations() []string {
	can := []string{}
	add := func(name string, yes bool) {
		if yes {
			can = append(can, name)
		}
	}
	negotiable := s.deal.state == Negotiating || s.deal.state == Active
	last := s.last()
	open := last.State == Offered || last.State == Accepted
	add("offer", negotiable && !s.Suspended && last.State != Accepted)
	add("ask", open)
	add("decline", open && !s.Suspended)
	add("accept", last.State == Offered && last.By != s.Side && !s.Suspended)
	signed := slices.ContainsFunc(s.signatures[s.deal.offer], func(x Signature) bool { return x.Side == s.Side })
	asked := slices.ContainsFunc(s.questions, func(q questioned) bool { return q.Open() })
	add("sign", last.State == Accepted && !signed && !asked && !s.Suspended)
	return can
}

func (s *sheet) last() offered {
	for _, o := range s.offers {
		if o.Version == s.deal.offer {
			return o
		}
	}
	return offered{Offer: Offer{State: Draft}}
}

// unseal opens the texts of the sheet.
func (d *Deals) unseal(ctx context.Context, g access.Grant, s sheet) (View, error) {
	if err := d.openOffers(ctx, g, &s); err != nil {
		return View{}, err
	}
	s.Questions = []Question{}
	for _, q := range s.questions {
		one, err := d.openQuestion(ctx, g, &s, q)
		if err != nil {
			return View{}, err
		}
		s.Questions = append(s.Questions, one)
	}
	s.Works = []Work{}
	for _, r := range s.works {
		w, err := d.openWork(ctx, g, &s, r)
		if err != nil {
			return View{}, err
		}
		s.Works = append(s.Works, w)
	}
	for i := range s.Progress {
		if err := d.openProgress(ctx, g, &s, &s.Progress[i]); err != nil {
			return View{}, err
		}
	}
	return s.View, nil
}

func (d *Deals) openOffers(ctx context.Context, g access.Grant, s *sheet) error {
	for i := range s.offers {
		o := &s.offers[i]
		if err := d.open(ctx, g, termsPlace(s.deal.id, o.Version), o.sealed, &o.Terms); err != nil {
			return err
		}
		var err error
		if o.Charges, err = o.Terms.Charges(); err != nil {
			return err
		}
		o.Signatures = s.signatures[o.Version]
	}
	for i, o := range s.offers {
		switch o.Version {
		case s.deal.offer:
			if before := s.before(i); before >= 0 {
				o.Changes = Diff(s.offers[before].Terms, o.Terms)
			}
			s.Current = o.Offer
		case s.deal.signed:
			s.InForce = &s.offers[i].Offer
		}
	}
	return nil
}

// before is the version to compare with: what it amends, when it is the first of an amendment, else the one before.
func (s *sheet) before(i int) int {
	o := s.offers[i]
	for j, b := range s.offers {
		if b.Version == o.Version-1 && (b.Base == o.Base || b.Version == o.Base) {
			return j
		}
	}
	for j, b := range s.offers {
		if b.Version == o.Base {
			return j
		}
	}
	return -1
}

func (d *Deals) openWork(ctx context.Context, g access.Grant, s *sheet, r registered) (Work, error) {
	var a about
	if err := d.open(ctx, g, workPlace(r.ID, "about"), r.about, &a); err != nil {
		return Work{}, err
	}
	preview, err := d.Desk.Cover(ctx, g, workPlace(r.ID, "about"), a.Preview, nil, s.falseMarks)
	if err != nil {
		return Work{}, err
	}
	w := r.Work
	w.Name, w.Type, w.Open = a.Name, a.Type, s.Side == Specialist
	w.Preview, w.Marks = preview.Cover()
	for _, p := range s.Progress {
		w.Open = w.Open || p.ID == w.Milestone && p.Licence != ""
	}
	w.Open = w.Open && !s.Suspended
	return w, nil
}

func (d *Deals) openProgress(ctx context.Context, g access.Grant, s *sheet, p *Progress) error {
	for _, o := range s.offers {
		for _, m := range o.Terms.Milestones {
			if m.ID == p.ID {
				p.Title = m.Title
			}
		}
	}
	for _, h := range s.rounds[p.ID] {
		var err error
		if h.Said, err = d.openSaid(ctx, g, roundPlace(p.ID, int64(h.Round), "text"), h.text, s.falseMarks); err != nil {
			return err
		}
		reply, err := d.openSaid(ctx, g, roundPlace(p.ID, int64(h.Round), "reply"), h.reply, s.falseMarks)
		if err != nil {
			return err
		}
		h.Text, h.Marks = h.Said.Cover()
		h.Reply, h.Replied = reply.Cover()
		p.Submissions = append(p.Submissions, h.Submission)
	}
	return nil
}
