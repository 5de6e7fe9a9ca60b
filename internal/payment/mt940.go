package payment

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"

	"surety/internal/escrow"
)

// MT940 (SWIFT, Customer Statement Message, category 9), as banks deliver it: with or without the blocks around it, in
// UTF-8 or Latin-1, with the free field 86 in the German, the Dutch or no structure. A statement in several pages (60M,
// 62M) is several statements.

// mtField is a field of a message, with the lines that go on from it.
type mtField struct {
	line int
	tag  string
	text []string
}

var (
	mtTag     = regexp.MustCompile(`^:(\d{2}[A-Z]?):`)
	mtBalance = regexp.MustCompile(`^([CD])(\d{6})([A-Z]{3})(\d{1,15},\d{0,3})$`)
	mtEntry   = regexp.MustCompile(`^(\d{6})(\d{4})?(R?[CD])[A-Z]?(\d{1,15},\d{0,3})[A-Z][A-Z0-9]{3}([^/]*(?:/[^/]+)*)(?://(.*))?$`)
	mtGerman  = regexp.MustCompile(`^\d{3}\?`)
	mtSlashed = regexp.MustCompile(`/(EREF|REMI|NAME|IBAN|CNTP|ORDP|BENM|PREF|MARF|CSID|TRTP|BIC|ADDR|KREF|CREF|RTRN|PURP|ULTC|ULTD|ID|USTD|STRD|CDTRREF)/`)
	mtMarked  = regexp.MustCompile(`(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC)\+`)
)

func parseMT940(file []byte) ([]Statement, error) {
	fields, err := mtFields(file)
	if err != nil {
		return nil, err
	}
	var all []Statement
	var s *Statement
	closed := true
	for i, f := range fields {
		switch f.tag {
		case "20":
			if !closed {
				return nil, unreadable(f.line, "the statement before it has no closing balance")
			}
			all, closed = append(all, Statement{ID: f.first()}), false
			s = &all[len(all)-1]
		case "25", "28", "28C", "60F", "60M", "61", "62F", "62M":
			if s == nil || closed {
				return nil, unreadable(f.line, "a field outside a statement")
			}
			next := mtField{}
			if i+1 < len(fields) && fields[i+1].tag == "86" {
				next = fields[i+1]
			}
			if err := s.takeMT(f, next); err != nil {
				return nil, err
			}
			closed = f.tag[:2] == "62"
		}
	}
	if !closed {
		return nil, unreadable(0, "no closing balance")
	}
	return all, nil
}

func mtFields(file []byte) ([]mtField, error) {
	text := latin(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
	if strings.ContainsRune(text, 0) {
		return nil, unreadable(0, "not a text")
	}
	var all []mtField
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if at := strings.Index(line, "{4:"); at >= 0 {
			line = line[at+3:]
		}
		switch m := mtTag.FindStringSubmatch(line); {
		case m != nil:
			all = append(all, mtField{i + 1, m[1], []string{line[len(m[0]):]}})
		case line == "-" || strings.HasPrefix(line, "-}") || line == "":
		case len(all) > 0 && !strings.HasPrefix(line, "{"):
			f := &all[len(all)-1]
			f.text = append(f.text, line)
		}
	}
	return all, nil
}

// latin reads bytes that are not UTF-8 as ISO 8859-1.
func latin(b []byte) string {
	if s := string(b); strings.ToValidUTF8(s, "") == s {
		return s
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

func (f mtField) first() string { return strings.TrimSpace(f.text[0]) }

func (s *Statement) takeMT(f, next mtField) error {
	switch f.tag {
	case "25":
		s.Account, _, _ = strings.Cut(f.first(), " ")
		if bank, account, ok := strings.Cut(s.Account, "/"); ok && bank != "" {
			s.Account = bank + account
		}
	case "28", "28C":
		s.ID += " " + f.first()
	case "60F", "60M", "62F", "62M":
		return s.takeMTBalance(f)
	case "61":
		return s.takeMTEntry(f, next)
	}
	return nil
}

func (s *Statement) takeMTBalance(f mtField) error {
	m := mtBalance.FindStringSubmatch(f.first())
	if m == nil {
		return unreadable(f.line, "not a balance")
	}
	c := escrow.Currency(m[3])
	minor, err := signed(c, strings.Replace(m[4], ",", ".", 1), m[1] == "D")
	date, dateErr := day("060102", m[2])
	if err != nil || dateErr != nil || s.Currency != "" && s.Currency != c {
		return unreadable(f.line, "not a balance of the account's currency")
	}
	if s.Currency = c; f.tag[:2] == "60" {
		s.OpeningMinor, s.From = minor, date
	} else {
		s.ClosingMinor, s.Until = minor, date
	}
	return nil
}

func (s *Statement) takeMTEntry(f, next mtField) error {
	m := mtEntry.FindStringSubmatch(f.first())
	if m == nil || s.Currency == "" {
		return unreadable(f.line, "not an entry")
	}
	minor, err := signed(s.Currency, strings.Replace(m[4], ",", ".", 1), m[3] == "D" || m[3] == "RC")
	valued, dateErr := day("060102", m[1])
	if err != nil || dateErr != nil {
		return unreadable(f.line, "an entry's day or amount")
	}
	e := Entry{Line: f.line, AmountMinor: minor, Valued: valued, Booked: mtBooked(valued, m[2]), EndToEnd: m[5], BankID: m[6], Returned: m[3][0] == 'R'}
	if next.tag != "" {
		e.explain(next)
	}
	s.Entries = append(s.Entries, e)
	return nil
}

// mtBooked adds the year that the entry's month and day lack: the one nearest to the value date.
func mtBooked(valued time.Time, monthDay string) time.Time {
	var best time.Time
	for year := valued.Year() - 1; year <= valued.Year()+1; year++ {
		t, err := time.Parse("20060102", strconv.Itoa(year)+monthDay)
		if err == nil && (best.IsZero() || t.Sub(valued).Abs() < best.Sub(valued).Abs()) {
			best = t
		}
	}
	if best.IsZero() {
		return valued
	}
	return best
}

// explain reads field 86.
func (e *Entry) explain(f mtField) {
	joined := strings.Join(f.text, "")
	switch {
	case mtGerman.MatchString(joined):
		e.explainGerman(joined[3:])
	case mtSlashed.MatchString(joined):
		e.explainSlashed(joined)
	default:
		e.Remittance = strings.Join(f.text, " ")
	}
}

// explainGerman reads the subfields ?20 to ?63 of the German banks.
func (e *Entry) explainGerman(text string) {
	var remittance strings.Builder
	for _, part := range strings.Split(text, "?")[1:] {
		if len(part) < 2 {
			continue
		}
		switch code, value := part[:2], part[2:]; {
		case code >= "20" && code <= "29" || code >= "60" && code <= "63":
			remittance.WriteString(value)
		case code == "31":
			e.Account = value
		case code == "32" || code == "33":
			e.Name += value
		}
	}
	e.Remittance = remittance.String()
	marks := mtMarked.FindAllStringSubmatchIndex(e.Remittance, -1)
	whole := e.Remittance
	for i, m := range marks {
		end := len(whole)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		switch value := strings.TrimSpace(whole[m[1]:end]); whole[m[2]:m[3]] {
		case "EREF":
			e.EndToEnd = value
		case "SVWZ":
			e.Remittance = value
		case "IBAN":
			e.Account = value
		}
	}
}

// explainSlashed reads the codes between slashes of the Dutch and other banks.
func (e *Entry) explainSlashed(text string) {
	marks := mtSlashed.FindAllStringSubmatchIndex(text, -1)
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		switch value := strings.Trim(text[m[1]:end], "/ "); text[m[2]:m[3]] {
		case "EREF":
			e.EndToEnd = value
		case "REMI", "USTD":
			e.Remittance = strings.TrimPrefix(value, "USTD//")
		case "STRD", "CDTRREF":
			e.Reference = value
		case "NAME":
			e.Name = value
		case "IBAN":
			e.Account = value
		case "CNTP", "ORDP", "BENM":
			e.counterparty(value)
		case "RTRN":
			e.Returned = true
		}
	}
}

// counterparty reads IBAN/BIC/name/town of a CNTP field.
func (e *Entry) counterparty(value string) {
	parts := strings.Split(value, "/")
	if _, err := ParseIBAN(parts[0]); err != nil {
		return
	}
	if e.Account = parts[0]; len(parts) > 2 {
		e.Name = parts[2]
	}
}
