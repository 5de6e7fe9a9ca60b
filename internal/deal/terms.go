package deal

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/access"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// Terms are what is offered, item by item. All texts in them are content.
type Terms struct {
	Title          string            `json:"title"`
	Currency       escrow.Currency   `json:"currency"`
	Milestones     []Milestone       `json:"milestones"`
	FeeBasisPoints int64             `json:"feeBasisPoints"` // the installation's; what an offer says of it does not count
	Taxes          []Tax             `json:"taxes"`
	Rounds         int               `json:"rounds"`       // of changes, for each milestone
	SilenceDays    int               `json:"silenceDays"`  // after which what was submitted counts as approved
	WarrantyDays   int               `json:"warrantyDays"` // in which faults are mended without charge
	NotIncluded    []string          `json:"notIncluded"`
	Language       document.Language `json:"language"`                 // that controls
	SecondLanguage document.Language `json:"secondLanguage,omitempty"` // beside it
	Secrets        []Secret          `json:"secrets"`                  // the scope of confidentiality
	SecretDays     int               `json:"secretDays"`               // how long what is not named stays secret after the end
	Licence        Licence           `json:"licence"`
	Guarantee      bool              `json:"guarantee"` // a refund guarantee out of the funded reserve
}

// Milestone is a part of the work with a price of its own.
type Milestone struct {
	ID          MilestoneID `json:"id" required:"false"` // given by the server; the same through all versions
	Title       string      `json:"title"`
	Description string      `json:"description"`
	AmountMinor int64       `json:"amountMinor"`
	Due         string      `json:"due"` // a day, 2026-11-22: the contract names it
}

// Tax is one that is included in the amounts, or added to them.
type Tax struct {
	Label       string `json:"label"`
	BasisPoints int64  `json:"basisPoints"`
	Added       bool   `json:"added"`
}

// Secret is an item of the scope of confidentiality.
type Secret struct {
	What  string   `json:"what"`
	Who   []string `json:"who"`             // may know, besides the parties
	Until string   `json:"until,omitempty"` // a day; empty: for good
}

// Licence says what the client may do with works that are released to them.
type Licence string

const (
	Transfer     Licence = "transfer"      // all rights that can pass, pass
	Exclusive    Licence = "exclusive"     // the client alone may use them
	NonExclusive Licence = "non_exclusive" // both may
	OpenSource   Licence = "open_source"   // under the open licence named in the description
)

// Licences are all of them, in the order screens show them.
var Licences = []Licence{Transfer, Exclusive, NonExclusive, OpenSource}

// Charges are every amount of the terms, so that nothing is hidden: what the client pays, and what becomes of it.
type Charges struct {
	Milestones []Charge `json:"milestones"`
	Total      Charge   `json:"total"`
}

// Charge is one milestone's. Price = amount + added taxes = fee + taxes + net.
type Charge struct {
	Milestone   MilestoneID `json:"milestone,omitempty"`
	AmountMinor int64       `json:"amountMinor"`
	AddedMinor  int64       `json:"addedMinor"` // taxes on top
	PriceMinor  int64       `json:"priceMinor"` // what the client pays
	TaxMinor    int64       `json:"taxMinor"`   // all taxes, included or added
	FeeMinor    int64       `json:"feeMinor"`   // of the platform
	NetMinor    int64       `json:"netMinor"`   // what the specialist gets
}

const (
	milestonesLimit = 50
	itemsLimit      = 50
	titleLimit      = 200
	itemLimit       = 2_000
	basisWhole      = 10_000
)

// Clean normalises the terms, gives new milestones their ids, and refuses what may not be offered. Faults: invalid and
// too_large with the field, amount_invalid, currency_unknown.
func (t *Terms) Clean() error {
	if err := t.cleanFrame(); err != nil {
		return err
	}
	if len(t.Milestones) == 0 || len(t.Milestones) > milestonesLimit {
		return fault.ErrInvalid.At("milestones").With("limit", milestonesLimit)
	}
	seen := map[MilestoneID]bool{}
	for i := range t.Milestones {
		m := &t.Milestones[i]
		if m.ID == "" {
			m.ID = access.NewID[MilestoneID]()
		}
		if seen[m.ID] {
			return fault.ErrInvalid.At(at("milestones", i, "id"))
		}
		seen[m.ID] = true
		if err := m.clean(i); err != nil {
			return err
		}
	}
	if err := t.cleanLists(); err != nil {
		return err
	}
	_, err := t.Charges()
	return err
}

func (t *Terms) cleanFrame() (err error) {
	if t.Title, err = line("title", t.Title, titleLimit); err != nil {
		return err
	}
	if _, err := escrow.ParseCurrency(string(t.Currency)); err != nil {
		return err
	}
	if t.SilenceDays == 0 {
		t.SilenceDays = silenceUsual
	}
	for _, n := range []struct {
		field         string
		v, from, upTo int
	}{{"rounds", t.Rounds, 0, 20}, {"silenceDays", t.SilenceDays, 3, 30}, {"warrantyDays", t.WarrantyDays, 0, 730}, {"secretDays", t.SecretDays, 0, 36_500}} {
		if n.v < n.from || n.v > n.upTo {
			return fault.ErrInvalid.At(n.field).With("from", n.from).With("to", n.upTo)
		}
	}
	if !slices.Contains(languages, t.Language) {
		return fault.ErrInvalid.At("language")
	}
	if t.SecondLanguage != "" && (t.SecondLanguage == t.Language || !slices.Contains(languages, t.SecondLanguage)) {
		return fault.ErrInvalid.At("secondLanguage")
	}
	if !slices.Contains(Licences, t.Licence) {
		return fault.ErrInvalid.At("licence")
	}
	return nil
}

var languages = []document.Language{document.English, document.Russian, document.Persian, document.Chinese}

func (m *Milestone) clean(i int) (err error) {
	if len(m.ID) > 64 || strings.ContainsFunc(string(m.ID), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		return fault.ErrInvalid.At(at("milestones", i, "id"))
	}
	if m.Title, err = line(at("milestones", i, "title"), m.Title, titleLimit); err != nil {
		return err
	}
	if m.Description, err = text(at("milestones", i, "description"), m.Description, textLimit, true); err != nil {
		return err
	}
	if m.AmountMinor <= 0 || m.AmountMinor > escrow.MaxMinor {
		return escrow.ErrAmount.At(at("milestones", i, "amountMinor"))
	}
	return needed(at("milestones", i, "due"), m.Due)
}

func (t *Terms) cleanLists() (err error) {
	if len(t.Taxes) > 5 || len(t.NotIncluded) > itemsLimit || len(t.Secrets) > itemsLimit {
		return fault.ErrTooLarge.With("limit", itemsLimit)
	}
	for i := range t.Taxes {
		x := &t.Taxes[i]
		if x.Label, err = line(at("taxes", i, "label"), x.Label, titleLimit); err != nil {
			return err
		}
		if x.BasisPoints <= 0 || x.BasisPoints > basisWhole/2 {
			return fault.ErrInvalid.At(at("taxes", i, "basisPoints"))
		}
	}
	for i := range t.NotIncluded {
		if t.NotIncluded[i], err = text(at("notIncluded", i, ""), t.NotIncluded[i], itemLimit, false); err != nil {
			return err
		}
	}
	for i := range t.Secrets {
		if err := t.Secrets[i].clean(i); err != nil {
			return err
		}
	}
	t.Taxes, t.NotIncluded, t.Secrets = some(t.Taxes), some(t.NotIncluded), some(t.Secrets)
	return nil
}

func (s *Secret) clean(i int) (err error) {
	if s.What, err = text(at("secrets", i, "what"), s.What, itemLimit, false); err != nil {
		return err
	}
	if len(s.Who) > itemsLimit {
		return fault.ErrTooLarge.At(at("secrets", i, "who")).With("limit", itemsLimit)
	}
	for j := range s.Who {
		if s.Who[j], err = line(at("secrets", i, "who"), s.Who[j], titleLimit); err != nil {
			return err
		}
	}
	s.Who = some(s.Who)
	return day(at("secrets", i, "until"), s.Until)
}

// some makes lists that are empty the same in every version.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func at(list string, i int, field string) string {
	return strings.TrimSuffix(list+"."+strconv.Itoa(i)+"."+field, ".")
}

// needed is a day that must be there.
func needed(field, s string) error {
	if s == "" {
		f := *fault.ErrInvalid.At(field)
		f.Detail = "a day such as 2026-11-22 is needed: the contract names it"
		return &f
	}
	return day(field, s)
}

func day(field, s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fault.ErrInvalid.At(field)
	}
	return nil
}

// line cleans a text of one line that must say something.
func line(field, s string, limit int) (string, error) {
	s, err := text(field, strings.TrimSpace(s), limit, false)
	if err == nil && strings.ContainsFunc(s, unicode.IsControl) {
		return "", fault.ErrInvalid.At(field)
	}
	return s, err
}

// text normalises a text to NFC, takes the middle out of card numbers, and refuses what is not text, says nothing, or is too long, in runes.
func text(field, s string, limit int, mayBeEmpty bool) (string, error) {
	if len(s) > 8*limit {
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", fault.ErrInvalid.At(field)
	}
	s = norm.NFC.String(s)
	if utf8.RuneCountInString(s) > limit {
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	}
	blank := !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) })
	if blank && (!mayBeEmpty || s != "") {
		return "", fault.ErrInvalid.At(field)
	}
	return sensitive.Strip(s), nil
}

// Charges adds the terms up. Faults: amount_invalid when a sum exceeds the ledger's limit; invalid when fee and taxes would
// take all.
func (t *Terms) Charges() (Charges, error) {
	c := Charges{Milestones: []Charge{}}
	for i, m := range t.Milestones {
		one := t.charge(m)
		if one.NetMinor <= 0 {
			return c, fault.ErrInvalid.At(at("milestones", i, "amountMinor"))
		}
		c.Milestones = append(c.Milestones, one)
		c.Total = c.Total.add(one)
		if c.Total.PriceMinor > escrow.MaxMinor {
			return c, escrow.ErrAmount.At(at("milestones", i, "amountMinor"))
		}
	}
	return c, nil
}

func (t *Terms) charge(m Milestone) Charge {
	c := Charge{Milestone: m.ID, AmountMinor: m.AmountMinor, FeeMinor: escrow.Share(m.AmountMinor, t.FeeBasisPoints)}
	for _, x := range t.Taxes {
		if x.Added {
			c.AddedMinor += escrow.Share(m.AmountMinor, x.BasisPoints)
		} else {
			c.TaxMinor += part(m.AmountMinor, x.BasisPoints, basisWhole+x.BasisPoints)
		}
	}
	c.TaxMinor += c.AddedMinor
	c.PriceMinor = c.AmountMinor + c.AddedMinor
	c.NetMinor = c.PriceMinor - c.TaxMinor - c.FeeMinor
	return c
}

func (c Charge) add(o Charge) Charge {
	return Charge{AmountMinor: c.AmountMinor + o.AmountMinor, AddedMinor: c.AddedMinor + o.AddedMinor, PriceMinor: c.PriceMinor + o.PriceMinor,
		TaxMinor: c.TaxMinor + o.TaxMinor, FeeMinor: c.FeeMinor + o.FeeMinor, NetMinor: c.NetMinor + o.NetMinor}
}

// part is amount × over ÷ of, rounded down, without overflow; over is at most of.
func part(amountMinor, over, of int64) int64 {
	if of <= 0 || amountMinor <= 0 || over <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(amountMinor), uint64(over))
	q, _ := bits.Div64(high, low, uint64(of))
	return int64(q)
}
