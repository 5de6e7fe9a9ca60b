package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/db"
)

func recordKey(c *config.Config) string    { return filepath.Join(keysDir(c), "record.key") }
func recordPublic(c *config.Config) string { return filepath.Join(keysDir(c), "record.pub") }

// openRecord opens the record to write to it.
func openRecord(ctx context.Context, c *config.Config, clk clock.Clock, data *db.DB, log *slog.Logger, create bool) (*audit.Log, error) {
	secret, err := os.ReadFile(recordKey(c))
	if errors.Is(err, fs.ErrNotExist) && create {
		secret, err = makeRecordKey(c)
	}
	if err != nil {
		return nil, fmt.Errorf("the record's key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return nil, fmt.Errorf("the record's key: %w", err)
	}
	s, err := recordReader(c, clk, data, log)
	if err != nil {
		return nil, err
	}
	s.Signer = signer
	return audit.Open(ctx, s)
}

// recordReader is what verifying needs: the public key alone.
func recordReader(c *config.Config, clk clock.Clock, data *db.DB, log *slog.Logger) (audit.Settings, error) {
	public, err := publicKey(c)
	if err != nil {
		return audit.Settings{}, err
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		return audit.Settings{}, fmt.Errorf("the record's public key: %w", err)
	}
	return audit.Settings{DB: data, Clock: clk, Verifier: v, Origin: v.Name(), Logger: log}, nil
}

// publicKey is the line that an outsider needs to verify receipts, exports and checkpoints.
func publicKey(c *config.Config) (string, error) {
	line, err := os.ReadFile(recordPublic(c))
	if err != nil {
		return "", fmt.Errorf("the record's public key: %w", err)
	}
	return strings.TrimSpace(string(line)), nil
}

// makeRecordKey makes the key pair once; the record is named after the address it began under.
func makeRecordKey(c *config.Config) ([]byte, error) {
	secret, public, err := audit.NewKey(c.Address().Host + "/record")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(recordPublic(c), []byte(public+"\n"), 0o600); err != nil {
		return nil, err
	}
	return []byte(secret), os.WriteFile(recordKey(c), []byte(secret+"\n"), 0o600)
}
