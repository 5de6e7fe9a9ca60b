package scan

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"surety/internal/scan/archive"
)

// Signatures of clamd that tell of no harm, only of what it could not see (clamd.conf(5): AlertEncrypted…,
// AlertExceedsMax).
const (
	encryptedFound = "Heuristics.Encrypted."
	limitsFound    = "Heuristics.Limits.Exceeded"
)

// look opens a file for the scanner, and then looks into it if it is an archive.
func (s *Shelf) look(ctx context.Context, t taken) (r Result, err error) {
	b, err := s.open(ctx, t.grant, t.at, s.Vault.ScanFile)
	if err != nil {
		return r, err
	}
	defer b.Close()
	a, err := s.Scanner.Scan(ctx, b)
	switch {
	case err != nil:
		return r, err
	case a.TooMuch:
		return Result{State: Refused, Reason: TooLarge}, nil
	case strings.HasPrefix(a.Found, limitsFound):
		return Result{State: Refused, Reason: Limits}, nil
	case a.Found != "" && !strings.HasPrefix(a.Found, encryptedFound):
		return Result{State: Infected, Found: a.Found}, nil
	}
	inside, err := s.Look(ctx, b, b.Size())
	if err != nil {
		return r, err
	}
	r = Result{State: Clean, Marks: inside.Marks}
	if a.Found != "" && !slices.Contains(r.Marks, archive.Encrypted) {
		r.Marks = append(r.Marks, archive.Encrypted)
	}
	if inside.Reason != "" {
		r.State, r.Reason = Refused, Reason(inside.Reason)
	}
	return r, nil
}

// ReadAt reads at any offset, one read at a time.
func (b *Bytes) ReadAt(p []byte, off int64) (n int, err error) {
	if _, err := b.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err = io.ReadFull(b, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
