/** The one place that names what the server sends; the rest of the app imports these and never the generated file. */
import type { components } from './schema';

type Schemas = components['schemas'];
export type Session = Schemas['Session'];
export type Account = Schemas['Account'];
export type Installation = Schemas['Installation'];
export type Factors = Schemas['Factors'];
export type Invitation = Schemas['Invitation'];
export type Persona = Schemas['Persona'];
export type Role = Schemas['Role'];
export type Area = Schemas['Area'];
export type Ref = Schemas['Ref'];
export type Side = Schemas['Side'];
export type MessageKind = Exclude<Schemas['TalkKind'], 'event'>;
export type TicketRow = Schemas['TicketRow'];
export type Author = Schemas['Author'];
export type Ticket = Schemas['Ticket'];
export type TicketPatch = Schemas['TicketPatch'];
export type Message = Schemas['Message'];
export type Mark = Schemas['Mark'];
export type Found = Schemas['Found'];
export type UncoverReason = Schemas['UncoverReason'];
export type UncoverSaid = Schemas['UncoverSaid'];
export type UnmarkSaid = Schemas['UnmarkSaid'];
export type ClassOf = Schemas['ClassOf'];
export type Lowering = Schemas['Lowering'];
export type LowerReason = Schemas['LowerReason'];
export type Withheld = Schemas['Withheld'];
export type Counts = Schemas['Counts'];
export type Person = Schemas['Person'];
export type Requester = Schemas['Requester'];
export type Can = Schemas['Can'];
export type FileRow = Schemas['File'];
export type FileCheck = Schemas['FileCheck'];
export type FieldDef = Schemas['FieldDef'];
export type Department = Schemas['Department'];
export type RecordEntry = Schemas['RecordEntry'];
export type PasskeyOptions = Schemas['PasskeyOptions'];
export type PasskeyAnswer = Schemas['PasskeyAnswer'];
export type Status = Schemas['Status'];
export type Priority = Schemas['Priority'];
export type Class = Schemas['Class'];

/** One page of a list; `next` is empty on the last. */
export interface Page<T> {
  items: T[];
  next: string;
}

/** My account, administration, the record. */
export type Passkey = Schemas['Passkey'];
export type SessionRow = Schemas['SessionRow'];
export type SignInRow = Schemas['SignInRow'];
export type Token = Schemas['Token'];
export type Verification = Schemas['Verification'];
export type AdminAccount = Schemas['AdminAccount'];
export type PostChoice = Schemas['PostChoice'];
export type Organisation = Schemas['Organisation'];
export type AdminDepartment = Schemas['AdminDepartment'];
export type DepartmentField = Schemas['Field'];
export type InstallSettings = Schemas['InstallSettings'];
export type KeyRow = Schemas['KeyRow'];
export type DeadJobs = Schemas['DeadJobs'];
export type ServerStatus = Schemas['ServerStatus'];
export type QueueRow = Schemas['QueueRow'];
export type Mail = Schemas['Mail'];
export type MailRow = Schemas['MailRow'];

/** The bank desk. */
export type BankInfo = Schemas['BankInfo'];
export type BankEntry = Schemas['BankEntry'];
export type BankLine = Schemas['BankLine'];
export type BankPayout = Schemas['BankPayout'];
export type BankStatement = Schemas['BankStatement'];
export type Batch = Schemas['Batch'];
export type CSVMapping = Schemas['CSVMapping'];
export type Differences = Schemas['Differences'];
export type Expected = Schemas['Expected'];
export type Guarantee = Schemas['Guarantee'];
export type Motion = Schemas['Motion'];
export type LedgerAccount = Schemas['LedgerAccount'];
export type LedgerReport = Schemas['LedgerReport'];
export type Proposal = Schemas['Proposal'];
export type Sheet = Schemas['Sheet'];
export type StatementPreview = Schemas['StatementPreview'];
export type StatementResult = Schemas['StatementResult'];
export type CardPayment = Schemas['CardPayment'];
export type CardAccount = Schemas['CardAccount'];
export type CardRow = Schemas['CardRow'];
export type CardMove = Schemas['CardMove'];

/** Deals. */
export type DealSide = Schemas['DealSide'];
/** Whose turn it is; empty when nobody must move. */
export type Turn = Schemas['Turn'];
export type OfferState = Schemas['OfferState'];
export type MilestoneState = Schemas['MilestoneState'];
export type MilestoneEvent = Schemas['MilestoneEvent'];
export type Licence = Schemas['Licence'];
export type PaperKind = Schemas['PaperKind'];
export type DealRow = Schemas['DealRow'];
export type Deal = Schemas['Deal'];
export type Terms = Schemas['Terms'];
export type MilestoneTerms = Schemas['Milestone'];
export type TermsChange = Schemas['Change'];
export type Charge = Schemas['Charge'];
export type Charges = Schemas['Charges'];
export type Offer = Schemas['Offer'];
export type Question = Schemas['Question'];
export type NewQuestion = Schemas['NewQuestion'];
export type PaperRow = Schemas['PaperRow'];
export type Paper = Schemas['Paper'];
export type Clause = Schemas['Clause'];
export type Signing = Schemas['Signing'];
export type Progress = Schemas['Progress'];
export type HandIn = Schemas['HandIn'];
export type Money = Schemas['Money'];
export type DealPayout = Schemas['DealPayout'];
export type Work = Schemas['Work'];
export type Clock = Schemas['Clock'];
export type DealStep = Schemas['Step'];
export type LikeDeals = Schemas['LikeDeals'];
export type LedgerLine = Schemas['LedgerLine'];
export type Call = Schemas['Call'];
export type Application = Schemas['Application'];
export type Destination = Schemas['Destination'];
export type NewDestination = Schemas['NewDestination'];

/** Complaints. */
export type PersonData = Schemas['PersonData'];
export type DataCopy = Schemas['DataCopy'];
export type DataKept = Schemas['DataKept'];
export type DataReason = Schemas['DataReason'];
export type Erasure = Schemas['Erasure'];
export type ErasureState = Schemas['ErasureState'];
export type ErasureRefuse = Schemas['ErasureRefuse'];
export type Recovery = Schemas['Recovery'];
export type RecoveryState = Schemas['RecoveryState'];
export type RecoveryReason = Schemas['RecoveryReason'];
export type RecoveryRefusal = Schemas['RecoveryRefusal'];
export type CallBack = Schemas['CallBack'];
export type AccessWaiting = Schemas['AccessWaiting'];
export type Decoy = Schemas['Decoy'];
export type NewDecoy = Schemas['NewDecoy'];
export type DecoyText = Schemas['DecoyText'];
export type AlertRow = Schemas['AlertRow'];
export type Alert = Schemas['Alert'];
export type AlertState = Schemas['AlertState'];
export type ComplaintMaterial = Schemas['ComplaintMaterial'];
export type ComplaintInside = Schemas['ComplaintInside'];
export type ComplaintReason = Schemas['ComplaintReason'];
export type ComplaintRow = Schemas['ComplaintRow'];
export type Complaint = Schemas['Complaint'];
export type ComplaintDo = Schemas['ComplaintDo'];
export type ComplaintKind = Schemas['ComplaintKind'];
export type ComplaintState = Schemas['ComplaintState'];
export type ComplaintOutcome = Schemas['ComplaintOutcome'];
export type ComplaintRemedy = Schemas['ComplaintRemedy'];
export type ComplaintLaw = Schemas['Law'];
export type ComplaintOpening = Schemas['ComplaintOpening'];

/** What clients are told. */
export type StatusReport = Schemas['StatusReport'];
export type StatusWords = Schemas['StatusWords'];
export type StatusOpening = Schemas['StatusOpening'];
export type StatusRhythmCode = Schemas['StatusRhythmCode'];
export type CaseHeld = Schemas['CaseHeld'];
export type CaseStatus = Schemas['CaseStatus'];
export type FollowUp = Schemas['FollowUp'];
export type SafetyAverages = Schemas['SafetyAverages'];
export type SafetyAverage = Schemas['SafetyAverage'];

/** Disputes. */
export type DisputeState = Schemas['DisputeState'];
export type DisputeDo = Schemas['DisputeDo'];
export type DisputeRow = Schemas['DisputeRow'];
export type Dispute = Schemas['Dispute'];
export type DisputeLimits = Schemas['DisputeLimits'];
export type ConsentRequest = Schemas['Request'];
export type Exhibit = Schemas['Exhibit'];
export type ExhibitKind = Schemas['ExhibitKind'];
export type Ruling = Schemas['Ruling'];

/** Reviews, and what is told of specialists. */
export type ReviewAxis = Schemas['ReviewAxis'];
export type Review = Schemas['Review'];
export type ReviewPair = Schemas['ReviewPair'];
export type OpenReview = Schemas['Unwritten'];
export type Removal = Schemas['Removal'];
export type RemovalReason = Schemas['RemovalReason'];
export type Profile = Schemas['Profile'];
export type AboutMe = Schemas['About'];
export type DisputeStatistics = Schemas['Statistics'];

/** Remote sessions. */
export type RemoteSession = Schemas['RemoteSession'];
export type RemoteState = Schemas['RemoteState'];
export type RemotePower = Schemas['RemotePower'];
export type RemoteDo = Schemas['RemoteDo'];
export type RemoteStep = Schemas['RemoteStep'];
export type RemoteReason = Schemas['RemoteReason'];
export type RemoteFiled = Schemas['RemoteFiled'];
export type RemoteLiftWhy = Schemas['RemoteLiftWhy'];
export type RemoteCode = Schemas['RemoteCode'];
export type NewRemoteSession = Schemas['NewRemoteSession'];
export type AssistProgram = Schemas['AssistProgram'];
export type RecordingCommand = Schemas['RecordingCommand'];
export type RecordingCourse = Schemas['RecordingCourse'];
export type RecordingEvent = Schemas['RecordingEvent'];
export type RecordingKind = Schemas['RecordingKind'];
export type RecordingPlay = Schemas['RecordingPlay'];
export type RecordingFind = Schemas['RecordingFind'];
export type RecordingVerdict = Schemas['RecordingVerdict'];
export type SessionWork = Schemas['SessionWork'];
export type WorkCounts = Schemas['WorkCounts'];
export type WorkReport = Schemas['WorkReport'];
export type SnapshotCheck = Schemas['SnapshotCheck'];
export type SnapshotDifference = Schemas['SnapshotDifference'];
export type SnapshotEntry = Schemas['SnapshotEntry'];
export type SnapshotEntries = Schemas['SnapshotEntries'];
export type SnapshotRow = Schemas['SnapshotRow'];
export type SnapshotRows = Schemas['SnapshotRows'];

/** Secrets that are handed over, and the keys they are sealed to. */
export type Secret = Schemas['HandedSecret'];
export type NewSecret = Schemas['NewSecret'];
export type SecretTerm = Schemas['SecretTerm'];
export type SecretReader = Schemas['SecretReader'];
export type SecretKeys = Schemas['SecretKeys'];
export type SecretLock = Schemas['SecretLock'];
export type NewSecretLock = Schemas['NewSecretLock'];
export type PublicKey = Schemas['PublicKey'];

/** Sealed rooms. */
export type Room = Schemas['Room'];
export type RoomPerson = Schemas['RoomPerson'];
export type RoomMember = Schemas['RoomMember'];
export type RoomCopy = Schemas['RoomCopy'];
export type RoomMessage = Schemas['RoomMessage'];
export type RoomEnvelope = Schemas['RoomEnvelope'];
export type RoomRecovery = Schemas['RoomRecovery'];
export type NewRoom = Schemas['NewRoom'];
export type NewRoomKey = Schemas['NewRoomKey'];

/** How long cases are kept. */
export type Retention = Schemas['Retention'];
export type RetentionRule = Schemas['RetentionRule'];
export type RetentionRuleChange = Schemas['RetentionRuleChange'];
export type RetentionItem = Schemas['RetentionItem'];
export type RetentionOpen = Schemas['RetentionOpen'];
export type RetentionKind = Schemas['RetentionKind'];
export type CaseRetention = Schemas['CaseRetention'];
export type RetentionDo = Schemas['RetentionDo'];
export type HoldReason = Schemas['HoldReason'];
export type PaperRoot = Schemas['PaperRoot'];
