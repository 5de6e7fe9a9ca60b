package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of values, far above what a real deal needs.
const (
	maxName   = 200 // runes
	maxLine   = 1_000
	maxItems  = 50
	maxMarks  = 3                     // one above another: more of them cover the lines around
	maxAmount = 1_000_000_000_000_000 // so that no sum of all items overflows
)

// checker keeps the first fault.
type checker struct{ err error }

func (c *checker) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// check refuses values that a paper must not hold.
func (p *Params) check(id ID) error {
	c := &checker{}
	c.who(p)
	c.terms(p)
	c.money(p, id)
	c.lists(p)
	if id != Service {
		c.line("main.number", p.Main.Number, maxName)
		c.between("main.version", p.Main.Version, 1, 1_000_000)
		c.date("main.date", p.Main.Date)
	}
	if p.Amends != nil {
		c.amends(p.Amends, id)
	}
	return c.err
}

func (c *checker) who(p *Params) {
	if !knownLanguages(p.Languages) {
		c.fail(ErrValue.At("languages"))
	}
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
		c.fail(ErrValue.At("zone"))
	}
	c.party("client", p.Client)
	c.party("specialist", p.Specialist)
	c.line("platform.name", p.Platform.Name, maxName)
	c.line("platform.address", p.Platform.Address, maxName)
	c.line("ticket", p.Ticket, maxName)
	c.line("deal", p.Deal, maxName)
	c.line("number", p.Number, maxName)
	c.between("version", p.Version, 1, 1_000_000)
	c.date("date", p.Date)
}

func (c *checker) party(side string, p Party) {
	c.line(side+".name", p.Name, maxName)
	c.line(side+".id", p.ID, maxName)
	c.optional(side+".details", p.Details, maxLine)
}

func (c *checker) terms(p *Params) {
	q := p.Periods
	for _, r := range []struct {
		at          string
		n, min, max int
	}{
		{"periods.fundingDays", q.FundingDays, 1, 30}, {"periods.silenceDays", q.SilenceDays, 3, 30}, {"periods.cancelDays", q.CancelDays, 1, 30},
		{"periods.warrantyDays", q.WarrantyDays, 0, 3650}, {"periods.retentionDays", q.RetentionDays, 1, 3650},
		{"periods.answerBusinessDays", q.AnswerBusinessDays, 1, 30}, {"periods.offerDays", q.OfferDays, 1, 30},
		{"periods.proposalDays", q.ProposalDays, 1, 60}, {"periods.awardDays", q.AwardDays, 1, 60}, {"periods.appealDays", q.AppealDays, 1, 60},
		{"periods.destroyDays", q.DestroyDays, 1, 90}, {"periods.breachHours", q.BreachHours, 1, 72}, {"periods.survivalYears", q.SurvivalYears, 1, 100}, {"rounds", p.Rounds, 0, 20},
	} {
		c.between(r.at, r.n, r.min, r.max)
	}
	c.between("weekend", len(p.Weekend), 1, 3)
	c.optional("law", p.Law, maxLine)
	if !slices.Contains([]Licence{ClientOwns, Exclusive, NonExclusive, Open}, p.Licence) {
		c.fail(ErrValue.At("licence"))
	}
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (c *checker) money(p *Params, id ID) {
	if !currencyCode.MatchString(p.Currency.Code) || p.Currency.Exponent < 0 || p.Currency.Exponent > 4 {
		c.fail(ErrValue.At("currency"))
	}
	c.count("milestones", len(p.Milestones))
	if id == Service && len(p.Milestones) == 0 {
		c.fail(ErrValue.At("milestones"))
	}
	for i, m := range p.Milestones {
		at := fmt.Sprintf("milestones.%d.", i)
		c.line(at+"title", m.Title, maxName)
		c.each(at+"description", m.Description)
		c.amount(at+"amountMinor", m.AmountMinor, 1)
		c.date(at+"due", m.Due)
	}
	c.count("charges", len(p.Charges))
	for i, g := range p.Charges {
		at := fmt.Sprintf("charges.%d.", i)
		c.optional(at+"label", g.Label, maxName)
		c.between(at+"rateBasisPoints", g.RateBasisPoints, 0, 10_000)
		c.amount(at+"amountMinor", g.AmountMinor, 1)
		if !slices.Contains([]ChargeKind{PlatformFee, Tax, PaymentCost}, g.Kind) || g.By != ByClient && g.By != BySpecialist {
			c.fail(ErrValue.At(at + "kind"))
		}
	}
	c.amount("guaranteeMinor", p.GuaranteeMinor, 0)
	c.amount("penaltyMinor", p.PenaltyMinor, 0)
	if c.err == nil && len(p.Milestones) > 0 && p.totals().specialist < 0 {
		c.fail(ErrValue.At("charges")) // the specialist would pay for working
	}
}

func (c *checker) lists(p *Params) {
	c.each("excluded", p.Excluded)
	c.count("scope", len(p.Scope))
	for i, s := range p.Scope {
		c.line(fmt.Sprintf("scope.%d.what", i), s.What, maxLine)
		c.line(fmt.Sprintf("scope.%d.who", i), s.Who, maxLine)
		if !s.Until.IsZero() {
			c.date(fmt.Sprintf("scope.%d.until", i), s.Until)
		}
	}
	c.count("works", len(p.Works))
	for i, w := range p.Works {
		c.line(fmt.Sprintf("works.%d.title", i), w.Title, maxName)
		c.hash(fmt.Sprintf("works.%d.sha256", i), w.SHA256)
		c.date(fmt.Sprintf("works.%d.at", i), w.At)
	}
}

// amends wants a paper that could have been signed.
func (c *checker) amends(s *Signed, id ID) {
	if _, err := Lookup(id, s.Template); err != nil {
		c.fail(ErrValue.At("amends.template"))
	}
	c.hash("amends.sha256", s.SHA256)
	before := s.Params
	before.Amends = nil
	if err := before.check(id); err != nil {
		c.fail(ErrValue.At("amends.params"))
	}
}

func (c *checker) between(at string, n, least, most int) {
	if n < least || n > most {
		c.fail(ErrValue.At(at).With("least", least).With("most", most))
	}
}

func (c *checker) amount(at string, minor, least int64) {
	if minor < least || minor > maxAmount {
		c.fail(ErrValue.At(at))
	}
}

func (c *checker) count(at string, n int) {
	if n > maxItems {
		c.fail(ErrValue.At(at).With("most", maxItems))
	}
}

// date wants a year that every calendar here writes with four digits.
func (c *checker) date(at string, t time.Time) {
	if t.Year() < 2000 || t.Year() > 9000 {
		c.fail(ErrValue.At(at))
	}
}

var hexHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c *checker) hash(at, s string) {
	if !hexHash.MatchString(s) {
		c.fail(ErrValue.At(at))
	}
}

func (c *checker) each(at string, lines []string) {
	c.count(at, len(lines))
	for i, s := range lines {
		c.line(fmt.Sprintf("%s.%d", at, i), s, maxLine)
	}
}

func (c *checker) optional(at, s string, most int) {
	if s != "" {
		c.line(at, s, most)
	}
}

// line wants one line of words: something to read, and nothing that hides, breaks or reorders.
func (c *checker) line(at, s string, most int) {
	if len(s) > utf8.UTFMax*most || !utf8.ValidString(s) || utf8.RuneCountInString(norm.NFC.String(s)) > most || clean(s) == "" || stacked(s) || strings.ContainsFunc(s, hidden) {
		c.fail(ErrText.At(at).With("most", most))
	}
}

// hidden are characters without a picture. The joiners that Persian is written with may stand; the direction marks that
// keyboards leave behind may too, since document.Isolate takes them out.
func hidden(r rune) bool {
	switch r {
	case '\u200C', '\u200D', '\u200E', '\u200F', '\u061C':
		return false
	}
	return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Variation_Selector, r)
}

// stacked reports more marks above one letter than any of our languages writes.
func stacked(s string) bool {
	n := 0
	for _, r := range norm.NFD.String(s) {
		if n++; !unicode.Is(unicode.M, r) {
			n = 0
		}
		if n > maxMarks {
			return true
		}
	}
	return false
}

// spaces are runs of them, and all but the usual one and that which keeps a sum on one line.
var spaces = regexp.MustCompile(`\p{Zs}{2,}|[\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]`)

// clean makes spaces single and forms canonical. What is left has something to see, or is empty.
func clean(s string) string {
	s = strings.TrimSpace(spaces.ReplaceAllString(norm.NFC.String(s), " "))
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) {
		return ""
	}
	return s
}
