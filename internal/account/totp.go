package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Proof is a second factor handed in: a code of the app, or one of the recovery codes.
type Proof struct{ Code, RecoveryCode string }

func (p Proof) how() string {
	if p.RecoveryCode != "" {
		return "recovery_code"
	}
	return "totp"
}

const (
	totpStep   = 30 * time.Second
	totpSecret = 20 // bytes, RFC 4226 section 4
)

// totpText is how apps take a secret.
var totpText = base32.StdEncoding.WithPadding(base32.NoPadding)

// matchStep finds the step, at most one from now, whose code was typed; RFC 6238 section 5.2.
func matchStep(secret, code string, now time.Time) (step int64, ok bool) {
	present := now.Unix() / int64(totpStep/time.Second)
	for _, s := range []int64{present, present - 1, present + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*int64(totpStep/time.Second), 0), totp.ValidateOpts{Period: uint(totpStep / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true
		}
	}
	return 0, false
}

// digits is a code as typed on any keyboard: Persian and Arabic digits count, spaces and dashes do not.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r = asciiDigit(r); '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, fold(code))
}

// useTOTP takes a code of a confirmed app. The step is stored with the check, so that a code counts once, also when it is
// handed in twice at the same moment. Fault: code_wrong.
func (a *Accounts) useTOTP(ctx context.Context, tx *db.Tx, id access.AccountID, code string) error {
	return a.takeCode(ctx, tx, id, code, true)
}

func (a *Accounts) takeCode(ctx context.Context, tx *db.Tx, id access.AccountID, code string, confirmed bool) error {
	var sealed []byte
	err := tx.Get(ctx, `SELECT secret FROM totp WHERE account = $1 AND confirmed = $2`, []any{string(id), confirmed}, &sealed)
	if errors.Is(err, fault.ErrAbsent) {
		return ErrCode
	}
	if err != nil {
		return err
	}
	secret, err := a.open("totp", string(id), "secret", sealed)
	if err != nil {
		return err
	}
	step, ok := matchStep(secret, digits(code), a.now())
	if !ok {
		return ErrCode
	}
	n, err := tx.Exec(ctx, `UPDATE totp SET last_step = $1, confirmed = TRUE WHERE account = $2 AND last_step < $1 AND confirmed = $3 AND secret = $4`, step, string(id), confirmed, sealed)
	return needed(n, err, ErrCode)
}

// useProof takes whichever second factor was handed in. Fault: code_wrong.
func (a *Accounts) useProof(ctx context.Context, tx *db.Tx, id access.AccountID, p Proof) error {
	if p.RecoveryCode != "" {
		return a.useRecoveryCode(ctx, tx, id, p.RecoveryCode)
	}
	return a.useTOTP(ctx, tx, id, p.Code)
}

// BeginTOTP makes a secret for an authenticator app. It counts once [Accounts.ConfirmTOTP] has seen a code.
// Right: own.factor. Fault: conflict (there is one already).
func (a *Accounts) BeginTOTP(ctx context.Context, who access.Actor) (secret, uri string, err error) {
	if _, err := a.browser(who, access.OwnFactor); err != nil {
		return "", "", err
	}
	var raw [totpSecret]byte
	rand.Read(raw[:])
	secret = totpText.EncodeToString(raw[:])
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		site, err := a.Installation(ctx, tx)
		if err != nil {
			return err
		}
		uri = totpURI(site.Name, p.Email, secret)
		n, err := tx.Exec(ctx, `INSERT INTO totp (account, secret, confirmed, last_step, created) VALUES ($1, $2, FALSE, 0, $3)
			ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, created = excluded.created, last_step = 0 WHERE NOT totp.confirmed`,
			string(who.Account), a.seal("totp", string(who.Account), "secret", secret), db.Micros(a.now()))
		return needed(n, err, fault.ErrConflict)
	})
	return secret, uri, err
}

// totpURI is what the QR code says; see the Key URI Format of authenticator apps.
func totpURI(issuer, email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email, RawQuery: strings.ReplaceAll(q.Encode(), "+", "%20")}
	return u.String()
}

// ConfirmTOTP takes the app into use and returns recovery codes, shown once. It ends the account's other sessions and
// gives this one a new token; an enrolment is complete. The owner is told. Right: own.factor. Faults: code_wrong, too_many.
func (a *Accounts) ConfirmTOTP(ctx context.Context, who access.Actor, code string, from Client) (codes []string, s Session, err error) {
	g, err := a.browser(who, access.OwnFactor)
	if err != nil {
		return nil, s, err
	}
	mine := a.byAccount("confirm", []byte(who.Account))
	if err := a.attempt(ctx, mine); err != nil {
		return nil, s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		if err := a.takeCode(ctx, tx, who.Account, code, false); err != nil {
			return err
		}
		if codes, err = a.firstCodes(ctx, tx, who); err != nil {
			return err
		}
		if err := forgive(ctx, tx, mine); err != nil {
			return err
		}
		s, err = a.factorChanged(ctx, tx, g, change{letterFactorAdded, "totp", Strong}, from)
		return err
	})
	return codes, s, err
}

// firstCodes makes recovery codes for an app just taken into use. On the day after access was given back there are none: those of
// before stay, and whoever came in instead of the owner keeps none when it is undone.
func (a *Accounts) firstCodes(ctx context.Context, tx *db.Tx, who access.Actor) ([]string, error) {
	if !who.Recovered.IsZero() {
		return nil, nil
	}
	return a.replaceRecoveryCodes(ctx, tx, who.Account)
}

// RemoveTOTP takes the app and the recovery codes away; otherwise as [Accounts.RemovePasskey].
// Right: own.factor_remove. Faults: absent, conflict, password_weak.
func (a *Accounts) RemoveTOTP(ctx context.Context, who access.Actor, from Client) (s Session, err error) {
	g, err := a.browser(who, access.OwnWeaken)
	if err != nil {
		return s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM totp WHERE account = $1 AND confirmed`, string(who.Account))
		if err := needed(n, err, fault.ErrAbsent); err != nil {
			return err
		}
		if err := a.mayLack(ctx, tx, who.Account); err != nil {
			return err
		}
		s, err = a.factorChanged(ctx, tx, g, change{letterFactorRemoved, "totp", ""}, from)
		return err
	})
	return s, err
}

// NewRecoveryCodes replaces all recovery codes. The owner is told. Right: own.factor_remove. Fault: conflict (no second
// factor that they could stand in for).
func (a *Accounts) NewRecoveryCodes(ctx context.Context, who access.Actor, from Client) (codes []string, err error) {
	g, err := a.browser(who, access.OwnWeaken)
	if err != nil {
		return nil, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := factorsOf(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if !f.Second() {
			return fault.ErrConflict
		}
		if codes, err = a.replaceRecoveryCodes(ctx, tx, who.Account); err != nil {
			return err
		}
		if _, err := a.insertSignIn(ctx, tx, who.Account, "recovery_codes_replaced", true, from); err != nil {
			return err
		}
		if err := a.addLetter(ctx, tx, letter{Code: letterFactorAdded, Account: who.Account, What: "recovery_codes"}); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "recovery_codes"})
	})
	return codes, err
}
