package payment

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/fault"
)

func file(t testing.TB, name string) []byte {
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var day20 = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

func mapping() *Mapping {
	return &Mapping{Statement: "57", Account: "40817810099910004312", Currency: "RUB", Opening: "0", Closing: "1100.50", Separator: ';', Skip: 2, Windows1251: true,
		DateForm: "02.01.2006", DecimalComma: true, Booked: 1, Credit: 2, Debit: 3, Remittance: 4, Name: 5, BankID: 6}
}

func TestStatementsAreReadAlike(t *testing.T) {
	one := func(f Format, name string, m *Mapping) Statement {
		all, err := Parse(f, file(t, name), m)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %v, %d statements", name, err, len(all))
		}
		return all[0]
	}
	camt := one(Camt053, "camt.xml", nil)
	if camt.Account != "DE89370400440532013000" || camt.Currency != "EUR" || camt.OpeningMinor != 100_000 || camt.ClosingMinor != 135_050 || !camt.Until.Equal(day20) {
		t.Errorf("%+v", camt)
	}
	want := []Entry{
		{11, 15_000, day20, day20, "RF18539007547034", "", "", "Vera Zimina", "NL91ABNA0417164300", "B-1", false},
		{11, 25_000, day20, day20, "", "Rechnung 12 danke", "E-2", "کیان رستمی", "", "B-1", false},
		{22, -4_950, day20, day20, "", "", "P-1", "Mei Lin", "12-34", "B-2", false},
	}
	compare(t, camt.Entries, want)

	mt := one(MT940, "mt940.sta", nil)
	if mt.Account != "DE89370400440532013000" || mt.ID != "STARTUMS 57/1" || mt.OpeningMinor != 100_000 || mt.ClosingMinor != 110_550 {
		t.Errorf("%+v", mt)
	}
	compare(t, mt.Entries, []Entry{
		{6, 15_000, day20, day20, "", "RF18 5390 0754 7034", "", "Vera Zimina", "NL91ABNA0417164300", "B-1", false},
		{8, -4_950, day20, day20, "", "work", "P-1", "Mei Lin", "NL91ABNA0417164300", "B-2", false},
		{11, 500, day20, day20, "", "free words in two lines", "X", "", "", "", true},
	})

	rows := one(CSV, "rows1251.csv", mapping())
	compare(t, rows.Entries, []Entry{
		{3, 115_000, day20, day20, "", "Оплата RF18 5390 0754 7034", "", "Зимина Вера", "", "17", false},
		{4, -4_950, day20, day20, "", "комиссия", "", "Банк", "", "18", false},
	})
}

func compare(t *testing.T, got, want []Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("entry %d\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestHostileStatementsAreRefused(t *testing.T) {
	camt, mt := string(file(t, "camt.xml")), string(file(t, "mt940.sta"))
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for name, c := range map[string]struct {
		format Format
		text   string
		want   error
		line   int
	}{
		"document type":      {Camt053, strings.Replace(camt, "<Document", bomb+"<Document", 1), ErrStatement, 2},
		"outside entity":     {Camt053, strings.Replace(camt, "Rechnung 12", "&passwd;", 1), ErrStatement, 19},
		"cut off":            {Camt053, camt[:len(camt)/2], ErrStatement, 0},
		"other encoding":     {Camt053, strings.Replace(camt, "UTF-8", "UTF-7", 1), ErrStatement, 0},
		"sum":                {Camt053, strings.Replace(camt, "1350.50", "1350.51", 1), ErrStatementSum, 0},
		"other currency":     {Camt053, strings.Replace(camt, `Ccy="EUR">49.50`, `Ccy="USD">49.50`, 1), ErrStatement, 22},
		"half a cent":        {Camt053, strings.Replace(camt, "49.50", "49.505", 1), ErrStatement, 22},
		"negative amount":    {Camt053, strings.Replace(camt, ">400.00", ">-400.00", 1), ErrStatementSum, 0},
		"huge amount":        {Camt053, strings.Replace(camt, ">400.00", ">99999999999999999999.00", 1), ErrStatement, 11},
		"no side":            {Camt053, strings.Replace(camt, "DBIT", "", 1), ErrStatement, 22},
		"no day":             {Camt053, strings.Replace(camt, "2026-03-20T10:00:00+01:00", "soon", 1), ErrStatement, 22},
		"no closing":         {Camt053, strings.Replace(camt, "CLBD", "CLAV", 1), ErrStatement, 0},
		"not a statement":    {Camt053, `<html><Stmt/></html>`, ErrStatement, 0},
		"empty":              {Camt053, "", ErrStatement, 0},
		"mt sum":             {MT940, strings.Replace(mt, "D49,50", "D49,51", 1), ErrStatementSum, 0},
		"mt entry":           {MT940, strings.Replace(mt, "CR150,00", "CR1.50,00", 1), ErrStatement, 6},
		"mt currency":        {MT940, strings.Replace(mt, "62F:C260320EUR", "62F:C260320USD", 1), ErrStatement, 14},
		"mt unfinished":      {MT940, mt[:strings.Index(mt, ":62F")], ErrStatement, 0},
		"mt day":             {MT940, strings.Replace(mt, ":61:260320RD", ":61:261320RD", 1), ErrStatement, 11},
		"mt NUL":             {MT940, mt + "\x00", ErrStatement, 0},
		"mt outside":         {MT940, ":61:2603200320CR150,00NTRFNONREF", ErrStatement, 1},
		"unknown form":       {"pdf", "x", ErrStatement, 0},
		"csv not mapped":     {CSV, "x", ErrStatement, 0},
		"too large":          {CSV, strings.Repeat("x", MaxStatementBytes+1), fault.ErrTooLarge, 0},
		"mt no currency yet": {MT940, ":20:x\r\n:25:A\r\n:61:260320C5,NTRFX\r\n:62F:C260320EUR5,", ErrStatement, 3},
	} {
		_, err := Parse(c.format, []byte(c.text), nil)
		f := fault.As(err)
		if !errors.Is(err, c.want) || f.Field != "file" {
			t.Errorf("%s: %v", name, err)
		}
		if line, _ := f.Params["line"].(int); c.line > 0 && line != c.line {
			t.Errorf("%s: line %d, want %d", name, line, c.line)
		}
	}
}

func TestRowsThatCouldMeanTwoThingsAreRefused(t *testing.T) {
	for _, row := range []string{"20.03.2026;1,150,00;;x", "20.03.2026;1.50;;x", "20.03.2026;150,00;49,50;x", "20.03.2026;-1;;x", "20.03.2026;abc;;x", "2026-03-20;1;;x", ";1;;x", "20.03.2026;;;x",
		"20.03.2026;1,505;;x", `20.03.2026;"1`} {
		m := mapping()
		m.Skip, m.Windows1251 = 0, false
		if _, err := Parse(CSV, []byte(row), m); !errors.Is(err, ErrStatement) {
			t.Errorf("%s: %v", row, err)
		}
	}
	for text, minor := range map[string]int64{"1.150,00": 115_000, "1 150": 115_000, "12,5": 1_250, "−3,00": -300, "1.000.000,01": 100_000_001, "0,05": 5} {
		if got, err := mapping().amount(text); err != nil || got != minor {
			t.Errorf("%s: %d %v", text, got, err)
		}
	}
	m := mapping()
	m.Amount = 2
	if _, err := Parse(CSV, nil, m); !errors.Is(err, ErrStatement) {
		t.Error("a mapping with two kinds of amount was taken")
	}
}

func TestReferencesAndAccountNumbersCheckThemselves(t *testing.T) {
	for _, good := range []string{"RF18539007547034", "rf18 5390 0754 7034", "RF 18 5390-0754-7034"} {
		if r, err := ParseReference(good); err != nil || r != "RF18539007547034" || r.Printed() != "RF18 5390 0754 7034" {
			t.Errorf("%s: %s %v", good, r, err)
		}
	}
	for _, good := range []string{"GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"} {
		if _, err := ParseIBAN(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "RF", "RF18", "RF00539007547034", "RF19539007547034", "XF18539007547034", "RF18539007547034X", "RF18" + strings.Repeat("1", 30), "RF18 5390 0754 703４"} {
		if _, err := ParseReference(bad); err == nil {
			t.Errorf("%q was taken for a reference", bad)
		}
	}
	for _, bad := range []string{"", "DE89370400440532013001", "DE8937040044053201300", "ZZ89370400440532013000", "GB82WEST1234569876543é", "89DE370400440532013000"} {
		if _, err := ParseIBAN(bad); !errors.Is(err, ErrIBAN) {
			t.Errorf("%q was taken for an account number", bad)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		ref := NewReference()
		if got, err := ParseReference(ref.Printed()); err != nil || got != ref || len(ref) != 18 {
			r.Fatalf("%s: %s %v", ref, got, err)
		}
		at := rapid.IntRange(4, len(ref)-1).Draw(r, "at")
		typo := []byte(ref)
		typo[at] = rapid.SampledFrom([]byte("0123456789")).Draw(r, "typo")
		if _, err := ParseReference(string(typo)); string(typo) != string(ref) && err == nil {
			r.Fatalf("one wrong sign makes %s of %s", typo, ref)
		}
		if at < len(ref)-1 && ref[at] != ref[at+1] {
			typo = []byte(ref)
			typo[at], typo[at+1] = typo[at+1], typo[at]
			if _, err := ParseReference(string(typo)); err == nil {
				r.Fatalf("two exchanged signs make %s of %s", typo, ref)
			}
		}
	})
}

func TestOnlyOneReferenceIsFoundInWords(t *testing.T) {
	other := string(makeReference("OTHER"))
	for text, want := range map[string]string{
		"RF18539007547034": "RF18539007547034", "invoice RF18539007547034, thanks": "RF18539007547034", "RF18 5390 0754 7034": "RF18539007547034",
		"оплата (RF18539007547034)": "RF18539007547034", "RF18539007547034 RF18539007547034": "RF18539007547034",
		"RF18539007547034 " + other: "", "RF19539007547034": "", "": "", "XRF18539007547034": "",
	} {
		if got, ok := findReference(text); string(got) != want || ok != (want != "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// fuzz holds what is read to its own sums.
func fuzz(f *testing.F, format Format, m *Mapping) {
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := Parse(format, b, m)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, s := range all {
			sum := s.OpeningMinor
			for _, e := range s.Entries {
				if sum += e.AmountMinor; e.AmountMinor == 0 || e.Booked.IsZero() || len(e.Remittance) > maxText || strings.ContainsAny(e.Remittance+e.Name, "\n\x00") {
					t.Fatalf("%+v", e)
				}
			}
			if sum != s.ClosingMinor || !s.Currency.Known() || s.Account == "" {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func FuzzCamt053(f *testing.F) {
	f.Add(file(f, "camt.xml"))
	f.Add(bytes.ReplaceAll(file(f, "camt.xml"), []byte("camt.053.001.02"), []byte("camt.053.001.08")))
	f.Add([]byte(`<a><BkToCstmrStmt><Stmt><Id>1</Id></Stmt></BkToCstmrStmt></a>`))
	fuzz(f, Camt053, nil)
}

func FuzzMT940(f *testing.F) {
	f.Add(file(f, "mt940.sta"))
	f.Add([]byte(":20:a\n:25:b\n:60F:D260320JPY5,\n:62F:D260320JPY5,\n-"))
	fuzz(f, MT940, nil)
}

func FuzzCSV(f *testing.F) {
	f.Add(file(f, "rows1251.csv"))
	f.Add([]byte("a\nb\n20.03.2026;1100,50;;x;y;1\n"))
	fuzz(f, CSV, mapping())
}

func FuzzReference(f *testing.F) {
	f.Add("RF18 5390 0754 7034")
	f.Add("DE89 3704 0044 0532 0130 00")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParseReference(s); err == nil {
			if again, err := ParseReference(string(r)); err != nil || again != r {
				t.Fatalf("%q %q", r, again)
			}
		}
		if i, err := ParseIBAN(s); err == nil {
			if again, err := ParseIBAN(i.Printed()); err != nil || again != i {
				t.Fatalf("%q %q", i, again)
			}
		}
	})
}
