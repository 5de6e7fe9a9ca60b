package live

import (
	"errors"
	"slices"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

// What one server asks of another. Each call is a connection of its own; one that enters then carries the lane.
const (
	callEnter uint8 = 1
	callJoin  uint8 = 2 // body: a Peer; answered by a Peer
	callTurn  uint8 = 3 // body: a Turn
	callLeave uint8 = 4 // the number of an end that will not come
)

// Frames between servers.
const (
	frameCall  uint8 = 70
	frameDone  uint8 = 71 // the answer
	frameFault uint8 = 72 // or the code of why not
	maxCall          = wire.MaxControl
)

// call is one request.
type call struct {
	kind    uint8
	session wire.Session
	lane    channel.Lane // callEnter: and the number of the end
	number  uint32
	body    []byte
}

func (c call) encode() []byte {
	b := append([]byte{c.kind}, c.session[:]...)
	b = append(append(b, byte(c.lane)), wire.EncodeStream(c.number)...)
	return wire.AppendBytes(b, string(c.body))
}

var errCall = errors.New("live: not a call")

func decodeCall(b []byte) (call, error) {
	d := wire.NewDecoder(b)
	c := call{kind: d.Uint8()}
	d.Copy(c.session[:])
	c.lane, c.number = channel.Lane(d.Uint8()), uint32(d.Uvarint(wire.MaxStreams))
	c.body = slices.Clone(d.Bytes(maxCall))
	if err := d.Done(); err != nil {
		return call{}, err
	}
	if c.kind < callEnter || c.kind > callLeave || (c.kind == callEnter) != (c.lane.String() != "") || c.kind == callEnter && len(c.body) > 0 {
		return call{}, errCall
	}
	return c, nil
}

// faults are those that one server tells another; every other is ErrAway there.
var faults = []*fault.Fault{ErrNotReady, ErrNotJoined, ErrFull}

func codeOf(err error) []byte {
	for _, f := range faults {
		if errors.Is(err, f) {
			return []byte(f.Code)
		}
	}
	return []byte(ErrAway.Code)
}

func faultOf(code []byte) error {
	for _, f := range faults {
		if f.Code == string(code) {
			return f
		}
	}
	return ErrAway
}
