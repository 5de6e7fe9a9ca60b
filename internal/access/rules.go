package access

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
	// Waits says what, besides a step-up and money, stays closed for a day after access was given back by two of staff.
	Waits Waits
	// Outlives says, of an action about content, that it goes on when the content was destroyed: it then shows what remains.
	Outlives bool
	Part     Use // what it does with messages and files: the class of each decides as well
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

// rules is the whole policy. What is not here is refused.
var rules = map[Action]Rule{
	TicketOpen:     {By: AnyClient, Scope: ScopeTicketsWrite, Content: true},
	TicketOpenFor:  {By: Desk, Scope: ScopeTicketsWrite, Content: true},
	TicketSee:      {By: Case, Scope: ScopeTicketsRead, Content: true, Outlives: true},
	TicketRead:     {By: Case, Scope: ScopeTicketsRead, Content: true, Part: Opens, Outlives: true},
	TicketReadNote: {By: Desk, Scope: ScopeTicketsRead, Content: true, Part: Opens, Outlives: true},
	TicketReply:    {By: Case, Scope: ScopeTicketsWrite, Content: true, Part: Opens},
	TicketNote:     {By: Desk, Scope: ScopeTicketsWrite, Content: true, Part: Opens},
	TicketDraft:    {By: Case, Scope: ScopeTicketsWrite, Content: true},
	TicketEdit:     {By: Desk, Scope: ScopeTicketsWrite, Content: true},
	TicketClassify: {By: Case, Scope: ScopeTicketsWrite},
	ClassLower:     {By: Case},
	ClassAgree:     {By: Case, StepUp: true},
	FileList:       {By: ClientSide | DepartmentLead | Author, Part: Keeps},
	TicketAssign:   {By: Desk, Scope: ScopeTicketsWrite},
	TicketHandOver: {By: Desk, Scope: ScopeTicketsWrite},
	TicketClose:    {By: ClientSide | Desk, Scope: ScopeTicketsWrite},
	TicketReopen:   {By: ClientSide | Desk, Scope: ScopeTicketsWrite},
	TicketMerge:    {By: Desk, Scope: ScopeTicketsWrite, Content: true, Halts: everybody, Waits: InEveryCase},
	TicketSplit:    {By: Desk, Scope: ScopeTicketsWrite, Content: true, Halts: everybody, Waits: InEveryCase},
	TicketMembers:  {By: Desk, Scope: ScopeTicketsWrite, Waits: InEveryCase},
	TicketWatch:    {By: Case, Scope: ScopeTicketsWrite},
	TicketPresence: {By: Case},
	FileAdd:        {By: Case, Scope: ScopeTicketsWrite, Content: true, Part: Opens},
	FilePreview:    {By: Case, Scope: ScopeTicketsRead, Content: true, Halts: Desk | CaseSpecialist, Waits: ByClass, Part: Opens},
	FileFetch:      {By: Case, Scope: ScopeTicketsRead, Content: true, Halts: Desk | CaseSpecialist, Waits: ByClass, Part: Takes},
	FileFetchNote:  {By: Desk, Scope: ScopeTicketsRead, Content: true, Halts: Desk | CaseSpecialist, Waits: ByClass, Part: Takes},
	FileScan:       {By: TheServer, Content: true},
	TicketRecord:   {By: Case, Scope: ScopeRecordRead},

	SensitiveUncovered: {By: Case | Parties | CaseArbiter, StepUp: true, Content: true, Halts: Desk | CaseSpecialist | DealSpecialist, Part: Opens},
	SensitiveUnmarked:  {By: Case | Parties, StepUp: true, Content: true, Halts: Desk | CaseSpecialist | DealSpecialist, Part: Opens},

	OwnRead:     {By: Self, Enrolling: true, Scope: ScopeAccountsRead},
	OwnChange:   {By: Self, Enrolling: true},
	OwnFactor:   {By: Self, Enrolling: true, Waits: InEveryCase},
	OwnWeaken:   {By: Self, StepUp: true},
	OwnToken:    {By: Self, StepUp: true},
	OwnSessions: {By: Self},
	OwnCallBack: {By: Self, StepUp: true},
	OwnKey:      {By: Self, StepUp: true},

	RecoverySee:     {By: Approver},
	RecoveryCall:    {By: Approver, StepUp: true},
	RecoveryApprove: {By: Approver, StepUp: true},
	RecoveryRefuse:  {By: Approver},
	RecoveryStop:    {By: Self},
	RecoveryOperate: {By: TheServer},
	RecoveryClock:   {By: TheServer},

	DeskUse:         {By: AnyStaff, Scope: ScopeTicketsRead},
	RequesterAdd:    {By: AnyStaff, Scope: ScopeTicketsWrite},
	AccountsRead:    {By: TheAdministrator | TheServer, Scope: ScopeAdmin, Waits: InEveryCase},
	AccountInvite:   {By: TheAdministrator, StepUp: true, Scope: ScopeAdmin},
	AccountChange:   {By: TheAdministrator | TheServer, StepUp: true, Scope: ScopeAdmin},
	Organisations:   {By: TheAdministrator | AnyStaff, Scope: ScopeAdmin},
	OrganisationSet: {By: TheAdministrator, Scope: ScopeAdmin, Waits: InEveryCase},
	DepartmentSet:   {By: TheAdministrator, Scope: ScopeAdmin, Waits: InEveryCase},
	SettingsRead:    {By: TheAdministrator, Scope: ScopeAdmin},
	SettingsChange:  {By: TheAdministrator, StepUp: true, Scope: ScopeAdmin},
	KeysRead:        {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	KeysRotate:      {By: TheAdministrator | TheServer, StepUp: true},
	MailPreview:     {By: TheAdministrator},
	StatusRead:      {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	JobsRetry:       {By: TheAdministrator | TheServer, Scope: ScopeAdmin},
	BackupInit:      {By: TheServer},
	BackupMake:      {By: TheServer},
	BackupPrune:     {By: TheServer},
	BackupVerify:    {By: TheServer},
	BackupRestore:   {By: TheServer},

	OwnBank:          {By: Self, StepUp: true},
	BankRead:         {By: TheBank, Waits: InEveryCase},
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
	CallInvite:   {By: Requester | DepartmentLead, Waits: InEveryCase},
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
	DealFetch:    {By: Parties, Content: true, Halts: everybody, Waits: InEveryCase},
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

	ComplaintFile:     {By: Case, Content: true},
	ComplaintRead:     {By: Complainant | Accused | Investigator | Requester, Content: true},
	ComplaintSeek:     {By: AnyOfficer},
	ComplaintTake:     {By: AnyOfficer},
	ComplaintRecuse:   {By: Investigator},
	ComplaintSift:     {By: Investigator},
	ComplaintAnswer:   {By: Accused, Content: true},
	ComplaintTrace:    {By: Investigator},
	ComplaintDecide:   {By: Investigator, StepUp: true, Content: true, Money: true},
	ComplaintRemedy:   {By: Investigator},
	ComplaintAttest:   {By: Accused, StepUp: true, Content: true},
	ComplaintExport:   {By: Complainant | Accused | Requester, StepUp: true, Content: true},
	ComplaintClock:    {By: TheServer},
	ComplaintMaterial: {By: Investigator, StepUp: true, Content: true, Part: Opens},
	ComplaintRaise:    {By: TheSecurity, StepUp: true, Content: true},

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
	RemoteCode:    {By: Requester, Halts: everybody, Waits: InEveryCase},
	RemoteArrive:  {By: Requester, Content: true, Halts: everybody, Waits: InEveryCase},
	RemotePrepare: {By: Requester, Content: true, Halts: everybody},
	RemoteWaive:   {By: Requester, Content: true, Halts: everybody, Waits: InEveryCase},
	RemoteConsent: {By: Requester, Content: true, Halts: everybody, Waits: InEveryCase},
	RemoteRefuse:  {By: Requester},
	RemoteReport:  {By: Requester},
	RemoteLift:    {By: DepartmentLead},
	RemoteJoin:    {By: Helper, Scope: ScopeRemote, StepUp: true, Content: true, Halts: everybody},
	RemotePause:   {By: Requester | Helper | DepartmentLead, Scope: ScopeRemote},
	RemoteTake:    {By: Requester | DepartmentLead},
	RemoteEnd:     {By: ClientSide | Helper | DepartmentLead | TheServer, Scope: ScopeRemote},
	RemoteWatch:   {By: Requester | DepartmentLead, Content: true, Halts: DepartmentLead},
	RemoteReplay:  {By: Requester | Helper | DepartmentLead | CaseArbiter, Content: true, Halts: Helper | DepartmentLead, Waits: InEveryCase},
	RemoteRestore: {By: Requester, StepUp: true, Content: true},
	RemoteClock:   {By: TheServer},

	SecretGive:     {By: ClientSide, Content: true},
	SecretSee:      {By: Case | SecretOwner | SecretReader, Content: true},
	SecretOpen:     {By: SecretReader, StepUp: true, Content: true, Halts: everybody},
	SecretWithdraw: {By: SecretOwner},
	SecretChanged:  {By: SecretOwner},
	SecretClock:    {By: TheServer},

	RoomSee:     {By: Case, Part: Keeps},
	RoomOffer:   {By: CaseSpecialist | Desk, Halts: everybody, Part: Opens},
	RoomDecline: {By: ClientSide, Part: Keeps},
	RoomOpen:    {By: ClientSide, StepUp: true, Content: true, Halts: everybody, Part: Opens},
	RoomEnter:   {By: Case, StepUp: true, Content: true, Halts: Desk | CaseSpecialist, Part: Opens},
	RoomRead:    {By: Case, Content: true, Halts: Desk | CaseSpecialist, Waits: InEveryCase, Part: Opens},
	RoomWrite:   {By: Case, Content: true, Halts: Desk | CaseSpecialist, Waits: InEveryCase, Part: Opens},
	RoomTurn:    {By: Case, Content: true, Halts: Desk | CaseSpecialist, Waits: InEveryCase, Part: Opens},
	RoomRecover: {By: ClientSide, StepUp: true, Content: true, Part: Opens},

	RetentionRules:       {By: AnyStaff | TheAdministrator | TheSecurity | TheAuditor},
	RetentionSet:         {By: TheAdministrator, StepUp: true},
	RetentionList:        {By: DepartmentLead | TheAdministrator | TheSecurity | TheAuditor},
	RetentionSee:         {By: Case | TheAdministrator | TheSecurity | TheAuditor, Scope: ScopeTicketsRead},
	RetentionExtend:      {By: ClientSide},
	RetentionHold:        {By: DepartmentLead | TheSecurity},
	RetentionLift:        {By: DepartmentLead | TheSecurity, StepUp: true},
	RetentionDestroy:     {By: Requester | DepartmentLead | TheSecurity, StepUp: true},
	RetentionCertificate: {By: Case | TheAdministrator | TheSecurity | TheAuditor, Scope: ScopeTicketsRead},
	RetentionClock:       {By: TheServer},
	PersonSee:            {By: Self | TheSecurity | TheAdministrator},
	PersonCopy:           {By: Self | TheSecurity | TheAdministrator, StepUp: true},
	PersonMake:           {By: Self, Content: true},
	PersonFetch:          {By: Self, StepUp: true, Content: true},
	PersonErase:          {By: Self | TheSecurity, StepUp: true},
	PersonWithdraw:       {By: Self},
	PersonList:           {By: TheSecurity | TheAdministrator},
	PersonDecide:         {By: TheSecurity, StepUp: true},
	PersonClock:          {By: TheServer},
	AssuranceRead:        {By: ClientSide | TheSecurity},
	AssuranceAnswer:      {By: Requester, Content: true},
	AssuranceWords:       {By: Requester, Content: true},
	AssuranceClock:       {By: TheServer},
	FollowUpRead:         {By: DepartmentLead | TheSecurity, Content: true},
	FollowUpAnswer:       {By: DepartmentLead | TheSecurity, Content: true},
	HoneyMake:            {By: TheSecurity, StepUp: true},
	HoneyRead:            {By: TheSecurity, Waits: InEveryCase},
	HoneyExplain:         {By: TheSecurity},
	HoneyRetire:          {By: TheSecurity, StepUp: true},

	RecordRead:   {By: TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead, Waits: InEveryCase},
	RecordVerify: {By: TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead},
	Receipt:      {By: Case | TheAuditor | TheSecurity | TheServer, Scope: ScopeRecordRead},
	SignIn:       {By: TheServer},
	SetUp:        {By: TheServer},
	Housekeeping: {By: TheServer},
	DemoFill:     {By: TheServer},
}
