package parcel_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"surety/internal/vault/parcel"
)

func sealed(t testing.TB, text, to string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := parcel.Seal(&buf, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func opened(b []byte, secret string) (string, error) {
	r, err := parcel.Open(bytes.NewReader(b), secret)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

func keys(t testing.TB) (secret, to string) {
	t.Helper()
	secret, to, err := parcel.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return secret, to
}

func TestOnlyTheSecretOpens(t *testing.T) {
	secret, to := keys(t)
	other, _ := keys(t)
	text := strings.Repeat("سند ", 50_000) // several of age's chunks
	b := sealed(t, text, to)
	if got, err := opened(b, secret+"\n"); err != nil || got != text {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if bytes.Contains(b, []byte("سند")) {
		t.Error("it lies there in the clear")
	}
	for _, wrong := range []string{other, to, "", "AGE-SECRET-KEY-1"} {
		if _, err := opened(b, wrong); !errors.Is(err, parcel.ErrParcel) {
			t.Errorf("%.20q opens: %v", wrong, err)
		}
	}
}

func TestDamageIsFound(t *testing.T) {
	secret, to := keys(t)
	b := sealed(t, strings.Repeat("x", 100), to)
	for i := range b {
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if _, err := opened(bad, secret); !errors.Is(err, parcel.ErrParcel) {
			t.Fatalf("with byte %d flipped: %v", i, err)
		}
		if _, err := opened(b[:i], secret); !errors.Is(err, parcel.ErrParcel) {
			t.Fatalf("cut off at %d: %v", i, err)
		}
	}
}

func TestNobodyElseIsSealedTo(t *testing.T) {
	secret, _ := keys(t)
	for _, to := range []string{"", secret, "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"} {
		if _, err := parcel.Seal(io.Discard, to); err == nil {
			t.Errorf("sealed to %.20q", to)
		}
	}
}
