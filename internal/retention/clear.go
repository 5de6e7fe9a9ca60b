package retention

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// deals and the like name rows by what they hang on; $1 is the ticket.
const (
	ofDeals      = `deal IN (SELECT id FROM deal WHERE ticket = $1)`
	ofMilestones = `milestone IN (SELECT m.id FROM deal_milestone m JOIN deal d ON d.id = m.deal WHERE d.ticket = $1)`
	ofDisputes   = `dispute IN (SELECT id FROM dispute WHERE ticket = $1)`
	ofSessions   = `session IN (SELECT id FROM remote_session WHERE ticket = $1)`
	ofRoom       = `room IN (SELECT id FROM room WHERE ticket = $1)`
	ofTicket     = `ticket = $1`
)

// clearing takes what is of a case out of one table: its rows, or of rows that carry states others ask for, what is sealed in them.
type clearing struct {
	table string
	where string
	empty string // the assignments that empty a row; none: rows go
	count string // what a certificate counts them as; none: not by itself
}

// clearings are all of them, in their order. What goes with a case and what stays is decided by decision 0082; a test holds the list, and
// [stays], to the schema.
var clearings = []clearing{
	{"message", ofTicket, "", "messages"},
	{"ticket_file", ofTicket, "", "files"},
	{"file_check", ofTicket, "", ""},
	{"ticket_tag", ofTicket, "", ""},
	{"ticket_own", ofTicket, `draft = NULL`, ""},
	{"handover_opening", `secret IN (SELECT id FROM handover_secret WHERE ticket = $1)`, "", ""},
	{"handover_secret", ofTicket, "", "secrets"},
	{"room_message", ofRoom, "", "sealed"},
	{"room_envelope", ofRoom, "", ""},
	{"room_epoch", ofRoom, "", ""},
	{"room_seen", ofRoom, "", ""},
	{"room", ofTicket, "", ""},
	{"remote_facts", ofSessions, "", ""},
	{"remote_end", ofSessions, "", ""},
	{"remote_recording", ofSessions, "", "recordings"},
	{"remote_code", ofTicket, "", ""},
	{"remote_pass", ofTicket, "", ""},
	{"remote_session", ofTicket, `words = '', waiver = NULL, agreed = NULL, agreed_digest = NULL`, ""},
	{"recording_index", ofTicket, "", ""},
	{"work_recorded", ofTicket, "", ""},
	{"work_report", ofTicket, "", "reports"},
	{"snapshot_check", ofTicket, "", ""},
	{"snapshot_object", ofTicket, "", ""},
	{"snapshot_room", ofTicket, "", ""},
	{"snapshot", ofTicket, "", "snapshots"},
	{"deal_application", `call IN (SELECT id FROM deal_call WHERE ticket = $1)`, `text = ''`, ""},
	{"deal_call", ofTicket, `brief = '', is_open = FALSE`, ""},
	{"deal_offer", ofDeals, `terms = ''`, "offers"},
	{"deal_question", ofDeals, `question = '', answer = NULL`, "questions"},
	{"deal_submission", ofMilestones, `text = '', reply = NULL`, ""},
	{"deal_paper", ofDeals, "", "papers"},
	{"deal_brought", ofDeals, "", ""},
	{"deal_work", ofDeals, "", "works"},
	{"dispute_word", ofDisputes, `text = ''`, "statements"},
	{"dispute_exhibit", ofDisputes, `about = '', key = NULL, blob = ''`, "exhibits"},
	{"false_mark", ofTicket, "", ""},
	{"dispute_offer", ofDisputes, `sealed = NULL`, ""},
	{"complaint_word", `complaint IN (SELECT id FROM complaint WHERE ticket = $1)`, `text = ''`, "statements"},
	{"class_motion", ofTicket, "", ""},
	{"assurance_seen", ofTicket, "", ""},
	{"assurance_report", ofTicket, `words = NULL`, ""},
	{"deadline", `kind = 'assurance.follow_up' AND subject IN (SELECT id FROM follow_up WHERE ticket = $1)`, "", ""},
	{"follow_up", ofTicket, "", ""},
	{"retention_extension", ofTicket, "", ""},
	{"retention_wish", ofTicket, "", ""},
	{"retention_case", ofTicket, "", ""},
	// What waits to be done about the ticket: letters, notices. Their payloads are ids; what is under way finds nothing.
	{"job", `payload LIKE '%' || $1 || '%' AND kind NOT LIKE 'retention.%'`, "", ""},
}

// chunks are cleared apart: a recording can be of gigabytes.
const (
	chunkTable = "remote_chunk"
	chunkBatch = 200
)

// stays are the other tables that hold bytes or name a ticket, and why they stay.
var stays = map[string]string{
	"ticket":              "its subject and fields are emptied as the destruction begins; number, dates, class and sides stay",
	"audit_entry":         "the record holds ids and codes, no content (R2)",
	"audit_of":            "as above",
	"audit_leaf":          "as above",
	"audit_pending":       "as above",
	"ticket_member":       "who may fetch the certificate",
	"deal":                "states and dates, no terms",
	"dispute":             "states, dates and amounts, no words",
	"complaint":           "states and dates, no words",
	"escrow_transfer":     "the ledger holds no content (M1)",
	"payment_statement":   "the bank's own papers",
	"payment_line":        "the bank's own papers",
	"payment_batch":       "the bank's own papers",
	"payment_destination": "an account's",
	"card_payment":        "a link of the card provider, ended long before",
	"card_account":        "an account's",
	"review":              "published words about a person, by another law",
	"review_profile":      "an account's",
	"review_tag":          "an account's",
	"deal_authority":      "the installation's",
	"retention_end":       "what is left of the case",
	"retention_hold":      "codes and dates",
	"retention_blob":      "names of blobs still to be removed",
	"request_draft":       "an account's, before there is a ticket",
	"idempotency":         "ids, for a day",
	"person_copy":         "an account's, under a key of its own",
	"person_erasure":      "what is left of a person",
	"mail_kept":           "the demo world's letters, which hold links",
	"organisation":        "an organisation's", "account": "an account's", "password": "an account's", "passkey": "an account's", "totp": "an account's",
	"recovery_code": "an account's", "flow": "a sign-in's", "api_token": "an account's", "session": "an account's", "sign_in": "an account's",
	"account_network": "an account's", "call_back": "an account's", "recovery": "an account's",
	"honey": "which case is a decoy, sealed; it goes as any other", "honey_alert": "who opened a decoy", "honey_opening": "as above", "silent_address": "an address's",
	"link": "an account's", "attempt": "an address's", "proof": "a form's", "handover_lock": "an account's",
}

// blobbed are the tables of clearings that name blobs.
var blobbed = []clearing{{table: "ticket_file", where: ofTicket}, {table: "deal_paper", where: ofDeals}, {table: "deal_brought", where: ofDeals},
	{table: "deal_work", where: ofDeals}, {table: "dispute_exhibit", where: ofDisputes}, {table: "snapshot_object", where: ofTicket}}

// clearRows empties all tables of the case and leaves the names of its blobs.
func clearRows(ctx context.Context, tx *db.Tx, t access.TicketID) error {
	for _, b := range blobbed {
		if _, err := tx.Exec(ctx, `INSERT INTO retention_blob (ticket, name) SELECT DISTINCT $1, blob FROM `+b.table+` WHERE `+b.where+` AND blob <> '' ON CONFLICT DO NOTHING`, string(t)); err != nil {
			return err
		}
	}
	for _, c := range clearings {
		query := `DELETE FROM ` + c.table
		if c.empty != "" {
			query = `UPDATE ` + c.table + ` SET ` + c.empty
		}
		if _, err := tx.Exec(ctx, query+` WHERE `+c.where, string(t)); err != nil {
			return err
		}
	}
	return nil
}

// clearChunks removes the recordings of the case, some at a time.
func (k *Keeper) clearChunks(ctx context.Context, t access.TicketID) error {
	for n := int64(1); n > 0; {
		if err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			found, err := db.All(ctx, tx, func(s db.Scanner) (c struct {
				session string
				number  int64
			}, err error) {
				return c, s.Scan(&c.session, &c.number)
			}, `SELECT session, number FROM remote_chunk WHERE `+ofSessions+` ORDER BY session, number LIMIT $2`, string(t), chunkBatch)
			n = int64(len(found))
			for _, c := range found {
				if _, err := tx.Exec(ctx, `DELETE FROM remote_chunk WHERE session = $1 AND number = $2`, c.session, c.number); err != nil {
					return err
				}
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// countsOf counts what is of the case, by what a certificate calls it, and names its blobs.
func countsOf(ctx context.Context, tx *db.Tx, t access.TicketID) (counts map[string]int64, blobs []string, err error) {
	counts = map[string]int64{}
	for _, c := range clearings {
		if c.count == "" {
			continue
		}
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+c.table+` WHERE `+c.where, string(t))
		if err != nil {
			return nil, nil, err
		}
		if n > 0 {
			counts[c.count] += n
		}
	}
	for _, b := range blobbed {
		names, err := db.All(ctx, tx, db.Value[string], `SELECT DISTINCT blob FROM `+b.table+` WHERE `+b.where+` AND blob <> ''`, string(t))
		if err != nil {
			return nil, nil, err
		}
		blobs = append(blobs, names...)
	}
	if len(blobs) > 0 {
		counts["blobs"] = int64(len(blobs))
	}
	return counts, blobs, nil
}
