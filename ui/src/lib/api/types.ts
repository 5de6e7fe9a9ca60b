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
export type TicketRow = Schemas['TicketRow'];
export type Ticket = Schemas['Ticket'];
export type Message = Schemas['Message'];
export type FileRow = Schemas['File'];
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
