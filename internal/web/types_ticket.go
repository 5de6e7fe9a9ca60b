package web

import (
	"time"

	"surety/internal/deal"
	"surety/internal/ticket"
)

// What the desk says is sent as it is; only what a reader's language decides is put into words here.
type (
	Ref          = ticket.Ref
	Author       = ticket.Author
	File         = ticket.File
	Member       = ticket.Member
	Counts       = ticket.Counts
	RequestDraft = ticket.RequestDraft
)

// Message is a message, a note or an event of a conversation.
type Message struct {
	ticket.Message
	Event *Event `json:"event,omitempty"`
}

// Event is what happened, told in words by the reader's app; the departments that its params name are named here.
type Event struct {
	Code        string            `json:"code"`
	Params      map[string]string `json:"params"`
	Departments []Ref             `json:"departments,omitempty"`
}

// TicketRow is a ticket in a list.
type TicketRow struct {
	ticket.Row
	Department Ref           `json:"department"`
	Waiting    *deal.Waiting `json:"waiting,omitempty" doc:"the deal of it that waits for the reader, its client"`
}

// Ticket is a ticket as its reader may see it.
type Ticket struct {
	ticket.Ticket
	Department Ref           `json:"department"`
	FieldDefs  []FieldDef    `json:"fieldDefs"`
	Can        []Can         `json:"can"`
	Waiting    *deal.Waiting `json:"waiting,omitempty" doc:"the deal of it that waits for the reader, its client"`
}

// FieldDef is a field of a department, labelled in the reader's language.
type FieldDef struct {
	Key             string   `json:"key"`
	Label           string   `json:"label"`
	Kind            string   `json:"kind" enum:"text,number,choice,date,yes_no"`
	Required        bool     `json:"required"`
	Choices         []string `json:"choices"`
	ChoiceLabels    []string `json:"choiceLabels" doc:"of each choice, in the reader's language"`
	VisibleToClient bool     `json:"visibleToClient"`
}

// DraftWrite keeps an answer not yet sent.
type DraftWrite struct {
	Text string `json:"text" maxLength:"100000"`
	Kind string `json:"kind" enum:"message,note"`
}

// RequestDraftWrite keeps a request not yet sent.
type RequestDraftWrite struct {
	Subject    string            `json:"subject" maxLength:"400"`
	Text       string            `json:"text" maxLength:"100000"`
	Fields     map[string]string `json:"fields,omitempty"`
	Department string            `json:"department,omitempty" maxLength:"64"`
}

// NewTicket asks for help. Requester and tags are for staff, who may ask in a client's name.
type NewTicket struct {
	Subject    string            `json:"subject" minLength:"1" maxLength:"400"`
	Text       string            `json:"text" minLength:"1" maxLength:"100000"`
	Department string            `json:"department" maxLength:"64"`
	Priority   Priority          `json:"priority,omitempty"`
	Class      Class             `json:"class,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
	Requester  string            `json:"requester,omitempty" maxLength:"64"`
	Language   string            `json:"language,omitempty" enum:"en,ru,fa,zh"`
	Tags       []string          `json:"tags,omitempty" maxItems:"30"`
	Files      int               `json:"files,omitempty" minimum:"0" maximum:"50" doc:"how many files will follow on the first message"`
}

// TicketPatch changes what it names; an assignee of null frees the ticket.
type TicketPatch struct {
	Status   *Status           `json:"status,omitempty"`
	Priority *Priority         `json:"priority,omitempty"`
	Class    *Class            `json:"class,omitempty"`
	Subject  *string           `json:"subject,omitempty" minLength:"1" maxLength:"400"`
	Tags     []string          `json:"tags,omitempty" maxItems:"30"`
	Fields   map[string]string `json:"fields,omitempty"`
	Assignee Maybe[string]     `json:"assignee,omitempty"`
}

// HandOver gives the ticket to another department.
type HandOver struct {
	Department string `json:"department" maxLength:"64"`
	Note       string `json:"note,omitempty" maxLength:"100000"`
}

// HandedOver shows the ticket, unless it went where the one who gave it cannot see.
type HandedOver struct {
	Ticket *Ticket `json:"ticket,omitempty"`
}

// Merge makes the ticket part of another.
type Merge struct {
	Into string `json:"into" maxLength:"64"`
}

// Split moves messages to a ticket of their own.
type Split struct {
	Messages   []int64 `json:"messages" minItems:"1" maxItems:"500"`
	Subject    string  `json:"subject" minLength:"1" maxLength:"400"`
	Department string  `json:"department,omitempty" maxLength:"64"`
}

// MemberRole says as what someone is called.
type MemberRole struct {
	Role string `json:"role" enum:"specialist,watcher"`
}

// NewMessage answers. Seen is the last message its writer had read: newer ones of others refuse it, unless Anyway.
type NewMessage struct {
	Text   string `json:"text" maxLength:"100000"`
	Kind   string `json:"kind" enum:"message,note"`
	Seen   int64  `json:"seen" minimum:"0"`
	Anyway bool   `json:"anyway,omitempty"`
	Files  int64  `json:"files,omitempty" minimum:"0" maximum:"50" doc:"how many files will follow"`
	Status Status `json:"status,omitempty"`
}

// Seq names the last message read.
type Seq struct {
	Seq int64 `json:"seq" minimum:"0"`
}

// Presence says what the reader is doing; with note set, that they write a note, which only staff may know.
type Presence struct {
	Doing string `json:"doing" enum:"viewing,writing,gone"`
	Note  bool   `json:"note,omitempty"`
}

// PresenceMark is somebody else at the ticket.
type PresenceMark struct {
	Account Ref       `json:"account"`
	Doing   string    `json:"doing" enum:"viewing,writing"`
	Until   time.Time `json:"until"`
}

// Department is a department one may ask.
type Department struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Fields      []FieldDef `json:"fields"`
}

// Person is someone a ticket can be assigned to, or, without a post, a specialist who can be called to it.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Post string `json:"post,omitempty" enum:"agent,lead"`
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
