package wire

import (
	"encoding/binary"
	"slices"
)

// Purpose is the code of what a stream of a channel is for.
type Purpose string

// What streams between an end and the server are for.
const (
	ForControl  Purpose = "control"  // messages about the session
	ForRecord   Purpose = "record"   // chunks of the recording up, acknowledgements down
	ForSnapshot Purpose = "snapshot" // packs of a snapshot
	ForRelay    Purpose = "relay"    // what the server only copies to the other end
)

// The powers, which a client grants for one session. Their streams run inside a relay's, sealed from end to end.
const (
	TerminalView  Purpose = "terminal.view"  // see a terminal
	TerminalType  Purpose = "terminal.type"  // and type into it
	ScreenView    Purpose = "screen.view"    // see the screen
	ScreenControl Purpose = "screen.control" // and use keyboard and pointer
	FilesFetch    Purpose = "files.fetch"    // take files out of the folders named
	FilesSend     Purpose = "files.send"     // put files into them
	Port          Purpose = "port"           // reach the addresses named
)

// Powers are all of them, in the order in which they are asked for.
var Powers = []Purpose{TerminalView, TerminalType, ScreenView, ScreenControl, FilesFetch, FilesSend, Port}

var purposes = append([]Purpose{ForControl, ForRecord, ForSnapshot, ForRelay}, Powers...)

// Frames that every stream of a channel begins with: whoever opens it sends an Open, and the other end answers with
// FrameOpened (the stream's number on the recording, 0 where it has none) or with FrameRefused (a Refusal). What follows
// FrameOpened is the stream's own. Numbers of frames differ over all streams, so that none can be taken for another.
const (
	FrameOpen    uint8 = 16
	FrameOpened  uint8 = 17
	FrameRefused uint8 = 18 // where a stream serves several requests it answers the one before
)

const (
	maxPurpose = 32
	// MaxArgument is the most bytes of what an Open says beyond its purpose,
	MaxArgument = MaxCommand + 64
	// MaxOpen of an Open as a whole,
	MaxOpen = binary.MaxVarintLen16 + maxPurpose + binary.MaxVarintLen16 + MaxArgument
	// MaxAnswer of the answer.
	MaxAnswer = binary.MaxVarintLen32
)

// Open says what a new stream is for. Argument is a TerminalOpen for a terminal, host:port for a port, a lane for a relay,
// else empty.
type Open struct {
	Purpose  Purpose
	Argument []byte
}

// Encode is the payload of FrameOpen.
func (o Open) Encode() []byte { return AppendBytes(AppendBytes(nil, string(o.Purpose)), o.Argument) }

// DecodeOpen reads the payload of FrameOpen.
func DecodeOpen(b []byte) (Open, error) {
	d := NewDecoder(b)
	o := Open{Purpose: Purpose(d.Text(maxPurpose)), Argument: slices.Clone(d.Bytes(MaxArgument))}
	if err := d.Done(); err != nil {
		return Open{}, err
	}
	if !slices.Contains(purposes, o.Purpose) {
		return Open{}, ErrUnknown
	}
	return o, nil
}

// EncodeStream is the payload of FrameOpened.
func EncodeStream(n uint32) []byte { return binary.AppendUvarint(nil, uint64(n)) }

// DecodeStream reads the payload of FrameOpened.
func DecodeStream(b []byte) (uint32, error) {
	d := NewDecoder(b)
	n := d.Uvarint(MaxStreams)
	return uint32(n), d.Done()
}

// Refusal is why assist does not do what was asked. It is an error, so that a power may simply return it.
type Refusal uint8

// The refusals. Their numbers are part of the protocol.
const (
	NotGranted  Refusal = 1  // the client did not grant this power
	NotReady    Refusal = 2  // the recording is not acknowledged, paused or over
	NotFound    Refusal = 3  // there is no such terminal, folder or file
	NotNamed    Refusal = 4  // the client did not name this address
	BadName     Refusal = 5  // the system could not hold it, or it deceives who reads it
	Exists      Refusal = 6  // a file is there already
	Linked      Refusal = 7  // the file has more than one name: it may lie outside the folder too
	Special     Refusal = 8  // a device, a pipe, a socket, or a folder where a file is meant
	OverQuota   Refusal = 9  // more than this session may send
	Changed     Refusal = 10 // the file changed while it went over
	Mismatch    Refusal = 11 // the bytes are not those that were announced
	TooMany     Refusal = 12 // of what one session may hold open
	Failed      Refusal = 13 // the machine refused
	Unreachable Refusal = 14 // nobody answers at the address
)

var refusals = [...]string{
	NotGranted: "the client did not grant this", NotReady: "the recording does not take it now", NotFound: "there is no such thing",
	NotNamed: "the client did not name this address", BadName: "such a name is not taken", Exists: "there is a file of that name",
	Linked: "the file has more than one name", Special: "not a plain file", OverQuota: "more than may be sent in this session",
	Changed: "the file changed meanwhile", Mismatch: "other bytes than announced", TooMany: "too many are open",
	Failed: "the machine refused", Unreachable: "nobody answers there",
}

// Error tells the refusal without quoting what was asked.
func (r Refusal) Error() string {
	if int(r) >= len(refusals) || refusals[r] == "" {
		return "wire: refused"
	}
	return "wire: refused: " + refusals[r]
}

// Encode is the payload of FrameRefused.
func (r Refusal) Encode() []byte { return []byte{byte(r)} }

// DecodeRefusal reads the payload of FrameRefused.
func DecodeRefusal(b []byte) (Refusal, error) {
	d := NewDecoder(b)
	r := Refusal(d.Uint8())
	if err := d.Done(); err != nil {
		return 0, err
	}
	if r < NotGranted || r > Unreachable {
		return 0, ErrUnknown
	}
	return r, nil
}
