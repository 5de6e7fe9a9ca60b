package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/person"
)

// The closed vocabularies of people's data.
type (
	DataKind      string
	CopyState     string
	ErasureState  string
	DataDo        string
	DataReason    string
	ErasureRefuse string
)

func (DataKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DataKind", each(person.Kinds, func(k person.Kind) any { return string(k) })...)
}

func (CopyState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "CopyState", each(person.CopyStates, func(s person.CopyState) any { return string(s) })...)
}

func (ErasureState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ErasureState", each(person.States, func(s person.State) any { return string(s) })...)
}

func (DataDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DataDo", "copy", "erase", "withdraw", "approve", "refuse", "certificate")
}

func (DataReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DataReason", each(person.Reasons, func(s string) any { return s })...)
}

func (ErasureRefuse) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ErasureRefuse", each(person.Refusals, func(s string) any { return s })...)
}

// DataLeft is what a copy leaves out.
type DataLeft struct {
	Kind  DataKind `json:"kind"`
	Why   string   `json:"why" doc:"a code: credential, confidential, sealed, others, elsewhere, closed, destroyed, unscanned"`
	Count int64    `json:"count"`
}

// DataCopy is a copy of all that is kept about a person.
type DataCopy struct {
	ID      string     `json:"id"`
	By      *Ref       `json:"by,omitempty" doc:"who asked in the person's place"`
	Reason  string     `json:"reason,omitempty" doc:"why they did"`
	State   CopyState  `json:"state"`
	Done    int64      `json:"done" doc:"parts made"`
	Parts   int64      `json:"parts"`
	Left    []DataLeft `json:"left"`
	Size    int64      `json:"size" doc:"bytes"`
	Fetched int64      `json:"fetched" doc:"how often"`
	AskedAt time.Time  `json:"askedAt"`
	MadeAt  *time.Time `json:"madeAt,omitempty"`
	UntilAt *time.Time `json:"untilAt,omitempty" doc:"then it goes"`
}

// DataCount is how much of a kind would go.
type DataCount struct {
	Kind  DataKind `json:"kind"`
	Count int64    `json:"count"`
}

// DataKept is what stays, and why.
type DataKept struct {
	What    string     `json:"what" doc:"case, cases_of_others, record_of_others, words_of_others, or a kind"`
	Ticket  string     `json:"ticket,omitempty"`
	Number  int64      `json:"number,omitempty" doc:"of the case"`
	Why     string     `json:"why" doc:"a duty of retention, or: record, ledger, bookkeeping, others, office, proof, bank"`
	UntilAt *time.Time `json:"untilAt,omitempty"`
	Ends    bool       `json:"ends" doc:"it goes by itself when the reason ends"`
	Count   int64      `json:"count,omitempty"`
}

// Erasure is a wish to be erased.
type Erasure struct {
	ID        string       `json:"id"`
	Person    Ref          `json:"person"`
	By        *Ref         `json:"by,omitempty" doc:"who entered it in the person's place"`
	Reason    string       `json:"reason,omitempty" doc:"why they did; restored: an older backup had brought the person back"`
	State     ErasureState `json:"state"`
	Refusal   string       `json:"refusal,omitempty"`
	First     *Ref         `json:"first,omitempty" doc:"decided first, where it takes two"`
	Decider   *Ref         `json:"decider,omitempty"`
	AskedAt   time.Time    `json:"askedAt"`
	RipeAt    time.Time    `json:"ripeAt" doc:"until then nobody decides"`
	DecidedAt *time.Time   `json:"decidedAt,omitempty"`
	ClosedAt  *time.Time   `json:"closedAt,omitempty" doc:"when the account was erased"`
	EndedAt   *time.Time   `json:"endedAt,omitempty"`
	Certified int64        `json:"certified" doc:"the certificate's entry; 0: there is none"`
}

// PersonData is what is known of somebody's wishes, and what an erasure would do now.
type PersonData struct {
	Copies      []DataCopy  `json:"copies"`
	Erasure     *Erasure    `json:"erasure,omitempty"`
	Goes        []DataCount `json:"goes"`
	Cases       int64       `json:"cases" doc:"that would be destroyed"`
	Kept        []DataKept  `json:"kept"`
	Runs        bool        `json:"runs" doc:"something needs the account: it is closed when that ends"`
	Two         bool        `json:"two" doc:"something is disputed: two decide"`
	Can         []DataDo    `json:"can"`
	CopyDays    int         `json:"copyDays"`
	CoolingDays int         `json:"coolingDays"`
}

// DataRequest is what somebody of the staff asks in a person's place.
type DataRequest struct {
	Email  string     `json:"email" maxLength:"254"`
	What   string     `json:"what" enum:"copy,erasure"`
	Reason DataReason `json:"reason"`
}

// ErasureRefused is why an officer says no.
type ErasureRefused struct {
	Reason ErasureRefuse `json:"reason"`
}
