package backup

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault/parcel"
)

// recordMark begins the line of the operator's file that names the record whose key signs the sets.
const recordMark = "# record: "

// identityText is the file that the operator keeps: who signs, and what opens. age reads it too.
const identityText = `# Key of Surety's backups, made %s. It is shown this once and is kept nowhere.
# Print it or keep it on two things that are not this server; who has it, the root key and a key backup can read everything.
%s%s
%s
`

// NewIdentity makes the pair that backups of a record are sealed to: the operator's file, and the recipient that stays.
func NewIdentity(recordKey, day string) (file, recipient string, err error) {
	secret, recipient, err := parcel.NewKey()
	return fmt.Sprintf(identityText, day, recordMark, recordKey, secret), recipient, err
}

// Identity is what opens an installation's backups, and knows them.
type Identity struct {
	secret string
	record note.Verifier
	line   string
}

// ParseIdentity reads the operator's file. Fault: invalid.
func ParseIdentity(file string) (id Identity, err error) {
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, strings.TrimSpace(recordMark)); ok {
			id.line = strings.TrimSpace(rest)
		} else if line != "" && !strings.HasPrefix(line, "#") {
			id.secret = line
		}
	}
	if id.record, err = note.NewVerifier(id.line); err != nil || id.secret == "" {
		return id, fault.ErrInvalid.At("identity")
	}
	return id, nil
}

// Init makes the pair that backups are sealed to from now on: keep takes the half that stays, and what is returned is the
// operator's file. Right: backup.init.
func (k *Keeper) Init(ctx context.Context, who access.Actor, keep func(recipient string) error) (file string, err error) {
	defer fault.Wrap(&err, "make the key of backups")
	g, err := access.Check(who, access.BackupInit, thing())
	if err != nil {
		return "", err
	}
	record := strings.TrimSpace(string(k.KeyFiles["record.pub"]))
	file, recipient, err := NewIdentity(record, k.Clock.Now().UTC().Format("2006-01-02"))
	if err != nil {
		return "", err
	}
	if _, err := ParseIdentity(file); err != nil {
		return "", err
	}
	err = k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := k.Log.Append(ctx, tx, g, audit.Params{"recipient": hexSum([]byte(recipient))}); err != nil {
			return err
		}
		return keep(recipient)
	})
	return file, err
}
