// Package sensitive finds in a text what should not be read by accident, and covers it. It is pure: no database, no
// time, no network.
//
// [Find] marks numbers of cards, accounts and people, addresses, and passwords, tokens and cookies, as people write them in English,
// Russian, Persian and Chinese: with Persian, Arabic or full-width digits, with blanks, dashes, zero-width and direction
// marks in between. Where a number carries a checksum it decides; where that is short (one number in ten has it by
// chance), or there is none, words near it decide as well. Digits within a longer number are none.
//
// What holds: the time is linear in the text and the memory bounded by it (expressions are RE2's, and have a budget); a
// mark lies within the text and on its characters; covering twice is covering once; a full card number survives no [Strip].
//
// It finds what people give away without meaning to. Who wants to hide a number from it can.
package sensitive

import (
	"cmp"
	"slices"
)

// Kind is what was found.
type Kind string

const (
	Card         Kind = "card"
	IBAN         Kind = "iban"
	Sheba        Kind = "sheba"
	IRNationalID Kind = "ir_national_id"
	RUSnils      Kind = "ru_snils"
	RUInn        Kind = "ru_inn"
	RUPassport   Kind = "ru_passport"
	CNResidentID Kind = "cn_resident_id"
	Phone        Kind = "phone"
	Email        Kind = "email"
	Wallet       Kind = "wallet"
	Password     Kind = "password"
	Token        Kind = "token"
	HARCookie    Kind = "har_cookie"
)

// Kinds are all kinds. Where two overlap, the one that stands first here counts.
var Kinds = []Kind{HARCookie, Token, Password, IBAN, Sheba, Card, Wallet, CNResidentID, RUSnils, RUPassport, IRNationalID, RUInn, Email, Phone}

// Mark is one thing found: the bytes From up to To of the text.
type Mark struct {
	Kind     Kind
	From, To int
}

// Find marks what a text holds, in its order and without overlap.
func Find(text string) []Mark {
	if len(text) < shortest {
		return nil
	}
	return settle(look(text).marks)
}

// look finds everything, in no order and with overlaps.
func look(text string) *finding {
	f := &finding{text: text, hits: words().find(text)}
	f.words, f.long = wordsOf(text)
	f.numbers()
	f.phones()
	f.emails()
	f.wallets()
	f.passwords()
	f.tokens()
	f.cookies()
	return f
}

// shortest is how many bytes the shortest find has: "a@b.ir", "pin:1234".
const shortest = 6

// finding is one run over one text.
type finding struct {
	text  string
	hits  []hit
	words []word
	long  []word // words long enough for a token
	marks []Mark
}

func (f *finding) mark(k Kind, from, to int) {
	if from < to {
		f.marks = append(f.marks, Mark{k, from, to})
	}
}

// settle puts marks in order. Those that overlap become one that covers all of them and is called by the most urgent.
func settle(all []Mark) []Mark {
	slices.SortFunc(all, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	var out []Mark
	for _, m := range all {
		last := len(out) - 1
		if last < 0 || out[last].To <= m.From {
			out = append(out, m)
			continue
		}
		out[last].To = max(out[last].To, m.To)
		if slices.Index(Kinds, m.Kind) < slices.Index(Kinds, out[last].Kind) {
			out[last].Kind = m.Kind
		}
	}
	return out
}
