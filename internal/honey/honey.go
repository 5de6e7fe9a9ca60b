// Package honey keeps decoys: cases that look like any other, in which nobody has any business, so that opening one tells of somebody
// who looks where they should not. An opening raises an alert, at once, to security officers; who opened it is not told.
//
// A decoy is a closed case of a client who is a decoy too ([ticket.Desk.Plant], [account.Accounts.Decoy]). It is found out by the record:
// whatever opens content leaves an entry in the same transaction (S3), and [audit.Watcher] is told of each, so that no way of opening,
// present or to come, can be forgotten here.
//
// What holds everywhere:
//   - which tickets are decoys is known to officers alone: it stands nowhere in the clear, and in no entry of a ticket's record;
//   - a list, a count or a filter raises nothing; what opens a message, a file, a field or the record of a decoy does;
//   - no letter leaves for the decoy's client;
//   - who opened one is no judge of it, officer or not: the alert does not exist for them;
//   - openings of one decoy by one person within [Window] are one alert, which counts them, until it is judged;
//   - a judged alert stays: it was explained, or became a complaint, which has all openings in its trace.
//
// It refuses officers with a post in the department where the decoy would lie: who works there makes none.
package honey

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Window is how long after the last opening another by the same person counts to the same alert.
const Window = 24 * time.Hour

// Settings are what it works with.
type Settings struct {
	DB         *db.DB
	Clock      clock.Clock
	Vault      *vault.Vault
	Log        *audit.Log
	Jobs       *job.Queue
	Live       *live.Hub
	Accounts   *account.Accounts
	Desk       *ticket.Desk
	Complaints *complaint.Complaints
	Logger     *slog.Logger // nil: silent
}

// Keeper keeps decoys and alerts. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Keeper struct{ Settings }

// Open prepares it, watches the record from now on and registers its job; call it before the record is used and the queue runs.
func Open(s Settings) *Keeper {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{s}
	k.Log.Watch(k.seen)
	k.Jobs.Handle(letterJob, k.send)
	return k
}

// Faults.
var (
	ErrRetired = fault.New(fault.Conflict, "honey_retired", "this decoy is watched no more")
	ErrJudged  = fault.New(fault.Conflict, "alert_judged", "this alert was judged already")
)

// ID names a decoy, and AlertID an alert. They have 128 random bits and say nothing of the ticket.
type (
	ID      string
	AlertID string
)

// about is what a decoy is, sealed beside it.
type about struct {
	Ticket     access.TicketID     `json:"t"`
	Number     int64               `json:"n"`
	Department access.DepartmentID `json:"d"`
	Client     access.AccountID    `json:"c"`
	Subject    string              `json:"s"`
}

func aboutPlace(id ID) vault.Place {
	return vault.Place{Kind: "honey", Row: string(id), Field: "about"}
}

func (k *Keeper) mark(t access.TicketID) []byte { return k.Vault.Index("honey ticket", []byte(t)) }

func (k *Keeper) sealAbout(id ID, a about) ([]byte, error) {
	b, err := json.Marshal(a)
	return k.Vault.SealOwn(aboutPlace(id), b), err
}

func (k *Keeper) openAbout(id ID, sealed []byte) (a about, err error) {
	b, err := k.Vault.OpenOwn(aboutPlace(id), sealed)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(b, &a)
}

// officers are those who are told, but for who opened it.
func (k *Keeper) officers(ctx context.Context, tx *db.Tx, but access.AccountID) ([]access.AccountID, error) {
	return k.holders(ctx, tx, access.Security, but)
}

func (k *Keeper) holders(ctx context.Context, tx *db.Tx, r access.Role, but access.AccountID) (all []access.AccountID, err error) {
	holders, err := k.Accounts.Holders(ctx, tx, r)
	for _, a := range holders {
		if a != but {
			all = append(all, a)
		}
	}
	return all, err
}
