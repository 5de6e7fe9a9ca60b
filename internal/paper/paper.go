// Package paper writes a deal's contract and NDA from the published models of package contract.
//
// It turns what a deal says (package deal) into the values of a model and back adds nothing: every amount, day and name in a
// paper is one of the terms, of their charges or of the parties. An amendment is the whole contract anew, as a later version
// that names the one it takes the place of and lists what differs: what applies always stands on one paper.
//
// It refuses what a model cannot say, naming the field of the terms: a milestone without a day, a line that is too long, a
// character that no font of ours shows.
package paper

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"surety/internal/contract"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/fault"
)

// Writer writes the papers of deals.
type Writer struct{}

// Contract is the contract of a version.
func (Writer) Contract(p deal.Parameters) (document.Document, error) {
	return write(contract.Service, p)
}

// NDA is the agreement on confidentiality of a version.
func (Writer) NDA(p deal.Parameters) (document.Document, error) { return write(contract.NDA, p) }

func write(id contract.ID, p deal.Parameters) (document.Document, error) {
	t, values, err := prepare(id, p)
	if err != nil {
		return document.Document{}, err
	}
	d, err := contract.Write(t, values)
	return d, named(err)
}

// Clauses explains a paper clause by clause. Faults: as those of writing it.
func Clauses(kind deal.PaperKind, p deal.Parameters) ([]contract.Clause, error) {
	id := contract.Service
	if kind == deal.NDA {
		id = contract.NDA
	}
	t, values, err := prepare(id, p)
	if err != nil {
		return nil, err
	}
	all, err := contract.Clauses(t, values)
	return all, named(err)
}

func prepare(id contract.ID, p deal.Parameters) (contract.Template, contract.Params, error) {
	t, err := contract.Current(id, p.At)
	if err != nil {
		return t, contract.Params{}, err
	}
	values, err := valuesOf(p)
	if err == nil && p.Amends != nil {
		values.Amends, err = signed(id, p)
	}
	return t, values, err
}

// kinds are the papers of a deal by their models.
var kinds = map[contract.ID]deal.PaperKind{contract.Service: deal.Contract, contract.NDA: deal.NDA}

// signed is the paper that is amended, as it was written.
func signed(id contract.ID, p deal.Parameters) (*contract.Signed, error) {
	was := p
	was.Version, was.Terms, was.Charges, was.At, was.Amends = p.Amends.Version, p.Amends.Terms, p.Amends.Charges, p.Amends.At, nil
	t, values, err := prepare(id, was)
	return &contract.Signed{Template: t.Version, Params: values, SHA256: p.Amends.Digests[kinds[id]]}, err
}

// number is how people name the paper.
func number(p deal.Parameters) string {
	return strings.ToUpper(string(p.Deal[:min(8, len(p.Deal))])) + "-" + strconv.FormatInt(p.Version, 10)
}

func valuesOf(p deal.Parameters) (contract.Params, error) {
	t := p.Terms
	v := contract.Params{Languages: []document.Language{t.Language}, Client: party(p.Client), Specialist: party(p.Specialist),
		Platform: contract.Platform{Name: p.Platform, Address: p.URL}, Ticket: string(p.Ticket), Deal: string(p.Deal), Number: number(p), Version: int(p.Version), Date: p.At,
		Main:     contract.Reference{Number: number(p), Version: int(p.Version), Date: p.At},
		Currency: contract.Currency{Code: string(t.Currency), Exponent: t.Currency.Exponent()}, Charges: charges(p), Excluded: lines(t.NotIncluded),
		Licence: licences[t.Licence], Periods: periods(t), Rounds: t.Rounds, Weekend: p.Weekend}
	if t.SecondLanguage != "" {
		v.Languages = append(v.Languages, t.SecondLanguage)
	}
	if t.Guarantee {
		v.GuaranteeMinor = p.Charges.Total.PriceMinor
	}
	for i, m := range t.Milestones {
		due, err := day("milestones."+strconv.Itoa(i)+".due", m.Due)
		if err != nil {
			return v, err
		}
		v.Milestones = append(v.Milestones, contract.Milestone{Title: m.Title, Description: lines([]string{m.Description}), AmountMinor: m.AmountMinor, Due: due})
	}
	for i, s := range t.Secrets {
		one := contract.Secret{What: strings.Join(lines([]string{s.What}), "; "), Who: strings.Join(s.Who, ", ")}
		if one.Who == "" {
			one.Who = "—"
		}
		if s.Until != "" {
			until, err := day("secrets."+strconv.Itoa(i)+".until", s.Until)
			if err != nil {
				return v, err
			}
			one.Until = until
		}
		v.Scope = append(v.Scope, one)
	}
	return v, nil
}

func party(p deal.Party) contract.Party {
	return contract.Party{Name: p.Name, ID: p.Email, Details: p.Organisation}
}

// licences are those of the models.
var licences = map[deal.Licence]contract.Licence{deal.Transfer: contract.ClientOwns, deal.Exclusive: contract.Exclusive,
	deal.NonExclusive: contract.NonExclusive, deal.OpenSource: contract.Open}

// charges are the fee, and each tax by itself: one that is added is the client's, one that is included comes out of the price.
func charges(p deal.Parameters) (all []contract.Charge) {
	if p.Charges.Total.FeeMinor > 0 {
		all = append(all, contract.Charge{Kind: contract.PlatformFee, RateBasisPoints: int(p.Terms.FeeBasisPoints), By: contract.BySpecialist, AmountMinor: p.Charges.Total.FeeMinor})
	}
	for _, x := range p.Terms.Taxes {
		c := contract.Charge{Kind: contract.Tax, Label: x.Label, RateBasisPoints: int(x.BasisPoints), By: contract.BySpecialist, AmountMinor: p.Terms.TaxMinor(x)}
		if x.Added {
			c.By = contract.ByClient
		}
		if c.AmountMinor > 0 {
			all = append(all, c)
		}
	}
	return all
}

// daysOfYear turns days into whole years, upward: a promise is never shortened.
const daysOfYear = 365

func periods(t deal.Terms) contract.Periods {
	p := contract.DefaultPeriods()
	p.FundingDays, p.CancelDays, p.OfferDays = deal.FundingDays, deal.CancelDays, deal.OfferDays
	p.SilenceDays, p.WarrantyDays = t.SilenceDays, t.WarrantyDays
	p.SurvivalYears = min(100, max(1, (t.SecretDays+daysOfYear-1)/daysOfYear))
	return p
}

// lines are those of several texts that say something.
func lines(texts []string) []string {
	all := []string{}
	for _, t := range texts {
		for l := range strings.Lines(t) {
			if l = strings.TrimSpace(l); l != "" {
				all = append(all, l)
			}
		}
	}
	return all
}

func day(field, s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fault.ErrInvalid.At(field)
	}
	return t, nil
}

// fields are the names that a model's values have in the terms.
var fields = []struct{ model, terms string }{{"excluded", "notIncluded"}, {"scope", "secrets"}, {"periods.", ""}}

// named puts the field's name in the terms in the place of its name in the model.
func named(err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	for _, n := range fields {
		if rest, ok := strings.CutPrefix(f.Field, n.model); ok {
			return f.At(n.terms + rest)
		}
	}
	return err
}

// deals must be able to use it.
var _ deal.Papers = Writer{}
