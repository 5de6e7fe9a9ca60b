package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/config"
	"surety/internal/document"
)

const rootLong = `Prints the certificate by which anybody verifies the seals on papers of this installation: contracts, certificates of
destruction, status reports. Publish it, so that who holds a paper has it from elsewhere than the paper.`

func evidenceRootCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "root --data DIR", Short: "Print the certificate by which papers are verified", Long: rootLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			der, err := s.deals.Root(ctx)
			if err != nil {
				return err
			}
			return pem.Encode(c.OutOrStdout(), &pem.Block{Type: "CERTIFICATE", Bytes: der})
		})
	}
	cfg.Register(c.Flags(), append([]string{"blobs"}, places...)...)
	return c
}

// isPaper reports whether the file is a PDF and not a pack.
func isPaper(f io.ReaderAt) bool {
	var head [5]byte
	_, err := f.ReadAt(head[:], 0)
	return err == nil && bytes.Equal(head[:], []byte("%PDF-"))
}

// verifyPaper checks every seal of a PDF by a certificate that the reader has from elsewhere.
func verifyPaper(w io.Writer, f io.Reader, rootFile string, asJSON bool) error {
	if rootFile == "" {
		return usage(errors.New("--root FILE is needed for a paper: the certificate that surety evidence root prints"))
	}
	text, err := os.ReadFile(rootFile)
	if err != nil {
		return usage(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return usage(fmt.Errorf("%s holds no certificate", rootFile))
	}
	pdf, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	r, err := document.Verify(pdf, document.Trust{Signers: roots, Stamps: roots, Now: time.Now()})
	if err != nil {
		return coded{exitDamaged, err}
	}
	if err := tellPaper(w, r, asJSON); err != nil || r.Sound() {
		return err
	}
	bad := slices.Clone(r.Findings)
	for _, s := range r.Signatures {
		bad = append(bad, s.Findings...)
	}
	return coded{exitDamaged, fmt.Errorf("the paper does not hold: %s", joined(bad))}
}

func tellPaper(w io.Writer, r document.Report, asJSON bool) error {
	seals := []map[string]any{}
	for _, s := range r.Signatures {
		one := map[string]any{"name": s.Name, "reason": s.Reason, "findings": append([]document.Finding{}, s.Findings...)}
		if s.Stamp != nil {
			one["at"] = s.Stamp.Time.Format(time.RFC3339)
		}
		seals = append(seals, one)
	}
	if asJSON {
		return printJSON(w, map[string]any{"ok": r.Sound(), "seals": seals, "findings": append([]document.Finding{}, r.Findings...)})
	}
	if !r.Sound() {
		return nil
	}
	_, err := fmt.Fprintln(w, "The paper holds: it is as it was sealed, and these seals are whole")
	for _, s := range seals {
		_, err = fmt.Fprintf(w, "- %s, %s, %v\n", s["name"], s["reason"], s["at"])
	}
	return err
}

func joined(all []document.Finding) string {
	var texts []string
	for _, f := range all {
		texts = append(texts, string(f))
	}
	return strings.Join(texts, ", ")
}
