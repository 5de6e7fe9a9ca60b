package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/recovery"
)

// The closed vocabularies of lost access.
type (
	RecoveryState   string
	RecoveryDo      string
	RecoveryReason  string
	RecoveryRefusal string
)

func (RecoveryState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecoveryState", each(recovery.States, func(s recovery.State) any { return string(s) })...)
}

func (RecoveryDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecoveryDo", "approve", "call", "refuse")
}

func (RecoveryReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecoveryReason", each(recovery.Reasons, func(s string) any { return s })...)
}

func (RecoveryRefusal) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecoveryRefusal", each(recovery.Refusals, func(s string) any { return s })...)
}

// AccessAsked asks to be let in to the account of an address, by somebody who proves nothing yet.
type AccessAsked struct {
	Email    string `json:"email" maxLength:"254"`
	Language string `json:"language" enum:"en,ru,fa,zh" doc:"of the words to be said on the telephone"`
	Proof    string `json:"proof" maxLength:"2000" doc:"the solved challenge, base64"`
}

// AccessToken is what the asking browser keeps, to see the words.
type AccessToken struct {
	Token string `json:"token"`
}

// AccessWaiting is what the asking browser shows. It says the same whether or not there is such an account.
type AccessWaiting struct {
	State       string     `json:"state" enum:"waiting,granted,withdrawn,over"`
	EmailMasked string     `json:"emailMasked"`
	Words       []string   `json:"words" doc:"to be said to who calls; they change"`
	WordsUntil  *time.Time `json:"wordsUntil,omitempty"`
	ExpiresAt   time.Time  `json:"expiresAt"`
}

// Recovery is a request to be let in again, as who may decide it sees it.
type Recovery struct {
	ID          string         `json:"id"`
	State       RecoveryState  `json:"state"`
	Owner       Ref            `json:"owner"`
	EmailMasked string         `json:"emailMasked"`
	Staff       bool           `json:"staff" doc:"more than a client: only security officers and administrators decide"`
	Operator    bool           `json:"operator" doc:"given back by a command on the server: nobody was called"`
	Number      string         `json:"number,omitempty" doc:"partly shown; absent: none counted when it was asked, so it can only be refused"`
	Device      string         `json:"device"`
	Browser     string         `json:"browser"`
	OS          string         `json:"os"`
	Address     string         `json:"address"`
	Country     string         `json:"country"`
	AskedAt     time.Time      `json:"askedAt"`
	ExpiresAt   time.Time      `json:"expiresAt"`
	WrongWords  int            `json:"wrongWords"`
	Others      int            `json:"others" doc:"further requests for the same account, open now"`
	Calls       []RecoveryCall `json:"calls"`
	Can         []RecoveryDo   `json:"can"`
}

// RecoveryCall is what one of staff did about it.
type RecoveryCall struct {
	Caller     Ref            `json:"caller"`
	Reason     RecoveryReason `json:"reason"`
	ShownAt    time.Time      `json:"shownAt"`
	ApprovedAt *time.Time     `json:"approvedAt,omitempty"`
}

// RecoveryWhy says why one wants the number.
type RecoveryWhy struct {
	Reason RecoveryReason `json:"reason"`
}

// RecoveryNumber is the number to call; there is no other.
type RecoveryNumber struct {
	Number string `json:"number"`
}

// RecoveryHeard is what the person called said.
type RecoveryHeard struct {
	Words     string `json:"words" minLength:"1" maxLength:"200"`
	Uninvited bool   `json:"uninvited" doc:"nobody asked the caller to be the one who decides"`
}

// RecoveryRefused says why.
type RecoveryRefused struct {
	Reason RecoveryRefusal `json:"reason"`
}

// OwnRecovery is a request for one's own account that can still be stopped.
type OwnRecovery struct {
	State   RecoveryState `json:"state"`
	AskedAt time.Time     `json:"askedAt"`
	Device  string        `json:"device"`
	Browser string        `json:"browser"`
	OS      string        `json:"os"`
	Address string        `json:"address"`
	Country string        `json:"country"`
}

// CallBack is one's number to be called at when access is lost, partly shown.
type CallBack struct {
	ID       string     `json:"id"`
	Number   string     `json:"number"`
	CountsAt time.Time  `json:"countsAt" doc:"from when staff may call it"`
	EndsAt   *time.Time `json:"endsAt,omitempty"`
}

// NewCallBack gives a number.
type NewCallBack struct {
	Number string `json:"number" minLength:"1" maxLength:"40" doc:"with the country's code (ITU-T E.164)"`
}
