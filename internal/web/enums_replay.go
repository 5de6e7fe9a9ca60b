package web

import (
	"github.com/danielgtaylor/huma/v2"

	"surety/internal/remote/keep"
	"surety/internal/remote/replay"
)

// The closed vocabularies of recordings and snapshots.
type (
	RecordingKind      string
	RecordingWay       string
	SnapshotCheckState string
	SnapshotForm       string
)

func (RecordingKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecordingKind", each(replay.Kinds, func(k replay.Kind) any { return string(k) })...)
}

func (RecordingWay) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RecordingWay", each(replay.Ways, func(w replay.Way) any { return string(w) })...)
}

func (SnapshotCheckState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SnapshotCheckState", each(keep.CheckStates, func(s keep.CheckState) any { return string(s) })...)
}

func (SnapshotForm) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SnapshotForm", "folder", "file", "link", "left")
}
