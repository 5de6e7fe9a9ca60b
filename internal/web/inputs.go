package web

import "net/http"

// Shapes that many routes share. Their fields carry the names of the API; huma reads them from the tags.
type (
	none = struct{}
	done = struct{} // answers 204

	body[T any]      struct{ Body T }
	reply[T any]     struct{ Body T }
	versioned[T any] struct {
		ETag string `header:"ETag"`
		Body T
	}
	// signedReply may begin, renew or end the browser's session.
	signedReply[T any] struct {
		Cookies []http.Cookie `header:"Set-Cookie"`
		Body    T
	}
	// accepted answers 202 whatever happened.
	accepted struct {
		Status int
		Body   Empty
	}
	signedDone struct {
		Cookies []http.Cookie `header:"Set-Cookie"`
	}
)

type byID struct {
	ID string `path:"id" maxLength:"64"`
}

type byToken struct {
	Token string `path:"token" maxLength:"200"`
}

type receiptQuery struct {
	N      int64  `path:"n" minimum:"1"`
	Ticket string `query:"ticket" maxLength:"64" doc:"the ticket one is in; auditors leave it out"`
}

type byMember struct {
	ID      string `path:"id" maxLength:"64"`
	Account string `path:"account" maxLength:"64"`
}

type memberBody struct {
	ID      string `path:"id" maxLength:"64"`
	Account string `path:"account" maxLength:"64"`
	Body    MemberRole
}

type idBody[T any] struct {
	ID   string `path:"id" maxLength:"64"`
	Body T
}

type tokenBody[T any] struct {
	Token string `path:"token" maxLength:"200"`
	Body  T
}

// patch needs to know which version it changes.
type patch[T any] struct {
	IfMatch string `header:"If-Match" doc:"the ETag read before"`
	Body    T
}

type idPatch[T any] struct {
	ID      string `path:"id" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"the ETag read before"`
	Body    T
}

// Page is one page of a list; Next is empty on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

type paged struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

type idPaged struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

type accountQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Email  string `query:"email" maxLength:"254" doc:"exactly this address"`
}

type ticketQuery struct {
	Limit      int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor     string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	View       string `query:"view" enum:"mine,unassigned,active,waiting,solved,closed,watching,all" doc:"a named set of the filters below"`
	Department string `query:"department" maxLength:"64"`
	Status     string `query:"status" maxLength:"100" doc:"one or more, by comma; active means new, open, waiting"`
	Assignee   string `query:"assignee" maxLength:"64" doc:"an id, me, or none"`
	Requester  string `query:"requester" maxLength:"64"`
	Tag        string `query:"tag" maxLength:"64"`
	Priority   string `query:"priority" enum:"low,normal,high,urgent"`
	Class      string `query:"class" enum:"public,internal,confidential,restricted"`
	Watching   bool   `query:"watching"`
	Number     int64  `query:"number" minimum:"0" maximum:"2147483647" doc:"the ticket of this number"`
	Sort       string `query:"sort" enum:"updated,-updated,created,-created" default:"-updated"`
}

type messageQuery struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	After  int64  `query:"after" minimum:"0" doc:"messages after this seq, oldest first"`
	Before int64  `query:"before" minimum:"0" doc:"the last messages before this seq"`
}

type peopleQuery struct {
	Department string `query:"department" maxLength:"64"`
	Q          string `query:"q" maxLength:"100"`

	Specialists bool `query:"specialists" doc:"those who can be called to a case, instead of colleagues"`
}

type emailQuery struct {
	Email string `query:"email" required:"true" maxLength:"254"`
}

type templateQuery struct {
	Code     string `path:"code" maxLength:"40"`
	Language string `query:"language" enum:"en,ru,fa,zh" default:"en"`
}

type recordQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Actor  string `query:"actor" maxLength:"64"`
	Action string `query:"action" maxLength:"64"`
	Ticket string `query:"ticket" maxLength:"64"`
	From   string `query:"from" maxLength:"40" doc:"RFC 3339"`
	To     string `query:"to" maxLength:"40" doc:"RFC 3339"`
}

type bankQuery struct {
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor   string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Currency string `query:"currency" maxLength:"3"`
	State    string `query:"state" maxLength:"20"`
	Open     bool   `query:"open" doc:"only lines that still need somebody"`
}

type referenceQuery struct {
	Reference string `query:"reference" required:"true" maxLength:"40"`
}

type currencyQuery struct {
	Currency string `query:"currency" required:"true" minLength:"3" maxLength:"3"`
}

type motionQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	State  string `query:"state" enum:"open,decided" doc:"only those that wait for a second person, or only those that were decided"`
}

type balanceQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Kind   string `query:"kind" enum:"bank,card,client,hold,specialist,fees,taxes,guarantee,suspense,receivable"`
}

type byVersion struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `path:"version" minimum:"1"`
}

type byPaper struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `path:"version" minimum:"1"`
	Kind    string `path:"kind" enum:"contract,nda"`
}

type milestonePaged struct {
	ID        string `path:"id" maxLength:"64"`
	Milestone string `path:"milestone" maxLength:"64"`
	Limit     int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor    string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

type milestonePatch[T any] struct {
	ID        string `path:"id" maxLength:"64"`
	Milestone string `path:"milestone" maxLength:"64"`
	IfMatch   string `header:"If-Match" doc:"the ETag read before"`
	Body      T
}

type questionPatch[T any] struct {
	ID       string `path:"id" maxLength:"64"`
	Question string `path:"question" maxLength:"64"`
	IfMatch  string `header:"If-Match" doc:"the ETag read before"`
	Body     T
}

type payoutPatch struct {
	ID      string `path:"id" maxLength:"64"`
	Payout  string `path:"payout" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"the ETag read before"`
	Body    Empty
}

type byMilestone struct {
	ID        string `path:"id" maxLength:"64"`
	Milestone string `path:"milestone" maxLength:"64"`
}

type milestoneBody[T any] struct {
	ID        string `path:"id" maxLength:"64"`
	Milestone string `path:"milestone" maxLength:"64"`
	Body      T
}

type disputeQuery struct {
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor  string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Judging bool   `query:"judging" doc:"those that one judges now, instead of those that one is a side of"`
}

type standingQuery struct {
	ID   string `path:"id" maxLength:"64"`
	Side string `query:"side" enum:"client,specialist" default:"client" doc:"of the authors"`
}

type reviewQuery struct {
	ID     string `path:"id" maxLength:"64"`
	Side   string `query:"side" enum:"client,specialist" default:"client" doc:"of the authors"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

type wishQuery struct {
	Skill    string `query:"skill" maxLength:"60"`
	Language string `query:"language" maxLength:"35" doc:"of BCP 47"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor   string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}
