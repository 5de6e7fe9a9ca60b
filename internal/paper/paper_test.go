package paper

import (
	"errors"
	"strings"
	"testing"
	"time"

	"surety/internal/contract"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/fault"
)

func sample() deal.Parameters {
	t := deal.Terms{Title: "Move the server", Currency: "EUR", FeeBasisPoints: 500, Language: document.English, SecondLanguage: document.Persian, SilenceDays: 14,
		WarrantyDays: 30, SecretDays: 366, Licence: deal.OpenSource, Guarantee: true, NotIncluded: []string{"Hardware\nTraining"},
		Taxes:      []deal.Tax{{Label: "VAT", BasisPoints: 2_000, Added: true}, {Label: "Levy", BasisPoints: 1_000}},
		Secrets:    []deal.Secret{{What: "Payroll"}},
		Milestones: []deal.Milestone{{ID: "a", Title: "All of it", Description: "First\n\nSecond", AmountMinor: 11_000, Due: "2026-12-01"}}}
	c, err := t.Charges()
	if err != nil {
		panic(err)
	}
	return deal.Parameters{Deal: "abcdefghijkl", Ticket: "t", Version: 3, Platform: "Harbour Help", URL: "https://help.surety.example", Terms: t, Charges: c,
		Client: deal.Party{Name: "Ann", Email: "ann@people.example"}, Specialist: deal.Party{Name: "Ben", Email: "ben@people.example"}, Weekend: deadline.Weekend{time.Saturday, time.Sunday}, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
}

// TestNothingIsLostOrAdded holds the values of the model to the terms: what the client pays and the specialist gets.
func TestNothingIsLostOrAdded(t *testing.T) {
	p := sample()
	v, err := valuesOf(p)
	if err != nil {
		t.Fatal(err)
	}
	price, net := int64(0), int64(0)
	for _, m := range v.Milestones {
		price, net = price+m.AmountMinor, net+m.AmountMinor
	}
	for _, c := range v.Charges {
		if c.By == contract.ByClient {
			price += c.AmountMinor
		} else {
			net -= c.AmountMinor
		}
	}
	if total := p.Charges.Total; price != total.PriceMinor || net != total.NetMinor {
		t.Errorf("the paper says %d and %d, the terms %d and %d", price, net, total.PriceMinor, total.NetMinor)
	}
	if len(v.Charges) != 3 || v.Charges[1].AmountMinor != 2_200 || v.Charges[2].AmountMinor != 1_000 {
		t.Errorf("charges: %+v", v.Charges)
	}
	if len(v.Excluded) != 2 || len(v.Milestones[0].Description) != 2 || v.Scope[0].Who != "—" || v.Periods.SurvivalYears != 2 || v.GuaranteeMinor != p.Charges.Total.PriceMinor {
		t.Errorf("values: %+v", v)
	}
}

func TestBothPapersAreWrittenAndExplained(t *testing.T) {
	p := sample()
	for kind, write := range map[deal.PaperKind]func(deal.Parameters) (document.Document, error){deal.Contract: Writer{}.Contract, deal.NDA: Writer{}.NDA} {
		d, err := write(p)
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := d.Blocks[len(d.Blocks)-1].(document.Signatures); !ok || len(d.Languages) != 2 || len(s.By) != 3 || s.By[2].Field != "platform" {
			t.Errorf("%s: %v %v", kind, d.Languages, s)
		}
		all, err := Clauses(kind, p)
		if err != nil || len(all) < 4 || all[0].Summary[0] == "" {
			t.Errorf("%s: %v %d clauses", kind, err, len(all))
		}
	}
}

func TestWhatAPaperCannotSayNamesTheTerms(t *testing.T) {
	for field, change := range map[string]func(*deal.Terms){
		"milestones.0.due": func(t *deal.Terms) { t.Milestones[0].Due = "" },
		"notIncluded.0":    func(t *deal.Terms) { t.NotIncluded = []string{strings.Repeat("x", 2_000)} },
		"secrets.0.what":   func(t *deal.Terms) { t.Secrets[0].What = strings.Repeat("x", 2_000) },
	} {
		p := sample()
		change(&p.Terms)
		_, err := Writer{}.Contract(p)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Field != field {
			t.Errorf("%s: %v (%+v)", field, err, f)
		}
	}
}

// TestAnAmendmentNamesTheSignedPaper by its number and digest, and lists what the terms change.
func TestAnAmendmentNamesTheSignedPaper(t *testing.T) {
	before := sample()
	p := sample()
	digest := strings.Repeat("0123456789abcdef", 4)
	p.Version, p.Amends = 4, &deal.Amended{Version: 3, Terms: before.Terms, Charges: before.Charges, At: before.At, Digests: map[deal.PaperKind]string{deal.Contract: digest, deal.NDA: strings.Repeat("f", 64)}}
	p.Terms.Licence, p.Terms.NotIncluded = deal.Exclusive, []string{"Hardware"}
	all, err := Clauses(deal.Contract, p)
	if err != nil {
		t.Fatal(err)
	}
	list := all[len(all)-1]
	for _, want := range []string{digest, "ABCDEFGH-3", "Until now: \u2068Training\u2069", "From now on: On Release of a Milestone, the Client receives an exclusive licence", "Until now: On Release of a Milestone, the results made for it are licensed"} {
		if !strings.Contains(list.Text[0], want) {
			t.Errorf("%q is not in\n%s", want, list.Text[0])
		}
	}
	p.Terms.Secrets = nil
	nda, err := Clauses(deal.NDA, p)
	if err != nil {
		t.Fatal(err)
	}
	if list := nda[len(nda)-1].Text[0]; !strings.Contains(list, strings.Repeat("f", 64)) || !strings.Contains(list, "Until now: \u2068Payroll\u2069") {
		t.Errorf("%s", list)
	}
}

// TestEveryLicenceHasItsOwnWords: no two licences of the terms make the same contract.
func TestEveryLicenceHasItsOwnWords(t *testing.T) {
	seen := map[string]deal.Licence{}
	for _, l := range deal.Licences {
		p := sample()
		p.Terms.Licence = l
		all, err := Clauses(deal.Contract, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.ID != "rights" {
				continue
			}
			if other, ok := seen[c.Text[0]]; ok {
				t.Errorf("%s says what %s says", l, other)
			}
			seen[c.Text[0]] = l
		}
	}
	if len(seen) != len(deal.Licences) {
		t.Errorf("%d texts of %d licences", len(seen), len(deal.Licences))
	}
}
