// Package blob keeps bytes under opaque names. It neither knows nor says what they are: callers seal first.
//
// A blob appears whole, under a random name, when its writer's Commit returns, and is then on disk; before, it does not
// exist. Blobs never change. What a crash left half-written is removed when the store is opened. The store refuses
// every name that it could not have made itself.
package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"syscall"
	"time"

	"surety/internal/fault"
)

// Store keeps blobs. It is safe for concurrent use.
type Store interface {
	// Create begins a blob. The writer stops taking bytes when ctx ends. Faults: disk_full.
	Create(ctx context.Context) (Writer, error)
	// Put keeps a copy of another store's blob under its name. If there is one of that name already, it stays and nothing
	// is read. Faults: absent (no name of ours), disk_full; the blob does not exist then.
	Put(ctx context.Context, name string, from io.Reader) error
	// Open opens a blob for reading. Faults: absent.
	Open(ctx context.Context, name string) (Reader, error)
	// Remove removes a blob, if there is one: doing it twice is no fault. Readers that are open may finish.
	Remove(ctx context.Context, name string) error
	// List tells of at most so many blobs, in the order of their names, beginning after one that need not exist; empty
	// means from the first. What is made or removed meanwhile may be told of or not.
	List(ctx context.Context, after string, limit int) ([]Info, error)
}

// Info is what a list tells of a blob.
type Info struct {
	Name    string
	Written time.Time // when its last byte was; not before the blob was begun
}

// Writer takes the bytes of one new blob.
type Writer interface {
	io.Writer
	// Commit makes the blob durable and returns its name. Faults: disk_full; the blob does not exist then.
	Commit() (name string, err error)
	// Abort gives the blob up; after Commit or Abort it does nothing, so that it can be deferred.
	Abort()
}

// Reader reads a blob at any offset.
type Reader interface {
	io.ReaderAt
	io.Closer
	// Size is the length in bytes.
	Size() int64
}

const nameLen = 26

// newName returns 130 random bits as letters and digits.
func newName() string { return strings.ToLower(rand.Text()[:nameLen]) }

func isName(s string) bool {
	if len(s) != nameLen {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !('a' <= r && r <= 'z' || '2' <= r && r <= '7') }) < 0
}

// translate turns a full disk or used-up quota into a fault that says so; other errors pass.
func translate(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.ErrDiskFull.Because(err)
	}
	return err
}
