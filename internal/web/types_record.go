package web

import (
	"time"

	"surety/internal/audit"
)

// RecordActor is who acted; without an id it was the installation itself.
type RecordActor struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// RecordEntry is one entry of the record: codes and ids, told in words by the reader's app.
type RecordEntry struct {
	N         int64             `json:"n"`
	At        time.Time         `json:"at"`
	Actor     RecordActor       `json:"actor"`
	Action    string            `json:"action"`
	Kind      string            `json:"kind,omitempty" doc:"of the thing"`
	Thing     string            `json:"thing,omitempty"`
	Ticket    string            `json:"ticket,omitempty"`
	Tickets   int               `json:"tickets,omitempty" doc:"how many a list showed"`
	Params    map[string]string `json:"params"`
	Address   string            `json:"address,omitempty"`
	Leaf      string            `json:"leaf,omitempty" doc:"its place in the tree, once it has one"`
	Destroyed bool              `json:"destroyed,omitempty" doc:"the content is gone, the leaf stands"`
}

// Checkpoint is a signed state of the record.
type Checkpoint struct {
	Text string `json:"text"`
	Key  string `json:"key" doc:"the record's public key, which verifies it, receipts and exports"`
}

// Receipt proves that an entry is in the record.
type Receipt struct {
	Receipt string `json:"receipt"`
}

// Verification is what checking the whole record found.
type Verification struct {
	Ok       bool          `json:"ok"`
	Size     int64         `json:"size"`
	FirstBad int64         `json:"firstBad,omitempty" doc:"the first entry that may be damaged; absent when no entry is to blame"`
	Damage   string        `json:"damage,omitempty" doc:"a code for what is wrong"`
	Numbers  audit.Numbers `json:"numbers,omitempty" doc:"what the words for the damage name: no, leaf, covers, has …"`
}
