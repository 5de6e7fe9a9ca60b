package web

import (
	"github.com/danielgtaylor/huma/v2"

	"surety/internal/remote"
	"surety/internal/wire"
)

// The closed vocabularies of remote sessions.
type (
	RemoteState      string
	RemotePower      string
	RemotePowerState string
	RemoteParty      string
	RemoteDoubt      string
	RemoteWhy        string
	RemoteStep       string
	RemoteDo         string
	RemoteReason     string
	RemoteLiftWhy    string
	RemoteKind       string
	RecordingState   string
	SnapshotState    string
)

func (RemoteState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteState", each(remote.States, func(s remote.State) any { return string(s) })...)
}

func (RemotePower) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemotePower", each(wire.Powers, func(p wire.Purpose) any { return string(p) })...)
}

func (RemotePowerState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemotePowerState", "asked", "granted", "refused", "taken")
}

func (RemoteDoubt) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteDoubt", remote.Outdated)
}

func (RemoteParty) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteParty", "client", "specialist", "lead", "server")
}

func (RemoteWhy) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteWhy", each(wire.Whys, func(c string) any { return c })...)
}

func (RemoteStep) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteStep", "pause", "resume", "take", "end")
}

func (RemoteDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteDo", each(remote.May, func(s string) any { return s })...)
}

func (RemoteReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteReason", each(remote.Reasons, func(s string) any { return s })...)
}

func (RemoteLiftWhy) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteLiftWhy", each(remote.Lifts, func(s string) any { return s })...)
}

func (RemoteKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemoteKind", "session", "restore")
}

func (RecordingState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecordingState", "none", "running", "complete", "abandoned")
}

func (SnapshotState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SnapshotState", "none", "made", "waived")
}

// remoteSteps are the steps as the protocol numbers them.
var remoteSteps = map[RemoteStep]wire.Step{"pause": wire.Pause, "resume": wire.Resume, "take": wire.Take, "end": wire.Finish}
