// Package parcel seals whole files to somebody who is elsewhere: what the server seals so, it cannot open again.
//
// The form is age's (age-encryption.org/v1) with hybrid keys (ML-KEM-768 with X25519), so that the holder of the secret can
// open a parcel with age alone, without Surety. The package refuses every other kind of key: a parcel is never sealed to
// a passphrase or to several. A parcel that was cut off or altered fails before its end is read; who reads one must
// therefore read it to its end before trusting any of it.
package parcel

import (
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"surety/internal/fault"
)

// ErrParcel is the one answer to what does not open.
var ErrParcel = fault.New(fault.Invalid, "parcel_damaged", "it does not open with this key, or is damaged")

// NewKey makes a pair: the secret, which opens, and the recipient, which only seals.
func NewKey() (secret, recipient string, err error) {
	k, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	return k.String(), k.Recipient().String(), nil
}

// Seal returns what takes the bytes in; Close ends the parcel, and without it the parcel is worth nothing.
func Seal(to io.Writer, recipient string) (io.WriteCloser, error) {
	r, err := age.ParseHybridRecipient(strings.TrimSpace(recipient))
	if err != nil {
		return nil, fmt.Errorf("the recipient of backups: %w", err)
	}
	return age.Encrypt(to, r)
}

// Open reads a parcel. Fault: parcel_damaged, at once or while reading.
func Open(from io.Reader, secret string) (io.Reader, error) {
	k, err := age.ParseHybridIdentity(strings.TrimSpace(secret))
	if err != nil {
		return nil, ErrParcel.Because(err)
	}
	r, err := age.Decrypt(from, k)
	if err != nil {
		return nil, ErrParcel.Because(err)
	}
	return reader{r}, nil
}

// reader names the fault of what breaks off later.
type reader struct{ io.Reader }

func (r reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return it bare
		err = ErrParcel.Because(err)
	}
	return n, err
}
