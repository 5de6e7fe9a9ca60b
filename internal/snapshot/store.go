package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"surety/internal/fault"
)

// Kind is what an object is. A store keeps the kinds apart and knows nothing else of them.
type Kind byte

const (
	Pack   Kind = iota + 1 // sealed chunks
	Index                  // sealed directories of packs: a hastener, never the only copy
	Record                 // a snapshot: which packs it needs, in the clear, and the rest sealed
)

// Kinds are all kinds.
var Kinds = []Kind{Pack, Index, Record}

func (k Kind) String() string {
	switch k {
	case Pack:
		return "pack"
	case Index:
		return "index"
	case Record:
		return "record"
	}
	return "unknown"
}

// Name names an object: the SHA-256 of its bytes. Who keeps it can check it without a key.
type Name [sha256.Size]byte

// NameOf is the name of an object.
func NameOf(object []byte) Name { return sha256.Sum256(object) }

func (n Name) String() string { return hex.EncodeToString(n[:]) }

// ParseName reads a name as String writes it. Faults: invalid.
func ParseName(s string) (n Name, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(n) || hex.EncodeToString(b) != s {
		return n, fault.ErrInvalid
	}
	return Name(b), nil
}

// Info is what a list tells of an object.
type Info struct {
	Name    Name
	Size    int64 // bytes
	Written time.Time
}

// Faults of stores.
var (
	ErrMisnamed = fault.New(fault.Invalid, "object_misnamed", "the object's SHA-256 is not its name")
	ErrTooLarge = fault.New(fault.TooLarge, "object_too_large", "the object is larger than 8 MiB, or empty")
)

// Store keeps objects under their names. It is safe for concurrent use; storetest holds every implementation to this.
//
// Objects never change: Put of one that is there does nothing and succeeds, so that a call whose answer was lost may be made
// again. An object is there whole or not at all, also after a crash, and is durable when Put returns. A store need not be honest: what
// it gives is checked by the archive, and what it hides is found by Verify.
type Store interface {
	// Has tells for each name, in their order, whether the object is there. At most 10,000 names a call.
	Has(ctx context.Context, kind Kind, names []Name) ([]bool, error)
	// Put keeps an object; its bytes are the caller's again afterwards. Faults: object_misnamed, object_too_large, disk_full.
	Put(ctx context.Context, kind Kind, name Name, object []byte) error
	// Get returns length bytes from offset on; a length of −1 means to the end. Bytes that are not there make it a fault,
	// not a short answer. Faults: absent, invalid.
	Get(ctx context.Context, kind Kind, name Name, offset int64, length int) ([]byte, error)
	// List tells of at most limit objects in the order of their names, beginning after one that need not exist; the zero
	// name means from the first.
	List(ctx context.Context, kind Kind, after Name, limit int) ([]Info, error)
	// Remove removes an object, if it is there.
	Remove(ctx context.Context, kind Kind, name Name) error
}

// CheckObject is what every store does first with what it is given. Faults: object_too_large, object_misnamed.
func CheckObject(name Name, object []byte) error {
	if len(object) == 0 || len(object) > MaxObject {
		return ErrTooLarge
	}
	if NameOf(object) != name {
		return ErrMisnamed
	}
	return nil
}

// CheckRange is what every store asks before it reads from an object of that size. Faults: invalid.
func CheckRange(size, offset int64, length int) (int, error) {
	if length == -1 && offset >= 0 && offset <= size {
		return int(size - offset), nil
	}
	if offset < 0 || length < 0 || offset > size || int64(length) > size-offset {
		return 0, fault.ErrInvalid.At("range")
	}
	return length, nil
}

const page = 1000

// all lists every object of a kind.
func all(ctx context.Context, s Store, kind Kind) (out []Info, err error) {
	var after Name
	for {
		some, err := s.List(ctx, kind, after, page)
		if err != nil || len(some) == 0 {
			return out, err
		}
		if last := some[len(some)-1].Name; compareNames(last, after) <= 0 {
			return nil, ErrLost // a list that does not go on would never end
		} else {
			after = last
		}
		out = append(out, some...)
	}
}
