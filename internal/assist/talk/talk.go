// Package talk is what keeper and worker say to each other: both are this program, and the line between them is two pipes.
//
// A message is a frame of its own kind with JSON inside. Decode refuses what is none, so that a worker that was taken over can say
// wrong things to the client but nothing that the keeper takes for something else; what is shown passes the face's cleaning.
package talk

import (
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"surety/internal/assist/keeper"
	"surety/internal/assist/session"
	"surety/internal/wire"
)

// What the keeper says.
type (
	// Begin is the first message: where to, and where the worker may keep what is its own.
	Begin struct {
		Host, Code string
		Plain      bool
		Dir        string
	}
	// Rest sends what an earlier worker left of a recording, and tells why the session ended.
	Rest struct {
		Seat
		Dir    string
		End    session.End
		Report string // why the client reported who was there; empty if not
	}
	// Snapshot keeps folders before the session; Disk is a folder for a second copy, or empty.
	Snapshot struct {
		Folders []string
		Disk    string
	}
	// Cancel breaks off a snapshot or a putting back.
	Cancel struct{}
	// Waive does without, in the client's words.
	Waive struct{ Words string }
	// Consent grants.
	Consent struct {
		Granted []wire.Purpose
		Folders []string
		Ports   []string
		Screen  string
		Quota   uint64
	}
	// Refuse says no.
	Refuse struct{}
	// Report says no, and why nobody else should be asked either.
	Report struct{ Reason string }
	// Turn is a step of the client's.
	Turn struct {
		Step  wire.Step
		Power wire.Purpose
	}
	// Compare compares a snapshot with the machine.
	Compare struct{ Name string }
	// PutBack puts back paths of the compared snapshot, all where none is named.
	PutBack struct{ Paths []Path }
)

// What the worker says.
type (
	// Seat is what a later worker needs to send the rest of a recording.
	Seat struct {
		Host, Token string
		Plain       bool
		Session     wire.Session
	}
	// Asked is who wants what, as the server's bytes say it.
	Asked struct {
		Facts    []byte
		Name     string // the client's
		Targets  []Target
		Screens  []string
		Outdated bool // the program is older than the server, and the request is confidential
	}
	// Prepared says that the server knows of the snapshot or the waiver.
	Prepared struct {
		Facts        []byte
		Files, Bytes int64
		Left         int64 // entries that could not be kept
	}
	// Progress is how far a snapshot or a putting back is.
	Progress struct{ Files, Bytes, FilesTotal, BytesTotal, SecondsLeft int64 }
	// Active says that the session runs.
	Active struct {
		Seat
		Until time.Time
		Entry int64 // of the record
	}
	// State is how the session stands.
	State struct{ session.State }
	// Over says that the session has ended.
	Over struct {
		session.End
		Done session.Done
	}
	// Gone is the worker's last word. Complete says that nothing of a recording is left here.
	Gone struct{ Complete bool }
	// Kept are the snapshots that can be put back, the newest first.
	Kept struct{ Snapshots []Shelf }
	// Changes are some of the differences; More follow, or Total is all.
	Changes struct {
		List  []Change
		Done  bool
		Total int
	}
	// Back says what was put back.
	Back struct {
		Files, Removed, Problems int64
		Name                     string // of the snapshot that was taken before
	}
	// Fault is something that failed. Of says in answer to what.
	Fault struct{ Of, Code string }
)

// Target is a port that is asked for, and where it leads.
type Target struct {
	Name      string
	Addresses []string
	Code      string // why it leads nowhere
}

// Shelf is one snapshot.
type Shelf struct {
	Name         string
	Taken        time.Time
	Folders      []string
	Files, Bytes int64
}

// Path is a place in a snapshot.
type Path struct{ Folder, Path string }

// Change is one difference: came, went or changed since the snapshot.
type Change struct {
	Path
	What string
	Dir  bool
	Size int64
}

// kinds are the messages by their frame's kind, which is its place here, from 1.
var kinds = []any{
	Begin{}, Rest{}, Snapshot{}, Cancel{}, Waive{}, Consent{}, Refuse{}, Report{}, Turn{}, Compare{}, PutBack{},
	Asked{}, Prepared{}, Progress{}, Active{}, State{}, Over{}, Gone{}, Kept{}, Changes{}, Back{}, Fault{},
}

var kindOf = func() map[reflect.Type]uint8 {
	all := map[reflect.Type]uint8{}
	for i, m := range kinds {
		all[reflect.TypeOf(m)] = uint8(i + 1)
	}
	return all
}()

// ErrMessage says that a frame is no message.
var ErrMessage = errors.New("talk: not a message")

// Encode is a message's frame.
func Encode(m any) (kind uint8, payload []byte) {
	payload, err := json.Marshal(m)
	if kind = kindOf[reflect.TypeOf(m)]; kind == 0 || err != nil {
		panic("talk: not a message of this package") // types of this package always can
	}
	return kind, payload
}

// Decode is the message of a frame.
func Decode(kind uint8, payload []byte) (any, error) {
	if kind == 0 || int(kind) > len(kinds) {
		return nil, ErrMessage
	}
	m := reflect.New(reflect.TypeOf(kinds[kind-1]))
	if json.Unmarshal(payload, m.Interface()) != nil {
		return nil, ErrMessage
	}
	return m.Elem().Interface(), nil
}

const again = 5 * time.Millisecond

// Tell sends a message to a keeper, which always reads in the end: it waits while too many are there.
func Tell(line *keeper.Line, m any) {
	kind, payload := Encode(m)
	if len(payload) > wire.MaxFrame {
		return // nothing that is sent is so long; a frame that is would end the line
	}
	for errors.Is(line.Send(kind, payload), keeper.ErrHung) {
		time.Sleep(again)
	}
}
