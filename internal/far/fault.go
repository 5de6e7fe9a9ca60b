package far

import (
	"context"
	"errors"
	"net"
	"time"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

// Faults of this end itself.
var (
	ErrName     = fault.New(fault.Invalid, "bad_name", "this is not the name of one thing in a folder")
	ErrChanged  = fault.New(fault.Conflict, "file_changed", "the file is not the one of which a part is here")
	ErrMismatch = fault.New(fault.Denied, "file_mismatch", "the bytes that came are not those that were told")
	ErrTooMany  = fault.New(fault.TooLarge, "too_many_entries", "the folder holds more than is read")
	ErrCommand  = fault.New(fault.Invalid, "bad_command", "a command is text of at most 4096 bytes")
	ErrViewOnly = fault.New(fault.Denied, "view_only", "this terminal was opened to look on")
)

// refusals are the client's end's, as faults.
var refusals = map[wire.Refusal]*fault.Fault{
	wire.NotGranted:  fault.New(fault.Denied, "power_not_granted", "the client did not grant this power"),
	wire.NotReady:    fault.New(fault.Unavailable, "session_paused", "the session is paused, or its recording waits for the server"),
	wire.NotFound:    fault.New(fault.Absent, "remote_absent", "there is no such terminal, folder or file"),
	wire.NotNamed:    fault.New(fault.Denied, "port_not_named", "the client did not name this address"),
	wire.BadName:     fault.New(fault.Invalid, "remote_bad_name", "the client's system could not hold this name, or it deceives who reads it"),
	wire.Exists:      fault.New(fault.Conflict, "file_exists", "a file of that name is there already"),
	wire.Linked:      fault.New(fault.Denied, "file_linked", "the file has more than one name and may lie elsewhere too"),
	wire.Special:     fault.New(fault.Denied, "file_special", "a device, a pipe, a socket, or a folder where a file is meant"),
	wire.OverQuota:   fault.New(fault.TooLarge, "over_quota", "more than this session may send"),
	wire.Changed:     fault.New(fault.Conflict, "file_changed", "the file changed while it went over"),
	wire.Mismatch:    fault.New(fault.Denied, "file_mismatch", "the bytes that arrived are not those that were told"),
	wire.TooMany:     fault.New(fault.Busy, "too_many_open", "as much is open as one session may hold"),
	wire.Failed:      fault.New(fault.Unavailable, "remote_failed", "the client's machine refused"),
	wire.Unreachable: fault.New(fault.Unavailable, "port_unreachable", "nobody answers at this address"),
}

// named makes a fault of a refusal by the client's end; everything else stays as it is.
func named(err error) error {
	var why wire.Refusal
	if !errors.As(err, &why) {
		return err
	}
	if f := refusals[why]; f != nil {
		return f.Because(why)
	}
	return channel.ErrProtocol.Because(why)
}

// Refused tells the reason of the client's end in a fault, if it has one.
func Refused(err error) (why wire.Refusal, ok bool) {
	ok = errors.As(err, &why)
	return why, ok
}

// read makes a fault of a FrameRefused.
func read(payload []byte) error {
	why, err := wire.DecodeRefusal(payload)
	if err != nil {
		return channel.ErrProtocol.Because(err)
	}
	return named(why)
}

// returning reports whether the client's end refuses for now: while it is paused, and after a lost line until its recording has reached the server again.
func returning(err error) bool {
	why, refused := Refused(err)
	return refused && why == wire.NotReady
}

// pause waits, and longer the next time. Faults: ctx's.
func (s *Session) pause(ctx context.Context, wait *time.Duration) error {
	select {
	case <-s.clock.After(*wait):
		*wait = min(2**wait, resetMost)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lost reports whether the same may be tried again on another stream. A lane that is lost closes the one inside it.
func (s *Session) lost(err error) bool {
	return errors.Is(err, channel.ErrLaneLost) || errors.Is(err, channel.ErrStreamReset) || errors.Is(err, net.ErrClosed) && s.ctx.Err() == nil
}
