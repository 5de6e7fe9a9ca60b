package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/netip"

	altcha "github.com/altcha-org/altcha-lib-go"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

// newRecovery is a request of a client whose number counts. Each is asked from an address of its own.
func (s *scene) newRecovery() string {
	s.T.Helper()
	ctx := context.Background()
	owner := s.Client()
	owner.SteppedUp = true
	s.must(s.Accounts.SetCallBack(ctx, owner, "+442079460018", account.Client{}))
	s.must(s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE call_back SET counts = 0 WHERE account = $1`, string(owner.Account))
		return err
	}))
	p, err := s.Accounts.Profile(ctx, owner.Account)
	s.must(err)
	s.asked++
	_, err = s.server.Recoveries.Ask(ctx, p.Email, "en", s.solved(), account.Client{Address: netip.AddrFrom4([4]byte{198, 51, 100, byte(s.asked)})})
	s.must(err)
	s.must(s.Jobs.Drain(ctx))
	all, err := s.server.Recoveries.List(ctx, s.people["security"])
	s.must(err)
	for _, v := range all {
		if v.Owner == owner.Account {
			s.recoveryOwner = owner.Account
			return string(v.ID)
		}
	}
	s.T.Fatal("the request is not listed")
	return ""
}

// solved is the work to do before a public form is taken.
func (s *scene) solved() string {
	s.T.Helper()
	c, err := s.Accounts.Challenge(context.Background())
	s.must(err)
	found, err := altcha.SolveChallenge(c.Challenge, c.Salt, altcha.SHA256, int(c.MaxNumber), 0, nil)
	s.must(err)
	text, err := json.Marshal(altcha.Payload{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: int64(found.Number), Salt: c.Salt, Signature: c.Signature})
	s.must(err)
	return base64.StdEncoding.EncodeToString(text)
}

// recoveryFor is what a row of lost access asks the rules about.
func (s *scene) recoveryFor(r Route, who access.Actor) access.Thing {
	if r.Path == "/recoveries" {
		return access.Thing{Kind: "recovery", Staff: who.Has(access.Administrator)}
	}
	return access.Thing{Kind: "recovery", ID: s.recovery, Owner: s.recoveryOwner}
}
