// Package ticket is the help desk's case: a client's request with its messages, notes, files and fields.
//
// [Desk] has one method per thing that people do to a ticket. Each takes the actor who asks and owns its transaction:
// the rules of package access are asked, the change, its audit entry and the jobs it causes commit together, and
// content is opened only after an entry that says so is durable.
//
// What holds everywhere:
//   - subject, messages, notes, field values, drafts, file names and bytes are stored sealed under the case key;
//   - a list shows a ticket exactly when access.Check allows [access.TicketSee];
//   - who may not read notes learns nothing of them: not from sequence numbers, counts, times, versions, files, live
//     events or presence. Every ticket therefore keeps two faces: one for those who read notes, one for the others.
//
// It refuses texts beyond its limits, NUL, values outside the closed vocabularies, and what a closed or merged ticket
// does not allow; a refusal changes nothing.
package ticket

import (
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/sensitive"
)

// Status says where a ticket stands.
type Status string

const (
	StatusNew     Status = "new"     // nobody has answered yet
	StatusOpen    Status = "open"    // it is the staff's turn
	StatusWaiting Status = "waiting" // it is the client's turn
	StatusSolved  Status = "solved"  // answered for good, unless the client disagrees
	StatusClosed  Status = "closed"  // over
)

// Statuses are all statuses in the order of a ticket's life.
var Statuses = []Status{StatusNew, StatusOpen, StatusWaiting, StatusSolved, StatusClosed}

// Active reports whether somebody still has to do something.
func (s Status) Active() bool { return s == StatusNew || s == StatusOpen || s == StatusWaiting }

// Priority says how soon.
type Priority string

const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities are all priorities, rising.
var Priorities = []Priority{Low, Normal, High, Urgent}

// Class says how confidential a ticket, a message or a file is; what that means stands in package access.
type Class = access.Class

const (
	Public       = access.Public
	Internal     = access.Internal
	Confidential = access.Confidential
	Restricted   = access.Restricted
)

// Classes are all classes, rising.
var Classes = access.Classes

// Withheld is why a part of the case is shown without what is in it: a code, and what of the session is in doubt.
type Withheld struct {
	Code   string   `json:"code"` // class_closed, step_up_needed
	Doubts []string `json:"doubts,omitempty"`
}

// withheld tells a part that the rules close from a failure.
func withheld(err error) *Withheld {
	f := fault.As(err)
	if f == nil || f.Code != access.ErrClass.Code && f.Code != fault.ErrStepUp.Code {
		return nil
	}
	doubts, _ := f.Params["doubts"].([]string)
	return &Withheld{f.Code, doubts}
}

// Side is on which side of the case someone stands.
type Side string

const (
	ClientSide Side = "client"
	StaffSide  Side = "staff"
)

// Ref is a person or an organisation with the name to show.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// DepartmentRef is a department with its name in every language it has one in.
type DepartmentRef struct {
	ID   access.DepartmentID `json:"id"`
	Name account.Texts       `json:"name"`
}

// Row is a ticket in a list, as its viewer may see it.
type Row struct {
	ID           access.TicketID `json:"id"`
	Number       int64           `json:"number"`
	Subject      string          `json:"subject"`
	Status       Status          `json:"status"`
	Priority     Priority        `json:"priority"`
	Class        Class           `json:"class"`
	Department   DepartmentRef   `json:"department"`
	Requester    Ref             `json:"requester"`
	Organisation *Ref            `json:"organisation,omitempty"` // nil for a person on their own
	Assignee     *Ref            `json:"assignee,omitempty"`
	Tags         []string        `json:"tags"`     // empty for those who may not read notes
	Messages     int64           `json:"messages"` // notes count only for those who may read them
	LastFrom     Side            `json:"lastFrom"`
	UpdatedAt    time.Time       `json:"updatedAt"`
	CreatedAt    time.Time       `json:"createdAt"`
	Unread       bool            `json:"unread"`
	Version      int64           `json:"version"`
	DestroyedAt  *time.Time      `json:"destroyedAt,omitempty" doc:"its content was destroyed then: subject, words and files are gone, what remains is the certificate"`
}

// Ticket is a ticket as its viewer may see it.
type Ticket struct {
	Row
	Proposed     Class             `json:"proposed,omitempty"` // by the scope of confidentiality, above the one it has
	Withheld     *Withheld         `json:"withheld,omitempty"` // why the fields are not shown
	Fields       map[string]string `json:"fields"`             // covered
	FieldMarks   map[string][]Mark `json:"fieldMarks"`
	SubjectMarks []Mark            `json:"subjectMarks"`
	FieldDefs    []account.Field   `json:"fieldDefs"`
	Members      []Member          `json:"members"`
	MergedInto   access.TicketID   `json:"mergedInto,omitempty"`
	SplitFrom    access.TicketID   `json:"splitFrom,omitempty"`
	ClosedAt     *time.Time        `json:"closedAt,omitempty"`
	Suspended    bool              `json:"suspended"` // a complaint lies on it
	ViewerSide   Side              `json:"viewerSide"`
	Can          []string          `json:"can"` // reply note assign hand_over close reopen merge split edit classify members watch record
	Watching     bool              `json:"watching"`
	LastSeq      int64             `json:"lastSeq"`
	ReadSeq      int64             `json:"readSeq"` // up to which the viewer has read
	Draft        *Draft            `json:"draft,omitempty"`
}

// Member is someone called to the case, or, seen by staff only, someone who watches it.
type Member struct {
	Account Ref    `json:"account"`
	Role    string `json:"role"` // specialist | watcher
}

// Kind is what an item of a conversation is.
type Kind string

const (
	KindMessage Kind = "message" // seen by both sides
	KindNote    Kind = "note"    // staff only
	KindEvent   Kind = "event"   // something that happened, without words
)

// Author is who wrote or did it.
type Author struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
	Side Side             `json:"side"`
}

// Message is an item of a conversation. Seq counts from 1 without gaps in what its viewer may see.
type Message struct {
	Seq           int64          `json:"seq"`
	Kind          Kind           `json:"kind"`
	Author        Author         `json:"author"`
	Text          string         `json:"text"`  // covered
	Marks         []Mark         `json:"marks"` // where, and what is covered
	Said          sensitive.Text `json:"-"`     // the same, as it came out of its seal: it prints covered
	At            time.Time      `json:"at"`
	Files         []File         `json:"files"`
	FilesExpected int            `json:"filesExpected"` // how many its author announced
	Event         *Event         `json:"event,omitempty"`
	Mine          bool           `json:"mine"`
	Class         Class          `json:"class"`              // none of an event
	Proposed      Class          `json:"proposed,omitempty"` // by what was found in it, above the one it has
	Withheld      *Withheld      `json:"withheld,omitempty"` // why text and files are not shown
	Origin        *Origin        `json:"origin,omitempty"`
}

// Event is what happened, by code. Params hold codes and ids; beside the id of a person under "to", "from" or "account"
// stands the name, under "toName" and so on.
type Event struct {
	Code        string            `json:"code"`
	Params      map[string]string `json:"params"`
	Departments []DepartmentRef   `json:"departments,omitempty"` // that the params name
}

// Codes of events, with their params. Those of the last line are for readers of notes only.
const (
	eventStatus        = "status"       // from, to
	eventClosed        = "closed"       //
	eventReopened      = "reopened"     //
	eventAssigned      = "assigned"     // from, to: accounts, or empty
	eventHandedOver    = "handed_over"  // from, to: departments
	eventPriority      = "priority"     // from, to
	eventClass         = "class"        // from, to
	eventSubject       = "subject"      //
	eventMemberAdded   = "member_added" // account
	eventMemberRemoved = "member_removed"
	eventMergedFrom    = "merged_from" // ticket, number
	eventMergedInto    = "merged_into" // ticket, number
	eventSplitTo       = "split_to"    // ticket, number
	eventSplitFrom     = "split_from"  // ticket, number
	eventFields        = "fields"
	eventTags          = "tags" // from, to
)

// Origin is where a merged or split message stood first.
type Origin struct {
	Ticket access.TicketID `json:"ticket"`
	Number int64           `json:"number"`
}

// File is a file of a message.
type File struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Size    int64            `json:"size"`            // bytes
	Type    string           `json:"type"`            // told by the bytes, whatever the name says
	Found   []sensitive.Kind `json:"found,omitempty"` // in it, when it is a text: not covered there
	At      time.Time        `json:"at"`
	Author  Author           `json:"author"`
	Check   scan.Result      `json:"check"`
	Preview string           `json:"preview,omitempty" enum:"picture,pages" doc:"what GET …/preview shows of it now"`

	Class    Class     `json:"class"`
	Proposed Class     `json:"proposed,omitempty"` // by what was found in it, above the one it has
	Withheld *Withheld `json:"withheld,omitempty"` // why nothing more is told of it
	Listed   bool      `json:"listed,omitempty"`   // only its list, the client's side and who brought it open it
	Leaves   string    `json:"leaves" enum:"plain,marked,reason,none" doc:"how the viewer gets it: as it is, marked with who and when, as it is for a reason on the record, or not"`
	CanList  bool      `json:"canList,omitempty"` // the viewer may name who opens it
}

// Draft is an answer not yet sent.
type Draft struct {
	Text string `json:"text"`
	Kind Kind   `json:"kind"`
}

// RequestDraft is a request not yet sent.
type RequestDraft struct {
	Subject    string            `json:"subject"`
	Text       string            `json:"text"`
	Fields     map[string]string `json:"fields"`
	Department string            `json:"department"`
}

// Counts are how many tickets wait where, each at most [CountCap].
type Counts struct {
	Mine       int `json:"mine"` // active and assigned to the viewer; for a client, active and their own
	Unassigned int `json:"unassigned"`
	Active     int `json:"active"`
	Waiting    int `json:"waiting"`
	Solved     int `json:"solved"`
	Watching   int `json:"watching"`
}
