package web

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

// golden compares a generated file with what stands in the tree.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(got) {
		t.Errorf("%s is not current; run go test ./internal/web -update", path)
	}
}

func TestOpenAPIIsCurrent(t *testing.T) {
	doc, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../ui/openapi.json", doc)
}
