package document

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// look is where pictures and files are left to be looked at, if the environment asks for it.
func look(t *testing.T, name string, pdf []byte) {
	if dir := os.Getenv("DOCUMENT_LOOK"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var samples = map[string][]Language{
	"en": {English}, "ru": {Russian}, "fa": {Persian}, "zh": {Chinese},
	"fa-en": {Persian, English}, "en-zh": {English, Chinese}, "ru-fa": {Russian, Persian},
}

func TestSameDocumentSameBytes(t *testing.T) {
	for name, ls := range samples {
		first, err := Render(sample(ls...))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		second, _ := Render(sample(ls...))
		if !bytes.Equal(first, second) {
			t.Errorf("%s differs from itself", name)
		}
		look(t, name, first)
	}
}
