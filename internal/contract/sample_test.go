package contract

import (
	"strings"
	"testing"
	"time"

	"surety/internal/document"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// full is a deal between plainly invented people that uses every parameter.
func full(ls ...document.Language) Params {
	p := first(ls...)
	p.Amends = &Signed{1, earlier(ls...), strings.Repeat("0f1e2d3c4b5a6978", 4)}
	return p
}

// earlier is the paper that full amends.
func earlier(ls ...document.Language) Params {
	p := first(ls...)
	p.Number, p.Version, p.Date = "SD-2026-0410", 1, at("2026-10-01T07:00:00Z")
	p.Milestones[1].Description, p.Milestones[1].AmountMinor = []string{"Files restored from the copy of 20 November", "A report"}, 120_000
	p.Excluded = p.Excluded[:1]
	return p
}

func first(ls ...document.Language) Params {
	return Params{
		Languages: ls, Zone: "Asia/Tehran",
		Client:     Party{"Mina Tavana", "m.tavana@orchard.example", "Quiet Orchard Ltd, 17 Pear Lane"},
		Specialist: Party{"Пётр Лесной", "p.lesnoy@remont.example", "reg. no. 000-17"},
		Platform:   Platform{"Linden Help", "https://help.linden.example"},
		Ticket:     "1042", Deal: "D-2026-88", Number: "SD-2026-0417", Version: 2, Date: at("2026-11-22T09:30:00Z"),
		Main:     Reference{"SD-2026-0411", 3, at("2026-10-05T12:00:00Z")},
		Currency: Currency{"EUR", 2},
		Milestones: []Milestone{
			{"Examination and plan", []string{"A written list of what was found on accounts-01", "A plan with the order of the repairs"}, 24_000, at("2026-11-30T14:00:00Z")},
			{"Removal and restoration", []string{"Files restored from the copy of 19 November"}, 114_000, at("2026-12-14T14:00:00Z")},
		},
		Charges: []Charge{
			{PlatformFee, "", 500, ByClient, 6_900}, {Tax, "VAT", 2_150, ByClient, 31_154},
			{PlatformFee, "", 250, BySpecialist, 3_450}, {PaymentCost, "", 0, BySpecialist, 150},
		},
		Excluded: []string{"New hardware", "Training of the staff"},
		Scope: []Secret{
			{"Payroll of 2026", "Пётр Лесной alone", at("2031-12-31T20:30:00Z")},
			{"Names of patients", "nobody beside the client", time.Time{}},
		},
		Licence: ClientOwns,
		Works:   []Work{{"heron-hunter 2.1", strings.Repeat("0123456789abcdef", 4), at("2025-03-20T08:00:00Z")}},
		Periods: Periods{FundingDays: 7, SilenceDays: 14, CancelDays: 8, WarrantyDays: 31, RetentionDays: 180, AnswerBusinessDays: 5, OfferDays: 6,
			ProposalDays: 21, AwardDays: 10, AppealDays: 12, DestroyDays: 9, BreachHours: 72, SurvivalYears: 3},
		Rounds: 2, Weekend: []time.Weekday{time.Saturday, time.Sunday}, GuaranteeMinor: 50_000, PenaltyMinor: 250_000, Law: "the law of the Example Republic",
	}
}

// bare is the same deal with all that can be left away left away.
func bare(ls ...document.Language) Params {
	p := full(ls...)
	p.Zone, p.Client.Details, p.Specialist.Details, p.Law = "", "", "", ""
	p.Charges, p.Excluded, p.Scope, p.Works, p.Amends = nil, nil, nil, nil, nil
	p.Milestones = p.Milestones[:1]
	p.Licence, p.Rounds, p.GuaranteeMinor, p.PenaltyMinor, p.Periods.WarrantyDays = Exclusive, 0, 0, 0, 0
	return p
}

// decided is a third one, for what excludes what the others have.
func decided(ls ...document.Language) Params {
	p := full(ls...)
	p.Licence = NonExclusive
	p.Charges = []Charge{{PlatformFee, "help", 0, ByClient, 100}}
	if len(ls) > 0 {
		p.Currency = Currency{"KWD", 3}
	}
	p.Amends.Params = p // nothing is changed
	return p
}

// given is under an open licence.
func given(ls ...document.Language) Params {
	p := bare(ls...)
	p.Licence = Open
	return p
}

var samples = map[string]func(...document.Language) Params{"full": full, "bare": bare, "decided": decided, "given": given}

// text is the canonical text of a paper.
func text(t *testing.T, tm Template, p Params) string {
	t.Helper()
	d, err := Write(tm, p)
	if err != nil {
		t.Fatalf("%s: %v", tm.ID, err)
	}
	b, _, err := document.CanonicalText(d)
	if err != nil {
		t.Fatalf("%s: %v", tm.ID, err)
	}
	return string(b)
}

// choices are the four single languages and the twelve ordered pairs.
func choices() [][]document.Language {
	var all [][]document.Language
	for _, a := range languages {
		all = append(all, []document.Language{a})
		for _, b := range languages {
			if a != b {
				all = append(all, []document.Language{a, b})
			}
		}
	}
	return all
}
