package escrow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"surety/internal/access"
)

// Operation is what a transfer was made for.
type Operation string

const (
	Received    Operation = "receive"
	Identified  Operation = "identify"
	HeldFor     Operation = "hold"
	Collected   Operation = "collect"
	Released    Operation = "release"
	Refunded    Operation = "refund"
	SplitUp     Operation = "split"
	PaidOut     Operation = "pay"
	Reserved    Operation = "reserve"
	Guaranteed  Operation = "guarantee"
	ChargedBack Operation = "chargeback"
	Recovered   Operation = "recover"
)

// Phase is how far a transfer has come. A pending one reserves the money; another transfer completes or voids it, once.
type Phase string

const (
	Posted   Phase = "posted"
	Pending  Phase = "pending"
	Complete Phase = "complete" // posts what its subject reserved
	Void     Phase = "void"     // gives up what its subject reserved
	Reversal Phase = "reversal" // undoes its subject
)

// Hash is a link of the chain.
type Hash [sha256.Size]byte

// MarshalText writes hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h[:])), nil }

// UnmarshalText reads hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return hex.ErrLength
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Posting is one leg of a transfer: credits are above zero, debits below.
type Posting struct {
	Account     Account
	Seq         int64 // its place in the account's own order, from 1
	AmountMinor int64
}

// Transfer is one line of the ledger.
type Transfer struct {
	N         int64 // from 1, without gaps
	At        time.Time
	Operation Operation
	Phase     Phase
	Key       string // the caller's
	Milestone MilestoneID
	Reference string // what it rests on: a statement's line, a payout, a matter
	Subject   int64  // the transfer it completes, voids or reverses; 0 for none
	Actor     access.AccountID
	Action    access.Action // the recorded action under which it was made
	Postings  []Posting
	Hash      Hash
}

// words are what the hash covers, as JSON with the keys in this order and no white space. Version 1.
type words struct {
	V         int              `json:"v"`
	N         int64            `json:"n"`
	At        string           `json:"at"`
	Operation Operation        `json:"operation"`
	Phase     Phase            `json:"phase"`
	Key       string           `json:"key"`
	Milestone MilestoneID      `json:"milestone,omitempty"`
	Reference string           `json:"reference,omitempty"`
	Subject   int64            `json:"subject,omitempty"`
	Actor     access.AccountID `json:"actor,omitempty"`
	Action    access.Action    `json:"action"`
	Postings  []postingWords   `json:"postings"`
}

type postingWords struct {
	Account     string `json:"account"`
	Seq         int64  `json:"seq"`
	AmountMinor int64  `json:"amountMinor"`
}

const timeForm = "2006-01-02T15:04:05.000000Z"

// canonical writes the words of a transfer. They are ids, codes and numbers, so that encoding cannot fail or vary.
func (t Transfer) canonical() []byte {
	w := words{1, t.N, t.At.UTC().Format(timeForm), t.Operation, t.Phase, t.Key, t.Milestone, t.Reference, t.Subject, t.Actor, t.Action, nil}
	for _, p := range t.Postings {
		w.Postings = append(w.Postings, postingWords{p.Account.String(), p.Seq, p.AmountMinor})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(w) // a struct of strings and numbers into memory
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// chain is the hash of a transfer behind the one before it; behind the first stand zeros.
func (t Transfer) chain(before Hash) Hash {
	b := append([]byte("surety transfer 1\n"), before[:]...)
	return sha256.Sum256(append(b, t.canonical()...))
}

// sums adds up the postings by currency.
func (t Transfer) sums() map[Currency]int64 {
	all := map[Currency]int64{}
	for _, p := range t.Postings {
		all[p.Account.Currency] += p.AmountMinor
	}
	return all
}
