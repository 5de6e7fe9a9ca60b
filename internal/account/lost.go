package account

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// What the slice that gives lost access back needs of accounts. None of it takes a factor away that was there before.

// RecoveredFor is how long nothing sensitive opens after access was given back.
const RecoveredFor = 24 * time.Hour

// Knock admits a request that names an address and proves nothing: it counts the try against the network address and against the
// address, known or not. Faults: invalid at email, too_many.
func (a *Accounts) Knock(ctx context.Context, kind, email string, from Client) (string, error) {
	email, err := normalEmail(email)
	if err != nil {
		return "", err
	}
	return email, a.attempt(ctx, a.byAddress(kind, from.Address), a.byAccount(kind, a.emailIndex(email)))
}

// UseWork takes the solution of a challenge; a second time it counts no more. Fault: invalid at proof.
func (a *Accounts) UseWork(ctx context.Context, tx *db.Tx, proof string) error {
	return a.useWork(ctx, tx, proof)
}

// AtAddress is whose address it is; it asks no rights. Fault: absent.
func (a *Accounts) AtAddress(ctx context.Context, tx *db.Tx, email string) (Person, error) {
	return a.personByIndex(ctx, tx, a.emailIndex(email))
}

// PlaceOf is what a browser says of itself.
func (a *Accounts) PlaceOf(from Client) Place { return a.placeOf(from) }

// IsClient reports whether the person is nothing but a client.
func (p Person) IsClient() bool { return onlyClient(p.Roles, p.Posts) }

// TellRecovery writes to the account's owner by mail, with a link that stops everything without a sign-in, and to every open session.
func (a *Accounts) TellRecovery(ctx context.Context, tx *db.Tx, p Person, code string) error {
	a.tellChanged(tx, p.ID)
	return a.newLink(ctx, tx, link{purpose: ForStop, account: p.ID, email: p.Email, language: p.Language, letter: code})
}

// GiveBack sends the link by which the owner adds a factor, and closes from now on what is sensitive. Sessions stay until the
// link is followed: a press in one of them must still stop it.
func (a *Accounts) GiveBack(ctx context.Context, tx *db.Tx, p Person) error {
	if err := a.closeSensitive(ctx, tx, p.ID, a.now().Add(RecoveredFor)); err != nil {
		return err
	}
	return a.newLink(ctx, tx, link{purpose: ForRecovery, account: p.ID, email: p.Email, language: p.Language})
}

// HandBack is [Accounts.GiveBack] for the operator: the link's token goes to who asks, not into a letter.
func (a *Accounts) HandBack(ctx context.Context, tx *db.Tx, p Person) (token string, until time.Time, err error) {
	if err := a.closeSensitive(ctx, tx, p.ID, a.now().Add(RecoveredFor)); err != nil {
		return "", until, err
	}
	l, err := a.insertLink(ctx, tx, link{purpose: ForRecovery, account: p.ID, email: p.Email, language: p.Language})
	if err != nil {
		return "", until, err
	}
	return a.arm(ctx, tx, l)
}

func (a *Accounts) closeSensitive(ctx context.Context, tx *db.Tx, id access.AccountID, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET recovered_until = $1 WHERE id = $2 AND recovered_until < $1`, db.Micros(until), string(id))
	a.tellChanged(tx, id)
	return err
}

// EnterRecovered follows the link: it starts a session in which nothing can be done but to add a factor, ends all others, which may
// be on a device that was lost, and closes for a day what is sensitive. Fault: link_used.
func (a *Accounts) EnterRecovered(ctx context.Context, tx *db.Tx, token, previous string, from Client) (s Session, err error) {
	l, err := a.useLink(ctx, tx, token, ForRecovery)
	if err != nil {
		return s, err
	}
	if err := a.lockAccount(ctx, tx, l.account); err != nil {
		return s, ErrLink.Because(err)
	}
	if _, err := a.endSessions(ctx, tx, l.account, ""); err != nil {
		return s, err
	}
	if err := a.closeSensitive(ctx, tx, l.account, a.now().Add(RecoveredFor)); err != nil {
		return s, err
	}
	return a.begin(ctx, tx, arrival{l.account, EnrolPending, ByPassword, "recovery", previous, from})
}

// RecoveryLink hints at the address of the account that the link lets in. Fault: link_used.
func (a *Accounts) RecoveryLink(ctx context.Context, token string) (maskedEmail string, err error) {
	l, err := a.linkOf(ctx, token, ForRecovery)
	return mask(l.email), err
}

// StopLink reports whether the link can still be used. Fault: link_used.
func (a *Accounts) StopLink(ctx context.Context, token string) error {
	_, err := a.linkOf(ctx, token, ForStop)
	return err
}

// UseStop uses up the link that stops a recovery, with all others in earlier letters, and says whose it is. Fault: link_used.
func (a *Accounts) UseStop(ctx context.Context, tx *db.Tx, token string) (access.AccountID, error) {
	l, err := a.useLink(ctx, tx, token, ForStop)
	return l.account, err
}

// DropRecovery makes a link that was sent worthless.
func (a *Accounts) DropRecovery(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	_, err := tx.Exec(ctx, `UPDATE link SET used = TRUE WHERE account = $1 AND purpose = $2`, string(id), string(ForRecovery))
	return err
}

// UndoRecovery takes away what was added after the link was followed, and ends every session. What was there before stays;
// recovery codes are those of before, since none are made on that day.
func (a *Accounts) UndoRecovery(ctx context.Context, tx *db.Tx, id access.AccountID, since time.Time) error {
	for _, table := range []string{"passkey", "totp"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE account = $1 AND created >= $2`, string(id), db.Micros(since)); err != nil {
			return err
		}
	}
	if _, err := a.insertSignIn(ctx, tx, id, "recovery_stopped", true, Client{}); err != nil {
		return err
	}
	_, err := a.endSessions(ctx, tx, id, "")
	a.tellChanged(tx, id)
	return err
}

// Given finds whether somebody is there; a stranger to the installation is nobody, without a fault.
func Given(p Person, err error) (Person, error) {
	if errors.Is(err, fault.ErrAbsent) {
		return Person{}, nil
	}
	return p, err
}
