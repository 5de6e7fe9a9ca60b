package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"surety/internal/clock"
)

// issue writes a self-signed certificate with the serial number.
func issue(t *testing.T, certFile, keyFile string, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"help.example"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRenewedCertificateIsTakenUpWithoutRestart(t *testing.T) {
	dir, now := t.TempDir(), clock.NewFake(time.Unix(1_800_000_000, 0))
	c := &certificate{certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem"), clock: now, log: slog.New(slog.DiscardHandler)}
	if _, err := c.get(nil); err == nil {
		t.Fatal("served without a certificate")
	}
	serial := func() int64 {
		t.Helper()
		got, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(got.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.Int64()
	}
	issue(t, c.certFile, c.keyFile, 1)
	first := serial()
	issue(t, c.certFile, c.keyFile, 2)
	early := serial()
	now.Advance(rereadEvery)
	renewed := serial()
	if first != 1 || early != 1 || renewed != 2 {
		t.Errorf("serials %d, %d, %d; want 1, 1 within the minute, 2 after it", first, early, renewed)
	}
	if err := os.WriteFile(c.certFile, []byte("half written"), 0o600); err != nil {
		t.Fatal(err)
	}
	now.Advance(rereadEvery)
	if got := serial(); got != 2 {
		t.Errorf("with a broken file certificate %d serves, want the last good one", got)
	}
}
