package web

import "time"

// RecordingCourse is the course of a recording.
type RecordingCourse struct {
	DurationMicros int64               `json:"durationMicros"`
	Chunks         int64               `json:"chunks"`
	Bytes          int64               `json:"bytes" doc:"sealed"`
	Complete       bool                `json:"complete" doc:"it ended by an end that was recorded"`
	Terminals      []RecordingTerminal `json:"terminals"`
	Screens        []RecordingTerminal `json:"screens" doc:"sizes in pixels"`
	Places         int                 `json:"places"`
	Moments        []RecordingEvent    `json:"moments" doc:"what is neither output nor keys, in order of time"`
	Left           int                 `json:"left" doc:"moments beyond those"`
	Watchers       []RecordingWatcher  `json:"watchers" doc:"who looked on or opened it, the latest first"`
}

// RecordingTerminal is one that is seen in it.
type RecordingTerminal struct {
	Stream int64 `json:"stream"`
	Cols   int   `json:"cols"`
	Rows   int   `json:"rows"`
}

// RecordingWatcher is somebody who looked.
type RecordingWatcher struct {
	Who  Ref       `json:"who"`
	At   time.Time `json:"at" doc:"when they last began to"`
	Live bool      `json:"live" doc:"while it ran"`
}

// RecordingEvent is one thing that happened. All texts are on one line and nothing in them acts on a viewer.
type RecordingEvent struct {
	AtMicros int64            `json:"atMicros" doc:"since the recording began"`
	Kind     RecordingKind    `json:"kind"`
	Stream   int64            `json:"stream"`
	Data     []byte           `json:"data,omitempty" doc:"of output, for a terminal, or of a screen (RFB, RFC 6143, from the first message on), for a viewer: filtered"`
	Text     string           `json:"text,omitempty" doc:"what was typed or run, which power, who paused, the mark, why it ended"`
	Count    int64            `json:"count,omitempty" doc:"of what was typed unseen: characters"`
	Cols     int              `json:"cols,omitempty"`
	Rows     int              `json:"rows,omitempty"`
	File     *RecordingFile   `json:"file,omitempty"`
	Kept     bool             `json:"kept,omitempty" doc:"of a file, in a course: there is a copy to be fetched"`
	Tunnel   *RecordingTunnel `json:"tunnel,omitempty"`
	Powers   []string         `json:"powers,omitempty" doc:"that were consented to"`
}

// RecordingFile is a file that went over or was changed.
type RecordingFile struct {
	AtMicros int64        `json:"atMicros"`
	Way      RecordingWay `json:"way" doc:"to the client's machine (sent) or from it (fetched); else what was done to it there. moved_to tells the new name of the one before"`
	Name     string       `json:"name"`
	Bytes    int64        `json:"bytes"`
	SHA256   string       `json:"sha256" doc:"hex"`
}

// RecordingTunnel is a port that was reached.
type RecordingTunnel struct {
	AtMicros int64  `json:"atMicros"`
	Address  string `json:"address" doc:"host:port"`
	InBytes  int64  `json:"inBytes" doc:"towards the client's machine"`
	OutBytes int64  `json:"outBytes"`
}

// RecordingPlay is one page of play.
type RecordingPlay struct {
	Picture    []byte           `json:"picture,omitempty" doc:"draws the terminal as it stood before the first event; empty where it is too large to be drawn"`
	Cols       int              `json:"cols"`
	Rows       int              `json:"rows"`
	Events     []RecordingEvent `json:"events"`
	NextMicros *int64           `json:"nextMicros,omitempty" doc:"where the next page begins; absent: that is all there is by now"`
	NextSkip   int              `json:"nextSkip,omitempty" doc:"how many events of that time were given"`
}

// RecordingFind is a line in which the words stood.
type RecordingFind struct {
	AtMicros int64  `json:"atMicros"`
	Stream   int64  `json:"stream"`
	Text     string `json:"text"`
}

// RecordingCommand is what was run.
type RecordingCommand struct {
	AtMicros int64  `json:"atMicros"`
	Stream   int64  `json:"stream"`
	Text     string `json:"text"`
	Told     bool   `json:"told" doc:"the shell's own word; else it was read off the screen"`
	Exit     *int   `json:"exit,omitempty"`
}

// RecordingVerdict says whether a recording is what was recorded.
type RecordingVerdict struct {
	OK     bool   `json:"ok"`
	Chunk  *int64 `json:"chunk,omitempty" doc:"the first bad one"`
	Why    string `json:"why,omitempty" doc:"a code: torn, malformed, wrong_number, other_session, broken_chain, wrong_signature, does_not_open, wrong_content, after_end, missing_end, not_on_record, wrong_copy, no_consent, no_end"`
	Chunks int64  `json:"chunks" doc:"that are good"`
}

// SessionWork is what a recording tells of the work: nobody wrote it.
type SessionWork struct {
	Session   string             `json:"session"`
	StartedAt *time.Time         `json:"startedAt,omitempty"`
	EndedAt   *time.Time         `json:"endedAt,omitempty"`
	Minutes   int64              `json:"minutes" doc:"less what was paused"`
	Commands  []RecordingCommand `json:"commands" doc:"the first 200"`
	Files     []RecordingFile    `json:"files" doc:"the first 200"`
	Tunnels   []RecordingTunnel  `json:"tunnels" doc:"the first 200"`
	Counts    WorkCounts         `json:"counts" doc:"of all"`
}

// WorkCounts are how many there were.
type WorkCounts struct {
	Commands int `json:"commands"`
	Files    int `json:"files"`
	Tunnels  int `json:"tunnels"`
}

// WorkReport is what there is about a milestone: what was recorded and what was written, apart.
type WorkReport struct {
	Milestone string     `json:"milestone"`
	Recorded  []WorkRow  `json:"recorded" doc:"its sessions, by their beginning"`
	Left      int        `json:"left" doc:"earlier sessions beyond those"`
	Written   string     `json:"written" doc:"in the specialist's words; the client's to read once it was sent"`
	ChangedAt *time.Time `json:"changedAt,omitempty"`
	SentAt    *time.Time `json:"sentAt,omitempty"`
	May       bool       `json:"may" doc:"write and send"`
}

// WorkRow is one session of it.
type WorkRow struct {
	Session   string     `json:"session"`
	StartedAt *time.Time `json:"startedAt,omitempty"`
	EndedAt   *time.Time `json:"endedAt,omitempty"`
	Minutes   int64      `json:"minutes"`
	Counts    WorkCounts `json:"counts"`
	Bad       bool       `json:"bad" doc:"the recording is not what was signed: it tells nothing"`
}

// WorkWritten is the written part.
type WorkWritten struct {
	Written string `json:"written" minLength:"1" maxLength:"20000"`
}

// SnapshotRow is what everybody on the case may know of a snapshot.
type SnapshotRow struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes" doc:"sealed and compressed"`
	Packs int64     `json:"packs"`
}

// SnapshotRows is one page of a case's snapshots.
type SnapshotRows struct {
	Items []SnapshotRow `json:"items"`
	Next  string        `json:"next"`
	Check SnapshotCheck `json:"check" doc:"of all that the case has"`
	May   bool          `json:"may" doc:"look inside and put back; a step-up may still be asked for"`
}

// SnapshotCheck is how the stored objects were found when they were last read.
type SnapshotCheck struct {
	State      SnapshotCheckState `json:"state"`
	At         *time.Time         `json:"at,omitempty" doc:"when the last one ended"`
	DoneBytes  int64              `json:"doneBytes"`
	TotalBytes int64              `json:"totalBytes"`
	Kind       string             `json:"kind,omitempty" doc:"of the first damaged object: pack, index, record"`
	Object     string             `json:"object,omitempty" doc:"its name; that of a record is a snapshot's id"`
	Reason     string             `json:"reason,omitempty" doc:"absent, misnamed, missized, undecodable"`
}

// SnapshotEntry is one name in a snapshot.
type SnapshotEntry struct {
	Name     string       `json:"name" doc:"as it may be shown"`
	Path     string       `json:"path" doc:"by which it is asked for"`
	Form     SnapshotForm `json:"form"`
	Note     string       `json:"note,omitempty" doc:"why it is not, or not wholly, kept: changed_while_read, unreadable, special_file, other_mount, path_too_long, excluded, attributes_unreadable"`
	Bytes    int64        `json:"bytes"`
	Mode     int64        `json:"mode"`
	Modified time.Time    `json:"modified"`
	Target   string       `json:"target,omitempty" doc:"of a link"`
}

// SnapshotEntries is one page of a folder.
type SnapshotEntries struct {
	StartedAt time.Time       `json:"startedAt"`
	EndedAt   time.Time       `json:"endedAt"`
	System    string          `json:"system"`
	Files     int64           `json:"files"`
	Folders   int64           `json:"folders"`
	Links     int64           `json:"links"`
	Left      int64           `json:"left" doc:"that were not, or not wholly, kept"`
	Bytes     int64           `json:"bytes" doc:"of all files"`
	Items     []SnapshotEntry `json:"items"`
	Next      string          `json:"next"`
}

// SnapshotDifference is a place that is not the same in two snapshots.
type SnapshotDifference struct {
	Path   string         `json:"path" doc:"by which it is asked for"`
	Shown  string         `json:"shown" doc:"the way to it, as it may be shown"`
	Before *SnapshotEntry `json:"before,omitempty"`
	After  *SnapshotEntry `json:"after,omitempty"`
	What   []string       `json:"what" doc:"codes: form, content, target, mode, modified, owner, link, attributes"`
}
