package account

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	altcha "github.com/altcha-org/altcha-lib-go"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// ErrProof says that the work is missing, wrong, too old or was handed in before.
var ErrProof = fault.New(fault.Invalid, "invalid", "solve a new challenge").At("proof")

const (
	challengeLasts = 20 * time.Minute
	challengeMost  = 100_000 // hashes; a phone needs about a second
)

// Challenge is the work to do before a public form is accepted, in ALTCHA's form.
type Challenge = altcha.Challenge

func (a *Accounts) proofKey() string { return hex.EncodeToString(a.Vault.Index("proof of work", nil)) }

// Challenge makes one. It is not stored: its signature tells it.
func (a *Accounts) Challenge(context.Context) (Challenge, error) {
	until := a.now().Add(challengeLasts)
	return altcha.CreateChallenge(altcha.ChallengeOptions{Algorithm: altcha.SHA256, MaxNumber: challengeMost, SaltLength: 16, HMACKey: a.proofKey(), Expires: &until})
}

// useWork takes a solution, base64 of ALTCHA's JSON; a second time it counts no more. Fault: invalid at proof.
func (a *Accounts) useWork(ctx context.Context, tx *db.Tx, proof string) error {
	text, err := base64.StdEncoding.DecodeString(proof)
	if err != nil {
		return ErrProof
	}
	var p altcha.Payload
	if json.Unmarshal(text, &p) != nil || altcha.Algorithm(p.Algorithm) != altcha.SHA256 {
		return ErrProof
	}
	// The library would read the machine's clock for the expiry.
	if ok, err := altcha.VerifySolutionSafe(p, a.proofKey(), false); err != nil || !ok {
		return ErrProof
	}
	until, err := expiryOf(p)
	if err != nil || !a.now().Before(until) {
		return ErrProof
	}
	n, err := tx.Exec(ctx, `INSERT INTO proof (id, expires) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, hashOf(p.Challenge), db.Micros(until))
	return needed(n, err, ErrProof)
}

func expiryOf(p altcha.Payload) (time.Time, error) {
	seconds, err := json.Number(altcha.ExtractParams(p).Get("expires")).Int64()
	return time.Unix(seconds, 0), err
}

// SignUp asks for an account for whoever reads the address. The answer is the same whether or not there is one already;
// the letter says it. Faults: absent (sign-up is off), invalid at email, language or proof, too_many.
func (a *Accounts) SignUp(ctx context.Context, email, language, proof string, from Client) error {
	if !knownLanguage(language) {
		return invalid("language", "not a language of ours")
	}
	return a.askForLink(ctx, ForSignUp, email, language, proof, from)
}

// AskReset asks for a link to set a new password; otherwise as [Accounts.SignUp]. It touches no factor.
func (a *Accounts) AskReset(ctx context.Context, email, proof string, from Client) error {
	return a.askForLink(ctx, ForReset, email, "", proof, from)
}

func (a *Accounts) askForLink(ctx context.Context, purpose Purpose, email, language, proof string, from Client) error {
	email, err := normalEmail(email)
	if err != nil {
		return err
	}
	if err := a.attempt(ctx, a.byAddress("letter", from.Address)); err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		site, err := a.Installation(ctx, tx)
		if err != nil {
			return err
		}
		if purpose == ForSignUp && !site.SignUp {
			return fault.ErrAbsent
		}
		if err := a.useWork(ctx, tx, proof); err != nil {
			return err
		}
		if language == "" {
			language = site.Language
		}
		if err := a.newLink(ctx, tx, link{purpose: purpose, email: email, language: language}); err != nil {
			return err
		}
		return a.Log.AppendAs(ctx, tx, byServer("letters", from), LetterAsked, access.Thing{Kind: "link"}, audit.Params{"purpose": string(purpose)})
	})
}
