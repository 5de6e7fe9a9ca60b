package account

import (
	"context"
	"crypto/rand"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

const (
	recoveryCodes  = 10
	recoveryLength = 12 // letters of 5 bits; two groups of six
)

// recoveryLetters leaves out what is mistaken for another: i l o u.
const recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"

func newRecoveryCode() string {
	var b [recoveryLength]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = recoveryLetters[b[i]&31]
	}
	return string(b[:6]) + "-" + string(b[6:])
}

// recoveryHash is what is stored of a code: a keyed digest, so that a stolen table cannot be guessed at.
func (a *Accounts) recoveryHash(id access.AccountID, code string) []byte {
	typed := strings.Map(func(r rune) rune {
		switch r = asciiDigit(r); {
		case r == 'o':
			return '0'
		case r == 'i' || r == 'l':
			return '1'
		case strings.ContainsRune(recoveryLetters, r):
			return r
		}
		return -1
	}, fold(code))
	return a.Vault.Index("recovery code", []byte(string(id)+"\x00"+typed))
}

func (a *Accounts) replaceRecoveryCodes(ctx context.Context, tx *db.Tx, id access.AccountID) ([]string, error) {
	if err := removeRecoveryCodes(ctx, tx, id); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = newRecoveryCode()
		if _, err := tx.Exec(ctx, `INSERT INTO recovery_code (account, hash) VALUES ($1, $2)`, string(id), a.recoveryHash(id, codes[i])); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

func removeRecoveryCodes(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	_, err := tx.Exec(ctx, `DELETE FROM recovery_code WHERE account = $1`, string(id))
	return err
}

// useRecoveryCode takes a code, which is gone then. Fault: code_wrong.
func (a *Accounts) useRecoveryCode(ctx context.Context, tx *db.Tx, id access.AccountID, code string) error {
	n, err := tx.Exec(ctx, `DELETE FROM recovery_code WHERE account = $1 AND hash = $2`, string(id), a.recoveryHash(id, code))
	return needed(n, err, ErrCode)
}
