package handover

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// What a page that went wrong, or a thief, would store in place of a sealed secret.
func TestS5WhatIsNotSealedToAKeyIsRefused(t *testing.T) {
	whole := sample(t, "secret.age")
	if err := isForKey(whole); err != nil {
		t.Fatal(err)
	}
	if err := isForKey(sample(t, "long.age")); err != nil {
		t.Fatal(err)
	}
	mac := bytes.Index(whole, []byte("--- "))
	bad := map[string][]byte{
		"nothing":              nil,
		"the password":         []byte("hunter2"),
		"a version alone":      []byte(ageVersion + "\n"),
		"another version":      bytes.Replace(whole, []byte("/v1"), []byte("/v2"), 1),
		"a classical key":      sample(t, "classic.age"),
		"two readers":          sample(t, "two.age"),
		"a passphrase":         sample(t, "phrase.age"),
		"no payload":           whole[:mac+48],
		"a header cut short":   whole[:mac-10],
		"no MAC":               append(append([]byte{}, whole[:mac]...), []byte("---\n"+strings.Repeat("x", 40))...),
		"words in the header":  bytes.Replace(whole, []byte(toKey+" "), []byte(toKey+" hunter2 "), 1),
		"words in the body":    bytes.Replace(whole, []byte("\n--- "), []byte("\nhunter2 hunter2\n--- "), 1),
		"a key that is longer": bytes.Replace(whole, []byte(toKey+" "), []byte(toKey+" AAAA"), 1),
	}
	for name, b := range bad {
		if isForKey(b) == nil {
			t.Errorf("%s passes for a sealed secret", name)
		}
	}
	if isForKey(append(bytes.Clone(whole), make([]byte, BodyLimit)...)) == nil {
		t.Error("too large a secret is taken")
	}
}

func TestLocksAreSealedIdentities(t *testing.T) {
	phrase, passkey := sample(t, "phrase.age"), sample(t, "passkey.age")
	if IsLocked(phrase, Passphrase) != nil || IsLocked(passkey, Passkey) != nil {
		t.Fatal("a sealed identity is refused")
	}
	for name, err := range map[string]error{
		"words that are quick to guess at": IsLocked(passkey, Passphrase),
		"an identity in the clear":         IsLocked([]byte("AGE-SECRET-KEY-PQ-1QQQQ"), Passkey),
		"a secret":                         IsLocked(sample(t, "secret.age"), Passkey),
		"a longer salt":                    IsLocked(bytes.Replace(phrase, []byte("scrypt "), []byte("scrypt AAAA"), 1), Passphrase),
	} {
		if err == nil {
			t.Errorf("%s passes for a lock", name)
		}
	}
}

func TestRecipientsAreHybridKeys(t *testing.T) {
	good := string(sample(t, "recipient.txt"))
	if !IsRecipient(good) {
		t.Fatalf("a key of %d characters is refused, of %d expected", len(good), recipientLength)
	}
	for _, bad := range []string{"", good[:len(good)-1], good + "q", strings.ToUpper(good), strings.Replace(good, "age1pq1", "age1xx1", 1), good[:len(good)-1] + "b", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"} {
		if IsRecipient(bad) {
			t.Errorf("%.40q passes for a key", bad)
		}
	}
}

// FuzzSealedTo: whatever comes, what is taken is the version, one stanza of the kind, and a payload that is long enough.
func FuzzSealedTo(f *testing.F) {
	for _, name := range []string{"secret.age", "classic.age", "two.age", "phrase.age"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := sealedTo(b, toKey, BodyLimit); err != nil {
			return
		}
		header, rest, _ := bytes.Cut(b, []byte("\n--- "))
		_, payload, _ := bytes.Cut(rest, []byte("\n"))
		if !bytes.HasPrefix(header, []byte(ageVersion+"\n-> "+toKey)) || bytes.Count(header, []byte("->")) != 1 || len(payload) < leastRest {
			t.Fatalf("taken: %q", b)
		}
	})
}
