package web

import "time"

// CardPayment is a try to pay a milestone by card.
type CardPayment struct {
	ID          string    `json:"id"`
	State       string    `json:"state" enum:"wanted,open,paid,back,expired,failed,odd" doc:"back: it came when it was no longer awaited, and goes back to the card"`
	Currency    string    `json:"currency"`
	AmountMinor int64     `json:"amountMinor"`
	Reason      string    `json:"reason,omitempty" doc:"code of a failure"`
	URL         string    `json:"url,omitempty" doc:"of the provider's page, while it is open"`
	MadeAt      time.Time `json:"madeAt"`
	Until       time.Time `json:"until"`
}

// CardRow is a payment by card with all that came of it.
type CardRow struct {
	ID          string           `json:"id"`
	Milestone   string           `json:"milestone"`
	Currency    string           `json:"currency"`
	AmountMinor int64            `json:"amountMinor"`
	State       string           `json:"state" enum:"wanted,open,paid,back,expired,failed,odd"`
	Reason      string           `json:"reason,omitempty"`
	MadeAt      time.Time        `json:"madeAt"`
	Moves       []CardMove       `json:"moves"`
	Chargebacks []CardChargeback `json:"chargebacks"`
}

// CardMove is money on its way out through the provider.
type CardMove struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind" enum:"transfer,refund,offset" doc:"offset: the client has it already, by a chargeback"`
	AmountMinor int64     `json:"amountMinor"`
	State       string    `json:"state" enum:"wanted,sent,paid,returned"`
	Reason      string    `json:"reason,omitempty"`
	MadeAt      time.Time `json:"madeAt"`
}

// CardChargeback is money that the client's bank took back.
type CardChargeback struct {
	ID          string `json:"id"`
	AmountMinor int64  `json:"amountMinor"`
	State       string `json:"state" enum:"open,won,lost"`
}

// CardAccount is where the card provider pays a specialist.
type CardAccount struct {
	State      string    `json:"state" enum:"none,wanted,open,ready,failed" doc:"open: the provider has questions"`
	Country    string    `json:"country,omitempty"`
	URL        string    `json:"url,omitempty" doc:"of the provider's questions; works for minutes"`
	ChangedAt  time.Time `json:"changedAt"`
	UsableFrom time.Time `json:"usableFrom"`
}

// NewCardAccount asks the provider for an account.
type NewCardAccount struct {
	Country string `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"ISO 3166; empty means the platform's"`
}
