package payment

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"surety/internal/escrow"
	"surety/internal/fault"
)

// Statement is what a bank says of one account, whichever form it said it in.
type Statement struct {
	ID           string // the bank's
	Account      string // an IBAN, or a national number, compact
	Currency     escrow.Currency
	OpeningMinor int64 // may be below zero
	ClosingMinor int64
	From, Until  time.Time // days; zero when it does not say
	Entries      []Entry
}

// Entry is one booked movement. Names, numbers and words in it are personal.
type Entry struct {
	Line        int       // of the file
	AmountMinor int64     // above zero came in, below went out
	Booked      time.Time // day
	Valued      time.Time // day
	Reference   string    // structured, as the payer's bank passed it on
	Remittance  string    // what the payer wrote
	EndToEnd    string    // the payer's own number of the payment
	Name        string    // of the other side
	Account     string    // of the other side
	BankID      string    // the bank's number of the entry
	Returned    bool      // the bank calls it a return or reversal
}

// Limits of what is read.
const (
	MaxStatementBytes = 16 << 20
	MaxEntries        = 50_000
	maxText           = 2_000 // of one text, in bytes; longer ones are cut
)

// Faults of statements; Field is "file" and the parameter line says where.
var (
	ErrStatement    = fault.New(fault.Invalid, "statement_unreadable", "the file is not a statement of this form").At("file")
	ErrStatementSum = fault.New(fault.Invalid, "statement_sum", "opening balance and entries do not sum to the closing balance").At("file")
)

func unreadable(line int, detail string) error {
	f := *ErrStatement.With("line", line)
	f.Detail = detail
	return &f
}

// Format is how a statement is written down.
type Format string

const (
	Camt053 Format = "camt053"
	MT940   Format = "mt940"
	CSV     Format = "csv"
)

// Parse reads all statements of a file. A CSV file needs a mapping. Faults: statement_unreadable (with the line),
// statement_sum, too_large.
func Parse(f Format, file []byte, m *Mapping) (all []Statement, err error) {
	if len(file) > MaxStatementBytes {
		return nil, fault.ErrTooLarge.At("file")
	}
	switch {
	case f == Camt053:
		all, err = parseCamt(file)
	case f == MT940:
		all, err = parseMT940(file)
	case f == CSV && m != nil:
		all, err = m.parse(file)
	default:
		err = unreadable(0, "unknown form")
	}
	if err != nil {
		return nil, err
	}
	return checked(all)
}

func checked(all []Statement) ([]Statement, error) {
	if len(all) == 0 {
		return nil, unreadable(0, "no statement in it")
	}
	entries := 0
	for i := range all {
		if entries += len(all[i].Entries); entries > MaxEntries {
			return nil, fault.ErrTooLarge.At("file")
		}
		if err := all[i].check(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// check holds the statement to its own sums, and tidies its texts.
func (s *Statement) check() error {
	s.Account, s.ID = compact(tidy(s.Account)), tidy(s.ID)
	if s.Account == "" || len(s.Account) > 64 || s.ID == "" || !s.Currency.Known() {
		return unreadable(0, "account, number or currency is missing")
	}
	sum := s.OpeningMinor
	for i := range s.Entries {
		e := &s.Entries[i]
		if e.Booked.IsZero() || e.AmountMinor == 0 || e.AmountMinor > escrow.MaxMinor || e.AmountMinor < -escrow.MaxMinor {
			return unreadable(e.Line, "an entry needs a day and an amount")
		}
		if e.Valued.IsZero() {
			e.Valued = e.Booked
		}
		for _, text := range []*string{&e.Reference, &e.Remittance, &e.EndToEnd, &e.Name, &e.Account, &e.BankID} {
			*text = tidy(*text)
		}
		if e.EndToEnd == "NOTPROVIDED" || e.EndToEnd == "NONREF" {
			e.EndToEnd = ""
		}
		sum += e.AmountMinor // 50,000 entries of 10^15 do not overflow
	}
	if sum != s.ClosingMinor {
		return ErrStatementSum.With("differenceMinor", s.ClosingMinor-sum)
	}
	return nil
}

// tidy makes a text one line without invisible signs, and no longer than is kept.
func tidy(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))), " ")
	if len(s) > maxText {
		s = s[:maxText]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	return s
}

// signed reads a decimal number of the currency, with a point.
func signed(c escrow.Currency, decimal string, negative bool) (int64, error) {
	if rest, ok := strings.CutPrefix(decimal, "-"); ok {
		decimal, negative = rest, !negative
	}
	minor, err := c.Parse(decimal)
	if negative {
		minor = -minor
	}
	return minor, err
}

// day reads a date of the form, or a time of which only the day counts.
func day(form, text string) (time.Time, error) {
	if form == time.DateOnly && len(text) > len(form) {
		text = text[:len(form)]
	}
	t, err := time.Parse(form, text)
	if err == nil && (t.Year() < 1980 || t.Year() > 2100) {
		err = ErrStatement
	}
	return t, err
}
