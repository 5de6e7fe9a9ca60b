package person

import (
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/remote/keep"
)

// telling says whom entries of an action are about, besides who made them.
type telling string

const (
	ofNobody  telling = "nobody"    // they are about nobody else
	ofClient  telling = "client"    // the client of the case that they name
	ofSides   telling = "sides"     // the same, and the specialist whose deal, session, dispute, secret or room it is
	ofNamed   telling = "named"     // whom they name
	elsewhere telling = "elsewhere" // somebody who can look them up in another place
	// untold tells of somebody and is in no copy, nor counted there: it would warn who is looked into, or is what staff note among themselves.
	untold telling = "untold"
)

// matter is what entries of one action say of people who did not make them, and how much of it a copy of theirs tells.
type matter struct {
	about telling
	at    string // where an entry names somebody besides: inThing, or a param
	by    string // of who is named: by whom, as they know them; empty: the installation or staff
	facts string // of who is named: the params that a copy shows
}

// inThing says that the entry's thing is the person, or something of theirs alone: a request for lost access, a complaint, a wish to be erased.
const inThing = "thing"

// Who did something about somebody, as the person may know them.
const (
	byAdmin   = "administrator"
	byOfficer = "officer"
	byStaff   = "staff"
	bySide    = "case" // of the case
	byServer  = "installation"
)

// caseFacts are the params that a copy shows of what was done on somebody's case: codes and numbers, no ids of people.
const caseFacts = "what kind state event from to reason file message field milestone number version term until"

// matters classes each action of the record. A test holds it to all actions there are: one that is not here is told to nobody.
var matters = gather(
	matter{about: ofNobody}, access.OwnRead, access.OwnChange, access.OwnFactor, access.OwnWeaken, access.OwnToken, access.OwnSessions, access.OwnCallBack, access.OwnKey, access.OwnBank,
	access.TicketPresence, access.DeskUse, access.AccountsRead, access.Organisations, access.OrganisationSet, access.DepartmentSet, access.SettingsRead, access.SettingsChange,
	access.KeysRead, access.KeysRotate, access.MailPreview, access.StatusRead, access.JobsRetry, access.BackupInit, access.BackupMake, access.BackupPrune, access.BackupVerify, access.BackupRestore,
	access.BankRead, access.BankImport, access.BankPropose, access.BankApprove, access.BankPay, access.GuaranteePropose, access.GuaranteeDecide, access.CardNews,
	access.CallRead, access.DisputeSeek, access.ComplaintSeek, access.ProfileWrite, access.ProfileRead, access.ProfileFind, access.RecoverySee,
	access.RetentionRules, access.RetentionSet, access.RetentionList, access.PersonSee, access.PersonMake, access.PersonFetch, access.PersonWithdraw, access.PersonList,
	access.RecordVerify, access.Receipt, access.SetUp, access.Housekeeping, audit.Destruction, account.SignedOut, account.Accepted, account.ResetDone, account.LetterAsked,

	// What was opened, and what became of a case.
	matter{about: ofClient}, access.TicketOpen, access.TicketOpenFor, access.TicketRead, access.TicketReply, access.TicketEdit, access.TicketClassify, access.ClassLower, access.ClassAgree,
	access.TicketAssign, access.TicketHandOver, access.TicketClose, access.TicketReopen, access.TicketMerge, access.TicketSplit,
	access.FileAdd, access.FilePreview, access.FileFetch, access.FileScan, access.TicketRecord, access.SensitiveUncovered, access.SensitiveUnmarked,
	access.CallOpen, access.CallApply, access.CallAnswers, access.EvidenceExport, access.ComplaintMaterial, keep.Kept, keep.Checked,
	access.RetentionSee, access.RetentionExtend, access.RetentionHold, access.RetentionLift, access.RetentionDestroy, access.RetentionCertificate, access.RetentionClock,
	access.AssuranceRead, access.AssuranceAnswer, access.AssuranceWords, access.AssuranceClock, access.FollowUpRead, access.FollowUpAnswer,
	matter{about: ofClient, at: "account", by: bySide}, access.TicketMembers, access.CallInvite,
	matter{about: ofClient, at: "accounts", by: bySide, facts: "file"}, access.FileList,
	matter{about: ofClient, at: "account", by: byStaff, facts: "milestone what"}, access.DisputeConsent,

	matter{about: ofSides}, access.DealDraft, access.DealOffer, access.DealRead, access.DealWatch, access.DealAsk, access.DealAgree, access.DealDecline, access.DealSign, access.DealBring, access.DealFund,
	access.DealStart, access.DealSubmit, access.DealChanges, access.DealRelease, access.DealCancel, access.DealRefund, access.DealRegister, access.DealFetch, access.DealRepeat, access.DealReport, access.DealClock,
	access.DisputeOpen, access.DisputeRead, access.DisputeAnswer, access.DisputeEvidence, access.DisputeOffer, access.DisputeWithdraw, access.DisputeAccept, access.DisputeAppeal, access.DisputeTake,
	access.DisputeRecuse, access.DisputeJudge, access.DisputeDecide, access.DisputeClock,
	access.RemoteRead, access.RemoteAsk, access.RemoteCode, access.RemoteArrive, access.RemotePrepare, access.RemoteWaive, access.RemoteConsent, access.RemoteRefuse, access.RemoteReport, access.RemoteLift,
	access.RemoteJoin, access.RemotePause, access.RemoteTake, access.RemoteEnd, access.RemoteWatch, access.RemoteReplay, access.RemoteRestore, access.RemoteClock,
	access.SecretGive, access.SecretSee, access.SecretOpen, access.SecretWithdraw, access.SecretChanged, access.SecretClock,
	access.RoomSee, access.RoomOffer, access.RoomDecline, access.RoomOpen, access.RoomEnter, access.RoomRead, access.RoomWrite, access.RoomTurn, access.RoomRecover,

	// What was done about a person themself.
	matter{about: ofNamed, at: inThing, by: byAdmin, facts: "what state stateBefore roles rolesBefore posts postsBefore organisation"}, access.AccountChange,
	matter{about: ofNamed, at: "account", by: byAdmin, facts: "what roles posts"}, access.AccountInvite,
	matter{about: ofNamed, at: "account", by: byStaff, facts: "roles"}, access.RequesterAdd,
	matter{about: ofNamed, at: "account", by: byServer}, access.DemoFill,
	matter{about: ofNamed, at: inThing, by: byOfficer, facts: "what copy erasure reason"}, access.PersonCopy, access.PersonErase,
	matter{about: ofNamed, at: "erasure", by: byOfficer, facts: "what erasure reason kept"}, access.PersonDecide,
	matter{about: ofNamed, at: inThing, by: byServer, facts: "what copy erasure certificate"}, access.PersonClock,
	matter{about: ofNamed, at: inThing, by: byStaff, facts: "what state reason approvals wrong by"}, access.RecoveryCall, access.RecoveryApprove, access.RecoveryRefuse, access.RecoveryStop,
	matter{about: ofNamed, at: inThing, by: byServer, facts: "what by until"}, access.RecoveryOperate, access.RecoveryClock,
	// Steps of a complaint, of those which the person may read: see theirThings.
	matter{about: ofNamed, at: inThing, by: bySide, facts: "kind"}, access.ComplaintFile, access.ComplaintAnswer, access.ComplaintAttest,
	matter{about: ofNamed, at: inThing, by: byOfficer, facts: "event from to laws duty"}, access.ComplaintTake, access.ComplaintSift, access.ComplaintDecide, access.ComplaintRemedy,
	matter{about: ofNamed, at: inThing, by: byServer, facts: "overdue"}, access.ComplaintClock,

	// Lists show a case among others; proofs that failed are in sign_ins; money, reviews and their steps are in files of their own.
	matter{about: elsewhere}, access.TicketSee, access.SignIn, account.SteppedUp, access.CardSettle, access.ReviewWrite, access.ReviewRead, access.ReviewReply, access.ReviewPropose, access.ReviewApprove, access.ReviewClock,

	matter{about: untold}, access.TicketReadNote, access.TicketNote, access.TicketDraft, access.TicketWatch, access.FileFetchNote, access.RecordRead,
	access.ComplaintRead, access.ComplaintTrace, access.ComplaintRecuse, access.ComplaintExport, access.ComplaintRaise,
	access.HoneyMake, access.HoneyRead, access.HoneyExplain, access.HoneyRetire,
)

// gather makes the table of a list in which actions follow what holds for them.
func gather(list ...any) map[access.Action]matter {
	all := map[access.Action]matter{}
	var now matter
	for _, x := range list {
		switch x := x.(type) {
		case matter:
			now = x
		case access.Action:
			if _, twice := all[x]; twice {
				panic("person: " + x + " is classed twice")
			}
			all[x] = now
		}
	}
	return all
}

// names reports whether the entry is about one of the ids by naming it where its action does.
func (m matter) names(e audit.Entry, ids []string) bool {
	switch m.at {
	case "":
		return false
	case inThing:
		return slices.Contains(ids, e.Thing)
	}
	return e.NamesAt(ids, m.at)
}

// only picks params.
func only(p audit.Params, words string) map[string]string {
	some := map[string]string{}
	for _, k := range strings.Fields(words) {
		if v := p[k]; v != "" {
			some[k] = v
		}
	}
	return some
}
