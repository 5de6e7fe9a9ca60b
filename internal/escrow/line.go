package escrow

import (
	"crypto/sha256"
	"encoding/json"
)

// MarshalJSON writes the line so that anybody with SHA-256 can check it by itself: the words that were hashed, as they were
// hashed, between the hash before and their own.
func (l Line) MarshalJSON() ([]byte, error) {
	return json.Marshal(lineWords{l.Before, l.canonical(), l.Hash})
}

type lineWords struct {
	Before   Hash            `json:"before"`
	Transfer json.RawMessage `json:"transfer"`
	Hash     Hash            `json:"hash"`
}

// CheckLine reports whether a line that MarshalJSON wrote is whole, and for which milestone it is.
func CheckLine(text []byte) (m MilestoneID, whole bool, err error) {
	var l lineWords
	if err := json.Unmarshal(text, &l); err != nil {
		return "", false, err
	}
	var w words
	if err := json.Unmarshal(l.Transfer, &w); err != nil {
		return "", false, err
	}
	b := append([]byte("surety transfer 1\n"), l.Before[:]...)
	return w.Milestone, sha256.Sum256(append(b, l.Transfer...)) == l.Hash && w.balanced() == nil, nil
}
