package payment

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"surety/internal/escrow"
)

// Mapping says how a bank's CSV file is to be read. Columns count from 1; 0 means that there is none. Such files rarely
// say what the balances are: the person who brings the file reads them off and gives them.
type Mapping struct {
	Statement    string // its number
	Account      string
	Currency     escrow.Currency
	Opening      string // decimal, with a point
	Closing      string
	Separator    rune
	Skip         int // rows above the first entry
	Windows1251  bool
	DateForm     string // of Go, such as 02.01.2006
	DecimalComma bool
	Booked       int
	Valued       int
	Amount       int // signed; or
	Credit       int // what came in, and
	Debit        int // what went out
	Reference    int
	Remittance   int
	EndToEnd     int
	Name         int
	Other        int // the other side's account
	BankID       int
}

func (m *Mapping) parse(file []byte) ([]Statement, error) {
	s := Statement{ID: m.Statement, Account: m.Account, Currency: m.Currency}
	var err error
	if s.OpeningMinor, err = signed(m.Currency, m.Opening, false); err != nil {
		return nil, err
	}
	if s.ClosingMinor, err = signed(m.Currency, m.Closing, false); err != nil {
		return nil, err
	}
	if m.Booked == 0 || (m.Amount == 0) == (m.Credit == 0 || m.Debit == 0) {
		return nil, unreadable(0, "the mapping needs a day, and either an amount or both credit and debit")
	}
	if file, err = m.utf8(file); err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord, r.Comma, r.ReuseRecord = -1, m.separator(), true
	for n := 0; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return []Statement{s}, nil
		}
		if err != nil {
			var p *csv.ParseError
			if errors.As(err, &p) {
				return nil, unreadable(p.Line, "not a row")
			}
			return nil, unreadable(0, "the separator cannot be used")
		}
		line, _ := r.FieldPos(0)
		if n < m.Skip || strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		e, err := m.entry(row, line)
		if err != nil {
			return nil, err
		}
		s.Entries = append(s.Entries, e)
	}
}

func (m *Mapping) separator() rune {
	if m.Separator == 0 {
		return ','
	}
	return m.Separator
}

func (m *Mapping) utf8(file []byte) ([]byte, error) {
	if m.Windows1251 {
		return charmap.Windows1251.NewDecoder().Bytes(file)
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if !bytes.Equal(bytes.ToValidUTF8(file, nil), file) {
		return nil, unreadable(0, "not UTF-8")
	}
	return file, nil
}

func (m *Mapping) entry(row []string, line int) (e Entry, err error) {
	at := func(column int) string {
		if column < 1 || column > len(row) {
			return ""
		}
		return strings.TrimSpace(row[column-1])
	}
	e = Entry{Line: line, Reference: at(m.Reference), Remittance: at(m.Remittance), EndToEnd: at(m.EndToEnd), Name: at(m.Name), Account: at(m.Other), BankID: at(m.BankID)}
	if e.Booked, err = day(m.DateForm, at(m.Booked)); err != nil {
		return e, unreadable(line, "not a day of the form given")
	}
	if m.Valued > 0 && at(m.Valued) != "" {
		if e.Valued, err = day(m.DateForm, at(m.Valued)); err != nil {
			return e, unreadable(line, "not a day of the form given")
		}
	}
	if m.Amount > 0 {
		e.AmountMinor, err = m.amount(at(m.Amount))
	} else {
		e.AmountMinor, err = m.sides(at(m.Credit), at(m.Debit))
	}
	if err != nil {
		return e, unreadable(line, "not an amount of the form given")
	}
	return e, nil
}

func (m *Mapping) sides(credit, debit string) (int64, error) {
	var in, out int64
	var err error
	if credit != "" {
		if in, err = m.amount(credit); err != nil {
			return 0, err
		}
	}
	if debit != "" {
		if out, err = m.amount(debit); err != nil {
			return 0, err
		}
	}
	if out < 0 {
		out = -out
	}
	if in < 0 || in != 0 && out != 0 {
		return 0, escrow.ErrAmount
	}
	return in - out, nil
}

// amount reads a number with its grouping removed: blanks, apostrophes, and the sign that does not separate decimals. A
// group of the wrong size is refused, so that 1,50 is never read as 150.
func (m *Mapping) amount(text string) (int64, error) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "", "−", "-", "+", "").Replace(text)
	point, group := ".", ","
	if m.DecimalComma {
		point, group = ",", "."
	}
	whole, part, _ := strings.Cut(text, point)
	for i, g := range strings.Split(whole, group) {
		if i > 0 && len(g) != 3 {
			return 0, escrow.ErrAmount
		}
	}
	whole = strings.ReplaceAll(whole, group, "")
	if part != "" {
		whole += "." + part
	}
	return signed(m.Currency, whole, false)
}
