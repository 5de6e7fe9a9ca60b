// Package evidence makes the evidence pack of a case and verifies it without the server.
//
// A pack is a zip: what was said, files, deals with their papers, the lines of the ledger, disputes with their files, entries of the
// record with their receipts, and a manifest that names every file with its SHA-256 and is signed by the record's key. [Maker.Export] writes it
// as it goes, so that nothing of it ever lies on a disk of the server in the clear. [Verify] needs the file and, to be of
// worth, the record's public key from elsewhere. A pack of a decided complaint ([Maker.ExportComplaint]) holds what was said in it, who
// opened what of the case, with receipts, how it ended, and all that again in words of whom it is for.
//
// What holds: only a side of the case takes a pack out, and that stands on the record before the first byte; everything in it
// is what that person may read anyway; who is neither a side nor the installation's own staff appears without name and words,
// with a salted digest in their place, so that what is shown later can be held to the pack.
//
// It refuses to vouch for a pack in which a file is missing, added or changed, a seal or a receipt does not hold, or a line of
// the ledger is not what was hashed, and to open one that two programs could read in two ways. [NotProved] says what even a sound
// pack does not prove. The form of the files is schema.go, told in docs/evidence.md.
package evidence

import (
	"context"
	"fmt"
	"io"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Settings are what packs are made of.
type Settings struct {
	DB         *db.DB
	Clock      clock.Clock
	Vault      *vault.Vault
	Log        *audit.Log
	Accounts   *account.Accounts
	Desk       *ticket.Desk
	Deals      *deal.Deals           // nil: a help desk alone
	Disputes   *dispute.Disputes     // nil: there too
	Complaints *complaint.Complaints // for packs of complaints
	Key        string                // the record's public key, as a line
}

// Maker makes packs.
type Maker struct{ Settings }

// Manifest names everything in a pack.
type Manifest struct {
	V            int             `json:"v"` // 1: of a case; 2: of a complaint
	Installation string          `json:"installation"`
	Ticket       access.TicketID `json:"ticket"`
	Complaint    complaint.ID    `json:"complaint,omitempty"`
	Made         string          `json:"made"` // RFC 3339
	For          string          `json:"for"`  // the side that took it out; of a complaint: client, complainant, accused
	RecordKey    string          `json:"recordKey"`
	Roots        [][]byte        `json:"roots"`    // certificates, DER: by which the seals on papers, and their times, are believed
	Redacted     int             `json:"redacted"` // persons or texts replaced by digests
	NotProved    []string        `json:"notProved"`
	Files        []Listed        `json:"files"`
}

// Listed is a file of the pack.
type Listed struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

const (
	manifestPath   = "manifest.json"
	signaturePath  = "manifest.sig"
	checkpointPath = "record/checkpoint.txt"
	complaintPath  = "complaint.json"
	version        = 1
	complained     = 2 // the form of packs of complaints
)

func receiptPath(n int64) string { return fmt.Sprintf("record/receipt-%d.txt", n) }

// NotProved is what even a sound pack does not prove.
var NotProved = []string{
	"that the pack is all there was: it holds what its maker could read on the day it was made",
	"that an account belongs to the person whose name it bears",
	"that what somebody wrote is true",
	"that the pages of a PDF show the words of the text beside it, whose digest stands at the foot of each: read both",
	"that the installation's clock was right, where no outside authority of time dated a seal",
	"that the record's key is the installation's, unless you have it from somewhere else than this pack",
	"that no later checkpoint of the record contradicts this one: compare with a checkpoint that you kept",
}

// Export writes the pack of a case. Nothing is written before the right is checked and stands on the record, so that a
// refusal can still be told. Right: evidence.export, with step-up, or a token with the scope, which then covers all that the
// pack reads. Faults: absent, denied, step_up_needed.
func (m *Maker) Export(ctx context.Context, who access.Actor, t access.TicketID, w io.Writer) error {
	reader, sides, err := m.allow(ctx, who, t)
	if err != nil {
		return err
	}
	p := newPack(m, reader, t, w, sides)
	return p.write(ctx)
}

// allow puts the export on the record, and says as whom the pack reads and who its sides are.
func (m *Maker) allow(ctx context.Context, who access.Actor, t access.TicketID) (reader access.Actor, sides map[access.AccountID]string, err error) {
	if err := m.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return reader, nil, err
	}
	err = m.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, err := m.Desk.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.EvidenceExport, facts)
		if err != nil {
			return err
		}
		sides = map[access.AccountID]string{facts.Requester: "client"}
		for _, s := range facts.Members {
			sides[s] = "specialist"
		}
		sides[who.Account] = sideOf(sides, who.Account)
		return m.Log.Append(ctx, tx, g, nil)
	})
	reader = who
	reader.Token, reader.Scopes, reader.SteppedUp = false, nil, true
	return reader, sides, err
}

// sideOf is which side the maker is on: who is no member is of the client's organisation.
func sideOf(sides map[access.AccountID]string, a access.AccountID) string {
	if s := sides[a]; s != "" {
		return s
	}
	return "client"
}
