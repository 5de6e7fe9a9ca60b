package web

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"time"
)

// PaperRoot is the certificate by which anybody verifies the seals on papers of this installation.
type PaperRoot struct {
	PEM     string    `json:"pem" doc:"the certificate, to be given to a reader of PDF signatures"`
	SHA256  string    `json:"sha256" doc:"its fingerprint, in hex: to be compared with one from elsewhere"`
	Name    string    `json:"name" doc:"whom it names"`
	UntilAt time.Time `json:"untilAt" doc:"until when it holds"`
}

// paperRoot is for everybody: who is shown a paper is often nobody's user, and what it holds is in every paper as well.
func (s *Server) paperRoot(ctx context.Context, _ *none) (*reply[PaperRoot], error) {
	der, err := s.Deals.Root(ctx)
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(der)
	return &reply[PaperRoot]{PaperRoot{string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), hex.EncodeToString(sum[:]), c.Subject.CommonName, c.NotAfter.UTC()}}, nil
}
