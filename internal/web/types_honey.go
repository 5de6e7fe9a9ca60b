package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/honey"
)

// AlertState is where an alert stands.
type AlertState string

func (AlertState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "AlertState", each(honey.States, func(s honey.State) any { return string(s) })...)
}

// NewDecoy is what a decoy looks like.
type NewDecoy struct {
	Department string `json:"department" maxLength:"64"`
	Class      string `json:"class,omitempty" enum:"public,internal,confidential,restricted"`
	Language   string `json:"language" enum:"en,ru,fa,zh" doc:"of its client"`
	Name       string `json:"name" doc:"of its client"`
	Email      string `json:"email" doc:"of its client; nothing is ever sent there"`
	Subject    string `json:"subject"`
	Text       string `json:"text"`
	Last       string `json:"last" doc:"what the client wrote when they closed it"`
	FileName   string `json:"fileName,omitempty"`
	FileText   string `json:"fileText,omitempty" maxLength:"65536"`
	Days       int    `json:"days" minimum:"1" maximum:"365" doc:"how many days ago it was opened"`
}

// DecoyText is what a decoy can say in one language.
type DecoyText = honey.DecoyText

// Decoy is one as officers see it.
type Decoy struct {
	ID         string     `json:"id"`
	Number     int64      `json:"number"`
	Subject    string     `json:"subject"`
	Client     Ref        `json:"client"`
	Department Ref        `json:"department"`
	MadeAt     time.Time  `json:"madeAt"`
	RetiredAt  *time.Time `json:"retiredAt,omitempty" doc:"absent: it is watched"`
	Destroyed  bool       `json:"destroyed" doc:"its time came, as that of any closed case"`
	Alerts     int64      `json:"alerts"`
}

// AlertRow is an alert in a list.
type AlertRow struct {
	ID        string     `json:"id"`
	Number    int64      `json:"number" doc:"of the decoy"`
	Subject   string     `json:"subject"`
	Who       Ref        `json:"who"`
	State     AlertState `json:"state"`
	Openings  int64      `json:"openings"`
	FirstAt   time.Time  `json:"firstAt"`
	LastAt    time.Time  `json:"lastAt"`
	Judge     *Ref       `json:"judge,omitempty"`
	JudgedAt  *time.Time `json:"judgedAt,omitempty"`
	Complaint string     `json:"complaint,omitempty" doc:"what it became"`
}

// Alert is an alert with its openings, the first of them at least.
type Alert struct {
	AlertRow
	Words   string         `json:"words,omitempty" doc:"the explanation"`
	Details []AlertOpening `json:"details"`
}

// AlertOpening is one opening of a decoy, as it stands on the record.
type AlertOpening struct {
	N       int64     `json:"n" doc:"the entry of the record; 0: it leaves none"`
	At      time.Time `json:"at"`
	Action  string    `json:"action"`
	Address string    `json:"address" doc:"from where; empty: not over the network"`
}

// AlertComplaint is what somebody is accused of by an alert.
type AlertComplaint struct {
	Kind ComplaintKind `json:"kind"`
	Text string        `json:"text"`
}
