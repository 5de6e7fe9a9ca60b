package access

import "slices"

// Action is something that can be asked for. Its text is the code in the record and in docs/access.md.
type Action string

// Rule says who may do an action, and on what further conditions.
type Rule struct {
	By        Relation
	Scope     string // the token scope that covers it; none means browsers only
	StepUp    bool   // the actor must have proved again, minutes ago, who they are
	Enrolling bool   // allowed before a required second factor exists
	Content   bool   // opens or seals content of a case
	Money     bool   // may move money: escrow takes no other grant
	// Halts are those who may not while a complaint lies on the case: S4 and S5 of what one side entrusted to the other.
	Halts Relation
}

// everybody halts all, of both sides.
const everybody = ^Relation(0)

// Token scopes.
const (
	ScopeTicketsRead  = "tickets:read"
	ScopeTicketsWrite = "tickets:write"
	ScopeRecordRead   = "record:read"
	ScopeAccountsRead = "accounts:read"
	ScopeEvidence     = "evidence:export"
	ScopeRemote       = "remote:work"
	ScopeAdmin        = "admin"
)

// Scopes are all scopes a token can have.
var Scopes = []string{ScopeTicketsRead, ScopeTicketsWrite, ScopeRecordRead, ScopeAccountsRead, ScopeEvidence, ScopeRemote, ScopeAdmin}

const (
	TicketOpen     Action = "ticket.open"      // ask for help
	TicketOpenFor  Action = "ticket.open_for"  // ask in a client's name
	TicketSee      Action = "ticket.see"       // know that it exists; its row and subject in a list
	TicketRead     Action = "ticket.read"      // read messages
	TicketReadNote Action = "ticket.read_note" // read notes
	TicketReply    Action = "ticket.reply"
	TicketNote     Action = "ticket.note"
	TicketDraft    Action = "ticket.draft"
	TicketEdit     Action = "ticket.edit" // status, priority, tags, fields, subject
	TicketClassify Action = "ticket.classify"
	TicketAssign   Action = "ticket.assign"
	TicketHandOver Action = "ticket.hand_over"
	TicketClose    Action = "ticket.close"
	TicketReopen   Action = "ticket.reopen"
	TicketMerge    Action = "ticket.merge"
	TicketSplit    Action = "ticket.split"
	TicketMembers  Action = "ticket.members"
	TicketWatch    Action = "ticket.watch"
	TicketPresence Action = "ticket.presence"
	FileAdd        Action = "file.add"
	FileFetch      Action = "file.fetch"
	FileFetchNote  Action = "file.fetch_note" // a file that hangs on a note
	FileScan       Action = "file.scan"       // look for harm in a file's bytes; nothing else opens for it
	TicketRecord   Action = "ticket.record"   // the ticket's part of the record

	SensitiveUncovered Action = "sensitive.uncovered" // see what is under a cover, for a reason
	SensitiveUnmarked  Action = "sensitive.unmarked"  // say that a mark is false: the place is covered no more

	OwnRead     Action = "own.read"
	OwnChange   Action = "own.change"
	OwnFactor   Action = "own.factor"        // add a factor
	OwnWeaken   Action = "own.factor_remove" // remove or replace a factor, change the password
	OwnToken    Action = "own.token"
	OwnSessions Action = "own.sessions"
	OwnKey      Action = "own.key" // publish the key that secrets are sealed to, and what unlocks it

	DeskUse         Action = "desk.use" // people, tags and requesters of one's departments
	RequesterAdd    Action = "requester.add"
	AccountsRead    Action = "account.read"
	AccountInvite   Action = "account.invite"
	AccountChange   Action = "account.change"
	Organisations   Action = "organisation.read"
	OrganisationSet Action = "organisation.change"
	DepartmentSet   Action = "department.change"
	SettingsRead    Action = "settings.read"
	SettingsChange  Action = "settings.change"
	KeysRead        Action = "keys.read"
	KeysRotate      Action = "keys.rotate"
	MailPreview     Action = "mail.preview"
	StatusRead      Action = "status.read"
	JobsRetry       Action = "jobs.retry"

	OwnBank          Action = "own.bank"               // where one is paid to
	BankRead         Action = "bank.read"              // statements, lines, payouts, differences
	BankImport       Action = "bank.import"            // take in a statement: what fits exactly is held
	BankPropose      Action = "bank.propose"           // say what an unclear line is
	BankApprove      Action = "bank.approve"           // agree with what another proposed
	BankPay          Action = "bank.pay"               // make the file of payouts
	GuaranteePropose Action = "bank.guarantee_propose" // propose money into the guarantee fund, or a payment from it
	GuaranteeDecide  Action = "bank.guarantee_decide"  // approve or refuse what another proposed of the fund
	CardNews         Action = "card.news"              // hear the card provider's signed events
	CardSettle       Action = "card.settle"            // post what the card provider did with money

	CallOpen     Action = "call.open"     // let specialists apply: write the brief they see, or take it back
	CallRead     Action = "call.read"     // the briefs of open calls
	CallApply    Action = "call.apply"    // answer one
	CallAnswers  Action = "call.answers"  // read who applied
	CallInvite   Action = "call.invite"   // call a specialist to the case, to make an offer
	DealDraft    Action = "deal.draft"    // begin a deal on a case
	DealOffer    Action = "deal.offer"    // write terms, offer, counter, amend
	DealRead     Action = "deal.read"     // terms, papers, work done
	DealWatch    Action = "deal.watch"    // states and dates, no terms
	DealAsk      Action = "deal.ask"      // ask about a clause, answer
	DealAgree    Action = "deal.agree"    // accept the terms, and have the papers made
	DealDecline  Action = "deal.decline"  // decline or withdraw what is offered
	DealSign     Action = "deal.sign"     // sign contract and NDA
	DealBring    Action = "deal.bring"    // bring in a paper signed elsewhere
	DealFund     Action = "deal.fund"     // ask for the reference to pay a milestone by
	DealStart    Action = "deal.start"    // begin work on a funded milestone
	DealSubmit   Action = "deal.submit"   // hand in
	DealChanges  Action = "deal.changes"  // ask for changes
	DealRelease  Action = "deal.release"  // approve, and release the money
	DealCancel   Action = "deal.cancel"   // ask to cancel a milestone, take that back, refuse it
	DealRefund   Action = "deal.refund"   // agree to cancel: what is held goes back
	DealRegister Action = "deal.register" // register a work
	DealFetch    Action = "deal.fetch"    // fetch a work: the client once it is released
	DealRepeat   Action = "deal.repeat"   // have a returned payout paid again
	DealReport   Action = "deal.report"   // write and send what was done for a milestone
	DealClock    Action = "deal.clock"    // what a clock or the bank brings about

	EvidenceExport  Action = "evidence.export"  // take out the pack of one case, as one of its sides
	DisputeOpen     Action = "dispute.open"     // begin one on a milestone
	DisputeConsent  Action = "dispute.consent"  // a lead: let somebody begin one who lost too many, find an arbiter
	DisputeRead     Action = "dispute.read"     // the dispute file
	DisputeAnswer   Action = "dispute.answer"   // answer what the other side says
	DisputeEvidence Action = "dispute.evidence" // put something into the file
	DisputeOffer    Action = "dispute.offer"    // offer a split, sealed; one that meets the other side's settles
	DisputeWithdraw Action = "dispute.withdraw" // end one that oneself began
	DisputeAccept   Action = "dispute.accept"   // agree to what the arbiter proposes; by both it settles
	DisputeAppeal   Action = "dispute.appeal"   // ask for a third arbiter
	DisputeSeek     Action = "dispute.seek"     // know that a dispute waits for an arbiter: sides and amount
	DisputeTake     Action = "dispute.take"     // judge it
	DisputeRecuse   Action = "dispute.recuse"   // declare an interest
	DisputeJudge    Action = "dispute.judge"    // propose, award, confirm, object
	DisputeDecide   Action = "dispute.decide"   // decide an appeal: the money is divided
	DisputeClock    Action = "dispute.clock"    // what a clock brings about
	ComplaintFile   Action = "complaint.file"   // say that confidence was broken: the case is suspended
	ComplaintRead   Action = "complaint.read"   // its words, and how it stands
	ComplaintSeek   Action = "complaint.seek"   // know that one waits for somebody to look into it
	ComplaintTake   Action = "complaint.take"   // look into it
	ComplaintRecuse Action = "complaint.recuse" // declare an interest
	ComplaintSift   Action = "complaint.sift"   // say whom it speaks of, whether of personal data, and by which laws
	ComplaintAnswer Action = "complaint.answer" // answer the allegation, as the accused
	ComplaintTrace  Action = "complaint.trace"  // who opened what of the case, when and from where
	ComplaintDecide Action = "complaint.decide" // confirmed, unfounded or inconclusive: the case goes on
	ComplaintRemedy Action = "complaint.remedy" // say that a remedy is done, or a notice given
	ComplaintClock  Action = "complaint.clock"  // what a clock brings about
	ReviewWrite     Action = "review.write"     // rate the other side of a milestone that is over
	ReviewRead      Action = "review.read"      // published reviews, and what they add up to
	ReviewReply     Action = "review.reply"     // answer, once, what was said of oneself
	ReviewPropose   Action = "review.propose"   // say that a review breaks a rule
	ReviewApprove   Action = "review.approve"   // agree with another's proposal: the review goes
	ReviewClock     Action = "review.clock"     // what time and deals bring about
	ProfileWrite    Action = "profile.write"    // one's own skills and languages
	ProfileRead     Action = "profile.read"     // a specialist's profile
	ProfileFind     Action = "profile.find"     // look for a specialist

	RemoteRead    Action = "remote.read"    // that there is a remote session, how far it is, and its reason
	RemoteAsk     Action = "remote.ask"     // ask for one
	RemoteCode    Action = "remote.code"    // have a code by which the client's program comes in
	RemoteArrive  Action = "remote.arrive"  // come in by it: the program, in the client's name, gets its keys
	RemotePrepare Action = "remote.prepare" // say that a snapshot is made
	RemoteWaive   Action = "remote.waive"   // do without one, in one's own words
	RemoteConsent Action = "remote.consent"
	RemoteRefuse  Action = "remote.refuse"
	RemoteReport  Action = "remote.report"  // report who asks; they cannot ask this client again
	RemoteLift    Action = "remote.lift"    // let who was reported ask the client again
	RemoteJoin    Action = "remote.join"    // reach the client's machine: the keys of both ends stand on the record
	RemotePause   Action = "remote.pause"   // and resume what one paused oneself
	RemoteTake    Action = "remote.take"    // take a power back
	RemoteEnd     Action = "remote.end"     //
	RemoteWatch   Action = "remote.watch"   // look on while it runs
	RemoteReplay  Action = "remote.replay"  // open a recording
	RemoteRestore Action = "remote.restore" // see and put back a snapshot
	RemoteClock   Action = "remote.clock"   // what time, a lost right or the end of a recording brings about

	SecretGive     Action = "secret.give"     // seal a password or key to somebody of the case
	SecretSee      Action = "secret.see"      // that there is one, its label, and who opened it
	SecretOpen     Action = "secret.open"     // be given what only the reader's key opens
	SecretWithdraw Action = "secret.withdraw" // take it back
	SecretChanged  Action = "secret.changed"  // say that what was handed over is another by now
	SecretClock    Action = "secret.clock"    // what time, or the end of the work, brings about

	RecordRead   Action = "record.read"
	RecordVerify Action = "record.verify"
	Receipt      Action = "record.receipt" // an entry of a ticket, for those in it
	SignIn       Action = "account.sign_in"
	SetUp        Action = "installation.set_up"
	Housekeeping Action = "housekeeping"
	DemoFill     Action = "demo.fill"
)

// rules is the whole policy. What is not here is refused.
var rules = map[Action]Rule{
	TicketOpen:     {By: AnyClient, Scope: ScopeTicketsWrite, Content: true},
	TicketOpenFor:  {By: Desk, Scope: ScopeTicketsWrite, Content: true},
	TicketSee:      {By: Case, Scope: ScopeTicketsRead, Content: true},
	TicketRead:     {By: Case, Scope: ScopeTicketsRead, Content: true},
	TicketReadNote: {By: Desk, Scope: ScopeTicketsRead, Content: true},
	TicketReply:    {By: Case, Scope: ScopeTicketsWrite, Content: true},
	TicketNote:     {By: Desk, Scope: ScopeTicketsWrite, Content: true},
	TicketDraft:    {By: Case, Scope: ScopeTicketsWrite, Content: true},
	TicketEdit:     {By: Desk, Scope: ScopeTicketsWrite, Content: true},
	TicketClassify: {By: ClientSide | Desk, Scope: ScopeTicketsWrite},
	TicketAssign:   {By: Desk, Scope: ScopeTicketsWrite},
	TicketHandOver: {By: Desk, Scope: ScopeTicketsWrite},
	TicketClose:    {By: ClientSide | Desk, Scope: ScopeTicketsWrite},
	TicketReopen:   {By: ClientSide | Desk, Scope: ScopeTicketsWrite},
	TicketMerge:    {By: Desk, Scope: ScopeTicketsWrite, Content: true, Halts: everybody},
	TicketSplit:    {By: Desk, Scope: ScopeTicketsWrite, Content: true, Halts: everybody},
	TicketMembers:  {By: Desk, Scope: ScopeTicketsWrite},
	TicketWatch:    {By: Case, Scope: ScopeTicketsWrite},
	TicketPresence: {By: Case},
	FileAdd:        {By: Case, Scope: ScopeTicketsWrite, Content: true},
	FileFetch:      {By: Case, Scope: ScopeTicketsRead, Content: true, Halts: Desk | CaseSpecialist},
	FileFetchNote:  {By: Desk, Scope: ScopeTicketsRead, Content: true, Halts: Desk | CaseSpecialist},
	FileScan:       {By: TheServer, Content: true},
	TicketRecord:   {By: Case, Scope: ScopeRecordRead},

	SensitiveUncovered: {By: Case, StepUp: true, Content: true, Halts: Desk | CaseSpecialist},
	SensitiveUnmarked:  {By: Case, StepUp: true, Content: true},

	OwnRead:     {By: Self, Enrolling: true, Scope: ScopeAccountsRead},
	OwnChange:   {By: Self, Enrolling: true},
	OwnFactor:   {By: Self, Enrolling: true},
	OwnWeaken:   {By: Self, StepUp: true},
	OwnToken:    {By: Self, StepUp: true},
	OwnSessions: {By: Self},
	OwnKey:      {By: Self, StepUp: true},

	DeskUse:         {By: AnyStaff, Scope: ScopeTicketsRead},
	RequesterAdd:    {By: AnyStaff, Scope: ScopeTicketsWrite},
	AccountsRead:    {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	AccountInvite:   {By: TheAdministrator, StepUp: true, Scope: ScopeAdmin},
	AccountChange:   {By: TheAdministrator | TheServer, StepUp: true, Scope: ScopeAdmin},
	Organisations:   {By: TheAdministrator | AnyStaff, Scope: ScopeAdmin},
	OrganisationSet: {By: TheAdministrator, Scope: ScopeAdmin},
	DepartmentSet:   {By: TheAdministrator, Scope: ScopeAdmin},
	SettingsRead:    {By: TheAdministrator, Scope: ScopeAdmin},
	SettingsChange:  {By: TheAdministrator, StepUp: true, Scope: ScopeAdmin},
	KeysRead:        {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	KeysRotate:      {By: TheAdministrator | TheServer, StepUp: true},
	MailPreview:     {By: TheAdministrator},
	StatusRead:      {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	JobsRetry:       {By: TheAdministrator | TheServer, Scope: ScopeAdmin},

	OwnBank:          {By: Self, StepUp: true},
	BankRead:         {By: TheBank},
	BankImport:       {By: TheBank, Money: true},
	BankPropose:      {By: TheBank},
	BankApprove:      {By: TheBank, StepUp: true, Money: true},
	BankPay:          {By: TheBank, StepUp: true, Money: true},
	GuaranteePropose: {By: TheBank},
	GuaranteeDecide:  {By: TheBank, StepUp: true, Money: true},
	CardNews:         {By: TheServer},
	CardSettle:       {By: TheServer, Money: true},

	CallOpen:     {By: Requester, Content: true},
	CallRead:     {By: AnySpecialist, Content: true},
	CallApply:    {By: AnySpecialist, Content: true},
	CallAnswers:  {By: Requester | DepartmentLead, Content: true},
	CallInvite:   {By: Requester | DepartmentLead},
	DealDraft:    {By: CaseSpecialist, Content: true},
	DealOffer:    {By: Parties, Content: true},
	DealRead:     {By: Parties, Content: true},
	DealWatch:    {By: Parties | DepartmentLead},
	DealAsk:      {By: Parties, Content: true},
	DealAgree:    {By: Parties, Content: true, Halts: everybody},
	DealDecline:  {By: Parties},
	DealSign:     {By: Parties, StepUp: true, Content: true, Money: true, Halts: everybody},
	DealBring:    {By: Parties, Content: true},
	DealFund:     {By: DealClient},
	DealStart:    {By: DealSpecialist},
	DealSubmit:   {By: DealSpecialist, Content: true},
	DealChanges:  {By: DealClient, Content: true},
	DealRelease:  {By: DealClient, StepUp: true, Money: true},
	DealCancel:   {By: Parties},
	DealRefund:   {By: Parties, StepUp: true, Money: true},
	DealRegister: {By: DealSpecialist, Content: true},
	DealFetch:    {By: Parties, Content: true, Halts: everybody},
	DealRepeat:   {By: DealSpecialist | DealClient, Money: true},
	DealReport:   {By: DealSpecialist, Content: true},
	DealClock:    {By: TheServer, Money: true},

	EvidenceExport:  {By: ClientSide | CaseSpecialist, StepUp: true, Scope: ScopeEvidence, Content: true, Halts: CaseSpecialist},
	DisputeOpen:     {By: Parties, Content: true},
	DisputeConsent:  {By: DepartmentLead},
	DisputeRead:     {By: Parties | CaseArbiter, Content: true},
	DisputeAnswer:   {By: Parties, Content: true},
	DisputeEvidence: {By: Parties, Content: true},
	DisputeOffer:    {By: Parties, StepUp: true, Content: true, Money: true},
	DisputeWithdraw: {By: Parties, Money: true},
	DisputeAccept:   {By: Parties, StepUp: true, Money: true},
	DisputeAppeal:   {By: Parties, Content: true},
	DisputeSeek:     {By: AnyArbiter},
	DisputeTake:     {By: AnyArbiter},
	DisputeRecuse:   {By: AnyArbiter | CaseArbiter},
	DisputeJudge:    {By: CaseArbiter, StepUp: true, Content: true},
	DisputeDecide:   {By: CaseArbiter, StepUp: true, Content: true, Money: true},
	DisputeClock:    {By: TheServer, Money: true},

	ComplaintFile:   {By: Case, Content: true},
	ComplaintRead:   {By: Complainant | Accused | Investigator, Content: true},
	ComplaintSeek:   {By: AnyOfficer},
	ComplaintTake:   {By: AnyOfficer},
	ComplaintRecuse: {By: Investigator},
	ComplaintSift:   {By: Investigator},
	ComplaintAnswer: {By: Accused, Content: true},
	ComplaintTrace:  {By: Investigator},
	ComplaintDecide: {By: Investigator, StepUp: true, Content: true, Money: true},
	ComplaintRemedy: {By: Investigator},
	ComplaintClock:  {By: TheServer},

	ReviewWrite:   {By: Parties},
	ReviewRead:    {By: Anyone},
	ReviewReply:   {By: Self},
	ReviewPropose: {By: AnyStaff | TheSecurity},
	ReviewApprove: {By: AnyStaff | TheSecurity, StepUp: true},
	ReviewClock:   {By: TheServer},
	ProfileWrite:  {By: Self},
	ProfileRead:   {By: Anyone},
	ProfileFind:   {By: AnyClient | AnyStaff},

	RemoteRead:    {By: Case | CaseArbiter, Scope: ScopeRemote, Content: true},
	RemoteAsk:     {By: CaseSpecialist | DepartmentAgent, Scope: ScopeRemote, StepUp: true, Content: true, Halts: everybody},
	RemoteCode:    {By: Requester, Halts: everybody},
	RemoteArrive:  {By: Requester, Content: true, Halts: everybody},
	RemotePrepare: {By: Requester, Content: true, Halts: everybody},
	RemoteWaive:   {By: Requester, Content: true, Halts: everybody},
	RemoteConsent: {By: Requester, Content: true, Halts: everybody},
	RemoteRefuse:  {By: Requester},
	RemoteReport:  {By: Requester},
	RemoteLift:    {By: DepartmentLead},
	RemoteJoin:    {By: Helper, Scope: ScopeRemote, StepUp: true, Content: true, Halts: everybody},
	RemotePause:   {By: Requester | Helper | DepartmentLead, Scope: ScopeRemote},
	RemoteTake:    {By: Requester | DepartmentLead},
	RemoteEnd:     {By: ClientSide | Helper | DepartmentLead | TheServer, Scope: ScopeRemote},
	RemoteWatch:   {By: Requester | DepartmentLead, Content: true, Halts: DepartmentLead},
	RemoteReplay:  {By: Requester | Helper | DepartmentLead | CaseArbiter, Content: true, Halts: Helper | DepartmentLead},
	RemoteRestore: {By: Requester, StepUp: true, Content: true},
	RemoteClock:   {By: TheServer},

	SecretGive:     {By: ClientSide, Content: true},
	SecretSee:      {By: Case | SecretOwner | SecretReader, Content: true},
	SecretOpen:     {By: SecretReader, StepUp: true, Content: true, Halts: everybody},
	SecretWithdraw: {By: SecretOwner},
	SecretChanged:  {By: SecretOwner},
	SecretClock:    {By: TheServer},

	RecordRead:   {By: TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead},
	RecordVerify: {By: TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead},
	Receipt:      {By: Case | TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead},
	SignIn:       {By: TheServer},
	SetUp:        {By: TheServer},
	Housekeeping: {By: TheServer},
	DemoFill:     {By: TheServer},
}

// Lookup returns the rule of an action, for the generated matrix and docs/access.md.
func Lookup(act Action) (Rule, bool) {
	r, ok := rules[act]
	return r, ok
}

// Actions are all actions that have a rule, sorted.
func Actions() []Action {
	var all []Action
	for a := range rules {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}
