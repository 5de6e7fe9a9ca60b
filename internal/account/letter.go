package account

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/mail"
)

const (
	letterJob = "account.letter"

	letterWelcomeExists   = "welcome_exists"
	letterNewSignIn       = "new_sign_in"
	letterFactorAdded     = "factor_added"
	letterFactorRemoved   = "factor_removed"
	letterPasswordChanged = "password_changed"
	letterDisabled        = "account_disabled"
	letterCallBack        = "call_back_changed"
	letterCodeUsed        = "recovery_code_used"

	// lettersAnHour bounds what a stranger can have sent to an address by asking again and again.
	lettersAnHour = 3
)

// letter is a job's payload: ids and codes only.
type letter struct {
	Code    string           `json:"code"`
	Account access.AccountID `json:"account,omitempty"`
	Link    string           `json:"link,omitempty"`
	SignIn  string           `json:"signIn,omitempty"`
	What    string           `json:"what,omitempty"`
	At      time.Time        `json:"at"`
}

func (a *Accounts) addLetter(ctx context.Context, tx *db.Tx, l letter) error {
	l.At = a.now()
	return a.Jobs.Add(ctx, tx, letterJob, l)
}

// sendLetter writes a letter and hands it to the transport. What is not to be sent any more is dropped without a word, and
// so is every letter where there is no mail.
func (a *Accounts) sendLetter(ctx context.Context, j job.Job) error {
	if a.Transport == nil {
		return nil
	}
	var l letter
	if err := json.Unmarshal(j.Payload, &l); err != nil {
		return job.Hopeless(err)
	}
	var m mail.Letter
	var site Installation
	err := a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if site, err = a.Installation(ctx, tx); err != nil {
			return err
		}
		if l.Link != "" {
			m, err = a.composeLink(ctx, tx, l)
		} else {
			m, err = a.composeNotice(ctx, tx, l)
		}
		return err
	})
	if errors.Is(err, ErrLink) || errors.Is(err, fault.ErrAbsent) {
		return nil
	}
	if err != nil {
		return err
	}
	message, err := mail.Compose(mail.Installation{Name: site.Name, URL: a.URL}, m)
	if err != nil {
		return job.Hopeless(err)
	}
	return a.send(ctx, m.To, message, j)
}

// send is the only way out: nothing leaves for the address of a decoy, whoever asked for it.
func (a *Accounts) send(ctx context.Context, to string, m mail.Message, j job.Job) error {
	silent := false
	if err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		silent, err = a.silent(ctx, tx, to)
		return err
	}); err != nil || silent {
		return err
	}
	return a.Transport.Send(ctx, to, m, j.ID)
}

// Mails reports whether letters are sent at all.
func (a *Accounts) Mails() bool { return a.Transport != nil }

// Deliver writes a letter that a slice asked for by a job and hands it to the transport: it says that something happened, with
// a link, and never what it is about. Who has left is not written to; where there is no mail, nobody is. Fault: a hopeless one
// when the address is refused for good.
func (a *Accounts) Deliver(ctx context.Context, j job.Job, to Contact, code string, data map[string]string) error {
	if a.Transport == nil || !to.Active {
		return nil
	}
	var site Installation
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		site, err = a.Installation(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	m, err := mail.Compose(mail.Installation{Name: site.Name, URL: a.URL}, mail.Letter{To: to.Email, Name: to.Name, Language: to.Language,
		Calendar: to.Calendar, TimeZone: to.TimeZone, Code: code, Data: data})
	if err == nil {
		err = a.send(ctx, to.Email, m, j)
	}
	if errors.Is(err, mail.ErrRefused) {
		return job.Hopeless(err)
	}
	return err
}

// composeNotice tells an account what happened to it.
func (a *Accounts) composeNotice(ctx context.Context, tx *db.Tx, l letter) (mail.Letter, error) {
	p, err := a.Person(ctx, tx, l.Account)
	if err != nil {
		return mail.Letter{}, err
	}
	data := map[string]string{"what": l.What, "at": l.At.Format(time.RFC3339)}
	if l.SignIn != "" {
		one, err := db.One(ctx, tx, a.scanSignIn, `SELECT id, at, how, ok, device FROM sign_in WHERE id = $1`, l.SignIn)
		if err != nil {
			return mail.Letter{}, err
		}
		data["device"], data["address"], data["country"] = one.label(), one.Address, one.Country
	}
	return letterTo(p, l.Code, data), nil
}

func letterTo(p Person, code string, data map[string]string) mail.Letter {
	return mail.Letter{To: p.Email, Name: p.Name, Language: p.Language, Calendar: p.Calendar, TimeZone: p.TimeZone, Code: code, Data: data}
}

// composeLink decides what becomes of a link that was asked for and makes its token. Everything that depends on whether
// an account exists happens here, long after the asker was answered. Fault: link_used (there is nothing to send).
func (a *Accounts) composeLink(ctx context.Context, tx *db.Tx, asked letter) (m mail.Letter, err error) {
	l, err := db.One(ctx, tx, a.scanLink, `SELECT `+linkColumns+` FROM link WHERE id = $1`, asked.Link)
	if err != nil {
		return m, err
	}
	if few, err := a.fewLetters(ctx, tx, l); err != nil || !few {
		return m, errors.Join(err, ErrLink)
	}
	p, err := a.personByIndex(ctx, tx, a.emailIndex(l.email))
	if err != nil && !errors.Is(err, fault.ErrAbsent) {
		return m, err
	}
	if l.account == "" {
		if l, err = a.bindLink(ctx, tx, l, p); err != nil {
			return m, err
		}
	}
	if p.ID == "" {
		p = Person{Email: l.email, Language: l.language}
	}
	if l.purpose == ForSignUp && p.State == Active {
		return letterTo(p, letterWelcomeExists, nil), nil
	}
	token, until, err := a.arm(ctx, tx, l)
	if err != nil {
		return m, err
	}
	names, err := a.OrganisationNames(ctx, tx, []access.OrganisationID{p.Organisation})
	code := string(l.purpose)
	if l.purpose == ForStop {
		code = asked.Code // several letters carry it
	}
	return letterTo(p, code, map[string]string{"token": token, "at": asked.At.Format(time.RFC3339), "until": until.Format(time.RFC3339), "organisation": names[p.Organisation]}), err
}

// bindLink settles for whom a link is that a stranger asked for by address alone. An invited person who signs up gets
// the invitation again; a disabled account and a reset for nobody get nothing.
func (a *Accounts) bindLink(ctx context.Context, tx *db.Tx, l link, p Person) (link, error) {
	switch {
	case l.purpose == ForSignUp && (p.ID == "" || p.State == Active):
		return l, nil
	case l.purpose == ForSignUp && p.State == Invited:
		l.purpose = ForInvitation
	case l.purpose == ForReset && p.State == Active:
	default:
		return l, ErrLink
	}
	l.account = p.ID
	_, err := tx.Exec(ctx, `UPDATE link SET purpose = $1, account = $2 WHERE id = $3`, string(l.purpose), string(l.account), l.id)
	return l, err
}

// fewLetters keeps a stranger from filling somebody's mailbox. Invitations are sent by people with the right to, and of
// requests to be let in again only few concern one account.
func (a *Accounts) fewLetters(ctx context.Context, tx *db.Tx, l link) (bool, error) {
	if l.purpose == ForInvitation || l.purpose == ForRecovery || l.purpose == ForStop {
		return true, nil
	}
	var n int
	err := tx.Get(ctx, `SELECT count(*) FROM link WHERE email_index = $1 AND purpose = $2 AND created > $3 AND created <= (SELECT created FROM link WHERE id = $4)`,
		[]any{a.emailIndex(l.email), string(l.purpose), db.Micros(a.now().Add(-time.Hour)), l.id}, &n)
	return n <= lettersAnHour, err
}
