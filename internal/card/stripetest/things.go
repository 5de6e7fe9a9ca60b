package stripetest

import (
	"net/http"
	"strings"
	"time"
)

var missing = &refusal{404, "invalid_request_error", "resource_missing"}

func bad(code string) *refusal { return &refusal{400, "invalid_request_error", code} }

func (f *Fake) get(r *http.Request) (object, *refusal) {
	if t, ok := f.things[r.PathValue("id")]; ok {
		return t, nil
	}
	return nil, missing
}

func (f *Fake) list(r *http.Request) (object, *refusal) {
	kind := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/v1/"), "s")
	all := []object{}
	for _, t := range f.things {
		q := r.URL.Query()
		if t["object"] == kind && (q.Get("destination") == "" || q.Get("destination") == t["destination"]) && (q.Get("payment_intent") == "" || q.Get("payment_intent") == t["payment_intent"]) {
			all = append(all, t)
		}
	}
	return object{"object": "list", "data": all, "has_more": false, "url": r.URL.Path}, nil
}

func (f *Fake) makeSession(r *http.Request) (object, *refusal) {
	price := "line_items[0][price_data]"
	amount, until := number(r, price+"[unit_amount]"), time.Unix(number(r, "expires_at"), 0).Sub(f.Now())
	switch {
	case r.PostForm.Get("mode") != "payment" || amount <= 0 || number(r, "line_items[0][quantity]") != 1 || r.PostForm.Get(price+"[product_data][name]") == "":
		return nil, bad("parameter_invalid_integer")
	case amount < 50:
		return nil, bad("amount_too_small")
	case until < 30*time.Minute || until > 24*time.Hour:
		return nil, bad("parameter_invalid_integer")
	}
	s := f.keep("checkout.session", "cs", object{"status": "open", "payment_status": "unpaid", "amount_total": amount, "currency": r.PostForm.Get(price + "[currency]"),
		"metadata": metadata(r, "metadata"), "client_reference_id": r.PostForm.Get("client_reference_id"), "success": r.PostForm.Get("success_url"),
		"cancel": r.PostForm.Get("cancel_url"), "name": r.PostForm.Get(price + "[product_data][name]"), "intent_metadata": metadata(r, "payment_intent_data[metadata]")})
	s["url"] = f.Address + "/pay/" + text(s, "id")
	return s, nil
}

func (f *Fake) expire(r *http.Request) (object, *refusal) {
	s, no := f.get(r)
	if no != nil {
		return nil, no
	}
	if s["status"] != "open" {
		return nil, bad("checkout_session_not_open")
	}
	s["status"] = "expired"
	f.tell("checkout.session.expired", s)
	return s, nil
}

// Pay has the client pay on the page, and returns the charge.
func (f *Fake) Pay(session string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.things[session]
	if s == nil || s["status"] != "open" {
		return ""
	}
	amount, currency := whole(s, "amount_total"), text(s, "currency")
	b := f.keep("balance_transaction", "txn", object{"amount": amount, "currency": currency, "fee": f.Fee, "net": amount - f.Fee})
	c := f.keep("charge", "ch", object{"amount": amount, "currency": currency, "balance_transaction": b["id"], "moved": int64(0), "refunded_units": int64(0)})
	p := f.keep("payment_intent", "pi", object{"amount": amount, "currency": currency, "latest_charge": c["id"], "metadata": s["intent_metadata"], "status": "succeeded"})
	s["status"], s["payment_status"], s["payment_intent"] = "complete", "paid", p["id"]
	f.tell("checkout.session.completed", s)
	return text(c, "id")
}

// Intent is what the session was paid by.
func (f *Fake) Intent(session string) string { return f.Of(session, "payment_intent") }

func (f *Fake) makeTransfer(r *http.Request) (object, *refusal) {
	to, from, amount := f.things[r.PostForm.Get("destination")], f.things[r.PostForm.Get("source_transaction")], number(r, "amount")
	switch {
	case to == nil || to["object"] != "account":
		return nil, bad("account_invalid")
	case from == nil || from["currency"] != r.PostForm.Get("currency") || amount <= 0:
		return nil, bad("parameter_invalid_integer")
	case whole(from, "moved")+amount > whole(from, "amount"):
		return nil, bad("transfer_source_balance_parameters_mismatch")
	}
	if caps, _ := to["capabilities"].(object); caps["transfers"] != "active" {
		return nil, bad("insufficient_capabilities_for_transfer")
	}
	from["moved"] = whole(from, "moved") + amount
	t := f.keep("transfer", "tr", object{"amount": amount, "amount_reversed": int64(0), "reversed": false, "currency": from["currency"], "destination": to["id"],
		"source_transaction": from["id"], "metadata": metadata(r, "metadata"), "transfer_group": r.PostForm.Get("transfer_group")})
	f.tell("transfer.created", t)
	return t, nil
}

// Reverse takes a transfer back.
func (f *Fake) Reverse(transfer string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.things[transfer]
	t["reversed"], t["amount_reversed"] = true, t["amount"]
	f.tell("transfer.reversed", t)
}

func (f *Fake) makeRefund(r *http.Request) (object, *refusal) {
	p := f.things[r.PostForm.Get("payment_intent")]
	if p == nil {
		return nil, missing
	}
	c, amount := f.things[text(p, "latest_charge")], number(r, "amount")
	switch {
	case c["disputed"] == true:
		return nil, bad("charge_disputed")
	case whole(c, "refunded_units")+amount > whole(c, "amount") || amount <= 0:
		return nil, bad("charge_already_refunded")
	}
	c["refunded_units"] = whole(c, "refunded_units") + amount
	x := f.keep("refund", "re", object{"amount": amount, "currency": c["currency"], "payment_intent": p["id"], "charge": c["id"], "status": "succeeded", "metadata": metadata(r, "metadata")})
	f.tell("refund.created", x)
	return x, nil
}

// FailRefund has the card's bank refuse it after all.
func (f *Fake) FailRefund(refund string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.things[refund]["status"] = "failed"
	f.tell("refund.failed", f.things[refund])
}

// Dispute has the client's bank take the whole charge back; the fee of the argument is the fake's.
func (f *Fake) Dispute(session string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.things[text(f.things[session], "payment_intent")]
	c := f.things[text(p, "latest_charge")]
	c["disputed"] = true
	x := f.keep("dispute", "dp", object{"amount": c["amount"], "currency": c["currency"], "payment_intent": p["id"], "charge": c["id"], "status": "needs_response",
		"balance_transactions": []object{{"id": f.id("txn"), "object": "balance_transaction", "amount": -whole(c, "amount"), "currency": c["currency"], "fee": int64(0)}}})
	f.tell("charge.dispute.created", x)
	return text(x, "id")
}

// Decide ends the argument: won or lost.
func (f *Fake) Decide(dispute, status string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	x := f.things[dispute]
	x["status"] = status
	if c := f.things[text(x, "charge")]; c != nil && status == "won" {
		c["disputed"] = false
	}
	f.tell("charge.dispute.closed", x)
}

func (f *Fake) makeAccount(r *http.Request) (object, *refusal) {
	if r.PostForm.Get("capabilities[transfers][requested]") != "true" || r.PostForm.Get("country") == "KP" {
		return nil, bad("parameter_unknown")
	}
	return f.keep("account", "acct", object{"capabilities": object{"transfers": "inactive"}, "metadata": metadata(r, "metadata")}), nil
}

// Enrol answers Stripe's questions for the account, so that money can go to it.
func (f *Fake) Enrol(account string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.things[account]["capabilities"] = object{"transfers": "active"}
	f.tell("account.updated", f.things[account])
}

func (f *Fake) makeLink(r *http.Request) (object, *refusal) {
	a := f.things[r.PostForm.Get("account")]
	if a == nil {
		return nil, missing
	}
	a["back"] = r.PostForm.Get("return_url")
	return object{"object": "account_link", "url": f.Address + "/enrol/" + text(a, "id")}, nil
}
