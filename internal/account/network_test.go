package account

import (
	"net/netip"
	"slices"
	"testing"
	"time"
)

func onNetwork(address string) Client {
	return Client{Address: netip.MustParseAddr(address), UserAgent: laptop.UserAgent}
}

// A network is known when it is an account's first, or somebody proved themselves from it, and for 90 days.
func TestANetworkIsKnownOnceSomebodyProvedThemselvesFromIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		doubts := func(c Client) []string {
			t.Helper()
			who, _, err := w.Authenticate(bg, s.Token, c)
			must(t, err)
			return who.Doubts
		}
		if got := doubts(laptop); len(got) != 0 {
			t.Errorf("the first network: %v", got)
		}
		cafe := onNetwork("203.0.113.9")
		if got := doubts(cafe); !slices.Equal(got, []string{NewNetwork}) {
			t.Errorf("a stolen cookie elsewhere: %v", got)
		}
		up, err := w.StepUpPassword(bg, w.who(s.Token), longPassword, "", cafe)
		must(t, err)
		s = up
		if got := doubts(onNetwork("203.0.113.200")); len(got) != 0 {
			t.Errorf("proved from a neighbour's address: %v", got)
		}
		if got := doubts(onNetwork("203.0.114.9")); !slices.Equal(got, []string{NewNetwork}) {
			t.Errorf("the next network: %v", got)
		}
		must(t, w.SetPublicNetwork(bg, w.who(s.Token), true))
		if got := doubts(laptop); !slices.Equal(got, []string{PublicNetwork}) {
			t.Errorf("said to be public: %v", got)
		}
		must(t, w.SetPublicNetwork(bg, w.who(s.Token), false))
		w.clock.Advance(NetworkLasts + time.Hour)
		s, _ = w.signIn("a@mail.example")
		if got := doubts(cafe); !slices.Equal(got, []string{NewNetwork}) {
			t.Errorf("after 90 days: %v", got)
		}
	})
}
