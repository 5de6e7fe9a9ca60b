package assurance

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter: numbers, a time and a link.
const letterJob = "assurance.letter"

type letter struct {
	Account  access.AccountID `json:"account"`
	Code     string           `json:"code"`
	Report   string           `json:"report,omitempty"`
	FollowUp string           `json:"followUp,omitempty"` // it waits for an answer, or there is nothing to write
	Cases    int64            `json:"cases,omitempty"`
	Openings int64            `json:"openings,omitempty"`
	Until    int64            `json:"until,omitempty"` // microseconds
}

// Codes of letters; their words are in package mail.
const (
	letterReport   = "status_report"      // to the client
	letterFollowUp = "follow_up"          // to who is to answer
	letterOverdue  = "follow_up_overdue"  // to them and to security officers
	letterAnswered = "follow_up_answered" // to the client
)

func (d *Desk) post(ctx context.Context, tx *db.Tx, l letter) error {
	if !d.Accounts.Mails() {
		return nil
	}
	return d.Jobs.Add(ctx, tx, letterJob, l)
}

// send composes at the time of sending: nobody is asked for what is done by then.
func (d *Desk) send(ctx context.Context, j job.Job) error {
	var l letter
	if err := json.Unmarshal(j.Payload, &l); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	done := false
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if l.FollowUp != "" {
			f, err := followUpOf(ctx, tx, l.FollowUp, false)
			if err != nil {
				return err
			}
			done = f.answered.Valid
		}
		to, err = d.Accounts.Contact(ctx, tx, l.Account)
		return err
	})
	if done || err != nil && fault.KindOf(err) == fault.Absent {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Accounts.Deliver(ctx, j, to, l.Code, l.data())
}

func (l letter) data() map[string]string {
	data := map[string]string{}
	if l.Code == letterReport {
		data["cases"], data["openings"] = itoa(l.Cases), itoa(l.Openings)
	}
	if l.Report != "" {
		data["report"] = l.Report
	}
	if l.Until != 0 {
		data["until"] = db.Time(l.Until).Format(time.RFC3339)
	}
	return data
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
