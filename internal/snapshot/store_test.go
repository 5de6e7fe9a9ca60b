package snapshot_test

import (
	"testing"

	"surety/internal/snapshot"
	"surety/internal/snapshot/storetest"
)

func TestStores(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		storetest.Run(t, func(*testing.T) snapshot.Store { return snapshot.NewMemory() })
	})
	t.Run("directory", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) snapshot.Store { return directory(t, t.TempDir()) })
	})
}

func directory(t *testing.T, at string) *snapshot.Directory {
	t.Helper()
	d, err := snapshot.OpenDirectory(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
