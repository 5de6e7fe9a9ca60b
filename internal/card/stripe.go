package card

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v85"

	"surety/internal/escrow"
)

// callTime bounds one call. The queue repeats what failed, so the library does not.
const callTime = 30 * time.Second

// named is the key of the metadata by which our things are known at Stripe.
const named = "surety"

// stripeAPI is all that is asked of Stripe.
type stripeAPI struct{ *stripe.Client }

func newStripe(address, key string) *stripeAPI {
	b := stripe.NewBackendsWithConfig(&stripe.BackendConfig{
		URL: stripe.String(address), HTTPClient: &http.Client{Timeout: callTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		MaxNetworkRetries: stripe.Int64(0), EnableTelemetry: stripe.Bool(false), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	return &stripeAPI{stripe.NewClient(key, stripe.WithBackends(b))}
}

// once is the key by which Stripe does a thing for one of ours no second time.
func once(what, id string) stripe.Params {
	return stripe.Params{IdempotencyKey: stripe.String("surety-" + what + "-" + id)}
}

func list(names ...string) (all []*string) {
	for _, n := range names {
		all = append(all, stripe.String(n))
	}
	return all
}

// session is a page to pay on, as Stripe tells of it.
type session struct {
	id, payment, url, status string
	paid                     bool
	units                    int64
	currency                 string
	intent, charge           string
	settled                  *settled // nil while Stripe does not know it
}

// settled is what a charge brought into our balance.
type settled struct {
	units, fee int64
	currency   string
}

func sessionOf(s *stripe.CheckoutSession) session {
	out := session{id: s.ID, payment: s.Metadata[named], url: s.URL, status: string(s.Status), paid: s.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid,
		units: s.AmountTotal, currency: string(s.Currency)}
	if s.PaymentIntent == nil {
		return out
	}
	out.intent = s.PaymentIntent.ID
	c := s.PaymentIntent.LatestCharge
	if c == nil {
		return out
	}
	out.charge = c.ID
	if b := c.BalanceTransaction; b != nil && b.Currency != "" {
		out.settled = &settled{b.Amount, b.Fee, string(b.Currency)}
	}
	return out
}

// open makes the page. The words on it name no case: Stripe is not to learn what the work is.
func (a *stripeAPI) open(ctx context.Context, p Payment, units int64, currency, name, back string) (session, error) {
	what := map[string]string{named: p.ID}
	s, err := a.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Params: once("page", p.ID), Mode: stripe.String("payment"), ClientReferenceID: stripe.String(p.ID), PaymentMethodTypes: list("card"), Metadata: what,
		SuccessURL: stripe.String(back + "returned"), CancelURL: stripe.String(back + "left"), ExpiresAt: stripe.Int64(p.Until.Unix()),
		PaymentIntentData: &stripe.CheckoutSessionCreatePaymentIntentDataParams{CaptureMethod: stripe.String("automatic"), Metadata: what, TransferGroup: stripe.String(string(p.Milestone))},
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{{Quantity: stripe.Int64(1), PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
			Currency: stripe.String(currency), UnitAmount: stripe.Int64(units),
			ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(name)}}}},
	})
	if err != nil {
		return session{}, err
	}
	return sessionOf(s), nil
}

func (a *stripeAPI) session(ctx context.Context, id string) (session, error) {
	s, err := a.V1CheckoutSessions.Retrieve(ctx, id, &stripe.CheckoutSessionRetrieveParams{Expand: list("payment_intent.latest_charge.balance_transaction")})
	if err != nil {
		return session{}, err
	}
	return sessionOf(s), nil
}

func (a *stripeAPI) expire(ctx context.Context, id string) error {
	_, err := a.V1CheckoutSessions.Expire(ctx, id, nil)
	return err
}

// moved is a transfer or refund, as Stripe tells of it.
type moved struct {
	id, name, destination, currency string
	units                           int64
	done, back                      bool // it has arrived; it came back, or never left
}

func transferOf(t *stripe.Transfer) moved {
	m := moved{id: t.ID, name: t.Metadata[named], currency: string(t.Currency), units: t.Amount, done: !t.Reversed && t.AmountReversed == 0, back: t.Reversed && t.AmountReversed == t.Amount}
	if t.Destination != nil {
		m.destination = t.Destination.ID
	}
	return m
}

func refundOf(r *stripe.Refund) moved {
	return moved{id: r.ID, name: r.Metadata[named], currency: string(r.Currency), units: r.Amount, done: r.Status == stripe.RefundStatusSucceeded,
		back: r.Status == stripe.RefundStatusFailed || r.Status == stripe.RefundStatusCanceled}
}

func (a *stripeAPI) transfer(ctx context.Context, m Move, charge, group string, units int64, currency string) (moved, error) {
	t, err := a.V1Transfers.Create(ctx, &stripe.TransferCreateParams{Params: once(Transfer, m.ID), Amount: stripe.Int64(units), Currency: stripe.String(currency),
		Destination: stripe.String(m.Destination), SourceTransaction: stripe.String(charge), TransferGroup: stripe.String(group), Metadata: map[string]string{named: m.ID}})
	if err != nil {
		return moved{}, err
	}
	return transferOf(t), nil
}

func (a *stripeAPI) refund(ctx context.Context, m Move, intent string, units int64) (moved, error) {
	r, err := a.V1Refunds.Create(ctx, &stripe.RefundCreateParams{Params: once(Refund, m.ID), Amount: stripe.Int64(units), PaymentIntent: stripe.String(intent), Metadata: map[string]string{named: m.ID}})
	if err != nil {
		return moved{}, err
	}
	return refundOf(r), nil
}

// read reads a transfer or refund by Stripe's name of it.
func (a *stripeAPI) read(ctx context.Context, kind, id string) (moved, error) {
	if kind == Transfer {
		t, err := a.V1Transfers.Retrieve(ctx, id, nil)
		if err != nil {
			return moved{}, err
		}
		return transferOf(t), nil
	}
	r, err := a.V1Refunds.Retrieve(ctx, id, nil)
	if err != nil {
		return moved{}, err
	}
	return refundOf(r), nil
}

// find looks for one that was made before but whose answer was lost.
func (a *stripeAPI) find(ctx context.Context, m Move, intent string) (found moved, err error) {
	if m.Kind == Transfer {
		for t, err := range a.V1Transfers.List(ctx, &stripe.TransferListParams{Destination: stripe.String(m.Destination)}).All(ctx) {
			if err != nil {
				return found, err
			}
			if t.Metadata[named] == m.ID {
				return transferOf(t), nil
			}
		}
		return found, nil
	}
	for r, err := range a.V1Refunds.List(ctx, &stripe.RefundListParams{PaymentIntent: stripe.String(intent)}).All(ctx) {
		if err != nil {
			return found, err
		}
		if r.Metadata[named] == m.ID {
			return refundOf(r), nil
		}
	}
	return found, nil
}

// disputed is a chargeback, as Stripe tells of it.
type disputed struct {
	id, payment, intent, charge, currency, status string
	units, fee                                    int64
	feeCurrency                                   string
	taken                                         bool // the money left our balance, now or before
}

func (a *stripeAPI) dispute(ctx context.Context, id string) (disputed, error) {
	x, err := a.V1Disputes.Retrieve(ctx, id, &stripe.DisputeRetrieveParams{Expand: list("payment_intent")})
	if err != nil {
		return disputed{}, err
	}
	out := disputed{id: x.ID, currency: string(x.Currency), status: string(x.Status), units: x.Amount}
	if x.PaymentIntent != nil {
		out.payment, out.intent = x.PaymentIntent.Metadata[named], x.PaymentIntent.ID
	}
	if x.Charge != nil {
		out.charge = x.Charge.ID
	}
	for _, b := range x.BalanceTransactions {
		out.taken = out.taken || b.Amount < 0
		out.fee, out.feeCurrency = out.fee+b.Fee, string(b.Currency)
	}
	return out, nil
}

// enrolled is a specialist's account at Stripe.
type enrolled struct {
	id    string
	ready bool // money can be transferred to it
}

func accountOf(x *stripe.Account) enrolled {
	return enrolled{x.ID, x.Capabilities != nil && x.Capabilities.Transfers == stripe.AccountCapabilityStatusActive}
}

// enrol makes an account that Stripe itself asks for papers and shows to its owner. The platform bears what goes wrong.
func (a *stripeAPI) enrol(ctx context.Context, key, country string) (enrolled, error) {
	p := &stripe.AccountCreateParams{Params: once("account", key), Metadata: map[string]string{named: key},
		Controller: &stripe.AccountCreateControllerParams{StripeDashboard: &stripe.AccountCreateControllerStripeDashboardParams{Type: stripe.String("express")},
			Fees: &stripe.AccountCreateControllerFeesParams{Payer: stripe.String("application")}, Losses: &stripe.AccountCreateControllerLossesParams{Payments: stripe.String("application")}},
		Capabilities: &stripe.AccountCreateCapabilitiesParams{Transfers: &stripe.AccountCreateCapabilitiesTransfersParams{Requested: stripe.Bool(true)}}}
	if country != "" {
		p.Country = stripe.String(country)
	}
	x, err := a.V1Accounts.Create(ctx, p)
	if err != nil {
		return enrolled{}, err
	}
	return accountOf(x), nil
}

func (a *stripeAPI) account(ctx context.Context, id string) (enrolled, error) {
	x, err := a.V1Accounts.GetByID(ctx, id, nil)
	if err != nil {
		return enrolled{}, err
	}
	return accountOf(x), nil
}

func (a *stripeAPI) link(ctx context.Context, id, back string) (string, error) {
	l, err := a.V1AccountLinks.Create(ctx, &stripe.AccountLinkCreateParams{Account: stripe.String(id), Type: stripe.String("account_onboarding"),
		ReturnURL: stripe.String(back + "returned"), RefreshURL: stripe.String(back + "left")})
	if err != nil {
		return "", err
	}
	return l.URL, nil
}

// refused tells a definite no from a failure that passes: the code, or nothing. What Stripe refused it has not done.
func refused(err error) string {
	var e *stripe.Error
	if !errors.As(err, &e) || e.Type != stripe.ErrorTypeInvalidRequest || e.HTTPStatusCode < 400 || e.HTTPStatusCode >= 500 {
		return ""
	}
	switch e.HTTPStatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests:
		return "" // the operator's to mend, or a matter of time
	}
	if e.Code == stripe.ErrorCodeBalanceInsufficient || e.Code == "" {
		return ""
	}
	return string(e.Code)
}

// failed is a failure for the queue to repeat. Of the provider's answer only codes are kept: its words may quote.
func failed(err error) error {
	var e *stripe.Error
	if errors.As(err, &e) {
		err = fmt.Errorf("status %d, type %s, code %s, request %s", e.HTTPStatusCode, e.Type, e.Code, e.RequestID)
	}
	return errProvider.Because(err)
}

func unitsOf(c escrow.Currency, minor int64) int64 {
	units, _ := ToStripe(c, minor) // was checked when it was asked for; 0 is refused by Stripe
	return units
}
