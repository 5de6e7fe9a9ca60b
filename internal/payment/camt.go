package payment

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"

	"surety/internal/escrow"
)

// camt.053 (ISO 20022, Bank to Customer Statement), versions 02 to 08. Elements are found by their local names, because
// banks differ in version and namespace. Document types are refused, entities are not expanded.

type camtStatement struct {
	ID      string        `xml:"Id"`
	From    string        `xml:"FrToDt>FrDtTm"`
	Until   string        `xml:"FrToDt>ToDtTm"`
	Account camtAccount   `xml:"Acct"`
	Bals    []camtBalance `xml:"Bal"`
	Entries []camtEntry   `xml:"Ntry"`
}

type camtAccount struct {
	IBAN     string `xml:"Id>IBAN"`
	Other    string `xml:"Id>Othr>Id"`
	Currency string `xml:"Ccy"`
}

type camtAmount struct {
	Currency string `xml:"Ccy,attr"`
	Text     string `xml:",chardata"`
}

type camtBalance struct {
	Code   string     `xml:"Tp>CdOrPrtry>Cd"`
	Amount camtAmount `xml:"Amt"`
	Side   string     `xml:"CdtDbtInd"`
}

type camtDay struct {
	Date string `xml:"Dt"`
	Time string `xml:"DtTm"`
}

type camtEntry struct {
	line    int
	Amount  camtAmount `xml:"Amt"`
	Side    string     `xml:"CdtDbtInd"`
	Reverse string     `xml:"RvslInd"`
	Status  camtStatus `xml:"Sts"`
	Booked  camtDay    `xml:"BookgDt"`
	Valued  camtDay    `xml:"ValDt"`
	BankID  string     `xml:"AcctSvcrRef"`
	Parts   []camtPart `xml:"NtryDtls>TxDtls"`
}

type camtStatus struct {
	Text string `xml:",chardata"` // up to version 06
	Code string `xml:"Cd"`
}

type camtParty struct {
	Name  string `xml:"Nm"`
	Inner string `xml:"Pty>Nm"` // from version 08 on
}

type camtPart struct {
	EndToEnd   string      `xml:"Refs>EndToEndId"`
	BankID     string      `xml:"Refs>AcctSvcrRef"`
	Amount     camtAmount  `xml:"Amt"`
	TxAmount   camtAmount  `xml:"AmtDtls>TxAmt>Amt"`
	Debtor     camtParty   `xml:"RltdPties>Dbtr"`
	DebtorAt   camtAccount `xml:"RltdPties>DbtrAcct"`
	Creditor   camtParty   `xml:"RltdPties>Cdtr"`
	CreditorAt camtAccount `xml:"RltdPties>CdtrAcct"`
	Free       []string    `xml:"RmtInf>Ustrd"`
	Reference  []string    `xml:"RmtInf>Strd>CdtrRefInf>Ref"`
	Return     *struct{}   `xml:"RtrInf"`
}

// UnmarshalXML notes the line on which the entry begins.
func (e *camtEntry) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	type plain camtEntry
	line, _ := d.InputPos()
	err := d.DecodeElement((*plain)(e), &start)
	e.line = line
	return err
}

func parseCamt(file []byte) ([]Statement, error) {
	d := xml.NewDecoder(bytes.NewReader(file))
	var all []Statement
	isCamt := false
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, unreadable(line, "not well-formed")
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, unreadable(line, "a document type is not accepted")
		case xml.StartElement:
			if isCamt = isCamt || t.Name.Local == "BkToCstmrStmt"; t.Name.Local != "Stmt" || !isCamt {
				continue
			}
			var c camtStatement
			if err := d.DecodeElement(&c, &t); err != nil {
				line, _ := d.InputPos()
				return nil, unreadable(line, "not well-formed")
			}
			s, err := c.statement(line)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
	}
}

func (c camtStatement) statement(line int) (Statement, error) {
	s := Statement{ID: c.ID, Account: c.Account.number()}
	s.From, _ = day(time.DateOnly, c.From)
	s.Until, _ = day(time.DateOnly, c.Until)
	if len(c.Bals) == 0 {
		return s, unreadable(line, "no balances")
	}
	s.Currency = escrow.Currency(c.Bals[0].Amount.Currency)
	var err error
	if s.OpeningMinor, err = c.balance(s.Currency, line, "OPBD", "PRCD"); err != nil {
		return s, err
	}
	if s.ClosingMinor, err = c.balance(s.Currency, line, "CLBD"); err != nil {
		return s, err
	}
	for _, e := range c.Entries {
		if e.status() != "BOOK" {
			continue // announced, not booked
		}
		es, err := e.entries(s.Currency)
		if err != nil {
			return s, err
		}
		s.Entries = append(s.Entries, es...)
	}
	return s, nil
}

func (a camtAccount) number() string {
	if a.IBAN != "" {
		return a.IBAN
	}
	return a.Other
}

func (c camtStatement) balance(currency escrow.Currency, line int, codes ...string) (int64, error) {
	for _, code := range codes {
		for _, b := range c.Bals {
			if b.Code != code {
				continue
			}
			minor, err := b.Amount.read(currency, b.Side)
			if err != nil {
				return 0, unreadable(line, "a balance is not an amount of the account's currency")
			}
			return minor, nil
		}
	}
	return 0, unreadable(line, "opening or closing balance is missing")
}

// read gives the amount its sign.
func (a camtAmount) read(c escrow.Currency, side string) (int64, error) {
	side = strings.TrimSpace(side)
	if a.Currency != string(c) || side != "CRDT" && side != "DBIT" {
		return 0, ErrStatement
	}
	return signed(c, strings.TrimSpace(a.Text), side == "DBIT")
}

func (e camtEntry) status() string {
	if e.Status.Code != "" {
		return strings.TrimSpace(e.Status.Code)
	}
	return strings.TrimSpace(e.Status.Text)
}

func (d camtDay) day() (time.Time, error) {
	if d.Date == "" {
		d.Date = d.Time
	}
	return day(time.DateOnly, strings.TrimSpace(d.Date))
}

// entries are the entry's parts when they sum to it, or the entry as a whole.
func (e camtEntry) entries(c escrow.Currency) ([]Entry, error) {
	whole := Entry{Line: e.line, BankID: e.BankID, Returned: strings.TrimSpace(e.Reverse) == "true"}
	var err error
	if whole.AmountMinor, err = e.Amount.read(c, e.Side); err != nil {
		return nil, unreadable(e.line, "an entry's amount is not one of the account's currency")
	}
	if whole.Booked, err = e.Booked.day(); err != nil {
		return nil, unreadable(e.line, "an entry has no day")
	}
	whole.Valued, _ = e.Valued.day()
	if len(e.Parts) == 1 {
		return []Entry{e.Parts[0].describe(whole)}, nil
	}
	var all []Entry
	rest := whole.AmountMinor
	for _, p := range e.Parts {
		part := p.describe(whole)
		if part.AmountMinor, err = p.amount().read(c, e.Side); err != nil {
			return []Entry{whole}, nil
		}
		rest -= part.AmountMinor
		all = append(all, part)
	}
	if len(all) == 0 || rest != 0 {
		return []Entry{whole}, nil
	}
	return all, nil
}

func (p camtPart) amount() camtAmount {
	if p.Amount.Text != "" {
		return p.Amount
	}
	return p.TxAmount
}

func (p camtPart) describe(e Entry) Entry {
	e.EndToEnd, e.Remittance, e.Returned = p.EndToEnd, strings.Join(p.Free, " "), e.Returned || p.Return != nil
	if p.BankID != "" {
		e.BankID = p.BankID
	}
	if len(p.Reference) == 1 {
		e.Reference = p.Reference[0]
	}
	other, at := p.Debtor, p.DebtorAt
	if e.AmountMinor < 0 {
		other, at = p.Creditor, p.CreditorAt
	}
	if e.Name = other.Name; e.Name == "" {
		e.Name = other.Inner
	}
	e.Account = at.number()
	return e
}
