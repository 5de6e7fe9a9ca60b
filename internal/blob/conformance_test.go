package blob_test

import (
	"os"
	"path/filepath"
	"testing"

	"surety/internal/blob"
	"surety/internal/blob/blobtest"
)

func TestDirectoryConforms(t *testing.T) {
	path := t.TempDir()
	store, err := blob.Directory(path)
	if err != nil {
		t.Fatal(err)
	}
	blobtest.Run(t, store)
	left, err := os.ReadDir(filepath.Join(path, "unfinished"))
	if err != nil || len(left) != 0 {
		t.Errorf("%d unfinished files are left, %v", len(left), err)
	}
}

func TestBlobsOutliveTheProcess(t *testing.T) {
	path := t.TempDir()
	first, err := blob.Directory(path)
	if err != nil {
		t.Fatal(err)
	}
	name := blobtest.Put(t, first, []byte("kept"))
	second, err := blob.Directory(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := blobtest.Get(t, second, name); string(got) != "kept" {
		t.Errorf("it holds %q", got)
	}
}
