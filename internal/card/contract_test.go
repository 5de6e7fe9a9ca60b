package card

import (
	"errors"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/freeport"
)

// newMock starts Stripe's own stripe-mock, which holds every request to Stripe's description of its API. It is built from
// the versions of tools/go.mod, by every machine that runs the tests.
func newMock(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "-C", "../../tools", "build", "-o", dir+"/", "github.com/stripe/stripe-mock").CombinedOutput(); err != nil {
		t.Fatalf("build stripe-mock: %v\n%s", err, out)
	}
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(filepath.Join(dir, "stripe-mock"), "-http-addr", address)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for until := time.Now().Add(30 * time.Second); ; {
		if r, err := http.Get("http://" + address + "/"); err == nil {
			r.Body.Close()
			return "http://" + address
		}
		if time.Now().After(until) {
			t.Fatal("stripe-mock does not answer")
		}
		<-time.After(50 * time.Millisecond)
	}
}

// Each request that is ever made must fit Stripe's own description, and each answer must be readable.
func TestRequestsFitStripesDescription(t *testing.T) {
	a := newStripe(newMock(t), "sk_test_mock")
	m := Move{ID: access.NewID[string](), Kind: Transfer, Destination: "acct_mock", Currency: "EUR", AmountMinor: 100}
	calls := map[string]func() (string, error){
		"open": func() (string, error) {
			s, err := a.open(ctx, Payment{ID: m.ID, Milestone: "m1", Until: time.Now().Add(pageTime)}, 100, "eur", "RF18 5390", "https://help.example/deals/d?card=")
			return s.id, err
		},
		"session": func() (string, error) { s, err := a.session(ctx, "cs_mock"); return s.id, err },
		"expire":  func() (string, error) { return "x", a.expire(ctx, "cs_mock") },
		"transfer": func() (string, error) {
			x, err := a.transfer(ctx, m, "ch_mock", "m1", 100, "eur")
			return x.id + x.destination, err
		},
		"refund":        func() (string, error) { x, err := a.refund(ctx, m, "pi_mock", 100); return x.id, err },
		"read transfer": func() (string, error) { x, err := a.read(ctx, Transfer, "tr_mock"); return x.id, err },
		"read refund":   func() (string, error) { x, err := a.read(ctx, Refund, "re_mock"); return x.id, err },
		"find transfer": func() (string, error) { _, err := a.find(ctx, m, ""); return "x", err },
		"find refund": func() (string, error) {
			_, err := a.find(ctx, Move{ID: m.ID, Kind: Refund}, "pi_mock")
			return "x", err
		},
		"dispute": func() (string, error) { x, err := a.dispute(ctx, "dp_mock"); return x.id + x.charge, err },
		"enrol":   func() (string, error) { x, err := a.enrol(ctx, m.ID, "DE"); return x.id, err },
		"account": func() (string, error) { x, err := a.account(ctx, "acct_mock"); return x.id, err },
		"link":    func() (string, error) { return a.link(ctx, "acct_mock", "https://help.example/?card=") },
	}
	for name, call := range calls {
		if said, err := call(); err != nil || said == "" {
			t.Errorf("%s: %q, %v", name, said, err)
		}
	}
	// The mock does check: a request that lacks something, or says something unknown, is refused, and the refusal is understood.
	_, err := a.V1Transfers.Create(ctx, &stripe.TransferCreateParams{Amount: stripe.Int64(100), Currency: stripe.String("eur")})
	var e *stripe.Error
	if !errors.As(err, &e) || e.HTTPStatusCode != http.StatusBadRequest || fault.As(failed(err)).Code != "card_provider" {
		t.Errorf("a transfer to nobody: %v", err)
	}
}
