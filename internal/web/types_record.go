package web

import "time"

// RecordActor is who acted.
type RecordActor struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// RecordEntry is one entry of the record.
type RecordEntry struct {
	N       int64             `json:"n"`
	At      time.Time         `json:"at"`
	Actor   RecordActor       `json:"actor"`
	Action  string            `json:"action"`
	Params  map[string]string `json:"params"`
	Address string            `json:"address,omitempty"`
	Leaf    string            `json:"leaf,omitempty"`
}

// Checkpoint is a signed state of the record.
type Checkpoint struct {
	Text string `json:"text"`
}

// Receipt proves that an entry is in the record.
type Receipt struct {
	Receipt string `json:"receipt"`
}

// Verification is what checking the whole record found.
type Verification struct {
	Ok       bool  `json:"ok"`
	Size     int64 `json:"size"`
	FirstBad int64 `json:"firstBad,omitempty"`
}
