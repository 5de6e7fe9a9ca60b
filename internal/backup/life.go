package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/vault"
	"surety/internal/vault/parcel"
)

// life is the one file that opens key sets. It is written anew at every run: what it leaves out is forgotten.
type life struct {
	Days      int       `json:"days"`
	WrittenAt time.Time `json:"writtenAt"`
	Sets      []keySet  `json:"sets"` // oldest first
	// Destroyed is the list of cases destroyed within the days before, sealed to the operator.
	Destroyed []byte `json:"destroyed"`
}

// keySet is a key set that has not been forgotten.
type keySet struct {
	Name   string    `json:"name"`
	MadeAt time.Time `json:"madeAt"`
	EndsAt time.Time `json:"endsAt"`
	part
	// Secret opens the set, and is itself sealed to the operator.
	Secret []byte `json:"secret"`
}

// readLife reads a folder's file; a folder without one has an empty life.
func readLife(folder string, key note.Verifier) (l life, err error) {
	err = readSigned(filepath.Join(folder, lifeFile), key, &l)
	if errors.Is(err, fs.ErrNotExist) {
		return life{}, nil
	}
	return l, err
}

// forget leaves out what is over. Fewer days count for older sets too, more do not.
func (l *life) forget(now time.Time, days int) {
	l.Days = days
	l.Sets = slices.DeleteFunc(l.Sets, func(s keySet) bool { return !endOf(s, days).After(now) })
}

func endOf(s keySet, days int) time.Time {
	if end := s.MadeAt.Add(time.Duration(days) * 24 * time.Hour); end.Before(s.EndsAt) {
		return end
	}
	return s.EndsAt
}

// write puts the file in place, then removes the sets that it does not name: their bytes open no more.
func (l life) write(folder string, signer note.Signer) error {
	text, err := sign(signer, l)
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(folder, lifeFile), text); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), keysEnding)
		if ok && l.find(name) == nil {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	return errors.Join(err, syncFolder(folder))
}

func (l life) find(name string) *keySet {
	for i := range l.Sets {
		if l.Sets[i].Name == name {
			return &l.Sets[i]
		}
	}
	return nil
}

func sealBytes(b []byte, recipient string) ([]byte, error) {
	var buf bytes.Buffer
	w, err := parcel.Seal(&buf, recipient)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(b)
	err = errors.Join(err, w.Close())
	return buf.Bytes(), err
}

func openBytes(b []byte, secret string) ([]byte, error) {
	r, err := parcel.Open(bytes.NewReader(b), secret)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func sealDestroyed(all []vault.Destroyed, recipient string) ([]byte, error) {
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return sealBytes(text, recipient)
}

func (l life) destroyed(secret string) (all []vault.Destroyed, err error) {
	if len(l.Destroyed) == 0 {
		return nil, nil
	}
	text, err := openBytes(l.Destroyed, secret)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, ErrDamaged.Because(err)
	}
	return all, nil
}
