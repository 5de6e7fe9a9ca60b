// Package channel is how the ends of a remote session reach each other: connections that only ever go out, many streams on
// each, and inside a stream that the server copies a second, sealed channel between the client's machine and the specialist.
//
// A [Mux] carries streams over one connection; a [Line] dials again when one is lost; a [Relay] copies one stream to another
// at the server; a [Pair] of keys seals what the relay carries.
//
// Invariants. Every stream begins with a wire.Open, and what no handler was registered for is refused. What waits for a slow
// reader is bounded by its window, and the sender waits. A stream ends cleanly only by the other end's word: whatever
// else cuts it is an error, never an end of file, so that nothing cut short is taken for whole. Two ends that were pinned to
// each other's key talk to each other or not at all.
//
// Refused: unknown purposes, more streams than the limit, messages longer than the limit, text messages, redirects, plain
// HTTP to other machines, keys that were not pinned, TLS below 1.3, session tickets, early data.
package channel

import (
	"time"

	"surety/internal/fault"
)

// Lane is one of the two connections that each end keeps, so that a transfer does not stand before a keystroke.
type Lane uint8

const (
	Interactive Lane = 1 // terminals, screens, control, the recording
	Bulk        Lane = 2 // files, ports, snapshots
)

var lanes = map[Lane]string{Interactive: "interactive", Bulk: "bulk"}

func (l Lane) String() string { return lanes[l] }

// ParseLane reads a lane's name.
func ParseLane(name string) (Lane, bool) {
	for l, n := range lanes {
		if n == name {
			return l, true
		}
	}
	return 0, false
}

// window is the most bytes a stream of the lane holds for a reader. All begin with the smaller one; a bulk stream's
// grows while its reader keeps up, so a slow reader never costs more than the smaller.
func (l Lane) window() uint32 {
	if l == Bulk {
		return 4 << 20
	}
	return smallWindow
}

const (
	smallWindow = 256 << 10
	maxMessage  = 64 << 10 // one write on the connection, and one message of a WebSocket
	smallAccept = 16       // streams that wait to be looked at

	keepAlive   = 20 * time.Second // a silent connection is asked this often,
	writeWithin = 10 * time.Second // and is lost when neither an answer comes nor a write goes through for so long
	openWithin  = 10 * time.Second // for the other end's Open
	askWithin   = 30 * time.Second // for the answer to ours
)

// Why a channel, a stream or a pair ended, or did not begin.
var (
	ErrLaneLost     = fault.New(fault.Unavailable, "lane_lost", "the connection was lost")
	ErrStreamReset  = fault.New(fault.Unavailable, "stream_reset", "the other end cut the stream")
	ErrRefused      = fault.New(fault.Denied, "stream_refused", "the other end refuses the stream")
	ErrProtocol     = fault.New(fault.Invalid, "channel_protocol", "the other end does not keep to the protocol")
	ErrWrongKey     = fault.New(fault.Denied, "wrong_key", "the other end has another key than the record tells")
	ErrKeyRefused   = fault.New(fault.Denied, "key_refused", "the other end was told of another key than ours")
	ErrPinned       = fault.New(fault.Conflict, "key_pinned", "this key was made for another end")
	ErrTampered     = fault.New(fault.Denied, "channel_tampered", "the bytes were changed on the way")
	ErrNotSealed    = fault.New(fault.Unavailable, "channel_not_sealed", "the two ends could not agree on a seal")
	ErrTurnedAway   = fault.New(fault.Denied, "turned_away", "the server does not take this connection")
	ErrUnproven     = fault.New(fault.Denied, "server_unproven", "nobody vouches that this server is the one that was dialled")
	ErrPlain        = fault.New(fault.Invalid, "plain_address", "another machine is reached by TLS only")
	ErrRelayIdle    = fault.New(fault.Unavailable, "relay_idle", "nothing came through the relay for too long")
	ErrRelayExpired = fault.New(fault.Denied, "relay_expired", "the relay has reached its time")
)
