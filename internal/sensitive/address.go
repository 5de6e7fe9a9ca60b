package sensitive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// emails looks around every "@".
func (f *finding) emails() {
	for at := strings.IndexByte(f.text, '@'); at >= 0; {
		from, to := mailbox(f.text, at), domain(f.text, at+1)
		if from < at && to > at {
			f.mark(Email, from, to)
		}
		next := strings.IndexByte(f.text[at+1:], '@')
		if next < 0 {
			return
		}
		at += 1 + next
	}
}

// mailbox reads the part before "@" backwards: at most 64 bytes (RFC 5321, 4.5.3.1.1), in any script (RFC 6531).
func mailbox(text string, at int) int {
	from := at
	for from > 0 && at-from < 64 {
		r, n := utf8.DecodeLastRuneInString(text[:from])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._%+-'", r) || unicode.Is(unicode.Han, r) {
			break
		}
		from -= n
	}
	for from < at && strings.IndexByte(".'-", text[from]) >= 0 {
		from++
	}
	if from > 0 && (text[from-1] == '/' || text[from-1] == ':') && strings.Contains(text[max(0, from-3):from], "//") {
		return at // user@host of an address of the web
	}
	return from
}

// domain reads the part behind it: labels, the last of which is of letters alone and at least two. It returns -1 when there is none.
func domain(text string, from int) int {
	end, dot := -1, -1
	for i := from; i <= len(text) && i-from < 253; {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case n > 0 && (unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || r == '-'):
			i += n
			continue
		case dot >= 0 && i-dot > 2 && onlyLetters(text[dot+1:i]):
			end = i
		}
		if r != '.' || i == dot+1 || i == from || n == 0 {
			return end
		}
		dot = i
		i += n
	}
	return end
}

func onlyLetters(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
}

// wallets looks at rows of letters and digits as long as an address of Bitcoin, Ethereum or TRON.
func (f *finding) wallets() {
	for _, w := range f.words {
		if w.size < 26 || w.size > 90 || w.size != w.to-w.from || w.strange && w.from > 0 && f.text[w.from-1] == '_' {
			continue
		}
		if s := f.text[w.from:w.to]; wallet(s) {
			f.mark(Wallet, w.from, w.to)
		}
	}
}

func wallet(s string) bool {
	switch {
	case len(s) == 42 && (s[:2] == "0x" || s[:2] == "0X"):
		return !strings.ContainsFunc(s[2:], func(r rune) bool { return !unicode.Is(unicode.Hex_Digit, r) }) && eip55(s[2:])
	case strings.HasPrefix(s, "bc1") || strings.HasPrefix(s, "BC1"):
		return bech32(s)
	case len(s) <= 35 && (s[0] == '1' || s[0] == '3' || s[0] == 'T'):
		version, ok := base58check(s)
		return ok && (version == 0 && s[0] == '1' || version == 5 && s[0] == '3' || version == 0x41 && s[0] == 'T')
	}
	return false
}
