package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
	"surety/internal/vault/parcel"
)

// Made tells of a backup that was made.
type Made struct {
	Name      string
	At        time.Time // the moment it equals
	Rows      int64
	Blobs     int64 // that its rows name
	Copied    int64 // of those, how many were not there yet
	Missing   int64 // of those, how many the installation itself no longer has
	Bytes     int64 // written now
	KeysUntil time.Time
}

// moments is how many moments are tried when blobs that one names were removed before they were copied.
const moments = 3

// Make makes a data set in one folder and a key set in another, while others read and write, and forgets the key sets whose
// days are over. What was made, or the fault, is on the record. Right: backup.make.
// Faults: backup_no_recipient, backup_busy, disk_full (nothing half-made stays), invalid (the folders are one).
func (k *Keeper) Make(ctx context.Context, who access.Actor, to, keysTo string) (m Made, err error) {
	defer fault.Wrap(&err, "make a backup")
	g, err := access.Check(who, access.BackupMake, thing())
	if err != nil {
		return m, err
	}
	if err := apart(to, keysTo); err != nil {
		return m, err
	}
	m.Name, m.At = newName(k.Clock.Now()), k.Clock.Now()
	err = full(k.make(ctx, &m, to, keysTo))
	return m, errors.Join(err, k.note(context.WithoutCancel(ctx), g, m, err))
}

func thing() access.Thing { return access.Thing{Kind: "backup"} }

// apart refuses one folder for both: who takes one must not take the other with it.
func apart(to, keysTo string) error {
	a, err := filepath.Abs(to)
	b, err2 := filepath.Abs(keysTo)
	if err != nil || err2 != nil || to == "" || keysTo == "" || within(a, b) || within(b, a) {
		return fault.ErrInvalid.At("keys-to")
	}
	return nil
}

func within(inner, outer string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && filepath.IsLocal(rel)
}

func (k *Keeper) make(ctx context.Context, m *Made, to, keysTo string) error {
	if k.Recipient == "" {
		return ErrNoRecipient
	}
	for _, folder := range []string{to, keysTo} {
		lock, err := hold(folder)
		if err != nil {
			return err
		}
		defer lock.Close()
	}
	if err := errors.Join(sweep(filepath.Join(to, setsFolder)), sweep(keysTo)); err != nil {
		return err
	}
	if err := k.forget(keysTo); err != nil {
		return err
	}
	c, err := k.openCopier(ctx, to)
	if err != nil {
		return err
	}
	defer c.close()
	if err := c.all(ctx); err != nil { // most of the work, before the moment
		return err
	}
	s := &set{k: k, copier: c, made: m, dir: filepath.Join(to, setsFolder, unfinished+m.Name)}
	if err := s.write(ctx); err != nil {
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	if err := k.keySet(ctx, m, keysTo); err != nil { // after the moment: each case in the rows has its key
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	return s.publish(filepath.Join(to, setsFolder, m.Name))
}

// forget forgets the key sets whose days are over.
func (k *Keeper) forget(keysTo string) error {
	l, err := readLife(keysTo, k.Log.Verifier)
	if err != nil {
		return err
	}
	before := len(l.Sets)
	if l.forget(k.Clock.Now(), k.KeyDays); len(l.Sets) == before {
		return nil
	}
	l.WrittenAt = k.Clock.Now()
	return l.write(keysTo, k.Signer)
}

// keySet seals the key store to a fresh key and notes that, sealed to the operator, in the life file.
func (k *Keeper) keySet(ctx context.Context, m *Made, keysTo string) error {
	secret, recipient, err := parcel.NewKey()
	if err != nil {
		return err
	}
	keys, err := contentOf(ctx, k.Keys, k.KeyFiles)
	if err != nil {
		return err
	}
	temp, path := filepath.Join(keysTo, unfinished+m.Name), filepath.Join(keysTo, m.Name+keysEnding)
	now := k.Clock.Now()
	s := keySet{Name: m.Name, MadeAt: now, EndsAt: now.Add(k.Life())}
	var destroyed []vault.Destroyed
	err = k.Keys.View(ctx, func(vctx context.Context, tx *db.Tx) (err error) {
		if destroyed, err = vault.DestroyedSince(vctx, tx, now.Add(-k.Life()-24*time.Hour)); err != nil {
			return err
		}
		_, s.part, err = keys.seal(vctx, tx, temp, recipient)
		return err
	})
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	if s.Secret, err = sealBytes([]byte(secret), k.Recipient); err != nil {
		return err
	}
	m.Bytes, m.KeysUntil = m.Bytes+s.Bytes, s.EndsAt
	return k.remember(keysTo, s, destroyed)
}

func (k *Keeper) remember(keysTo string, s keySet, destroyed []vault.Destroyed) error {
	l, err := readLife(keysTo, k.Log.Verifier)
	if err != nil {
		return err
	}
	l.forget(k.Clock.Now(), k.KeyDays)
	l.WrittenAt, l.Sets = k.Clock.Now(), append(l.Sets, s)
	if l.Destroyed, err = sealDestroyed(destroyed, k.Recipient); err != nil {
		return err
	}
	return l.write(keysTo, k.Signer)
}
