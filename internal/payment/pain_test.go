package payment

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write golden files anew; then check them against the schema of ISO 20022 with xmllint")

// TestPaymentFilesAreThoseThatTheSchemaAccepted compares with files that were checked against pain.001.001.09.
func TestPaymentFilesAreThoseThatTheSchemaAccepted(t *testing.T) {
	b := Batch{ID: "0123456789abcdefghjkmnpqrs", Currency: "EUR", Count: 2, TotalMinor: 10_000, Made: time.Date(2026, 3, 20, 9, 30, 0, 0, time.UTC)}
	two := []credit{{"a1", 6_001, Destination{"کیان رستمی", "NL91ABNA0417164300", "ABNANL2A"}}, {"a2", 3_999, Destination{"Ann <&> Sons", "GB82WEST12345698765432", ""}}}
	yen := b
	yen.Currency, yen.Count = "JPY", 1
	for name, file := range map[string][]byte{
		"pain-eur.xml": painFile(b, Own{ours, "EUR", "Harbour & Help", ""}, two),
		"pain-jpy.xml": painFile(yen, Own{ours, "JPY", "Harbour & Help", "COBADEFFXXX"}, []credit{{"a3", 10_000, two[0].to}}),
	} {
		if *update {
			if err := os.WriteFile("testdata/"+name, file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile("testdata/" + name); err != nil || !bytes.Equal(file, want) {
			t.Errorf("%s: %v\n%s", name, err, file)
		}
		if empty := regexp.MustCompile(`<(\w+)></\w+>|<\w+>\s*</`).Find(file); empty != nil {
			t.Errorf("%s has an empty element: %s", name, empty)
		}
	}
}
