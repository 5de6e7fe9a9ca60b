package ticket

import (
	"io"
	"time"

	"surety/internal/access"
)

// Limits that are published.
const (
	SubjectLimit  = 200     // runes
	TextLimit     = 100_000 // runes
	TagsLimit     = 20
	TagLimit      = 40 // runes
	MembersLimit  = 50
	WatchersLimit = 200
	PageLimit     = 100
	PageUsual     = 50
	CountCap      = 100
	MoveLimit     = 500 // messages that one merge or split carries
	FilesPerNote  = 50  // files that one message may announce
	NameLimit     = 255 // bytes of a file name
	FileLimit     = int64(2) << 30

	UploadWindow = 24 * time.Hour      // how long after a message its author may add files
	ReopenWindow = 30 * 24 * time.Hour // how long after closing the client may reopen
)

// Request is what opens a ticket.
type Request struct {
	Subject    string
	Text       string
	Department access.DepartmentID
	Priority   Priority // Normal when empty
	Class      Class    // Internal when empty
	Fields     map[string]string
	Requester  access.AccountID // staff only: in whose name
	Tags       []string         // staff only
	Files      int              // how many files will follow on the first message
}

// Query asks for a page of a list. Empty fields do not restrict.
type Query struct {
	View       string // mine, unassigned, active, waiting, solved, closed, watching, all: a shorthand for the filters below
	Department access.DepartmentID
	Status     []string // statuses; "active" stands for new, open and waiting
	Assignee   string   // an account, "me" or "none"
	Requester  access.AccountID
	Tag        string
	Priority   Priority
	Class      Class
	Watching   bool
	Number     int64  // of one ticket; 0: any
	Sort       string // -updated (usual), updated, -created, created
	Limit      int
	Cursor     string
}

// Page is one page of a list; Next is empty on the last.
type Page struct {
	Items []Row
	Next  string
}

// Patch changes what it names.
type Patch struct {
	Status   *Status
	Priority *Priority
	Class    *Class
	Subject  *string
	Tags     *[]string
	Fields   map[string]string // the values named; an empty one is taken away
	Assignee *access.AccountID // a pointer to "" takes the assignee away
}

// Reply is a message or a note to be written.
type Reply struct {
	Kind   Kind // KindMessage when empty
	Text   string
	Seen   int64 // the last Seq the author had before their eyes
	Anyway bool  // write even if others have written since
	Files  int   // how many files will follow
	Status Status
}

// Slice is which part of a conversation: ascending; after a Seq, or before one, or the last ones when both are 0.
type Slice struct {
	After, Before int64
	Limit         int
}

// Conversation is a part of what was said. More says whether the same direction holds more.
type Conversation struct {
	Items []Message
	More  bool
}

// SplitOff is what becomes a ticket of its own.
type SplitOff struct {
	Messages   []int64
	Subject    string
	Department access.DepartmentID // the same when empty
}

// Upload is a file that comes in.
type Upload struct {
	Message int64  // Seq of the message it belongs to
	Name    string // as its sender calls it
	Size    int64  // announced; -1 when unknown
	Body    io.Reader
}

// Download is a file that goes out. Close it.
type Download struct {
	File
	io.ReadSeeker
	io.Closer
	Copied bool // drawn anew, with who took it and when: another one each time
}
