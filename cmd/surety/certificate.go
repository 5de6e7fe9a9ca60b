package main

import (
	"crypto/tls"
	"log/slog"
	"sync"
	"time"

	"surety/internal/clock"
)

// rereadEvery is how long a renewed certificate may lie unnoticed.
const rereadEvery = time.Minute

// certificate is the operator's own, read again when it was renewed: who renews it need not restart the server. While
// the files cannot be read the last good one serves.
type certificate struct {
	certFile, keyFile string
	clock             clock.Clock
	log               *slog.Logger

	mu   sync.Mutex
	last *tls.Certificate
	read time.Time
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock.Now()
	if c.last != nil && now.Sub(c.read).Abs() < rereadEvery {
		return c.last, nil
	}
	c.read = now
	fresh, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err == nil {
		c.last = &fresh
		return c.last, nil
	}
	if c.last == nil {
		return nil, err
	}
	c.log.Error("the certificate could not be read again; the last one serves on", "error", err)
	return c.last, nil
}
