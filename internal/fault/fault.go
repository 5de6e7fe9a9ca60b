// Package fault names the ways an operation can refuse or fail, without knowing how they are shown.
//
// Every error that crosses a slice's border is either a [Fault] or wraps one; anything else counts as Internal.
// The edge (web, command line) maps a Kind once to its own form and chooses the reader's words from Code.
package fault

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// Kind is what sort of refusal a fault is.
type Kind int

const (
	Internal    Kind = iota // our failure; the cause is logged, never shown
	Invalid                 // the input is wrong; Field says where
	Anonymous               // not signed in, or not far enough
	Denied                  // known, but not permitted
	Absent                  // does not exist, or may not be known to exist
	Conflict                // the thing's state does not allow it
	Stale                   // the caller acted on an old version
	Busy                    // too much at once; RetryAfter says when
	TooLarge                // the input exceeds a published limit
	Unavailable             // something we depend on does not answer or is full
)

// Fault is a refusal with a stable code. Detail is for developers, in English, and never quotes the refused value.
type Fault struct {
	Kind       Kind
	Code       string
	Field      string
	Detail     string
	Params     map[string]any
	RetryAfter time.Duration
	cause      error
}

// New makes a fault of the kind with a stable snake_case code.
func New(kind Kind, code, detail string) *Fault {
	return &Fault{Kind: kind, Code: code, Detail: detail}
}

// At returns a copy that names the field at fault, in the form of the API ("text", "fields.serial").
func (f *Fault) At(field string) *Fault { c := *f; c.Field = field; return &c }

// With returns a copy that carries one more value for the reader's words.
func (f *Fault) With(key string, value any) *Fault {
	c := *f
	c.Params = map[string]any{key: value}
	for k, v := range f.Params {
		c.Params[k] = v
	}
	return &c
}

// After returns a copy that says when a retry may succeed.
func (f *Fault) After(d time.Duration) *Fault { c := *f; c.RetryAfter = d; return &c }

// Because returns a copy that remembers its cause.
func (f *Fault) Because(err error) *Fault { c := *f; c.cause = err; return &c }

func (f *Fault) Error() string {
	s := f.Code + ": " + f.Detail
	if f.Field != "" {
		s = f.Code + " at " + f.Field + ": " + f.Detail
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

func (f *Fault) Unwrap() error { return f.cause }

// Is makes two faults equal by code, so that errors.Is works against the variables below.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// As returns the fault inside err; a stranger becomes Internal. It returns nil for nil.
func As(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return New(Internal, "internal", "unexpected failure").Because(err)
}

// KindOf is As(err).Kind; it must not be called with nil.
func KindOf(err error) Kind { return As(err).Kind }

// Wrap adds the operation's name to a non-nil *errp; use it deferred.
func Wrap(errp *error, op string) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", op, *errp)
	}
}

// Panicked makes an error of a recovered panic. A panic's own words may quote what was being worked on, so only those
// of the Go runtime are kept; the stack tells where.
func Panicked(where string, p any) error {
	words := fmt.Sprintf("a %T", p)
	if r, ok := p.(runtime.Error); ok {
		words = r.Error()
	}
	return fmt.Errorf("panic in %s: %s at %q", where, words, debug.Stack())
}

// Faults that many slices share.
var (
	ErrAbsent     = New(Absent, "absent", "there is no such thing, or it is not yours to know of")
	ErrDenied     = New(Denied, "denied", "you may not do this")
	ErrAnonymous  = New(Anonymous, "not_signed_in", "sign in first")
	ErrStepUp     = New(Denied, "step_up_needed", "prove again who you are, then repeat the request")
	ErrStale      = New(Stale, "version_stale", "it was changed in the meantime; read it again")
	ErrConflict   = New(Conflict, "conflict", "its present state does not allow this")
	ErrInvalid    = New(Invalid, "invalid", "the value is not acceptable")
	ErrTooLarge   = New(TooLarge, "too_large", "the input is larger than the published limit")
	ErrDiskFull   = New(Unavailable, "disk_full", "the server has no room left; nothing was changed")
	ErrInProgress = New(Conflict, "in_progress", "the same request is being worked on")
)
