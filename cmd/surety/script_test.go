package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"surety": main, "corrupt": corrupt})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata"})
}

// corrupt flips one byte in the middle of a text within a file: corrupt FILE TEXT.
func corrupt() {
	b, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	at := -1
	for i := range b {
		if i+len(os.Args[2]) <= len(b) && string(b[i:i+len(os.Args[2])]) == os.Args[2] {
			at = i
		}
	}
	if at < 0 {
		panic("the text is not in the file")
	}
	b[at+len(os.Args[2])/2] ^= 1
	if err := os.WriteFile(os.Args[1], b, 0o600); err != nil {
		panic(err)
	}
}
