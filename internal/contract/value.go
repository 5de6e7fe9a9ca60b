package contract

import (
	"maps"
	"strings"
	"time"

	"surety/internal/document"
)

// totals are the sums of a paper, in minor units.
type totals struct{ price, client, specialist int64 }

func (p *Params) totals() totals {
	var t totals
	for _, m := range p.Milestones {
		t.price += m.AmountMinor
	}
	t.client, t.specialist = t.price, t.price
	for _, c := range p.Charges {
		if c.By == ByClient {
			t.client += c.AmountMinor
		} else {
			t.specialist -= c.AmountMinor
		}
	}
	return t
}

// values are what the places of a template are filled with in one language, not yet isolated. What does not apply is missing.
func (w *writer) values(l document.Language) map[string]string {
	p, f := &w.p, written[l]
	t := p.totals()
	v := map[string]string{
		"client": p.Client.Name, "client_id": p.Client.ID, "client_details": p.Client.Details,
		"specialist": p.Specialist.Name, "specialist_id": p.Specialist.ID, "specialist_details": p.Specialist.Details,
		"platform": p.Platform.Name, "platform_address": unstopped(p.Platform.Address),
		"ticket": f.label(p.Ticket), "deal": f.label(p.Deal), "number": f.label(p.Number), "version": f.number(p.Version), "date": w.day(l, p.Date),
		"template_version": f.number(w.t.Version), "template_date": f.day(w.t.Effective), "law": unstopped(p.Law),
		"controlling": f.names[p.Languages[0]], "second": f.names[p.Languages[len(p.Languages)-1]],
		"price": f.amount(t.price, p.Currency), "client_pays": f.amount(t.client, p.Currency), "specialist_gets": f.amount(t.specialist, p.Currency),
		"currency": f.currency(p.Currency), "guarantee": f.amount(p.GuaranteeMinor, p.Currency), "penalty": f.amount(p.PenaltyMinor, p.Currency),
		"rounds": f.count(p.Rounds, f.rounds), "weekend": f.weekend(p.Weekend),
	}
	if w.t.ID != Service {
		v["main"], v["main_version"], v["main_date"] = f.label(p.Main.Number), f.number(p.Main.Version), w.day(l, p.Main.Date)
	}
	if s := p.Amends; s != nil {
		v["amends_number"], v["amends_version"] = f.label(s.Params.Number), f.number(s.Params.Version)
		v["amends_date"], v["amends_hash"] = w.day(l, s.Params.Date), s.SHA256
	}
	maps.Copy(v, periods(p.Periods, f))
	return v
}

// unstopped leaves the full stop to the sentence in which the value ends.
func unstopped(s string) string {
	if bare := strings.TrimRight(s, ".。 "); bare != "" {
		return bare
	}
	return s
}

func periods(p Periods, f figures) map[string]string {
	return map[string]string{
		"funding": f.count(p.FundingDays, f.days), "silence": f.count(p.SilenceDays, f.days), "cancel": f.count(p.CancelDays, f.days),
		"warranty": f.count(p.WarrantyDays, f.days), "retention": f.count(p.RetentionDays, f.days),
		"answer": f.count(p.AnswerBusinessDays, f.business), "offers": f.count(p.OfferDays, f.days), "proposal": f.count(p.ProposalDays, f.days),
		"destroy": f.count(p.DestroyDays, f.days), "award": f.count(p.AwardDays, f.days), "appeal": f.count(p.AppealDays, f.days),
		"breach": f.count(p.BreachHours, f.hours), "survival": f.count(p.SurvivalYears, f.years),
	}
}

// conditions say which paragraphs stand.
func conditions(p *Params) map[string]bool {
	pair := func(m map[string]bool, name string, is bool) { m[name], m["no_"+name] = is, !is }
	m := map[string]bool{
		"owned": p.Licence == ClientOwns, "exclusive": p.Licence == Exclusive, "shared": p.Licence == NonExclusive, "open": p.Licence == Open,
		"amends": p.Amends != nil,
	}
	pair(m, "second", len(p.Languages) == 2)
	pair(m, "rounds", p.Rounds > 0)
	pair(m, "warranty", p.Periods.WarrantyDays > 0)
	pair(m, "guarantee", p.GuaranteeMinor > 0)
	pair(m, "penalty", p.PenaltyMinor > 0)
	pair(m, "law", p.Law != "")
	pair(m, "excluded", len(p.Excluded) > 0)
	pair(m, "scope", len(p.Scope) > 0)
	pair(m, "works", len(p.Works) > 0)
	pair(m, "milestones", len(p.Milestones) > 0)
	return m
}

func (w *writer) day(l document.Language, t time.Time) string { return written[l].day(t.In(w.zone)) }
func (w *writer) moment(l document.Language, t time.Time) string {
	return written[l].moment(t.In(w.zone))
}
