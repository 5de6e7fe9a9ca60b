package web

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// dateForms are how a bank may write a day, and Go's name for it.
var dateForms = map[string]string{"dd.mm.yyyy": "02.01.2006", "yyyy-mm-dd": "2006-01-02", "mm/dd/yyyy": "01/02/2006", "dd/mm/yyyy": "02/01/2006"}

// statementFile reads a statement's file and, of CSV, how it is to be read.
func statementFile(r *http.Request) (f payment.Format, file []byte, m *payment.Mapping, err error) {
	f = payment.Format(r.URL.Query().Get("format"))
	switch f {
	case payment.Camt053, payment.MT940:
	case payment.CSV:
		if m, err = mappingOf(r.Header.Get("Statement-Mapping")); err != nil {
			return "", nil, nil, err
		}
	default:
		return "", nil, nil, fault.ErrInvalid.At("format")
	}
	if file, err = io.ReadAll(r.Body); err != nil {
		return "", nil, nil, bodyFault(err)
	}
	return f, file, m, nil
}

func mappingOf(header string) (*payment.Mapping, error) {
	bad := fault.ErrInvalid.At("Statement-Mapping")
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(header, "="))
	if err != nil {
		return nil, bad
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	var c CSVMapping
	if err := d.Decode(&c); err != nil {
		return nil, bad
	}
	separator, size := utf8.DecodeRuneInString(c.Separator)
	form, ok := dateForms[c.DateForm]
	if !ok || size != len(c.Separator) || size > 0 && separator == utf8.RuneError {
		return nil, bad
	}
	if size == 0 {
		separator = ','
	}
	return &payment.Mapping{Statement: c.Statement, Account: c.Account, Currency: escrow.Currency(c.Currency), Opening: c.Opening, Closing: c.Closing,
		Separator: separator, Skip: c.Skip, Windows1251: c.Windows1251, DateForm: form, DecimalComma: c.DecimalComma, Booked: c.Booked, Valued: c.Valued,
		Amount: c.Amount, Credit: c.Credit, Debit: c.Debit, Reference: c.Reference, Remittance: c.Remittance, EndToEnd: c.EndToEnd, Name: c.Name,
		Other: c.Other, BankID: c.BankID}, nil
}

// previewLines is how many lines of a statement a preview shows.
const previewLines = 5

func (s *Server) previewStatement(w http.ResponseWriter, r *http.Request) error {
	f, file, m, err := statementFile(r)
	if err != nil {
		return err
	}
	all, ours, err := s.Bank.Preview(actorOf(r.Context()), f, file, m)
	if err != nil {
		return err
	}
	out := StatementPreviews{Statements: []StatementPreview{}}
	for i, x := range all {
		out.Statements = append(out.Statements, previewOf(x, ours[i]))
	}
	return answerJSON(w, http.StatusOK, out)
}

func previewOf(x payment.Statement, ours bool) StatementPreview {
	p := StatementPreview{Account: x.Account, Ours: ours, Currency: string(x.Currency), Number: x.ID, OpeningMinor: x.OpeningMinor, ClosingMinor: x.ClosingMinor,
		From: dayText(x.From), Until: dayText(x.Until), Lines: len(x.Entries), First: each(x.Entries[:min(previewLines, len(x.Entries))], bankEntryOf)}
	for _, e := range x.Entries {
		if e.AmountMinor > 0 {
			p.InMinor += e.AmountMinor
		} else {
			p.OutMinor -= e.AmountMinor
		}
	}
	return p
}

func (s *Server) importStatement(w http.ResponseWriter, r *http.Request) error {
	f, file, m, err := statementFile(r)
	if err != nil {
		return err
	}
	all, err := s.Bank.Import(r.Context(), actorOf(r.Context()), f, file, m)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusCreated, StatementResults{each(all, func(i payment.Imported) StatementResult {
		return StatementResult{ID: i.Statement, Currency: string(i.Currency), Known: i.Known, Lines: i.Lines, Held: i.Held, Suspense: i.Suspense,
			Paid: i.Paid, Returned: i.Returned, Unclear: i.Unclear}
	})})
}

// batchFile is the same bytes each time.
func (s *Server) batchFile(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	file, err := s.Bank.File(r.Context(), actorOf(r.Context()), id)
	if err != nil {
		return err
	}
	sendBytes(w, "application/xml", "pain.001-"+id+".xml", file)
	return nil
}

func answerJSON(w http.ResponseWriter, status int, body any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the reader is gone: nothing left to tell
	return nil
}

// sendBytes sends a file that is small enough to hold, always as an attachment.
func sendBytes(w http.ResponseWriter, contentType, name string, file []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", attachment(name))
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(file) // the reader is gone: nothing left to tell
}
