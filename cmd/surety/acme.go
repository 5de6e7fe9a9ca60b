package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"surety/internal/config"
)

// authorityTimeout bounds one request to the authority.
const authorityTimeout = 30 * time.Second

func acmeDir(c *config.Config) string { return filepath.Join(c.Data, "acme") }

// acmeTLS gets the domain's certificate from the authority when the first visitor comes, proves the domain within TLS
// itself (RFC 8737), and renews it in time. Account key and certificate lie in the data directory, for its owner alone.
func acmeTLS(c *config.Config, log *slog.Logger) (*tls.Config, error) {
	authority, err := authorityClient(c.ACMERoot)
	if err != nil {
		return nil, err
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.Domain), Cache: autocert.DirCache(acmeDir(c)),
		Client: &acme.Client{DirectoryURL: c.ACMEDirectory, HTTPClient: authority, UserAgent: "surety"}}
	t := m.TLSConfig()
	t.MinVersion = tls.VersionTLS12
	t.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		got, err := m.GetCertificate(hello)
		if err != nil && strings.EqualFold(hello.ServerName, c.Domain) {
			log.Warn("no certificate was to be had", "error", err)
		}
		return got, err
	}
	return t, nil
}

// authorityClient trusts the roots in the file, or those of the system when there is none.
func authorityClient(rootFile string) (*http.Client, error) {
	if rootFile == "" {
		return &http.Client{Timeout: authorityTimeout}, nil
	}
	text, err := os.ReadFile(rootFile)
	if err != nil {
		return nil, fmt.Errorf("acme-root: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("acme-root: %s holds no certificate", rootFile)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: authorityTimeout, Transport: transport}, nil
}
