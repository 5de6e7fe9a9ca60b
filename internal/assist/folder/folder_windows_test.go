package folder

import (
	"os"
	"path/filepath"
	"testing"

	"surety/internal/assist/assisttest"
)

// TestOnWindowsNamesThatAreNoFilesAreRefused: devices in every folder, streams, and ends that the system drops. None is written, read or followed.
func TestOnWindowsNamesThatAreNoFilesAreRefused(t *testing.T) {
	dir, err := os.MkdirTemp("", "folder")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) // wine 8 cannot, so that it is not t.TempDir
	if err := os.WriteFile(filepath.Join(dir, "file"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(assisttest.NewRecorder(), []string{dir}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range []string{"CON", "nul", "NUL.txt", "COM1", "lpt¹", "a/AUX/b", "file:stream", "file.", "file ", "a?b", `a\b`, "C:"} {
		if allReadable(name, windows) {
			t.Errorf("%q is asked for", name)
		}
		if _, ok := written(name, windows); ok {
			t.Errorf("%q is written", name)
		}
	}
	for _, name := range []string{"file", "con-report.txt", "отчёт.txt"} {
		if _, ok := written(name, windows); !ok {
			t.Errorf("%q is not written", name)
		}
	}
	if _, err := f.roots[0].root.Lstat("file"); err != nil {
		t.Error(err)
	}
	if _, err := f.roots[0].root.Open(`..\file`); err == nil {
		t.Error("a way out is followed")
	}
}
