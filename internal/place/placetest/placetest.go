// Package placetest makes small geographic databases for tests.
package placetest

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// Record is what a database holds of a network.
type Record = mmdbtype.Map

// In is a record as MaxMind and DB-IP write it.
func In(code string) Record {
	return Record{"country": Record{"iso_code": mmdbtype.String(code), "names": Record{"en": mmdbtype.String("Somewhere")}}}
}

// File writes a database of networks, such as 192.0.2.0/24, and returns its path.
func File(t testing.TB, networks map[string]Record) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "places.mmdb")
	Write(t, path, networks)
	return path
}

// FileV4 is File without room for IPv6.
func FileV4(t testing.TB, networks map[string]Record) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "places.mmdb")
	write(t, path, networks, 4)
	return path
}

// Write writes a database to path, over what is there.
func Write(t testing.TB, path string, networks map[string]Record) {
	t.Helper()
	write(t, path, networks, 6)
}

func write(t testing.TB, path string, networks map[string]Record, version int) {
	t.Helper()
	// The writer would leave out networks reserved for documents, which are the only ones that tests may name.
	tree, err := mmdbwriter.New(mmdbwriter.Options{BuildEpoch: 1_800_000_000, DatabaseType: "Test-Country", IncludeReservedNetworks: true, RecordSize: 24, IPVersion: version})
	if err != nil {
		t.Fatal(err)
	}
	for network, record := range networks {
		_, n, err := net.ParseCIDR(network)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Insert(n, record); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = tree.WriteTo(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
