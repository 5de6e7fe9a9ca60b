package account

import (
	"bytes"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/place"
	"surety/internal/place/placetest"
)

// located gives the world a database in which the laptop is in the Netherlands.
func (w *world) located() {
	w.t.Helper()
	path := placetest.File(w.t, map[string]placetest.Record{"192.0.2.0/24": placetest.In("NL"), "2001:db8::/32": placetest.In("NL"),
		"198.51.100.0/24": placetest.In("FR"), "10.0.0.0/8": placetest.In("US")})
	a, err := place.Open(path, clock.System{}, slog.New(slog.DiscardHandler))
	must(w.t, err)
	w.Places = a
}

// at is the usual laptop at another address.
func at(address string) Client {
	return Client{Address: netip.MustParseAddr(address), UserAgent: laptop.UserAgent}
}

// signInAt signs in by password from there.
func (w *world) signInAt(email, address string) access.Actor {
	w.t.Helper()
	s, err := w.SignInPassword(bg, email, longPassword, "", at(address))
	must(w.t, err)
	return w.who(s.Token)
}

func TestSignInsAndSessionsHaveTheCountryOfTheirAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.located()
		w.client("a@mail.example")
		var who access.Actor
		for _, address := range []string{"192.0.2.7", "198.51.100.1", "203.0.113.9", "10.1.2.3"} {
			w.clock.Advance(time.Second)
			who = w.signInAt("a@mail.example", address)
		}
		_, err := w.SignInPassword(bg, "a@mail.example", "wrong", "", at("198.51.100.9"))
		wants(t, err, ErrSignIn)
		sessions, err := w.Sessions(bg, who)
		must(t, err)
		open := map[string]string{}
		for _, s := range sessions {
			open[s.Address] = s.Country
		}
		if len(open) != 4 || open["192.0.2.7"] != "NL" || open["198.51.100.1"] != "FR" || open["203.0.113.9"] != "" || open["10.1.2.3"] != "" {
			t.Errorf("sessions %v", open)
		}
		past, _, err := w.SignIns(bg, who, "", 10)
		must(t, err)
		var countries []string
		for _, p := range past {
			countries = append(countries, p.Country)
		}
		slices.Sort(countries)
		if !slices.Equal(countries, []string{"", "", "FR", "FR", "NL"}) {
			t.Errorf("sign-ins from %q", countries)
		}
		for _, table := range []string{"session", "sign_in"} {
			if bytes.Contains(w.cells(table), []byte(`"NL"`)) {
				t.Errorf("countries lie in the clear in %s", table)
			}
		}
	})
}

func TestANewCountryIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		letters := func(want int, why string) {
			t.Helper()
			if s := w.subjects("a@mail.example"); len(s) != want || want > 0 && s[want-1] != w.subjectOf("new_sign_in") {
				t.Fatalf("%s: letters %q, want %d", why, s, want)
			}
		}
		w.signIn("a@mail.example")
		w.located()
		w.signInAt("a@mail.example", "192.0.2.7")
		letters(0, "the first known country of an account older than the database")
		w.signInAt("a@mail.example", "203.0.113.9")
		letters(0, "a country that is not known")
		_, err := w.SignInPassword(bg, "a@mail.example", "wrong", "", at("198.51.100.1"))
		wants(t, err, ErrSignIn)
		letters(0, "a refused attempt from elsewhere")
		w.signInAt("a@mail.example", "198.51.100.1")
		letters(1, "another country, which a refused attempt has not made known")
		if text := w.letters.to("a@mail.example")[0].Text; !strings.Contains(text, "Place: France\n") {
			t.Errorf("the letter does not name the country:\n%s", text)
		}
		w.signInAt("a@mail.example", "198.51.100.2")
		w.signInAt("a@mail.example", "192.0.2.8")
		letters(1, "countries known by now")
	})
}

// One account's travels tell nothing of another's.
func TestCountriesAreKnownPerAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.located()
		w.client("a@mail.example")
		w.client("b@mail.example")
		w.signInAt("a@mail.example", "198.51.100.1")
		w.signInAt("b@mail.example", "192.0.2.7")
		w.signInAt("b@mail.example", "198.51.100.1")
		if s := w.subjects("b@mail.example"); len(s) != 1 {
			t.Fatalf("letters %q, want one of the new country", s)
		}
	})
}
