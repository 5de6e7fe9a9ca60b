package web

import "time"

// TicketRow is a ticket in a list.
type TicketRow struct {
	ID           string    `json:"id"`
	Number       int64     `json:"number"`
	Subject      string    `json:"subject"`
	Status       Status    `json:"status"`
	Priority     Priority  `json:"priority"`
	Class        Class     `json:"class"`
	Department   Ref       `json:"department"`
	Requester    Ref       `json:"requester"`
	Organisation *Ref      `json:"organisation,omitempty"`
	Assignee     *Ref      `json:"assignee,omitempty"`
	Tags         []string  `json:"tags"`
	Messages     int64     `json:"messages"`
	LastFrom     string    `json:"lastFrom" enum:"client,staff"`
	UpdatedAt    time.Time `json:"updatedAt"`
	CreatedAt    time.Time `json:"createdAt"`
	Unread       bool      `json:"unread"`
	Version      int64     `json:"version"`
}

// FieldDef is a field of a department, labelled in the reader's language.
type FieldDef struct {
	Key             string   `json:"key" pattern:"^[a-z][a-z0-9_]{0,39}$"`
	Label           string   `json:"label" minLength:"1" maxLength:"100"`
	Kind            string   `json:"kind" enum:"text,number,choice,date,yes_no"`
	Required        bool     `json:"required"`
	Choices         []string `json:"choices" maxItems:"100"`
	VisibleToClient bool     `json:"visibleToClient"`
}

// Member is someone called to the case.
type Member struct {
	Account Ref    `json:"account"`
	Role    string `json:"role"`
}

// Draft is an answer not yet sent.
type Draft struct {
	Text string `json:"text" maxLength:"100000"`
	Kind string `json:"kind" enum:"message,note"`
}

// Ticket is a ticket as its reader may see it.
type Ticket struct {
	ID           string            `json:"id"`
	Number       int64             `json:"number"`
	Subject      string            `json:"subject"`
	Status       Status            `json:"status"`
	Priority     Priority          `json:"priority"`
	Class        Class             `json:"class"`
	Department   Ref               `json:"department"`
	Requester    Ref               `json:"requester"`
	Organisation *Ref              `json:"organisation,omitempty"`
	Assignee     *Ref              `json:"assignee,omitempty"`
	Tags         []string          `json:"tags"`
	Messages     int64             `json:"messages"`
	LastFrom     string            `json:"lastFrom" enum:"client,staff"`
	UpdatedAt    time.Time         `json:"updatedAt"`
	CreatedAt    time.Time         `json:"createdAt"`
	Unread       bool              `json:"unread"`
	Version      int64             `json:"version"`
	Fields       map[string]string `json:"fields"`
	FieldDefs    []FieldDef        `json:"fieldDefs"`
	Members      []Member          `json:"members"`
	MergedInto   string            `json:"mergedInto,omitempty"`
	SplitFrom    string            `json:"splitFrom,omitempty"`
	ClosedAt     *time.Time        `json:"closedAt,omitempty"`
	ViewerSide   string            `json:"viewerSide" enum:"client,staff"`
	Can          []Can             `json:"can"`
	Watching     bool              `json:"watching"`
	LastSeq      int64             `json:"lastSeq"`
	Draft        *Draft            `json:"draft,omitempty"`
}

// Counts are how many tickets wait where, at most 100 each.
type Counts struct {
	Mine       int64 `json:"mine"`
	Unassigned int64 `json:"unassigned"`
	Active     int64 `json:"active"`
	Waiting    int64 `json:"waiting"`
}

// NewTicket asks for help.
type NewTicket struct {
	Subject    string            `json:"subject" maxLength:"400"`
	Text       string            `json:"text" maxLength:"100000"`
	Department string            `json:"department" maxLength:"64"`
	Priority   Priority          `json:"priority,omitempty"`
	Class      Class             `json:"class,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
	Requester  string            `json:"requester,omitempty" maxLength:"64"`
	Language   string            `json:"language,omitempty" enum:"en,ru,fa,zh"`
	Tags       []string          `json:"tags,omitempty" maxItems:"30"`
}

// TicketPatch changes what it names; an assignee of null frees the ticket.
type TicketPatch struct {
	Status   *Status           `json:"status,omitempty"`
	Priority *Priority         `json:"priority,omitempty"`
	Class    *Class            `json:"class,omitempty"`
	Subject  *string           `json:"subject,omitempty" maxLength:"400"`
	Tags     []string          `json:"tags,omitempty" maxItems:"30"`
	Fields   map[string]string `json:"fields,omitempty"`
	Assignee Maybe[string]     `json:"assignee,omitempty"`
}

// HandOver gives the ticket to another department.
type HandOver struct {
	Department string `json:"department" maxLength:"64"`
	Note       string `json:"note,omitempty" maxLength:"100000"`
}

// Merge makes the ticket part of another.
type Merge struct {
	Into string `json:"into" maxLength:"64"`
}

// Split moves messages to a ticket of their own.
type Split struct {
	Messages   []int64 `json:"messages" minItems:"1" maxItems:"200"`
	Subject    string  `json:"subject" maxLength:"400"`
	Department string  `json:"department,omitempty" maxLength:"64"`
}

// MemberRole says as what someone is called.
type MemberRole struct {
	Role string `json:"role"`
}

// Author is who wrote.
type Author struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Side string `json:"side" enum:"client,staff"`
}

// File is a file of a message.
type File struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"`
	Type   string    `json:"type"`
	State  string    `json:"state" enum:"uploading,ready"`
	At     time.Time `json:"at"`
	Author Author    `json:"author"`
}

// Event is something that happened, told in words by the reader's app.
type Event struct {
	Code   string            `json:"code"`
	Params map[string]string `json:"params"`
}

// Message is a message, a note or an event of a conversation.
type Message struct {
	Seq    int64     `json:"seq"`
	Kind   string    `json:"kind" enum:"message,note,event"`
	Author Author    `json:"author"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Files  []File    `json:"files"`
	Event  *Event    `json:"event,omitempty"`
	Mine   bool      `json:"mine"`
	Origin string    `json:"origin,omitempty"`
}

// NewMessage answers. Seen is the last message its writer had read: newer ones of others refuse it, unless Anyway.
type NewMessage struct {
	Text   string `json:"text" maxLength:"100000"`
	Kind   string `json:"kind" enum:"message,note"`
	Seen   int64  `json:"seen" minimum:"0"`
	Anyway bool   `json:"anyway,omitempty"`
	Files  int64  `json:"files,omitempty" minimum:"0" maximum:"50"`
	Status Status `json:"status,omitempty"`
}

// Seq names the last message read.
type Seq struct {
	Seq int64 `json:"seq" minimum:"0"`
}

// Presence says what the reader is doing.
type Presence struct {
	Doing string `json:"doing" enum:"viewing,writing,gone"`
}

// Department is a department one may ask.
type Department struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Fields      []FieldDef `json:"fields"`
}

// Person is someone a ticket can be assigned to.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Post string `json:"post" enum:"agent,lead"`
}

// Requester is a client found by their exact address.
type Requester struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Language string `json:"language"`
}

// NewRequester makes one, who is invited.
type NewRequester struct {
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Language string `json:"language" enum:"en,ru,fa,zh"`
}
