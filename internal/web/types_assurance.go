package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/assurance"
	"surety/internal/ticket"
)

// The closed vocabularies of status reports.
type (
	StatusRhythmCode string
	FollowState      string
)

func (StatusRhythmCode) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "StatusRhythmCode", each(assurance.Rhythms, func(x assurance.Rhythm) any { return string(x) })...)
}

func (FollowState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "FollowState", "none", "waits", "answered")
}

// StatusRhythm is when somebody wants reports.
type StatusRhythm struct {
	Rhythm StatusRhythmCode `json:"rhythm"`
}

// StatusRhythmNow is that, and when the next one is due.
type StatusRhythmNow struct {
	StatusRhythm
	DueAt *time.Time `json:"dueAt,omitempty"`
}

// StatusReport is a report in numbers.
type StatusReport struct {
	ID        string      `json:"id"`
	Ticket    string      `json:"ticket"`
	Number    int64       `json:"number" doc:"of the ticket"`
	Client    Ref         `json:"client"`
	MadeAt    time.Time   `json:"madeAt"`
	Openings  int64       `json:"openings" doc:"by others"`
	People    int64       `json:"people" doc:"who opened something"`
	Newcomers int64       `json:"newcomers" doc:"of whom none had before"`
	Uncovered int64       `json:"uncovered" doc:"covered places that somebody looked under"`
	From      int64       `json:"from" doc:"the first leaf of the record that it covers"`
	To        int64       `json:"to" doc:"the first leaf that it does not"`
	Score     int         `json:"score,omitempty" doc:"1 to 5, for whose report it is; absent: not answered"`
	Open      bool        `json:"open" doc:"the viewer can answer it, or answer anew"`
	FollowUp  FollowState `json:"followUp"`
}

// StatusAnswer is how safe a client feels.
type StatusAnswer struct {
	Score    int    `json:"score" minimum:"1" maximum:"5"`
	Text     string `json:"text,omitempty" doc:"sealed; up to 2,000 characters"`
	Security bool   `json:"security,omitempty" doc:"a low answer calls a security officer instead of who leads the department"`
}

// StatusWords is what was said to the question, and what was answered.
type StatusWords struct {
	Said       string     `json:"said"`
	Reply      string     `json:"reply"`
	AnsweredBy *Ref       `json:"answeredBy,omitempty"`
	AnsweredAt *time.Time `json:"answeredAt,omitempty"`
}

// StatusOpening is somebody opening something of the case.
type StatusOpening struct {
	N       int64             `json:"n"`
	At      time.Time         `json:"at"`
	Who     Ref               `json:"who"`
	Action  string            `json:"action"`
	Params  map[string]string `json:"params"`
	Country string            `json:"country,omitempty" doc:"ISO 3166-1; absent: not known"`
}

// CaseHeld is what is kept of a case, and what is still open, in numbers.
type CaseHeld struct {
	Ticket         string        `json:"ticket"`
	Number         int64         `json:"number"`
	Class          ticket.Class  `json:"class"`
	Status         ticket.Status `json:"status"`
	Messages       int64         `json:"messages"`
	Files          int64         `json:"files"`
	FileBytes      int64         `json:"fileBytes"`
	Recordings     int64         `json:"recordings"`
	RecordingBytes int64         `json:"recordingBytes"`
	Snapshots      int64         `json:"snapshots"`
	SnapshotBytes  int64         `json:"snapshotBytes"`
	Sessions       int64         `json:"sessions" doc:"remote sessions that are asked for or run"`
	Secrets        int64         `json:"secrets" doc:"opened, and not said to be changed"`
	Suspended      bool          `json:"suspended" doc:"a complaint is open"`
	KeptUntil      *time.Time    `json:"keptUntil,omitempty"`
	KeptWhy        string        `json:"keptWhy,omitempty"`
}

// CaseStatus is the transparency page of one case.
type CaseStatus struct {
	CaseHeld
	Department Ref          `json:"department"`
	People     []CasePerson `json:"people"`
}

// CasePerson is somebody in the case.
type CasePerson struct {
	Ref
	Role string `json:"role" enum:"requester,assignee,specialist"`
}

// FollowUp is a client who feels unsafe.
type FollowUp struct {
	ID         string     `json:"id"`
	Ticket     string     `json:"ticket"`
	Number     int64      `json:"number"`
	Client     Ref        `json:"client"`
	Security   bool       `json:"security" doc:"it went to security officers"`
	MadeAt     time.Time  `json:"madeAt"`
	DueAt      time.Time  `json:"dueAt"`
	AnsweredAt *time.Time `json:"answeredAt,omitempty"`
	AnsweredBy *Ref       `json:"answeredBy,omitempty"`
	Score      int        `json:"score,omitempty" doc:"only when one is read, as the words"`
	Said       string     `json:"said"`
	Reply      string     `json:"reply"`
}

// SafetyAverages is how safe the clients of a department felt, by months that are over.
type SafetyAverages struct {
	Department Ref             `json:"department"`
	Months     []SafetyAverage `json:"months" doc:"oldest first"`
}

// SafetyAverage is that of one month.
type SafetyAverage struct {
	Month time.Time `json:"month"`
	Mean  float64   `json:"mean,omitempty" doc:"1 to 5; absent: too few people answered"`
}
