package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"

	"golang.org/x/mod/sumdb/note"
)

// signedHead is the first line of a signed file. It is followed by the hash of the rest and the signature, in the form of
// golang.org/x/mod/sumdb/note; then comes the rest.
const signedHead = "surety backup file 1"

// noteLines is how many lines come before the rest.
const noteLines = 4

func sign(signer note.Signer, v any) ([]byte, error) {
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	head, err := note.Sign(&note.Note{Text: signedHead + "\n" + hexSum(body) + "\n"}, signer)
	return append(head, body...), err
}

// verified reads what sign wrote with the record's key into v. Fault: backup_damaged.
func verified(text []byte, key note.Verifier, v any) error {
	end := 0
	for range noteLines {
		i := bytes.IndexByte(text[end:], '\n')
		if i < 0 {
			return ErrDamaged
		}
		end += i + 1
	}
	n, err := note.Open(text[:end], note.VerifierList(key))
	if err != nil {
		return ErrDamaged.Because(err)
	}
	if n.Text != signedHead+"\n"+hexSum(text[end:])+"\n" {
		return ErrDamaged
	}
	if err := json.Unmarshal(text[end:], v); err != nil {
		return ErrDamaged.Because(err)
	}
	return nil
}

func readSigned(path string, key note.Verifier, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return verified(text, key, v)
}

func hexSum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
