package handover

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"surety/internal/fault"
)

// The outer form of an age file, version 1 (age-encryption.org/v1, C2SP): a version line, stanzas, a line with the header's MAC, and the payload.
const (
	ageVersion = "age-encryption.org/v1"
	toKey      = "mlkem768x25519" // ML-KEM-768 and X25519, the hybrid recipient of age 1.3
	toPhrase   = "scrypt"
	lineLength = 64      // of a stanza's body, in base64
	leastRest  = 16 + 16 // a payload's nonce, and the tag of its only chunk
	leastWork  = 15      // of a passphrase, as a power of two
)

// recipientLength is that of a hybrid public key in Bech32: the prefix, 1,216 bytes, six characters of checksum.
const recipientLength = len(recipientPrefix) + (1216*8+4)/5 + 6

const (
	recipientPrefix = "age1pq1"
	bech32Letters   = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
)

// IsRecipient reports whether the text has the form of a hybrid public key; its checksum is the browsers' matter.
func IsRecipient(s string) bool {
	rest, ok := strings.CutPrefix(s, recipientPrefix)
	return ok && len(s) == recipientLength && strings.Trim(rest, bech32Letters) == ""
}

// sealedTo checks that b is an age file with one stanza, of the type, and returns the stanza's arguments. It cannot know whether anything in it is true; it keeps a page that
// went wrong from storing what was not sealed. Fault: secret_not_sealed.
func sealedTo(b []byte, kind string, limit int) (args []string, err error) {
	if len(b) > limit {
		return nil, fault.ErrTooLarge.At("sealed").With("limit", limit)
	}
	line, rest, ok := cutLine(b)
	if !ok || line != ageVersion {
		return nil, ErrSealed
	}
	line, rest, ok = cutLine(rest)
	words := strings.Split(line, " ")
	if !ok || len(words) < 2 || words[0] != "->" || words[1] != kind {
		return nil, ErrSealed
	}
	if rest, ok = cutBody(rest); !ok {
		return nil, ErrSealed
	}
	line, rest, ok = cutLine(rest)
	mac, found := strings.CutPrefix(line, "--- ")
	if !ok || !found || !isBase64(mac, 32) || len(rest) < leastRest {
		return nil, ErrSealed
	}
	return words[2:], nil
}

// cutLine takes the first line, which must be of printable ASCII.
func cutLine(b []byte) (line string, rest []byte, ok bool) {
	head, rest, ok := bytes.Cut(b, []byte("\n"))
	for _, c := range head {
		ok = ok && c >= ' ' && c <= '~'
	}
	return string(head), rest, ok
}

// cutBody takes a stanza's body: full lines of base64, and a shorter one that ends it.
func cutBody(b []byte) (rest []byte, ok bool) {
	for {
		line, rest, ok := cutLine(b)
		if !ok || len(line) > lineLength || !isBase64(line, -1) {
			return nil, false
		}
		if len(line) < lineLength {
			return rest, true
		}
		b = rest
	}
}

// isBase64 reports whether the text is base64 without padding, of so many bytes; any number when it is negative.
func isBase64(s string, size int) bool {
	b, err := base64.RawStdEncoding.Strict().DecodeString(s)
	return err == nil && (size < 0 || len(b) == size)
}

// isForKey checks a secret.
func isForKey(b []byte) error { return IsSealed(b, BodyLimit) }

// IsLocked checks a sealed identity by its outer form; one by a passphrase must be slow to guess at. Faults: too_large, secret_not_sealed.
func IsLocked(b []byte, kind Kind) error {
	args, err := sealedTo(b, toPhrase, lockLimit)
	if err != nil {
		return err
	}
	if len(args) != 2 || !isBase64(args[0], 16) {
		return ErrSealed
	}
	if work, err := strconv.Atoi(args[1]); err != nil || work < 1 || kind == Passphrase && work < leastWork {
		return ErrSealed
	}
	return nil
}
