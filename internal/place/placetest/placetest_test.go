package placetest

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the journeys' database anew")

// The browser journeys cannot write a database themselves; theirs is this one.
func TestTheJourneysDatabaseIsCurrent(t *testing.T) {
	const path = "../../../e2e/harness/places.mmdb"
	want, err := os.ReadFile(File(t, map[string]Record{"192.0.2.0/24": In("NL"), "198.51.100.0/24": In("IR")}))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || !bytes.Equal(have, want) {
		t.Errorf("%s is not what this test writes with -update (%v)", path, err)
	}
}
