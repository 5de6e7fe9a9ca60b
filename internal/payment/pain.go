package payment

import (
	"bytes"
	"encoding/xml"
	"time"
)

// pain.001.001.09 (ISO 20022, Customer Credit Transfer Initiation): what banks take payment orders in.

type painDocument struct {
	XMLName xml.Name `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
	Header  struct {
		ID    string `xml:"MsgId"`
		Made  string `xml:"CreDtTm"`
		Count int64  `xml:"NbOfTxs"`
		Sum   string `xml:"CtrlSum"`
		Name  string `xml:"InitgPty>Nm"`
	} `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Payment painPayment `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type painPayment struct {
	ID      string       `xml:"PmtInfId"`
	Method  string       `xml:"PmtMtd"`
	Batch   bool         `xml:"BtchBookg"`
	Count   int64        `xml:"NbOfTxs"`
	Sum     string       `xml:"CtrlSum"`
	Type    *painType    `xml:"PmtTpInf"`
	Day     string       `xml:"ReqdExctnDt>Dt"`
	Debtor  string       `xml:"Dbtr>Nm"`
	IBAN    string       `xml:"DbtrAcct>Id>IBAN"`
	Bank    painBank     `xml:"DbtrAgt>FinInstnId"`
	Charges string       `xml:"ChrgBr"`
	Credits []painCredit `xml:"CdtTrfTxInf"`
}

type painType struct {
	Level string `xml:"SvcLvl>Cd"`
}

// painBank names a bank by its BIC, or says that it is known by the account. What is absent is a nil pointer: an empty
// element would not be valid.
type painBank struct {
	BIC   string     `xml:"BICFI,omitempty"`
	Other *painOther `xml:"Othr"`
}

type painOther struct {
	ID string `xml:"Id"`
}

type painCredit struct {
	EndToEnd string     `xml:"PmtId>EndToEndId"`
	Amount   painAmount `xml:"Amt>InstdAmt"`
	Bank     *painAgent `xml:"CdtrAgt"`
	Name     string     `xml:"Cdtr>Nm"`
	IBAN     string     `xml:"CdtrAcct>Id>IBAN"`
	Words    string     `xml:"RmtInf>Ustrd"`
}

type painAgent struct {
	BIC string `xml:"FinInstnId>BICFI"`
}

type painAmount struct {
	Currency string `xml:"Ccy,attr"`
	Text     string `xml:",chardata"`
}

func bankOf(bic string) painBank {
	if bic == "" {
		return painBank{Other: &painOther{"NOTPROVIDED"}}
	}
	return painBank{BIC: bic}
}

// painFile writes the file. Equal input gives equal bytes.
func painFile(b Batch, own Own, credits []credit) []byte {
	var d painDocument
	total := b.Currency.Format(b.TotalMinor)
	d.Header.ID, d.Header.Made, d.Header.Count, d.Header.Sum, d.Header.Name = b.ID, b.Made.UTC().Format("2006-01-02T15:04:05Z"), b.Count, total, own.Holder
	d.Payment = painPayment{ID: b.ID + "-1", Method: "TRF", Batch: false, Count: b.Count, Sum: total, Day: b.Made.UTC().Format(time.DateOnly),
		Debtor: own.Holder, IBAN: compact(own.Account), Bank: bankOf(own.BIC), Charges: "SHAR"}
	if b.Currency == "EUR" {
		d.Payment.Type, d.Payment.Charges = &painType{"SEPA"}, "SLEV"
	}
	for _, c := range credits {
		x := painCredit{EndToEnd: string(c.id), Amount: painAmount{string(b.Currency), b.Currency.Format(c.amountMinor)}, Name: shorten(c.to.Holder, 70),
			IBAN: string(c.to.IBAN), Words: string(c.id)}
		if c.to.BIC != "" {
			x.Bank = &painAgent{c.to.BIC}
		}
		d.Payment.Credits = append(d.Payment.Credits, x)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	e := xml.NewEncoder(&out)
	e.Indent("", " ")
	_ = e.Encode(d) // strings and numbers into memory
	out.WriteByte('\n')
	return out.Bytes()
}

func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}
