package native

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/wire"
)

// TestPiecesInAnyOrderHaveTheFilesHash: and a piece that is missing, or comes twice, is noticed.
func TestPiecesInAnyOrderHaveTheFilesHash(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 1, 64).Draw(t, "content")
		type piece struct{ from, to int }
		var pieces []piece
		for at := 0; at < len(content); {
			to := min(len(content), at+rapid.IntRange(1, 9).Draw(t, "length"))
			pieces, at = append(pieces, piece{at, to}), to
		}
		shuffled := rapid.Permutation(pieces).Draw(t, "order")
		file, err := os.Create(filepath.Join(dir, "file"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		o := newOrder(file)
		add := func(p piece) error {
			if _, err := file.WriteAt(content[p.from:p.to], int64(p.from)); err != nil {
				t.Fatal(err)
			}
			return o.add(content[p.from:p.to], int64(p.from))
		}
		for i, p := range shuffled {
			if o.whole(int64(len(content))) {
				t.Fatalf("whole with %d of %d pieces", i, len(shuffled))
			}
			if err := add(p); err != nil {
				t.Fatal(err)
			}
			if i == len(shuffled)/2 {
				if err := add(p); !errors.Is(err, errWhole) {
					t.Fatalf("a piece twice: %v", err)
				}
			}
		}
		if !o.whole(int64(len(content))) || o.digest() != wire.Digest(sha256.Sum256(content)) {
			t.Fatal("all pieces are not the file")
		}
	})
}

// TestPiecesThatOverlapAreNotWhole: what lies over another is a file that was changed in places.
func TestPiecesThatOverlapAreNotWhole(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o := newOrder(file)
	for _, from := range []int64{20, 25, 0, 10} { // each ten bytes
		p := make([]byte, 10)
		if _, err := file.WriteAt(p, from); err != nil {
			t.Fatal(err)
		}
		if err := o.add(p, from); err != nil {
			t.Fatal(err)
		}
	}
	if o.whole(30) || o.whole(35) {
		t.Error("it counts as whole")
	}
}
