package vault

import (
	"context"
	"errors"
	"io"

	"surety/internal/access"
)

// A file is closed while nobody may fetch it: its key is sealed for another use than that of a file's key, so that
// [Vault.OpenFile] cannot open it, whatever a row says of it and whoever asks. Only a grant for [access.FileScan] opens
// a closed file, closes one, or lets one go.

// NewClosedFile is NewFile for bytes that somebody brought and that were not scanned yet. Right and faults: as Seal.
func (v *Vault) NewClosedFile(ctx context.Context, g access.Grant, p Place) (*FileSealer, error) {
	return v.newFile(ctx, useClosedFile, g, p)
}

// ScanFile opens a file for the scanner, closed or not. Right: file.scan, on the record. Faults: grant_unfit,
// sealed_damaged.
func (v *Vault) ScanFile(ctx context.Context, g access.Grant, p Place, sealedKey []byte, blob io.ReaderAt, sealedSize int64) (*FileReader, error) {
	key, _, err := v.scanKey(ctx, g, p, sealedKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return openStream(key, blob, sealedSize)
}

// ReleaseFile seals a file's key so that whoever may fetch the file can open it. Right and faults: as ScanFile.
func (v *Vault) ReleaseFile(ctx context.Context, g access.Grant, p Place, sealedKey []byte) ([]byte, error) {
	return v.rekey(ctx, useFileKey, g, p, sealedKey)
}

// CloseFile seals a file's key so that nobody but the scanner can open it. Right and faults: as ScanFile.
func (v *Vault) CloseFile(ctx context.Context, g access.Grant, p Place, sealedKey []byte) ([]byte, error) {
	return v.rekey(ctx, useClosedFile, g, p, sealedKey)
}

func (v *Vault) rekey(ctx context.Context, use string, g access.Grant, p Place, sealedKey []byte) ([]byte, error) {
	key, was, err := v.scanKey(ctx, g, p, sealedKey)
	if err != nil || was == use {
		return sealedKey, err
	}
	defer clear(key)
	return v.sealFor(ctx, use, g, p, key)
}

// scanKey opens a file's key for the scanner and tells its use.
func (v *Vault) scanKey(ctx context.Context, g access.Grant, p Place, sealedKey []byte) (key []byte, use string, err error) {
	if !g.Valid() || g.Action() != access.FileScan || g.Ticket() == "" || !g.Recorded() {
		return nil, "", ErrGrant
	}
	return v.eitherKey(ctx, g, p, sealedKey)
}

// eitherKey opens the key of a file that may be closed.
func (v *Vault) eitherKey(ctx context.Context, g access.Grant, p Place, sealedKey []byte) (key []byte, use string, err error) {
	for _, use = range []string{useFileKey, useClosedFile} {
		if key, err = v.openFor(ctx, use, g, p, sealedKey); err == nil || !errors.Is(err, ErrSealed) {
			break
		}
	}
	return key, use, err
}
