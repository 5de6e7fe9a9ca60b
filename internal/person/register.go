package person

import "strings"

// Fate is what an erasure does with what a table holds about a person.
type Fate string

const (
	Erase        Fate = "erase"     // the rows go
	Pseudonymise Fate = "pseudonym" // a number takes the place of name and address
	Blank        Fate = "blank"     // what is said in the row goes, the row stays
	WithCase     Fate = "case"      // goes when the case does: see package retention
	Keep         Fate = "keep"      // stays, with a reason
)

// Why is the reason, by code, to keep something of a person.
type Why string

const (
	WhyRecord      Why = "record"      // the record cannot be rewritten; it holds ids, and whose they are is erased
	WhyLedger      Why = "ledger"      // escrow's ledger: ids and amounts, never changed
	WhyBookkeeping Why = "bookkeeping" // vouchers: kept as long as bookkeeping law says
	WhyOthers      Why = "others"      // it is about others, or theirs as well: under a pseudonym
	WhyOffice      Why = "office"      // what somebody did on duty: ids and codes, by which it can be accounted for
	WhyProof       Why = "proof"       // proves that, and how, the erasure was done
	WhyBank        Why = "bank"        // the bank's own papers
)

// Kind is a part of a copy: one file of it.
type Kind string

const (
	Account    Kind = "account"
	Factors    Kind = "factors"
	SignIns    Kind = "sign_ins"
	Cases      Kind = "cases"
	Deals      Kind = "deals"
	Money      Kind = "money"
	Disputes   Kind = "disputes"
	Complaints Kind = "complaints"
	Reviews    Kind = "reviews"
	Remote     Kind = "remote"
	Secrets    Kind = "secrets"
	Reports    Kind = "reports"
	Office     Kind = "office"
	Record     Kind = "record"
	Requests   Kind = "requests"
)

// Kinds are all of them, in the order of a copy.
var Kinds = []Kind{Account, Factors, SignIns, Cases, Deals, Money, Disputes, Complaints, Reviews, Remote, Secrets, Reports, Office, Record, Requests}

// holding is how one table holds data about people.
type holding struct {
	table  string
	kind   Kind
	whose  string // which rows are the person's; $1 is the account
	fields string // what a copy shows of a row: see parse
	left   string // a copy leaves out the rest, for this reason: a code
	fate   Fate
	set    string // assignments that blank a row
	why    Why
	early  bool   // goes even while something runs that needs the account
	names  string // columns that name other people beside
}

// Reasons for which a copy leaves something out.
const (
	LeftCredential   = "credential"   // proves who one is; in a copy it would be a danger
	LeftConfidential = "confidential" // words of a complaint or of others that are told in their own place only
	LeftSealed       = "sealed"       // sealed elsewhere: the server cannot read it
	LeftOthers       = "others"       // is about others
	LeftElsewhere    = "elsewhere"    // is taken out in its own place: see the list in docs/design/person.md
	LeftClosed       = "closed"       // the person may not read it (any more)
	LeftDestroyed    = "destroyed"    // was destroyed
	LeftUnscanned    = "unscanned"    // a file that may not leave
)

const (
	myTickets    = `(SELECT id FROM ticket WHERE requester = $1)`
	myDeals      = `(SELECT id FROM deal WHERE client = $1 OR specialist = $1)`
	myMilestones = `(SELECT m.id FROM deal_milestone m JOIN deal d ON d.id = m.deal WHERE d.client = $1 OR d.specialist = $1)`
	mySessions   = `(SELECT id FROM remote_session WHERE client = $1 OR specialist = $1)`
	myDisputes   = `(SELECT id FROM dispute WHERE client = $1 OR specialist = $1)`
	mySecrets    = `(SELECT id FROM handover_secret WHERE owner = $1 OR reader = $1)`
	ofAccount    = `account = $1`
	// accusedOf is what the accused may know of: before it was sifted, nobody tells them that it speaks of them.
	accusedOf    = `accused = $1 AND state <> 'triage'`
	everyAccused = `accused = $1`
)

// holdings are all tables with data about people, and what becomes of it. A test holds the list, and [nobodys], to the schema: a new table
// cannot be forgotten. What is said in cases, deals, disputes and complaints is not read by columns but as the person may read it: talk.go.
var holdings = []holding{
	{table: "account", kind: Account, whose: `id = $1`, fields: "id email:own@account name:own@account language theme calendar time_zone roles organisation state factor_required:yes created:at recovered_until:at", fate: Pseudonymise},
	{table: "post", kind: Account, whose: ofAccount, fields: "department post", fate: Erase},
	{table: "call_back", kind: Account, whose: ofAccount, fields: "id number:own@call_back added:at counts:at ends:at", fate: Erase},
	{table: "request_draft", kind: Account, whose: ofAccount, fields: "draft:json@request_draft/account updated:at", fate: Erase, early: true},
	{table: "idempotency", kind: Account, whose: ofAccount, fields: "created:at", fate: Erase},

	{table: "password", kind: Factors, whose: ofAccount, fields: "strong:yes changed:at", left: LeftCredential, fate: Erase},
	{table: "passkey", kind: Factors, whose: ofAccount, fields: "id label:own@passkey backed_up:yes created:at used:at", left: LeftCredential, fate: Erase},
	{table: "totp", kind: Factors, whose: ofAccount, fields: "confirmed:yes created:at", left: LeftCredential, fate: Erase},
	{table: "recovery_code", kind: Factors, whose: ofAccount, left: LeftCredential, fate: Erase},
	{table: "api_token", kind: Factors, whose: ofAccount, fields: "id label:own@token scopes created:at expires:at used:at", left: LeftCredential, fate: Erase},
	{table: "recovery_call", kind: Office, whose: `caller = $1 OR recovery IN (SELECT id FROM recovery WHERE account = $1)`, fields: "recovery reason shown:at approved:at", fate: Keep, why: WhyOffice},
	{table: "recovery", kind: Factors, whose: ofAccount, fields: "id state email:own@recovery place:json@recovery asked:at changed:at used:at", fate: Erase, names: "call_back"},

	{table: "session", kind: SignIns, whose: ofAccount, fields: "id state strength device:json@session created:at seen:at public_network:yes", fate: Erase},
	{table: "sign_in", kind: SignIns, whose: ofAccount, fields: "at:at how ok:yes device:json@sign_in", fate: Erase},
	{table: "account_network", kind: SignIns, whose: ofAccount, fields: "seen:at", fate: Erase},
	{table: "link", kind: SignIns, whose: ofAccount, fields: "purpose email:own@link created:at expires:at used:yes", left: LeftCredential, fate: Erase},

	{table: "ticket", kind: Cases, whose: `requester = $1 OR assignee = $1`, fields: "id number:n department status class created:at closed:at destroyed:at", fate: WithCase},
	{table: "ticket_member", kind: Cases, whose: ofAccount, fields: "ticket role created:at", fate: WithCase},
	{table: "ticket_own", kind: Cases, whose: ofAccount, fields: "ticket kind read:n", fate: Erase},
	{table: "message", kind: Cases, whose: `author = $1`, fields: "ticket kind code at:at files:n class", fate: WithCase},
	{table: "ticket_file", kind: Cases, whose: `author = $1`, fields: "id ticket size:n at:at class", fate: WithCase},
	{table: "class_motion", kind: Cases, whose: `proposer = $1 OR decider = $1`, fields: "ticket was becomes reason at:at state", fate: WithCase},
	{table: "retention_extension", kind: Cases, whose: `ticket IN ` + myTickets, fields: "ticket until:at count:n", fate: WithCase},
	{table: "retention_wish", kind: Cases, whose: `actor = $1`, fields: "ticket at:at", fate: WithCase},
	{table: "retention_hold", kind: Office, whose: `actor = $1 OR lifter = $1 OR lifted_by = $1`, fields: "ticket reason at:at lifted:at", fate: Keep, why: WhyOffice},
	{table: "retention_rule", kind: Office, whose: `actor = $1`, fields: "class department kind days:n changed:at", fate: Keep, why: WhyOffice},
	{table: "retention_end", kind: Cases, whose: `ticket IN ` + myTickets, fields: "ticket number:n class kind rule began:at done:at", fate: Keep, why: WhyProof},

	{table: "deal", kind: Deals, whose: `client = $1 OR specialist = $1`, fields: "id ticket state currency created:at updated:at", fate: WithCase},
	{table: "deal_signature", kind: Deals, whose: ofAccount, fields: "deal version:n side at:at", fate: WithCase},
	{table: "deal_application", kind: Deals, whose: `specialist = $1`, fields: "call state at:at", left: LeftElsewhere, fate: Erase},
	{table: "deal_milestone", kind: Deals, whose: `id IN ` + myMilestones, fields: "id deal state price_minor:n released_minor:n refunded_minor:n changed:at", fate: Keep, why: WhyLedger, names: "canceller"},
	{table: "deal_motion", kind: Office, whose: `proposer = $1 OR decider = $1`, fields: "id kind currency amount_minor:n reason proposed:at state", fate: Keep, why: WhyOffice},

	{table: "payment_destination", kind: Money, whose: ofAccount, fields: "sealed:json@payment.destination/account changed:at", fate: Erase},
	{table: "card_account", kind: Money, whose: ofAccount, fields: "subject country state changed:at", left: LeftCredential, fate: Erase},
	{table: "payment_payout", kind: Money, whose: ofAccount, fields: "id currency amount_minor:n state made:at", fate: Keep, why: WhyBookkeeping},
	{table: "payment_line", kind: Money, whose: `milestone IN ` + myMilestones, fields: "id currency amount_minor:n booked:n state", left: LeftOthers, fate: Keep, why: WhyBank},
	{table: "payment_expectation", kind: Money, whose: `milestone IN ` + myMilestones, fields: "reference currency amount_minor:n state made:at", fate: Keep, why: WhyBookkeeping},
	{table: "card_payment", kind: Money, whose: `deal IN ` + myDeals, fields: "id milestone currency amount_minor:n state made:at", fate: Keep, why: WhyBookkeeping},
	{table: "card_chargeback", kind: Money, whose: `milestone IN ` + myMilestones, fields: "id amount_minor:n state made:at", fate: Keep, why: WhyBookkeeping},
	{table: "escrow_milestone", kind: Money, whose: `client = $1 OR specialist = $1`, fields: "id deal currency opened:at", fate: Keep, why: WhyLedger},
	{table: "escrow_transfer", kind: Money, whose: `actor = $1 OR milestone IN ` + myMilestones, fields: "n:n at:at operation milestone", fate: Keep, why: WhyLedger},
	{table: "payment_statement", kind: Office, whose: `actor = $1`, fields: "id imported:at", left: LeftOthers, fate: Keep, why: WhyBank, names: ofBank},
	{table: "payment_proposal", kind: Office, whose: `proposer = $1 OR decider = $1`, fields: "id kind proposed:at decided:at state", fate: Keep, why: WhyOffice},
	{table: "payment_batch", kind: Office, whose: `actor = $1`, fields: "id made:at", left: LeftOthers, fate: Keep, why: WhyBank},

	{table: "dispute", kind: Disputes, whose: `client = $1 OR specialist = $1 OR arbiter = $1 OR confirmer = $1 OR reviewer = $1`, fields: "id milestone state outcome opened:at closed:at", fate: WithCase},
	{table: "dispute_word", kind: Disputes, whose: `author = $1`, fields: "dispute kind at:at", fate: WithCase},
	{table: "dispute_exhibit", kind: Disputes, whose: `dispute IN ` + myDisputes, fields: "dispute n:n side kind size:n at:at", left: LeftElsewhere, fate: WithCase},
	{table: "dispute_barred", kind: Office, whose: ofAccount, fields: "dispute reason at:at", fate: Keep, why: WhyOffice},
	{table: "dispute_consent", kind: Disputes, whose: `account = $1 OR lead = $1`, fields: "milestone at:at", fate: Keep, why: WhyOffice},
	{table: "dispute_request", kind: Disputes, whose: ofAccount, fields: "milestone at:at", fate: Erase},

	{table: "complaint", kind: Complaints, whose: `filer = $1 OR investigator = $1 OR ` + accusedOf, fields: "id kind state filed:at closed:at", left: LeftConfidential, fate: WithCase},
	{table: "complaint_word", kind: Complaints, whose: `author = $1`, fields: "complaint kind at:at", fate: WithCase},
	{table: "complaint_barred", kind: Office, whose: ofAccount, fields: "complaint at:at", fate: Keep, why: WhyOffice},
	{table: "complaint_duty", kind: Office, whose: `done_by = $1`, fields: "complaint code done:at", fate: Keep, why: WhyOffice},

	{table: "review", kind: Reviews, whose: `subject = $1`, fields: "id milestone side published:at removed:at", left: LeftElsewhere, fate: Blank,
		set: `body = NULL, reply = NULL, first = NULL, second = NULL, third = NULL, fourth = NULL, reason = 'personal_data', removed = coalesce(removed, published, written)`},
	{table: "review", kind: Reviews, whose: `author = $1`, fields: "id milestone side first:n second:n third:n fourth:n written:at published:at removed:at", fate: Keep, why: WhyOthers},
	{table: "review_pair", kind: Reviews, whose: `client = $1 OR specialist = $1`, fields: "milestone since:at published:at", fate: Keep, why: WhyLedger},
	{table: "review_removal", kind: Office, whose: `proposer = $1 OR decider = $1`, fields: "review reason state at:at", fate: Keep, why: WhyOffice},
	{table: "review_standing", kind: Reviews, whose: `subject = $1`, fields: "side reviews:n voices:n", fate: Erase},
	{table: "review_profile", kind: Reviews, whose: ofAccount, fields: "about:json@profile/account listed:yes changed:at", fate: Erase, early: true},
	{table: "review_tag", kind: Reviews, whose: ofAccount, fate: Erase, early: true},

	{table: "remote_session", kind: Remote, whose: `client = $1 OR specialist = $1`, fields: "id ticket state asked granted minutes:n asked_at:at started_at:at ended_at:at ended_why", left: LeftElsewhere, fate: WithCase},
	{table: "remote_recording", kind: Remote, whose: `session IN ` + mySessions, fields: "session bytes:n ended:yes", left: LeftElsewhere, fate: WithCase},
	{table: "remote_ban", kind: Remote, whose: `specialist = $1 OR client = $1`, fields: "session reason at:at lifted:at", fate: Erase, names: "lifted_by"},
	{table: "remote_code", kind: Remote, whose: `client = $1`, fields: "kind expires:at", left: LeftCredential, fate: Erase},
	{table: "remote_pass", kind: Remote, whose: `client = $1`, fields: "kind made:at expires:at", left: LeftCredential, fate: Erase},
	{table: "snapshot", kind: Remote, whose: `ticket IN ` + myTickets, fields: "id ticket written:at bytes:n", left: LeftSealed, fate: WithCase},

	{table: "handover_lock", kind: Secrets, whose: `key IN (SELECT id FROM handover_key WHERE account = $1)`, fields: "id kind words:own@handover_lock/id/label made:at", left: LeftSealed, fate: Erase},
	{table: "handover_key", kind: Secrets, whose: ofAccount, fields: "id recipient made:at ended:at", fate: Erase},
	{table: "handover_secret", kind: Secrets, whose: `owner = $1 OR reader = $1`, fields: "id ticket term state given:at ended:at openings:n", left: LeftSealed, fate: WithCase},
	{table: "handover_opening", kind: Secrets, whose: `secret IN ` + mySecrets, fields: "secret at:at", fate: WithCase},

	{table: "room", kind: Secrets, whose: `offered = $1 OR opened = $1 OR ticket IN ` + myTickets, fields: "id ticket state epoch:n made:at", left: LeftSealed, fate: WithCase},
	{table: "room_epoch", kind: Secrets, whose: `author = $1`, fields: "room number:n made:at", left: LeftSealed, fate: WithCase},
	{table: "room_envelope", kind: Secrets, whose: `member = $1`, fields: "room epoch:n", left: LeftSealed, fate: WithCase},
	{table: "room_message", kind: Secrets, whose: `author = $1`, fields: "room seq:n kind size:n made:at", left: LeftSealed, fate: WithCase},
	{table: "room_seen", kind: Secrets, whose: `member = $1`, fields: "room seen:n", fate: WithCase},

	{table: "assurance_client", kind: Reports, whose: ofAccount, fields: "rhythm", fate: Erase, early: true},
	{table: "assurance_report", kind: Reports, whose: ofAccount, fields: "id ticket openings:n people:n uncovered:n made:at score:n answered:at", left: LeftElsewhere, fate: Blank, set: `words = NULL`},
	{table: "assurance_seen", kind: Office, whose: ofAccount, fields: "ticket", fate: WithCase},
	{table: "follow_up", kind: Office, whose: `answered_by = $1`, fields: "ticket made:at answered:at", left: LeftOthers, fate: WithCase},

	{table: "audit_entry", kind: Record, whose: `actor = $1`, fields: "n:n at:at action", left: LeftElsewhere, fate: Keep, why: WhyRecord},
	{table: "person_copy", kind: Requests, whose: ofAccount, fields: "id reason state asked:at made:at until:at fetched:n", fate: Erase, names: "asker"},
	{table: "person_erasure", kind: Requests, whose: ofAccount, fields: "id reason state refusal asked:at ripe:at decided:at closed:at", fate: Keep, why: WhyProof, names: "asker first decider"},
}

// ofBank tells apart what only looks like a column of people: the account of a statement is a digest of the bank's.
const ofBank = "account"

// nobodys are the other tables, and why nobody is looked for in them.
var nobodys = map[string]string{
	"audit_of": "numbers of entries", "audit_leaf": "hashes", "audit_pending": "hashes", "audit_unlisted": "numbers of entries", "audit_checkpoint": "signed states of the record",
	"job": "ids and codes of work that waits; gone when it is done", "mail_kept": "letters of the demo world, in which nobody is real",
	"installation": "settings", "organisation": "what an organisation is called", "department": "what departments are called",
	"flow": "half of a ceremony, for minutes", "attempt": "keyed hashes, for a day", "proof": "solved puzzles, for minutes",
	"ticket_tag": "words of the desk", "file_check": "what the scanner says of bytes",
	"deadline": "instants", "deadline_hold": "instants",
	"deal_offer": "goes with the case; read as the deal is", "deal_question": "goes with the case; read as the deal is", "deal_paper": "goes with the case; read as the deal is",
	"deal_brought": "goes with the case", "deal_submission": "goes with the case; read as the deal is", "deal_payout": "ids and amounts", "deal_suspension": "ids and instants",
	"deal_work": "goes with the case; read as the deal is", "deal_licence": "ids", "deal_step": "codes and numbers", "deal_price": "prices by a number that stands nowhere else",
	"deal_call": "goes with the case", "deal_authority": "the installation's own",
	"escrow_freeze": "ids and instants", "escrow_account": "sums", "escrow_posting": "sums; the account is the ledger's",
	"card_event": "the provider's ids", "card_move": "ids and amounts",
	"dispute_offer": "goes with the case", "remote_facts": "digests", "remote_chunk": "goes with the case", "remote_node": "servers", "remote_end": "servers",
	"snapshot_object": "goes with the case; sealed at the client's end", "snapshot_room": "sums", "snapshot_check": "states",
	"recording_index": "goes with the case", "work_recorded": "goes with the case", "work_report": "goes with the case; read as the deal is",
	"honey": "decoys; nobody real has part in one", "silent_address": "keyed digests of addresses that nobody has", "false_mark": "goes with the case",
	"honey_alert": "told to officers alone: a copy or a list of what is kept would warn who is looked into", "honey_opening": "the same",
	"retention_pulse": "instants", "retention_case": "goes with the case", "retention_blob": "names of blobs", "backup": "runs of the backup",
}

// form is how a column is written into a copy.
type form string

const (
	plain  form = ""     // as text
	number form = "n"    //
	moment form = "at"   // microseconds, as RFC 3339
	yes    form = "yes"  // true or false
	own    form = "own"  // text sealed under the installation's key
	asJSON form = "json" // the same, JSON
)

// field is one column of a holding. A sealed one lies at the place kind, the value of row, name.
type field struct {
	column          string
	form            form
	kind, row, name string
}

// parse reads the fields of a holding: "column", "column:form", and of sealed ones "column:form@kind", "…/row column", "…/row column/field".
func (h holding) parse() (all []field) {
	for _, text := range strings.Fields(h.fields) {
		column, rest, _ := strings.Cut(text, ":")
		kind, place, _ := strings.Cut(rest, "@")
		f := field{column: column, form: form(kind), row: "id", name: column}
		parts := strings.Split(place, "/")
		f.kind = parts[0]
		if len(parts) > 1 {
			f.row = parts[1]
		}
		if len(parts) > 2 {
			f.name = parts[2]
		}
		all = append(all, f)
	}
	return all
}
