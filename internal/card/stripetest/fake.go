// Package stripetest is a Stripe for tests: it keeps pages, charges, transfers, refunds, chargebacks and accounts, refuses
// what Stripe refuses, remembers idempotency keys, and writes signed events, which the test delivers late, twice, in any
// order or never. It can lose an answer after having done what was asked.
package stripetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Key and Secret are what the fake knows its client by, and what it signs events with.
const (
	Key    = "rk_test_fake"
	Secret = "whsec_fake"
)

type object = map[string]any

// Event is one that was written. Body is what would be sent.
type Event struct {
	Kind, Subject string
	Body          []byte
}

// Fake is the Stripe. Its zero value is not usable: call New.
type Fake struct {
	Fee     int64            // taken of each charge
	Now     func() time.Time // of signatures
	Address string           // of this server, once it runs

	mu       sync.Mutex
	mux      *http.ServeMux
	things   map[string]object // by id
	answers  map[string]answer // by idempotency key
	events   []Event
	made     int
	lose     int
	refusals map[string]string
	calls    map[string]int
	heard    func(Event)
}

type answer struct {
	asked  string
	status int
	body   []byte
}

// New makes a fake.
func New(now func() time.Time) *Fake {
	f := &Fake{Fee: 30, Now: now, mux: http.NewServeMux(), things: map[string]object{}, answers: map[string]answer{}, refusals: map[string]string{}, calls: map[string]int{}}
	for pattern, h := range map[string]func(*http.Request) (object, *refusal){
		"POST /v1/checkout/sessions": f.makeSession, "GET /v1/checkout/sessions/{id}": f.get, "POST /v1/checkout/sessions/{id}/expire": f.expire,
		"POST /v1/transfers": f.makeTransfer, "GET /v1/transfers/{id}": f.get, "GET /v1/transfers": f.list,
		"POST /v1/refunds": f.makeRefund, "GET /v1/refunds/{id}": f.get, "GET /v1/refunds": f.list,
		"GET /v1/disputes/{id}": f.get, "POST /v1/accounts": f.makeAccount, "GET /v1/accounts/{id}": f.get, "POST /v1/account_links": f.makeLink,
	} {
		f.mux.Handle(pattern, f.api(pattern, h))
	}
	f.pages()
	return f
}

// ServeHTTP is the API and the pages.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

type refusal struct {
	status     int
	kind, code string
}

func (f *Fake) api(pattern string, h func(*http.Request) (object, *refusal)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls[pattern]++
		_ = r.ParseForm() // what is not a form has no values
		a := f.answer(pattern, r, h)
		if r.Method == http.MethodPost && f.lose > 0 {
			f.lose--
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body) // the reader is gone: nothing left to tell
	})
}

// answer does what is asked, once for each key.
func (f *Fake) answer(pattern string, r *http.Request, h func(*http.Request) (object, *refusal)) answer {
	key, asked := r.Header.Get("Idempotency-Key"), pattern+"?"+r.PostForm.Encode()
	if have, ok := f.answers[key]; ok && r.Method == http.MethodPost {
		if have.asked != asked {
			return refused(asked, &refusal{400, "idempotency_error", ""})
		}
		return have
	}
	if r.Header.Get("Authorization") != "Bearer "+Key {
		return refused(asked, &refusal{401, "invalid_request_error", ""})
	}
	out, no := object(nil), (*refusal)(nil)
	if code := f.refusals[pattern]; code != "" {
		no = &refusal{400, "invalid_request_error", code}
	} else {
		out, no = h(r)
	}
	a := refused(asked, no)
	if no == nil {
		body, _ := json.Marshal(f.expanded(out, 0)) // maps of plain values
		a = answer{asked, http.StatusOK, body}
	}
	if key != "" && r.Method == http.MethodPost {
		f.answers[key] = a
	}
	return a
}

func refused(asked string, no *refusal) answer {
	if no == nil {
		return answer{}
	}
	body, _ := json.Marshal(object{"error": object{"type": no.kind, "code": no.code, "message": "refused by the fake"}}) // as above
	return answer{asked, no.status, body}
}

// expanded puts the things in the places of their ids.
func (f *Fake) expanded(o object, depth int) object {
	if depth > 4 {
		return o
	}
	out := object{}
	for k, v := range o {
		if id, ok := v.(string); ok && (k == "payment_intent" || k == "latest_charge" || k == "balance_transaction") {
			if t, ok := f.things[id]; ok {
				v = f.expanded(t, depth+1)
			}
		}
		if all, ok := v.([]object); ok {
			var each []object
			for _, x := range all {
				each = append(each, f.expanded(x, depth+1))
			}
			v = each
		}
		out[k] = v
	}
	return out
}

func (f *Fake) id(prefix string) string {
	f.made++
	return fmt.Sprintf("%s_fake%06d", prefix, f.made)
}

func (f *Fake) keep(kind, prefix string, o object) object {
	o["object"] = kind
	if o["id"] == nil {
		o["id"] = f.id(prefix)
	}
	f.things[text(o, "id")] = o
	return o
}

func (f *Fake) tell(kind string, about object) {
	body, _ := json.Marshal(object{"id": f.id("evt"), "object": "event", "api_version": "2020-01-01.other", "created": f.Now().Unix(), "type": kind, "data": object{"object": about}})
	e := Event{kind, text(about, "id"), body}
	f.events = append(f.events, e)
	if f.heard != nil {
		go f.heard(e)
	}
}

// Heard has every event given to fn as it is written, on a goroutine of its own.
func (f *Fake) Heard(fn func(Event)) { f.heard = fn }

// Events are those of the kind, in the order in which they were written.
func (f *Fake) Events(kind string) (all []Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.events {
		if kind == "" || e.Kind == kind {
			all = append(all, e)
		}
	}
	return all
}

// Calls is how often the route was asked, such as "POST /v1/transfers".
func (f *Fake) Calls(pattern string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[pattern]
}

// Lose loses the answers to the next n requests that change something; what they ask for is done.
func (f *Fake) Lose(n int) { f.mu.Lock(); defer f.mu.Unlock(); f.lose = n }

// Refuse answers the route with this code from now on; an empty one ends that.
func (f *Fake) Refuse(pattern, code string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals[pattern] = code
}

// Forget drops the idempotency keys, as Stripe does after a day.
func (f *Fake) Forget() { f.mu.Lock(); defer f.mu.Unlock(); f.answers = map[string]answer{} }

// Count is how many things of the kind there are.
func (f *Fake) Count(kind string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.things {
		if t["object"] == kind {
			n++
		}
	}
	return n
}

// Change writes into a thing, as if Stripe said something else of it.
func (f *Fake) Change(id string, values map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for k, v := range values {
		f.things[id][k] = v
	}
}

// Of is a value of a thing.
func (f *Fake) Of(id, key string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return text(f.things[id], key)
}

// Sign is the header that Stripe would send with the body.
func Sign(body []byte, secret string, at time.Time) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

func text(o object, key string) string { s, _ := o[key].(string); return s }

func whole(o object, key string) int64 { n, _ := o[key].(int64); return n }

func number(r *http.Request, key string) int64 {
	n, _ := strconv.ParseInt(r.PostForm.Get(key), 10, 64)
	return n
}

func metadata(r *http.Request, of string) object {
	all := object{}
	for k, v := range r.PostForm {
		if name, ok := strings.CutPrefix(k, of+"["); ok && strings.HasSuffix(name, "]") && !strings.Contains(name, "][") {
			all[strings.TrimSuffix(name, "]")] = v[0]
		}
	}
	return all
}
