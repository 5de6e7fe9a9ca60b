// Package snapshot keeps copies of named folders, and puts them back.
//
// An [Archive] is a [Store] seen through a snapshot key. [Archive.Take] reads folders into it, [Archive.Diff] and
// [Archive.DiffLive] tell what changed file by file, [Archive.Restore] writes a copy to a fresh place,
// [Archive.PutBack] takes a new snapshot first and then makes the live folders what they were. [Archive.Verify] rehashes
// everything, [Archive.Repair] reads what is missing from the live folders, [Archive.Forget] and [Prune] give room back.
//
// The content of files is cut by itself (content-defined chunks), named by HMAC-SHA256, compressed and sealed before it leaves
// the process; the store sees opaque objects. The tree of a snapshot is one stream of entries in one order, cut and kept like
// the content of a file, so that memory does not grow with the number of files. docs/design/snapshot.md has the format.
//
// Invariants. Every name below the folders is in the tree, or its folder is there with the reason why not: nothing is left out
// silently. What is read passes through os.Root and is compared with what was looked at, so that a symbolic link swapped in
// leads nowhere. What is written appears whole under its name or not at all. PutBack overwrites and removes only what the
// snapshot it took first has kept. Whatever comes out of a store is opened, measured and rehashed before it is believed.
//
// It refuses names that leave their folder, trees out of order, sizes that do not agree and objects above [MaxObject].
package snapshot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/restic/chunker"

	"surety/internal/fault"
	"surety/internal/vault/packseal"
)

const (
	// MaxObject is the most bytes that an object of a store may have.
	MaxObject = 8 << 20
	// maxChunk is the most bytes of a file in one chunk.
	maxChunk = 4 << 20
)

// Faults of this package. What damaged something is a [Damage], which is also one of these.
var (
	ErrDamaged  = fault.New(fault.Invalid, "snapshot_damaged", "what the store gave is not what was kept in it")
	ErrFolder   = fault.New(fault.Invalid, "folder_unusable", "the folder cannot be read, is not one, or lies within another that was named")
	ErrDiskFull = fault.New(fault.Unavailable, "disk_full", "there is no room left; the file at its name is what it was")
	ErrLost     = fault.New(fault.Conflict, "snapshot_store_lost", "the store no longer has what it had")
)

// ID names a chunk: HMAC-SHA256 of its bytes under a key derived from the snapshot key.
type ID [32]byte

func (id ID) String() string { return hex.EncodeToString(id[:8]) }

// hole is the id of bytes that no chunk holds: a stretch of a sparse file that was never written.
var hole ID

// Part is a stretch of a file's content.
type Part struct {
	ID     ID
	Length int64 // bytes
}

// Damage says what is not as it was kept.
type Damage struct {
	Kind    Kind
	Object  Name
	Section int // which chunk of a pack; −1 for the object as a whole
	Chunk   ID
	Reason  string // a code: absent, misnamed, unsealed, missized, misplaced, unlisted, undecodable
}

func (d Damage) Error() string {
	if d.Section < 0 {
		return fmt.Sprintf("%s %s: %s", d.Kind, d.Object, d.Reason)
	}
	return fmt.Sprintf("%s %s, chunk %d (%s): %s", d.Kind, d.Object, d.Section, d.Chunk, d.Reason)
}

// Unwrap makes every damage an ErrDamaged.
func (d Damage) Unwrap() error { return ErrDamaged }

// Archive is a store seen through a snapshot key. It is safe for concurrent use; what another process adds to the store is
// known after Reload.
type Archive struct {
	store Store
	box   *packseal.Box
	idKey []byte
	macs  sync.Pool // of hash.Hash
	rooms sync.Pool // of *[]byte, for packs
	cuts  chunker.Pol
	zip   *zstd.Encoder
	unzip *zstd.Decoder
	index *index
	fetch *fetcher
	bad   []Damage // what Open could not read

	taking sync.Mutex // one Take or Repair at a time: what one brings, another may count on only when it is there
}

// parallel is how many files are read or written at once, and how many objects travel.
const parallel = 2

// Open reads the store's indexes, and the directories of packs that no index knows. What cannot be read there is left
// out, and told by Verify. The key is one of the vault's, for these snapshots alone.
func Open(ctx context.Context, store Store, key [packseal.KeyLen]byte) (_ *Archive, err error) {
	defer fault.Wrap(&err, "open the snapshots")
	a := &Archive{store: store, box: packseal.New(key)}
	a.idKey = a.box.Secret("ids", 32)
	if a.cuts, err = polynomial(a.box.Secret("cuts", 8000)); err != nil {
		return nil, err
	}
	a.zip, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(parallel+1), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	a.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(parallel+1), zstd.WithDecoderMaxMemory(maxChunk), zstd.WithDecoderMaxWindow(maxChunk))
	if err != nil {
		return nil, err
	}
	return a, a.Reload(ctx)
}

// Reload forgets what is known of the store and reads it anew.
func (a *Archive) Reload(ctx context.Context) error {
	x, bad, err := a.readIndex(ctx)
	if err != nil {
		return err
	}
	a.index, a.bad, a.fetch = x, bad, newFetcher(a.store)
	return nil
}

// identify names a chunk.
func (a *Archive) identify(data []byte) (id ID) {
	mac, _ := a.macs.Get().(hash.Hash)
	if mac == nil {
		mac = hmac.New(sha256.New, a.idKey)
	}
	mac.Reset()
	mac.Write(data)
	mac.Sum(id[:0])
	a.macs.Put(mac)
	return id
}
