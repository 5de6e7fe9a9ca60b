// Package place tells the country that a network address belongs to, by a geographic database which the operator
// installs: a file in MaxMind's DB format (https://maxmind.github.io/MaxMind-DB/), of countries or of cities.
//
// Invariants:
//
//   - nothing is asked of the network: an address never leaves the machine;
//   - an answer is an ISO 3166-1 alpha-2 code or nothing, whatever the file says;
//   - addresses of the machine and of local networks have no place;
//   - a newer file is taken up while serving, and one that cannot be used takes nothing away from the last good one.
//
// It refuses a file that cannot be read to its end or in which no network has a country. It is read into memory rather
// than mapped: a mapped file that is written over in place would kill the process.
package place

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"

	"surety/internal/clock"
)

// lookEvery is how long a newer file may lie unnoticed.
const lookEvery = time.Minute

// Atlas answers where addresses are. A nil Atlas knows no place. It is safe for concurrent use.
type Atlas struct {
	path  string
	clock clock.Clock
	log   *slog.Logger
	now   atomic.Pointer[maxminddb.Reader]
	seen  stamp // of the file last looked at, good or not; Open's and then Run's alone
}

// Open reads the database at path. Its fault names the file and what to do.
func Open(path string, c clock.Clock, log *slog.Logger) (*Atlas, error) {
	a := &Atlas{path: path, clock: c, log: log}
	if err := a.look(); err != nil {
		return nil, fmt.Errorf("places: %w; put a database of countries in MaxMind's DB format (.mmdb) there, or leave the setting out", err)
	}
	return a, nil
}

// Run looks for a newer file every minute until ctx ends. One that cannot be used is logged once, and the last good one
// answers on.
func (a *Atlas) Run(ctx context.Context) error {
	if a == nil {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-a.clock.After(lookEvery):
		}
		if err := a.look(); err != nil {
			a.log.Error("places: the file cannot be used; the last good one answers on", "error", err)
		}
	}
}

// look reads the file unless it is the one last looked at.
func (a *Atlas) look() error {
	s, err := stampOf(a.path)
	if s == a.seen && a.now.Load() != nil {
		return nil
	}
	a.seen = s
	if err != nil {
		return err
	}
	r, err := read(a.path)
	if err != nil {
		return fmt.Errorf("%s: %w", a.path, err)
	}
	a.now.Store(r)
	a.log.Info("places: database read", "type", r.Metadata.DatabaseType, "built", r.Metadata.BuildTime().UTC())
	return nil
}

// Country is the ISO 3166-1 alpha-2 code of where the address is; empty when that is not known.
func (a *Atlas) Country(address netip.Addr) string {
	if a == nil || !public(address) {
		return ""
	}
	code, _ := countryOf(a.now.Load().Lookup(address.Unmap().WithZone(""))) // a fault is a place that is not known
	return code
}

// shared is the space between carriers and their customers (RFC 6598), which no country owns.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}
