package contract

import (
	"slices"
	"testing"
	"time"

	"surety/internal/document"
)

var (
	every   = []ID{Service, NDA}
	service = []ID{Service}
)

// effects are all parameters: where each one shows, and a change of it.
var effects = map[string]struct {
	in     []ID
	change func(*Params)
}{
	"zone":             {every, func(p *Params) { p.Zone = "Pacific/Kiritimati" }},
	"client name":      {every, func(p *Params) { p.Client.Name += " X" }},
	"client id":        {every, func(p *Params) { p.Client.ID += "X" }},
	"client details":   {every, func(p *Params) { p.Client.Details += " X" }},
	"specialist":       {every, func(p *Params) { p.Specialist.Name += " X" }},
	"specialist id":    {every, func(p *Params) { p.Specialist.ID += "X" }},
	"specialist more":  {every, func(p *Params) { p.Specialist.Details += " X" }},
	"platform":         {every, func(p *Params) { p.Platform.Name += " X" }},
	"platform address": {every, func(p *Params) { p.Platform.Address += "X" }},
	"ticket":           {every, func(p *Params) { p.Ticket += "7" }},
	"deal":             {every, func(p *Params) { p.Deal += "7" }},
	"number":           {every, func(p *Params) { p.Number += "7" }},
	"version":          {every, func(p *Params) { p.Version++ }},
	"date":             {every, func(p *Params) { p.Date = p.Date.AddDate(0, 0, 1) }},
	"main number":      {every[1:], func(p *Params) { p.Main.Number += "7" }},
	"main version":     {every[1:], func(p *Params) { p.Main.Version++ }},
	"main date":        {every[1:], func(p *Params) { p.Main.Date = p.Main.Date.AddDate(0, 0, 1) }},
	"currency":         {every, func(p *Params) { p.Currency.Code = "USD" }},
	"exponent":         {every, func(p *Params) { p.Currency.Exponent = 3 }},
	"milestone title":  {service, func(p *Params) { p.Milestones[0].Title += " X" }},
	"milestone points": {service, func(p *Params) { p.Milestones[1].Description = append(p.Milestones[1].Description, "X") }},
	"milestone amount": {service, func(p *Params) { p.Milestones[1].AmountMinor++ }},
	"milestone due":    {service, func(p *Params) { p.Milestones[1].Due = p.Milestones[1].Due.Add(time.Minute) }},
	"charge kind":      {service, func(p *Params) { p.Charges[1].Kind = PaymentCost }},
	"charge label":     {service, func(p *Params) { p.Charges[1].Label += " X" }},
	"charge rate":      {service, func(p *Params) { p.Charges[0].RateBasisPoints++ }},
	"charge payer":     {service, func(p *Params) { p.Charges[0].By = BySpecialist }},
	"charge amount":    {service, func(p *Params) { p.Charges[0].AmountMinor++ }},
	"excluded":         {service, func(p *Params) { p.Excluded[1] += " X" }},
	"secret what":      {every, func(p *Params) { p.Scope[1].What += " X" }},
	"secret who":       {every, func(p *Params) { p.Scope[1].Who += " X" }},
	"secret until":     {every, func(p *Params) { p.Scope[0].Until = p.Scope[0].Until.Add(time.Minute) }},
	"licence":          {service, func(p *Params) { p.Licence = Exclusive }},
	"work title":       {service, func(p *Params) { p.Works[0].Title += " X" }},
	"work hash":        {service, func(p *Params) { p.Works[0].SHA256 = "f" + p.Works[0].SHA256[1:] }},
	"work time":        {service, func(p *Params) { p.Works[0].At = p.Works[0].At.Add(time.Minute) }},
	"funding":          {service, func(p *Params) { p.Periods.FundingDays++ }},
	"silence":          {service, func(p *Params) { p.Periods.SilenceDays++ }},
	"cancel":           {service, func(p *Params) { p.Periods.CancelDays++ }},
	"warranty":         {service, func(p *Params) { p.Periods.WarrantyDays++ }},
	"retention":        {every, func(p *Params) { p.Periods.RetentionDays++ }},
	"answer":           {service, func(p *Params) { p.Periods.AnswerBusinessDays++ }},
	"offers":           {service, func(p *Params) { p.Periods.OfferDays++ }},
	"proposal":         {service, func(p *Params) { p.Periods.ProposalDays++ }},
	"award":            {service, func(p *Params) { p.Periods.AwardDays++ }},
	"appeal":           {service, func(p *Params) { p.Periods.AppealDays++ }},
	"destroy":          {[]ID{NDA}, func(p *Params) { p.Periods.DestroyDays++ }},
	"breach":           {every, func(p *Params) { p.Periods.BreachHours-- }},
	"survival":         {[]ID{NDA}, func(p *Params) { p.Periods.SurvivalYears++ }},
	"rounds":           {service, func(p *Params) { p.Rounds++ }},
	"weekend":          {service, func(p *Params) { p.Weekend = []time.Weekday{time.Friday} }},
	"guarantee":        {service, func(p *Params) { p.GuaranteeMinor++ }},
	"penalty":          {[]ID{NDA}, func(p *Params) { p.PenaltyMinor++ }},
	"law":              {every, func(p *Params) { p.Law += " X" }},
	"amends":           {every, func(p *Params) { p.Amends = nil }},
	"amends number":    {every, func(p *Params) { p.Amends.Params.Number += "7" }},
	"amends version":   {every, func(p *Params) { p.Amends.Params.Version++ }},
	"amends date":      {every, func(p *Params) { p.Amends.Params.Date = p.Date }},
	"amends hash":      {every, func(p *Params) { p.Amends.SHA256 = "f" + p.Amends.SHA256[1:] }},
	"amends excluded":  {service, func(p *Params) { p.Amends.Params.Excluded = []string{"X"} }},
}

// TestEveryParameterShowsInEveryLanguage: a change of a parameter changes the text in each language, in the papers that use it and
// in no other.
func TestEveryParameterShowsInEveryLanguage(t *testing.T) {
	for name, e := range effects {
		for _, tm := range published {
			for _, l := range languages {
				p := full(l)
				before := text(t, tm, p)
				e.change(&p)
				if changes := text(t, tm, p) != before; changes != slices.Contains(e.in, tm.ID) {
					t.Errorf("%s in %s %s: changes the text: %v", name, tm.ID, l, changes)
				}
			}
		}
	}
}

// TestValuesAreTheSameInBothColumns: what one column says in a language is what a paper in that language alone says.
func TestValuesAreTheSameInBothColumns(t *testing.T) {
	for _, tm := range published {
		for _, ls := range choices() {
			if len(ls) == 1 {
				continue
			}
			pair, err := Clauses(tm, full(ls...))
			if err != nil {
				t.Fatal(err)
			}
			for i, l := range ls {
				alone, _ := Clauses(tm, full(l))
				for j, c := range alone {
					if c.ID != "language" && pair[j].Text[i] != c.Text[0] {
						t.Errorf("%s %v: clause %s is another one in the pair", tm.ID, ls, c.ID)
					}
				}
			}
		}
	}
}

func TestFigures(t *testing.T) {
	en, ru, fa, zh := written[document.English], written[document.Russian], written[document.Persian], written[document.Chinese]
	eur := Currency{"EUR", 2}
	when := at("2027-03-20T20:30:00Z").In(time.FixedZone("", 12_600))
	for _, c := range []struct{ have, want string }{
		{en.amount(123_456_789, eur), "EUR\u00A01,234,567.89"}, {ru.amount(123_456_789, eur), "1\u00A0234\u00A0567,89\u00A0евро"},
		{fa.amount(123_456_789, eur), "۱٬۲۳۴٬۵۶۷٫۸۹ یورو"}, {zh.amount(123_456_789, eur), "1,234,567.89欧元"},
		{en.amount(5, eur), "EUR\u00A00.05"}, {en.amount(0, Currency{"JPY", 0}), "JPY\u00A00"}, {zh.amount(1_000, Currency{"CNY", 2}), "10.00元人民币"},
		{fa.amount(1_000, Currency{"KWD", 3}), "۱٫۰۰۰ KWD"}, {ru.decimal(-100, 2), "−1,00"}, {en.decimal(999, 0), "999"}, {en.decimal(1_000, 0), "1,000"},
		{en.count(1, en.days), "1\u00A0day"}, {en.count(21, en.days), "21\u00A0days"}, {ru.count(1, ru.days), "1\u00A0дня"}, {ru.count(5, ru.days), "5\u00A0дней"},
		{ru.count(11, ru.days), "11\u00A0дней"}, {ru.count(21, ru.days), "21\u00A0дня"}, {ru.count(111, ru.days), "111\u00A0дней"}, {ru.count(3, ru.years), "3\u00A0лет"},
		{fa.count(14, fa.days), "۱۴\u00A0روز"}, {zh.count(5, zh.business), "5个工作日"},
		{en.rate(500), "5%"}, {ru.rate(250), "2,5\u00A0%"}, {fa.rate(2_150), "۲۱٫۵ درصد"}, {zh.rate(1), "0.01%"},
		// The first day of 1406 began at 20:30 UTC in Tehran.
		{fa.moment(when), "۱ فروردین ۱۴۰۶، ساعت ۰۰:۰۰ (UTC+03:30)"}, {en.moment(when), "21 March 2027, 00:00 (UTC+03:30)"},
		{ru.day(when.UTC()), "20\u00A0марта 2027\u00A0года"}, {zh.moment(when.UTC()), "2027年3月20日20:30（UTC）"},
		{ru.amount(5_000, Currency{"RUB", 2}), "50,00\u00A0₽"}, {fa.label("1042"), "۱۰۴۲"}, {fa.label("SD-1"), "SD-1"},
	} {
		if c.have != c.want {
			t.Errorf("%q, not %q", c.have, c.want)
		}
	}
}

// TestTotalsAddUp: what the client pays beside what the specialist receives is exactly the charges.
func TestTotalsAddUp(t *testing.T) {
	p := full(document.English)
	if sum := p.totals(); sum != (totals{138_000, 176_054, 134_400}) {
		t.Errorf("%+v", sum)
	}
}

// TestPlacesForSeals: both sides and the platform have theirs in each paper.
func TestPlacesForSeals(t *testing.T) {
	for _, tm := range published {
		d, err := Write(tm, full(document.Persian, document.English))
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, b := range d.Blocks {
			if s, ok := b.(document.Signatures); ok {
				for _, by := range s.By {
					have = append(have, by.Field)
				}
			}
		}
		if !slices.Equal(have, []string{"client", "specialist", "platform"}) {
			t.Errorf("%s: places %v", tm.ID, have)
		}
	}
}
