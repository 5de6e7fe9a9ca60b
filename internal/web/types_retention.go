package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/retention"
)

// The closed vocabularies of retention.
type (
	RetentionKind string
	RetentionDuty string
	RetentionDo   string
	HoldReason    string
)

func (RetentionKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RetentionKind", each(retention.Kinds, func(k retention.Kind) any { return string(k) })...)
}

func (RetentionDuty) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RetentionDuty", each(retention.Duties, func(d retention.Duty) any { return string(d) })...)
}

func (RetentionDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RetentionDo", "extend", "hold", "lift", "destroy", "agree", "refuse", "certificate")
}

func (HoldReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "HoldReason", each(retention.Reasons, func(s string) any { return s })...)
}

// Retention is how long cases are kept.
type Retention struct {
	Rules       []RetentionRule `json:"rules"`
	Departments []Ref           `json:"departments" doc:"for which a rule can be set"`
	NoticeDays  int             `json:"noticeDays"`
	PaperDays   int             `json:"paperDays" doc:"for which a signed contract is kept at least"`
	BackupDays  int             `json:"backupDays" doc:"after which a destroyed case opens from no backup"`
	MaySet      bool            `json:"maySet"`
	MayList     bool            `json:"mayList" doc:"the viewer sees what is due, and what is held"`
}

// RetentionRule says how long the cases are kept that it fits; what is absent fits all.
type RetentionRule struct {
	Class      Class         `json:"class,omitempty"`
	Department *Ref          `json:"department,omitempty"`
	Kind       RetentionKind `json:"kind,omitempty"`
	Days       int64         `json:"days" doc:"after the ticket was closed; 0: kept"`
	ChangedAt  time.Time     `json:"changedAt"`
}

// RetentionRuleChange sets a rule, or drops it.
type RetentionRuleChange struct {
	Class      Class         `json:"class,omitempty"`
	Department string        `json:"department,omitempty" maxLength:"64"`
	Kind       RetentionKind `json:"kind,omitempty"`
	Days       int64         `json:"days" minimum:"0" maximum:"36500"`
	Drop       bool          `json:"drop,omitempty"`
}

// RetentionWhy is why a case is kept.
type RetentionWhy struct {
	Duty  RetentionDuty `json:"duty"`
	Until *time.Time    `json:"until,omitempty"`
}

// RetentionItem is a case that would go.
type RetentionItem struct {
	Ticket     string         `json:"ticket"`
	Number     int64          `json:"number"`
	Department Ref            `json:"department"`
	Class      Class          `json:"class"`
	Kind       RetentionKind  `json:"kind"`
	DueAt      time.Time      `json:"dueAt"`
	NoticedAt  *time.Time     `json:"noticedAt,omitempty" doc:"since when the client knows"`
	Reasons    []RetentionWhy `json:"reasons" doc:"why it stays all the same"`
}

// RetentionHold is a legal hold on a case.
type RetentionHold struct {
	Ticket string     `json:"ticket"`
	Number int64      `json:"number"`
	Reason HoldReason `json:"reason"`
	By     Ref        `json:"by"`
	At     time.Time  `json:"at"`
	Lifter *Ref       `json:"lifter,omitempty" doc:"who wants it lifted; a second must agree"`
}

// RetentionWish is somebody's, to have a case destroyed now.
type RetentionWish struct {
	Ticket string    `json:"ticket"`
	Number int64     `json:"number"`
	By     Ref       `json:"by"`
	At     time.Time `json:"at"`
}

// RetentionCount is how many cases are due.
type RetentionCount struct {
	Class      Class `json:"class"`
	Department Ref   `json:"department"`
	Cases      int64 `json:"cases"`
}

// RetentionOpen is what is held, what waits for a second person, and how much is due within a year.
type RetentionOpen struct {
	Holds  []RetentionHold  `json:"holds"`
	Wishes []RetentionWish  `json:"wishes"`
	Counts []RetentionCount `json:"counts"`
}

// CaseRetention is until when one case is kept, and why.
type CaseRetention struct {
	Kind       RetentionKind   `json:"kind"`
	Days       int64           `json:"days" doc:"of the rule; 0: kept"`
	DueAt      *time.Time      `json:"dueAt,omitempty"`
	NoticedAt  *time.Time      `json:"noticedAt,omitempty"`
	Extensions int64           `json:"extensions"`
	Reasons    []RetentionWhy  `json:"reasons"`
	Holds      []RetentionHold `json:"holds" doc:"for who may set them"`
	Wish       *RetentionWish  `json:"wish,omitempty"`
	End        *CaseEnd        `json:"end,omitempty" doc:"it is destroyed, or being"`
	Can        []RetentionDo   `json:"can"`
	BackupDays int             `json:"backupDays"`
}

// CaseEnd is what is left to tell of a destroyed case.
type CaseEnd struct {
	BeganAt   time.Time        `json:"beganAt"`
	DoneAt    *time.Time       `json:"doneAt,omitempty"`
	Rule      string           `json:"rule" doc:"class/department/kind/days; empty: by two people"`
	Entry     int64            `json:"entry" doc:"on the record"`
	Certified int64            `json:"certified" doc:"the certificate's entry; 0: not yet"`
	Counts    map[string]int64 `json:"counts"`
}

// RetentionReason is a reason of a hold.
type RetentionReason struct {
	Reason HoldReason `json:"reason"`
}
