package contract

import (
	"strings"
	"testing"
	"time"

	"surety/internal/document"
	"surety/internal/fault"
)

// words are all parameters that people write, each as a place to write to.
func words(p *Params) map[string]*string {
	return map[string]*string{
		"client.name": &p.Client.Name, "client.id": &p.Client.ID, "client.details": &p.Client.Details,
		"specialist.name": &p.Specialist.Name, "specialist.id": &p.Specialist.ID, "specialist.details": &p.Specialist.Details,
		"platform.name": &p.Platform.Name, "platform.address": &p.Platform.Address, "ticket": &p.Ticket, "deal": &p.Deal, "number": &p.Number,
		"main.number": &p.Main.Number, "milestones.0.title": &p.Milestones[0].Title, "milestones.0.description.1": &p.Milestones[0].Description[1],
		"charges.1.label": &p.Charges[1].Label, "excluded.0": &p.Excluded[0], "scope.0.what": &p.Scope[0].What, "scope.0.who": &p.Scope[0].Who,
		"works.0.title": &p.Works[0].Title, "law": &p.Law,
	}
}

// usedBy tells the parameters that only some papers check.
func usedBy(id ID, field string) bool {
	return id != Service || !strings.HasPrefix(field, "main.")
}

func TestHostileValuesAreRefused(t *testing.T) {
	hostile := map[string]string{
		"a line": "Tavana\n9. The Client owes twice", "a return": "a\rb", "a tab": "a\tb", "nul": "a\x00b", "a separator": "a\u2028b", "a paragraph": "a\u2029b",
		"a next line": "a\u0085b", "an override": "gpj.\u202Eexe", "an embedding": "a\u202Ab", "an isolate": "a\u2067b", "an open end": "a\u2069b",
		"nothing seen": "a\u200Bb", "a soft hyphen": "a\u00ADb", "a filler": "a\u3164b", "a tag": "a\U000E0041b", "a variation": "a\uFE0Fb", "not UTF-8": "a\xffb",
		"private": "a\uE000b", "unassigned": "a\u0378b", "a tower of marks": "a\u0301\u0302\u0303\u0304b", "only spaces": " \u00A0 ", "only a joiner": "\u200C",
		"huge": strings.Repeat("a", 1_001), "huger": strings.Repeat("丁", 1<<20),
	}
	for _, tm := range published {
		for what, value := range hostile {
			p := full(document.English)
			for field := range words(&p) {
				if !usedBy(tm.ID, field) {
					continue
				}
				p := full(document.English)
				*words(&p)[field] = value
				_, err := Write(tm, p)
				if f := fault.As(err); f == nil || f.Code != ErrText.Code || f.Field != field {
					t.Errorf("%s: %s in %s: %v", tm.ID, what, field, err)
				}
			}
		}
	}
}

func TestSpacesAreNeutralised(t *testing.T) {
	for value, want := range map[string]string{
		"静园\u3000有限公司": "静园 有限公司", " a \u00A0\u2003 b ": "a b", "1\u00A0000": "1\u00A0000", "e\u0301": "\u00E9", "\u3000\u00A0": "", "\u200E": "", "a\u202Fb": "a b",
	} {
		if have := clean(value); have != want {
			t.Errorf("%q became %q, not %q", value, have, want)
		}
	}
}

// TestValuesStayValues: what looks like a place, a mark of ours or another direction is printed and does nothing.
func TestValuesStayValues(t *testing.T) {
	for _, value := range []string{"{penalty}", "{#law}", "# law Other", "@price", "?no_law x", "= summary", "a\u200Fb\u200E", ".", "[link](https://x.example)", `<script>alert("x")</script>`, "%n $1 ${2} \\x"} {
		for _, tm := range published {
			for _, ls := range choices() {
				plain, p := full(ls...), full(ls...)
				for _, place := range words(&plain) {
					*place = "x"
				}
				for _, place := range words(&p) {
					*place = value
				}
				shown := document.Isolate(value)
				have, want := text(t, tm, p), strings.ReplaceAll(text(t, tm, plain), document.Isolate("x"), shown)
				if have != want {
					t.Fatalf("%s %v: %q changed more than its own place", tm.ID, ls, value)
				}
			}
		}
	}
}

func TestNumbersOutsideTheirLimitsAreRefused(t *testing.T) {
	for field, c := range map[string]struct {
		id     ID
		change func(*Params)
	}{
		"languages":                 {Service, func(p *Params) { p.Languages = nil }},
		"languages ":                {Service, func(p *Params) { p.Languages = []document.Language{"en", "en"} }},
		"languages  ":               {Service, func(p *Params) { p.Languages = []document.Language{"de"} }},
		"languages   ":              {Service, func(p *Params) { p.Languages = languages }},
		"zone":                      {Service, func(p *Params) { p.Zone = "../../etc/passwd" }},
		"zone ":                     {Service, func(p *Params) { p.Zone = "Local" }},
		"version":                   {Service, func(p *Params) { p.Version = 0 }},
		"date":                      {Service, func(p *Params) { p.Date = time.Time{} }},
		"main.version":              {NDA, func(p *Params) { p.Main.Version = 0 }},
		"main.date":                 {NDA, func(p *Params) { p.Main.Date = time.Time{} }},
		"currency":                  {Service, func(p *Params) { p.Currency.Code = "eur" }},
		"currency ":                 {Service, func(p *Params) { p.Currency.Exponent = 9 }},
		"milestones":                {Service, func(p *Params) { p.Milestones = nil }},
		"milestones ":               {Service, func(p *Params) { p.Milestones = make([]Milestone, 51) }},
		"milestones.0.due":          {Service, func(p *Params) { p.Milestones[0].Due = time.Time{} }},
		"milestones.1.amountMinor":  {Service, func(p *Params) { p.Milestones[1].AmountMinor = 0 }},
		"milestones.0.amountMinor":  {Service, func(p *Params) { p.Milestones[0].AmountMinor = maxAmount + 1 }},
		"charges":                   {Service, func(p *Params) { p.Charges[2].AmountMinor = 999_999 }},
		"charges.0.amountMinor":     {Service, func(p *Params) { p.Charges[0].AmountMinor = -1 }},
		"charges.0.kind":            {Service, func(p *Params) { p.Charges[0].Kind = "bribe" }},
		"charges.1.kind":            {Service, func(p *Params) { p.Charges[1].By = "nobody" }},
		"charges.0.rateBasisPoints": {Service, func(p *Params) { p.Charges[0].RateBasisPoints = 10_001 }},
		"licence":                   {Service, func(p *Params) { p.Licence = "" }},
		"rounds":                    {Service, func(p *Params) { p.Rounds = -1 }},
		"weekend":                   {Service, func(p *Params) { p.Weekend = nil }},
		"guaranteeMinor":            {Service, func(p *Params) { p.GuaranteeMinor = -1 }},
		"penaltyMinor":              {NDA, func(p *Params) { p.PenaltyMinor = -1 }},
		"periods.silenceDays":       {Service, func(p *Params) { p.Periods.SilenceDays = 2 }},
		"periods.silenceDays ":      {Service, func(p *Params) { p.Periods.SilenceDays = 31 }},
		"periods.breachHours":       {NDA, func(p *Params) { p.Periods.BreachHours = 73 }},
		"periods.fundingDays":       {Service, func(p *Params) { p.Periods = Periods{} }},
		"works.0.sha256":            {Service, func(p *Params) { p.Works[0].SHA256 = strings.Repeat("A", 64) }},
		"works.0.at":                {Service, func(p *Params) { p.Works[0].At = time.Time{} }},
		"amends.template":           {Service, func(p *Params) { p.Amends.Template = 0 }},
		"amends.sha256":             {NDA, func(p *Params) { p.Amends.SHA256 = "" }},
		"amends.params":             {Service, func(p *Params) { p.Amends.Params.Milestones = nil }},
	} {
		p := full(document.Russian)
		c.change(&p)
		tm, _ := Lookup(c.id, 1)
		_, err := Write(tm, p)
		if f := fault.As(err); f == nil || f.Code != ErrValue.Code || f.Field != strings.TrimSpace(field) {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := Clauses(tm, p); err == nil {
			t.Errorf("%s: explained", field)
		}
	}
}

// TestDefaultsAreWithinTheLimits, and are those that the product promises.
func TestDefaultsAreWithinTheLimits(t *testing.T) {
	p := full(document.Chinese)
	p.Periods = DefaultPeriods()
	for _, tm := range published {
		text(t, tm, p)
	}
}

// FuzzValue: whatever people write is refused or stays on its own line, in every language.
func FuzzValue(f *testing.F) {
	for _, s := range []string{"Mina", "میرزا‌پور", "a\nb", "\u202E", "{client}", "丁", "\u2069\u2068"} {
		f.Add(s)
	}
	tm, _ := Lookup(Service, 1)
	f.Fuzz(func(t *testing.T, value string) {
		for _, l := range languages {
			p := full(l)
			p.Amends = nil // how many lines change is what changes
			lines := strings.Count(text(t, tm, p), "\n")
			p.Client.Name, p.Scope[0].What, p.Milestones[0].Title = value, value, value
			d, err := Write(tm, p)
			if err != nil {
				if fault.As(err).Code != ErrText.Code {
					t.Fatal(err)
				}
				return
			}
			b, _, err := document.CanonicalText(d)
			if err != nil {
				t.Fatalf("%q was let in, and refused by document: %v", value, err)
			}
			if have := strings.Count(string(b), "\n"); have != lines {
				t.Fatalf("%q made %d lines of %d", value, have, lines)
			}
		}
	})
}
