package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/complaint"
)

// The closed vocabularies of complaints.
type (
	ComplaintState   string
	ComplaintKind    string
	ComplaintDo      string
	ComplaintSpeech  string
	ComplaintOutcome string
	ComplaintRemedy  string
	ComplaintReason  string
)

func (ComplaintReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintReason", each(complaint.Reasons, func(s string) any { return s })...)
}

// ComplaintMaterial is a part of the conversation that a complaint is about, covered, without notes.
type ComplaintMaterial struct {
	Number  int64     `json:"number" doc:"of the ticket"`
	Subject string    `json:"subject"`
	Items   []Message `json:"items"`
	More    bool      `json:"more" doc:"there is more before"`

	Recordings []ComplaintRecording `json:"recordings" doc:"of remote sessions of the case, the latest first; on the first page"`
}

// ComplaintRecording is the recording of a remote session of the case that a complaint is about.
type ComplaintRecording struct {
	Session    string         `json:"session"`
	Specialist Ref            `json:"specialist"`
	StartedAt  *time.Time     `json:"startedAt,omitempty"`
	EndedAt    *time.Time     `json:"endedAt,omitempty"`
	State      RecordingState `json:"state"`
}

// ComplaintInside is what a file is that is not given out.
type ComplaintInside struct {
	Type     string          `json:"type" doc:"told by the bytes, whatever the name says"`
	Bytes    int64           `json:"bytes"`
	SHA256   string          `json:"sha256" doc:"hex"`
	Names    []ComplaintName `json:"names" doc:"in an archive, the first 500, covered"`
	Left     int             `json:"left" doc:"names beyond those"`
	Text     string          `json:"text,omitempty" doc:"of a plain text: its beginning, covered"`
	Cut      bool            `json:"cut,omitempty" doc:"the text goes on"`
	Unlooked bool            `json:"unlooked,omitempty" doc:"too large to be looked into for names"`
}

// ComplaintName is a name in an archive, as the archive says it.
type ComplaintName struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	Inside int    `json:"inside" doc:"archives that it is inside of, besides the outermost"`
}

func (ComplaintState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintState", each(complaint.States, func(s complaint.State) any { return string(s) })...)
}

func (ComplaintKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintKind", each(complaint.Kinds, func(k complaint.Kind) any { return string(k) })...)
}

func (ComplaintDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintDo", "answer", "attest", "decide", "export", "material", "recuse", "remedy", "sift", "take", "trace")
}

func (ComplaintSpeech) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintSpeech", "allegation", "answer", "report", "attestation")
}

func (ComplaintOutcome) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintOutcome", "confirmed", "unfounded", "inconclusive")
}

func (ComplaintRemedy) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ComplaintRemedy", each(complaint.Remedies, func(s string) any { return s })...)
}

// ComplaintRow is a complaint in a list: states and dates, no words.
type ComplaintRow struct {
	ID       string         `json:"id"`
	Ticket   string         `json:"ticket"`
	Kind     ComplaintKind  `json:"kind"`
	State    ComplaintState `json:"state"`
	Filer    Ref            `json:"filer"`
	Accused  *Ref           `json:"accused,omitempty" doc:"absent: nobody is known, or the viewer need not know"`
	Officer  *Ref           `json:"officer,omitempty" doc:"who looks into it"`
	FiledAt  time.Time      `json:"filedAt"`
	ClosedAt *time.Time     `json:"closedAt,omitempty"`
	DueAt    *time.Time     `json:"dueAt,omitempty" doc:"when officers are called, if nothing happens"`
}

// Complaint is a complaint with its words, as a side or who looks into it sees it.
type Complaint struct {
	ComplaintRow
	Personal bool            `json:"personal" doc:"personal data is concerned"`
	Laws     []string        `json:"laws" doc:"codes of those that bear on it"`
	Words    []ComplaintWord `json:"words"`
	Duties   []ComplaintDuty `json:"duties"`
	HearBy   *time.Time      `json:"hearBy,omitempty" doc:"until when the accused is waited for"`
	Can      []ComplaintDo   `json:"can" doc:"what the viewer may do now; a step-up may still be asked for"`
}

// ComplaintWord is what somebody said.
type ComplaintWord struct {
	Kind ComplaintSpeech `json:"kind"`
	Who  Ref             `json:"who"`
	Text string          `json:"text"`
	At   time.Time       `json:"at"`
}

// ComplaintDuty is something still to be done, or done.
type ComplaintDuty struct {
	Code  string        `json:"code"`
	Law   *ComplaintLaw `json:"law,omitempty" doc:"absent: a remedy"`
	DueAt *time.Time    `json:"dueAt,omitempty"`
	Done  *time.Time    `json:"doneAt,omitempty"`
	// Without says that who had to attest it did not.
	Without bool `json:"without,omitempty" doc:"closed without the word of who had to attest it"`
}

// ComplaintLaw is a rule that asks for notice.
type ComplaintLaw = complaint.Law

// ComplaintOpening is somebody opening something of the case, as it stands on the record.
type ComplaintOpening struct {
	N       int64             `json:"n"`
	At      time.Time         `json:"at"`
	Who     Ref               `json:"who"`
	Action  string            `json:"action"`
	Thing   string            `json:"thing"`
	Params  map[string]string `json:"params"`
	Address string            `json:"address" doc:"from where; empty: not over the network"`
}

// NewComplaint is what somebody complains of.
type NewComplaint struct {
	Kind    ComplaintKind `json:"kind"`
	Accused string        `json:"accused,omitempty" maxLength:"64" doc:"the account of who is meant; absent: not known"`
	Text    string        `json:"text"`
}

// ComplaintSifting is what triage finds.
type ComplaintSifting struct {
	Accused  string   `json:"accused,omitempty" maxLength:"64"`
	Personal bool     `json:"personal"`
	Laws     []string `json:"laws" maxItems:"20" nullable:"false"`
}

// ComplaintDecision is how one ends.
type ComplaintDecision struct {
	Outcome  ComplaintOutcome  `json:"outcome"`
	Text     string            `json:"text" doc:"the report, for both sides"`
	Remedies []ComplaintRemedy `json:"remedies" maxItems:"20" nullable:"false" doc:"of a confirmed one"`
}
