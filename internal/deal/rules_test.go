package deal

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// states are all that the table names.
func states() []MilestoneState {
	all := []MilestoneState{Planned, Released, Settled, Cancelled, Lapsed}
	for s := range moves {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return all
}

type place struct{ state, before MilestoneState }

// follow is where an event leads, with the state below.
func (p place) follow(e Event) (place, bool) {
	m, ok := Next(p.state, p.before, e)
	if !ok {
		return p, false
	}
	next := place{m.To, p.before}
	for _, x := range m.Effects {
		switch x {
		case Lay:
			next.before = p.state
		case Take, Clear:
			next.before = ""
		}
	}
	return next, true
}

func reachable(from place, may func(Move) bool) map[place]bool {
	seen := map[place]bool{from: true}
	for todo := []place{from}; len(todo) > 0; todo = todo[1:] {
		for e, m := range moves[todo[0].state] {
			if next, ok := todo[0].follow(e); ok && may(m) && !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return seen
}

// Every state can be reached, and no more pairs of state and state below than these.
func TestEveryStateIsReached(t *testing.T) {
	all := reachable(place{Planned, ""}, func(Move) bool { return true })
	seen := map[MilestoneState]bool{}
	for p := range all {
		seen[p.state] = true
		if (p.before != "") != (p.state == CancelRequested || p.state == Disputed) {
			t.Errorf("%+v: a state below lies under requests to cancel and disputes only", p)
		}
	}
	for _, s := range states() {
		if !seen[s] {
			t.Errorf("%s is never reached", s)
		}
	}
	t.Logf("%d states, %d with the states below, %d moves", len(seen), len(all), edges())
}

// Nobody can be held for ever: from every place, without any help of either one side, there is a way to the end that the
// other side, the clocks and the outcome of a dispute can go.
func TestNobodyIsHeldForEver(t *testing.T) {
	for _, silent := range []Side{Client, Specialist} {
		for p := range reachable(place{Planned, ""}, func(Move) bool { return true }) {
			if p.state == Planned {
				continue // no money is in it
			}
			out := false
			for q := range reachable(p, func(m Move) bool { return m.By != silent }) {
				out = out || q.state.Over()
			}
			if !out {
				t.Errorf("%+v is a trap when the %s is silent", p, silent)
			}
		}
	}
}

// What moves money out of the hold is only what the table says, and never a clock but that of silence.
func TestMoneyMovesOnlyWhereTheTableSays(t *testing.T) {
	want := map[string]Effect{"submitted/approve": Release, "submitted/release_part": Release, "submitted/silence": Release, "cancel_requested/agree_cancel": Refund,
		"disputed/settle": Divide}
	for s, of := range moves {
		for e, m := range of {
			for _, x := range m.Effects {
				if moving := x == Release || x == Refund || x == Divide; moving != (want[string(s)+"/"+string(e)] == x) {
					t.Errorf("%s/%s: %s", s, e, x)
				}
			}
		}
	}
}

func TestTermsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Terms)
		code   string
		field  string
	}{
		"no milestones":  {func(t *Terms) { t.Milestones = nil }, "invalid", "milestones"},
		"nothing to pay": {func(t *Terms) { t.Milestones[0].AmountMinor = 0 }, "amount_invalid", "milestones.0.amountMinor"},
		"below zero":     {func(t *Terms) { t.Milestones[1].AmountMinor = -1 }, "amount_invalid", "milestones.1.amountMinor"},
		"too much":       {func(t *Terms) { t.Milestones[0].AmountMinor = escrow.MaxMinor + 1 }, "amount_invalid", "milestones.0.amountMinor"},
		"too much together": {func(t *Terms) {
			t.Milestones[0].AmountMinor, t.Milestones[1].AmountMinor = escrow.MaxMinor/2, escrow.MaxMinor/2
		}, "amount_invalid", "milestones.1.amountMinor"},
		"overflow":          {func(t *Terms) { t.Milestones[0].AmountMinor = math.MaxInt64 }, "amount_invalid", "milestones.0.amountMinor"},
		"silence too short": {func(t *Terms) { t.SilenceDays = 2 }, "invalid", "silenceDays"},
		"silence too long":  {func(t *Terms) { t.SilenceDays = 31 }, "invalid", "silenceDays"},
		"no title":          {func(t *Terms) { t.Title = " \u200f" }, "invalid", "title"},
		"two lines":         {func(t *Terms) { t.Title = "a\nb" }, "invalid", "title"},
		"currency":          {func(t *Terms) { t.Currency = "XXX" }, "currency_unknown", "currency"},
		"language":          {func(t *Terms) { t.Language = "de" }, "invalid", "language"},
		"language twice":    {func(t *Terms) { t.SecondLanguage = document.English }, "invalid", "secondLanguage"},
		"licence":           {func(t *Terms) { t.Licence = "none" }, "invalid", "licence"},
		"a day that is not": {func(t *Terms) { t.Milestones[0].Due = "2026-02-30" }, "invalid", "milestones.0.due"},
		"a tax of all":      {func(t *Terms) { t.Taxes = []Tax{{"Tax", 9_900, false}} }, "invalid", "taxes.0.basisPoints"},
		"the same id":       {func(t *Terms) { t.Milestones[0].ID, t.Milestones[1].ID = "a", "a" }, "invalid", "milestones.1.id"},
		"an id with signs":  {func(t *Terms) { t.Milestones[0].ID = "../a" }, "invalid", "milestones.0.id"},
		"all to the fee":    {func(t *Terms) { t.FeeBasisPoints = 10_000 }, "invalid", "milestones.0.amountMinor"},
		"a long text":       {func(t *Terms) { t.NotIncluded = []string{strings.Repeat("x", itemLimit+1)} }, "too_large", "notIncluded.0"},
		"no text":           {func(t *Terms) { t.NotIncluded = []string{"a\x00b"} }, "invalid", "notIncluded.0"},
		"who is nobody":     {func(t *Terms) { t.Secrets[0].Who = []string{""} }, "invalid", "secrets.0.who"},
	} {
		terms := sample(2)
		c.change(&terms)
		var f *fault.Fault
		if err := terms.Clean(); !errors.As(err, &f) || f.Code != c.code || f.Field != c.field && c.code != "currency_unknown" {
			t.Errorf("%s: %v (%+v)", name, err, f)
		}
	}
}

// Nothing is hidden: what the client pays is what becomes of it, to the last unit, and in parts no more is taken than whole.
func TestChargesAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		terms := sample(rapid.IntRange(1, 5).Draw(r, "milestones"))
		terms.FeeBasisPoints = rapid.Int64Range(0, 3_000).Draw(r, "fee")
		terms.Taxes = nil
		for range rapid.IntRange(0, 2).Draw(r, "taxes") {
			terms.Taxes = append(terms.Taxes, Tax{"Tax", rapid.Int64Range(1, 2_500).Draw(r, "tax"), rapid.Bool().Draw(r, "added")})
		}
		for i := range terms.Milestones {
			terms.Milestones[i].AmountMinor = rapid.Int64Range(10, escrow.MaxMinor/10).Draw(r, "amount")
		}
		if err := terms.Clean(); err != nil {
			r.Fatal(err)
		}
		c, err := terms.Charges()
		if err != nil {
			r.Fatal(err)
		}
		var sum Charge
		for _, one := range c.Milestones {
			if one.PriceMinor != one.NetMinor+one.FeeMinor+one.TaxMinor || one.PriceMinor != one.AmountMinor+one.AddedMinor {
				r.Fatalf("%+v", one)
			}
			sum = sum.add(one)
			m := kept{priceMinor: one.PriceMinor, feeMinor: one.FeeMinor, taxMinor: one.TaxMinor}
			for m.releasedMinor < m.priceMinor {
				gross := rapid.Int64Range(1, m.priceMinor-m.releasedMinor).Draw(r, "part")
				fee, tax := m.charges(gross)
				if fee < 0 || tax < 0 || fee+tax > gross {
					r.Fatalf("of %d: fee %d, tax %d", gross, fee, tax)
				}
				if m.took(gross, fee, tax); m.feeTakenMinor > m.feeMinor || m.taxTakenMinor > m.taxMinor {
					r.Fatalf("%+v", m)
				}
				if m.priceMinor-m.releasedMinor > 3*gross { // the rest at once: parts may be many
					rest := m.priceMinor - m.releasedMinor
					fee, tax := m.charges(rest)
					m.took(rest, fee, tax)
				}
			}
			if m.feeTakenMinor != m.feeMinor || m.taxTakenMinor > m.taxMinor {
				r.Fatalf("in parts %d + %d, whole %d + %d", m.feeTakenMinor, m.taxTakenMinor, m.feeMinor, m.taxMinor)
			}
		}
		if sum != c.Total {
			r.Fatalf("%+v, in all %+v", sum, c.Total)
		}
	})
}

func TestDiffTellsFieldByField(t *testing.T) {
	before := sample(2)
	if err := before.Clean(); err != nil {
		t.Fatal(err)
	}
	if c := Diff(before, before); len(c) != 0 {
		t.Fatalf("nothing changed: %+v", c)
	}
	after := before
	after.Milestones = slices.Clone(before.Milestones)
	after.Milestones[1].AmountMinor = 12_000
	after.Milestones = append(after.Milestones, Milestone{ID: "new", Title: "More", AmountMinor: 1})
	after.Milestones = slices.Delete(after.Milestones, 0, 1)
	after.Rounds, after.Guarantee = 3, true
	after.NotIncluded = []string{}
	kept, gone := "milestones."+string(before.Milestones[1].ID), "milestones."+string(before.Milestones[0].ID)
	want := map[string][2]string{
		"rounds": {"1", "3"}, "guarantee": {"false", "true"}, "notIncluded.0": {"New hardware", ""},
		kept + ".amountMinor": {"10000", "12000"}, kept + ".place": {"2", "1"},
		gone + ".amountMinor": {"10000", ""}, gone + ".title": {"Part 1", ""}, gone + ".description": {"As discussed.", ""}, gone + ".due": {"2026-06-01", ""}, gone + ".place": {"1", ""},
		"milestones.new.amountMinor": {"", "1"}, "milestones.new.title": {"", "More"}, "milestones.new.place": {"", "2"},
	}
	changes := Diff(before, after)
	for _, c := range changes {
		if w, ok := want[c.Path]; !ok || w != [2]string{c.Before, c.After} {
			t.Errorf("%+v", c)
		}
		delete(want, c.Path)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
}
