package sensitive

import "strings"

// Strip takes out of a text what is never kept: of every card number all but the first six and the last four digits.
// In their places stands "•", so that the number's form is still seen.
// Source of the rule: PCI DSS 4.0, 3.4.1 (what may be shown), which is here all that there is.
func Strip(text string) string {
	for { // what is left of one number may, with its neighbours, make another
		cards := look(text).cards()
		if len(cards) == 0 {
			return text
		}
		var out strings.Builder
		last := 0
		for _, m := range cards {
			out.WriteString(text[last:m.From])
			withoutMiddle(&out, text[m.From:m.To])
			last = m.To
		}
		out.WriteString(text[last:])
		text = out.String()
	}
}

// cards are the whole numbers of cards: within passwords too, but none that stands in an account's or a person's number,
// whose longer checksum decides.
func (f *finding) cards() (cards []Mark) {
	if len(f.text) < shortest {
		return nil
	}
	for _, m := range f.marks {
		if m.Kind == Card && !strings.Contains(f.text[m.From:m.To], "•") && !f.within(m) && (len(cards) == 0 || cards[len(cards)-1].To <= m.From) {
			cards = append(cards, m)
		}
	}
	return cards
}

func (f *finding) within(m Mark) bool {
	for _, o := range f.marks {
		if (o.Kind == IBAN || o.Kind == Sheba || o.Kind == CNResidentID) && o.From <= m.From && o.To >= m.To {
			return true
		}
	}
	return false
}

func withoutMiddle(out *strings.Builder, number string) {
	digits := 0
	for i := 0; i < len(number); {
		c, _, n := fold(number, i)
		if c == digit {
			digits++
		}
		i += n
	}
	for i, at := 0, 0; i < len(number); {
		c, _, n := fold(number, i)
		if c == digit {
			at++
		}
		if c == digit && at > 6 && at <= digits-4 {
			out.WriteString("•")
		} else {
			out.WriteString(number[i : i+n])
		}
		i += n
	}
}
