package web

import (
	"context"
	"os"

	"surety/internal/handover"
)

// What the browsers' library made: a public key, an identity sealed by a passphrase, and a secret sealed to the key. They are read when asked for: this program
// is also started as a cell, which has no files.
func recipient() string    { return string(sealedSample("recipient.txt")) }
func sealedSecret() []byte { return sealedSample("secret.age") }

func sealedSample(name string) []byte {
	b, err := os.ReadFile("../handover/testdata/" + name)
	if err != nil {
		panic(err)
	}
	return b
}

// newKey publishes the key of the case's specialist.
func (s *scene) newKey() string {
	s.T.Helper()
	ctx, who := context.Background(), s.specialist
	who.SteppedUp = true
	s.must(s.server.Secrets.Publish(ctx, who, recipient(), []handover.Lock{{Kind: handover.Passphrase, Label: "Words", Sealed: sealedSample("phrase.age")}}))
	own, err := s.server.Secrets.Own(ctx, who)
	s.must(err)
	return own.Key.ID
}

// newSecret is one that the requester hands over on a ticket of its own.
func (s *scene) newSecret() string {
	s.T.Helper()
	t, _ := s.fresh()
	id, err := s.server.Secrets.Give(context.Background(), s.requester, t.ID, handover.Gift{Reader: s.specialist.Account, Key: s.key, Term: handover.Once, Label: "L", Sealed: sealedSecret()})
	s.must(err)
	return id
}
