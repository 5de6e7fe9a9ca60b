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
export type Side = 'client' | 'staff';
export type MessageKind = 'message' | 'note';
/** The closed vocabularies of a ticket; the server's description gives some of them as plain text. */
interface Vocabulary { status: Status; priority: Priority; class: Class; lastFrom: Side }
export type TicketRow = Schemas['TicketRow'] & Vocabulary;
export type Author = Schemas['Author'] & { side: Side };
export type Ticket = Schemas['Ticket'] & Vocabulary & { viewerSide: Side };
export type Message = Schemas['Message'] & { kind: MessageKind | 'event'; author: Author };
export type Counts = Schemas['Counts'];
export type Person = Schemas['Person'];
export type Requester = Schemas['Requester'];
export type Can = Schemas['Can'];
export type FileRow = Schemas['File'];
export type FieldDef = Schemas['FieldDef'];
export type Department = Schemas['Department'];
export type RecordEntry = Schemas['RecordEntry'];
export type PasskeyOptions = Schemas['PasskeyOptions'];
export type PasskeyAnswer = Schemas['PasskeyAnswer'];
export type DealStep = Schemas['Step'];
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
