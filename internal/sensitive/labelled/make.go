package labelled

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"golang.org/x/crypto/sha3"
)

// maker invents values. It computes checksums in its own way, so that a mistake of the detectors is not made twice.
type maker struct {
	*rand.Rand
	language string
}

func (m maker) digits(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte('0' + byte(m.IntN(10)))
	}
	return b.String()
}

func (m maker) from(alphabet string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[m.IntN(len(alphabet))])
	}
	return b.String()
}

func (m maker) one(of ...string) string { return of[m.IntN(len(of))] }

const (
	lower = "abcdefghijklmnopqrstuvwxyz"
	upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digit = "0123456789"
	hexes = "0123456789abcdef"
)

// until draws until the test says yes: for checks of one or two digits that is soon.
func until(draw func() string, ok func(string) bool) string {
	for {
		if s := draw(); ok(s) {
			return s
		}
	}
}

func (m maker) value(name string) string {
	name, _, _ = strings.Cut(name, ":")
	if made, ok := values[name]; ok {
		return made(m)
	}
	panic("no value of the name " + name)
}

var values map[string]func(maker) string

func init() { // the makers call each other
	values = map[string]func(maker) string{
		"card": maker.card, "iban": maker.iban, "sheba": maker.sheba, "ir_national_id": maker.nationalID, "ru_snils": maker.snils, "ru_inn": maker.inn, "ru_passport": maker.passport,
		"cn_resident_id": func(m maker) string { return m.script(m.residentID(true)) }, "phone": maker.phone, "email": maker.email, "wallet": maker.wallet, "password": maker.password,
		"token": maker.token, "har_cookie": func(m maker) string { return "sid=" + m.from(hexes, 24) },
		"-order": func(m maker) string { return m.digits(8 + m.IntN(5)) }, "-timestamp": func(m maker) string { return m.one("17"+m.digits(8), "17"+m.digits(11), "17"+m.digits(14)) },
		"-hash": func(m maker) string { return m.from(hexes, []int{32, 40, 64}[m.IntN(3)]) }, "-uuid": maker.uuid, "-version": func(m maker) string { return fmt.Sprintf("%d.%d.%s", m.IntN(20), m.IntN(40), m.digits(5)) },
		"-float": func(m maker) string { return "0." + m.digits(16) }, "-sum": func(m maker) string { return fmt.Sprintf("%d,%s,%s", 1+m.IntN(9), m.digits(3), m.digits(3)) },
		"-badcard": func(m maker) string { return m.spoil(m.plainCard()) }, "-badiban": func(m maker) string { return m.spoil(m.plainIBAN("DE", 22)) },
		"-badresident": func(m maker) string { return m.residentID(false) }, "-longnumber": func(m maker) string { return m.plainCard() + m.digits(8) },
		"-ip": func(m maker) string {
			return fmt.Sprintf("%d.%d.%d.%d", 1+m.IntN(200), m.IntN(256), m.IntN(256), m.IntN(256))
		},
		"-tracking": func(m maker) string { return m.from(upper, 2) + m.digits(9) + m.from(upper, 2) }, "-date": func(m maker) string {
			return fmt.Sprintf("2026-%02d-%02d %02d:%02d:%02d", 1+m.IntN(12), 1+m.IntN(28), m.IntN(24), m.IntN(60), m.IntN(60))
		},
		"-file": func(m maker) string { return "scan_" + m.plainCard() + ".pdf" }, "-handle": func(m maker) string { return "@" + m.from(lower, 8) }, "-word": func(m maker) string { return m.from(lower, 7) },
		"-badwallet": func(m maker) string {
			return "1" + m.from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 33)
		},
	}
}

// script writes digits as the language's people may type them.
func (m maker) script(s string) string {
	zero := '0'
	switch {
	case m.language == "fa" && m.IntN(3) > 0:
		zero = []rune{'۰', '٠'}[m.IntN(2)]
	case m.language == "zh" && m.IntN(3) == 0:
		zero = '０'
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return zero + r - '0'
		}
		return r
	}, s)
}

// groups puts a separator, at times none, between groups of the sizes.
func (m maker) groups(s string, sizes ...int) string {
	gap := m.one("", "", " ", " ", "-", "\u00a0", "\u202f")
	if m.language == "fa" {
		gap = m.one("", " ", "-", "\u200c", "\u200e-", "\u00a0")
	}
	var out []string
	for _, n := range sizes {
		out, s = append(out, s[:n]), s[n:]
	}
	if s != "" {
		out = append(out, s)
	}
	return strings.Join(out, gap)
}

func luhnOK(s string) bool {
	sum, twice := 0, false
	for i := len(s) - 1; i >= 0; i-- {
		n := int(s[i] - '0')
		if twice {
			n = n/5 + n*2%10
		}
		sum, twice = sum+n, !twice
	}
	return sum%10 == 0
}

func (m maker) plainCard() string {
	head := map[string][]string{"en": {"4532", "5412", "2345", "6011"}, "ru": {"2202", "4276", "5469", "2200"}, "fa": {"603799", "610433", "627353", "502229"}, "zh": {"622848", "621700", "4367", "5187"}}[m.language]
	return until(func() string { h := m.one(head...); return h + m.digits(16-len(h)) }, luhnOK)
}

func (m maker) card() string {
	if m.language == "en" && m.IntN(5) == 0 {
		return m.groups(until(func() string { return "37" + m.digits(13) }, luhnOK), 4, 6)
	}
	return m.script(m.groups(m.plainCard(), 4, 4, 4))
}

// spoil changes a digit so that no checksum of one holds.
func (m maker) spoil(s string) string {
	at := len(s) - 1 - m.IntN(4)
	return s[:at] + string('0'+(s[at]-'0'+1)%10) + s[at+1:]
}

func (m maker) plainIBAN(country string, size int) string {
	return until(func() string { return country + m.digits(size-2) }, func(s string) bool {
		rest := 0
		for _, r := range s[4:] + strconv.Itoa(int(country[0]-'A')+10) + strconv.Itoa(int(country[1]-'A')+10) + s[2:4] {
			rest = (rest*10 + int(r-'0')) % 97
		}
		return rest == 1
	})
}

func (m maker) iban() string {
	country := m.one("DE", "AE", "TR")
	s := m.plainIBAN(country, map[string]int{"DE": 22, "AE": 23, "TR": 26}[country])
	if m.IntN(4) == 0 {
		s = strings.ToLower(s)
	}
	return m.groups(s, 4, 4, 4, 4, 4)
}

func (m maker) sheba() string {
	s := m.plainIBAN("IR", 26)
	if m.IntN(4) == 0 {
		return m.script(s[2:])
	}
	return m.script(m.groups(s, 4, 4, 4, 4, 4, 4))
}

func (m maker) nationalID() string {
	body := until(func() string { return m.digits(9) }, func(s string) bool { return strings.Trim(s, s[:1]) != "" })
	sum := 0
	for i, r := range body {
		sum += int(r-'0') * (10 - i)
	}
	check := sum % 11
	if check >= 2 {
		check = 11 - check
	}
	return m.script(m.groups(body+strconv.Itoa(check), 3, 6))
}

func (m maker) snils() string {
	body := "1" + m.digits(8)
	sum := 0
	for i, r := range body {
		sum += int(r-'0') * (9 - i)
	}
	check := fmt.Sprintf("%02d", sum%101%100)
	return m.one(body[:3]+"-"+body[3:6]+"-"+body[6:]+" "+check, body+check, body[:3]+" "+body[3:6]+" "+body[6:]+" "+check)
}

func (m maker) inn() string {
	sum := func(s string, weights string) byte {
		n := 0
		for i, w := range strings.Fields(weights) {
			v, _ := strconv.Atoi(w)
			n += int(s[i]-'0') * v
		}
		return '0' + byte(n%11%10)
	}
	if m.IntN(2) == 0 {
		s := "77" + m.digits(7)
		return s + string(sum(s, "2 4 10 3 5 9 4 6 8"))
	}
	s := "50" + m.digits(8)
	s += string(sum(s, "7 2 4 10 3 5 9 4 6 8"))
	return s + string(sum(s, "3 7 2 4 10 3 5 9 4 6 8"))
}

func (m maker) passport() string {
	series, number := m.one("45", "40", "63")+m.one("09", "15", "21"), m.digits(6)
	return m.one(series+" "+number, series[:2]+" "+series[2:]+" "+number, series+number)
}

func (m maker) residentID(right bool) string {
	body := m.one("110101", "310104", "440305", "510107") + fmt.Sprintf("19%02d%02d%02d", 60+m.IntN(40), 1+m.IntN(12), 1+m.IntN(28)) + m.digits(3)
	sum := 0
	for i, r := range body {
		weight := 1
		for range 17 - i {
			weight = weight * 2 % 11
		}
		sum += int(r-'0') * weight
	}
	check := (12 - sum%11) % 11
	if !right {
		check = (check + 1) % 11
	}
	if check == 10 {
		return body + m.one("X", "x")
	}
	return body + strconv.Itoa(check)
}

func (m maker) phone() string {
	switch m.language {
	case "ru":
		d := m.digits(7)
		return m.one("+7 (916) "+d[:3]+"-"+d[3:5]+"-"+d[5:], "8 916 "+d[:3]+" "+d[3:5]+" "+d[5:], "+7916"+d, "8916"+d)
	case "fa":
		d := m.digits(7)
		return m.script(m.one("0912"+d, "0935 "+d[:3]+" "+d[3:], "+98 912 "+d, "0098912"+d))
	case "zh":
		d := m.digits(8)
		return m.script(m.one("138"+d, "159 "+d[:4]+" "+d[4:], "+86 186 "+d[:4]+" "+d[4:], "177-"+d[:4]+"-"+d[4:]))
	}
	d := m.digits(7)
	return m.one("+44 20 7"+d, "+1 (415) "+d[:3]+"-"+d[3:], "+49 151 "+d+"1", "(415) "+d[:3]+"-"+d[3:])
}

func (m maker) email() string {
	return m.from(lower, 5) + m.one(".", "_", "") + m.from(lower, 4) + "@" + m.one("mail", "firm", "post") + m.one(".example", ".test", ".example.com")
}

func (m maker) wallet() string {
	switch m.IntN(3) {
	case 0:
		return base58([]byte{0}, m.bytes(20))
	case 1:
		return base58([]byte{0x41}, m.bytes(20))
	}
	return checksummed(hex.EncodeToString(m.bytes(20)))
}

func (m maker) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(1 + m.IntN(255))
	}
	return b
}

func base58(version, payload []byte) string {
	b := append(version, payload...)
	one := sha256.Sum256(b)
	two := sha256.Sum256(one[:])
	return encode58(append(b, two[:4]...))
}

func checksummed(address string) string {
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(address))
	sum := hex.EncodeToString(h.Sum(nil))
	out := []byte(address)
	for i := range out {
		if sum[i] > '7' && out[i] >= 'a' {
			out[i] -= 32
		}
	}
	return "0x" + string(out)
}

func (m maker) password() string {
	return m.one(m.from(upper, 1)+m.from(lower, 5)+m.digits(3), m.from(lower, 4)+"-"+m.from(lower, 4)+"-"+m.digits(2), m.from(lower+upper+digit, 9)+"!7", m.from(lower, 5)+"#"+m.digits(4))
}

func (m maker) token() string {
	return m.one("ghp_"+m.from(lower+upper+digit, 36), "AKIA"+m.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), "glpat-"+m.from(lower+upper+digit, 20), "npm_"+m.from(lower+digit, 36))
}

func (m maker) uuid() string {
	s := m.from(hexes, 32)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
