package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"surety/internal/clock"
)

// cost is how dear a hash is. OWASP's first recommendation for argon2id.
type cost struct {
	memoryKiB uint32
	passes    uint32
	lanes     uint8
}

var present = cost{19 * 1024, 2, 1}

const (
	// hashWait is how long a sign-in waits for its turn before it is told to come back.
	hashWait = 5 * time.Second
	keySize  = 32
	saltSize = 16
)

// hasher computes password hashes, few at a time: each takes 19 MiB.
type hasher struct {
	clock clock.Clock
	slots chan struct{}
	cost  cost
	count atomic.Int64 // how many were computed; tests compare
}

func newHasher(c clock.Clock) *hasher {
	return &hasher{clock: c, slots: make(chan struct{}, max(2, runtime.NumCPU())), cost: present}
}

// compute runs argon2id in its turn. Fault: busy.
func (h *hasher) compute(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	default:
		select {
		case h.slots <- struct{}{}:
		case <-h.clock.After(hashWait):
			return nil, ErrBusy.After(hashWait)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	defer func() { <-h.slots }()
	h.count.Add(1)
	return argon2.IDKey([]byte(password), salt, c.passes, c.memoryKiB, c.lanes, keySize), nil
}

// hash returns the PHC string of a normalised password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key, err := h.compute(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	return encode(h.cost, salt, key), nil
}

// check compares in one computation, also when there is nothing to compare with: stored is empty then.
func (h *hasher) check(ctx context.Context, stored, password string) (ok, outdated bool, err error) {
	c, salt, want, err := decode(stored)
	if err != nil {
		c, salt, want = h.cost, make([]byte, saltSize), nil
	}
	got, err := h.compute(ctx, password, salt, c)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, c != h.cost, nil
}

func encode(c cost, salt, key []byte) string {
	b := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memoryKiB, c.passes, c.lanes, b(salt), b(key))
}

func decode(stored string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("not a hash of ours")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memoryKiB, &c.passes, &c.lanes); err != nil {
		return c, nil, nil, err
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, err
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, key, err
}
