package audit

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

const receiptTitle = "surety receipt 1"

// receipt is the proof of one entry: a text of lines "word value", an empty line, and the signed checkpoint.
type receipt struct {
	n, leaf int64
	sealedEntry
	originHash []byte // in place of origin and its salt, for a party of the case
	proof      tlog.RecordProof
	checkpoint string
}

// Receipt makes the proof that entry n is in the record, signing a checkpoint first if none covers it yet. Needs a
// grant for record.receipt or complaint.export; for a ticket or complaint, only entries of that ticket alone, and without session and address.
// Faults: denied, absent, entry_destroyed, entry_names_others.
func (l *Log) Receipt(ctx context.Context, g access.Grant, n int64) ([]byte, error) {
	if !g.Valid() || g.Action() != access.Receipt && g.Action() != access.ComplaintExport {
		return nil, fault.ErrDenied
	}
	r, err := l.receipt(ctx, g, n)
	if !errors.Is(err, errUncovered) {
		return r.text(), err
	}
	if _, err := l.Checkpoint(ctx); err != nil {
		return nil, err
	}
	r, err = l.receipt(ctx, g, n)
	return r.text(), err
}

var errUncovered = fault.New(fault.Internal, "entry_uncovered", "no checkpoint covers the entry")

func (l *Log) receipt(ctx context.Context, g access.Grant, n int64) (r receipt, err error) {
	err = l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := db.One(ctx, tx, scanRow, selectEntry+`WHERE e.n = $1`, n)
		if err != nil {
			return err
		}
		if err := mayProve(g, w); err != nil {
			return err
		}
		c, err := latest(ctx, tx)
		if err != nil {
			return err
		}
		if !w.leaf.Valid || c.text == "" || c.size <= w.leaf.Int64 {
			return errUncovered
		}
		r = receipt{n: w.n, leaf: w.leaf.Int64, sealedEntry: w.sealedEntry, checkpoint: c.text}
		r.proof, err = tlog.ProveRecord(c.size, r.leaf, reader(ctx, tx))
		return err
	})
	if err == nil && ofCase(g) {
		r.hideOrigin()
	}
	return r, err
}

func ofCase(g access.Grant) bool { return g.Thing().Kind == "ticket" || g.Thing().Kind == "complaint" }

// mayProve keeps a party of one case from learning by a receipt of others.
func mayProve(g access.Grant, w row) error {
	e, err := w.entry()
	if err != nil {
		return err
	}
	if ofCase(g) {
		switch {
		case !slices.Contains(e.about(), g.Ticket()):
			return fault.ErrAbsent
		case len(e.about()) > 1:
			return fault.New(fault.Conflict, "entry_names_others", "the entry tells of other tickets too; ask an auditor")
		}
	}
	if e.Destroyed {
		return fault.New(fault.Conflict, "entry_destroyed", "the entry's content was destroyed; only its leaf stands")
	}
	return nil
}

func (r *receipt) hideOrigin() {
	h := half(r.salt[saltSize:], r.origin)
	r.originHash, r.origin, r.salt = h[:], nil, r.salt[:saltSize]
}

func (r receipt) text() []byte {
	if r.checkpoint == "" {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nentry %d\nleaf %d\nbody %s\nsalt %s\n", receiptTitle, r.n, r.leaf, r.body, hex.EncodeToString(r.salt[:saltSize]))
	if r.originHash != nil {
		fmt.Fprintf(&b, "origin-hash %s\n", hex.EncodeToString(r.originHash))
	} else {
		fmt.Fprintf(&b, "origin %s\norigin-salt %s\n", r.origin, hex.EncodeToString(r.salt[saltSize:]))
	}
	for _, h := range r.proof {
		fmt.Fprintf(&b, "proof %s\n", base64.StdEncoding.EncodeToString(h[:]))
	}
	b.WriteByte('\n')
	b.WriteString(r.checkpoint)
	return b.Bytes()
}

var errReceipt = fault.New(fault.Invalid, "receipt_invalid", "the receipt does not prove its entry")

// VerifyReceipt checks a receipt with nothing but the record's public key and returns the entry that it proves; its
// Session and Address are empty in the receipt of a party. Any changed byte makes it fault receipt_invalid.
func VerifyReceipt(text []byte, v note.Verifier) (Entry, error) {
	r, err := parseReceipt(string(text))
	if err != nil {
		return Entry{}, errReceipt.Because(err)
	}
	c, err := openCheckpoint(r.checkpoint, v)
	if err != nil {
		return Entry{}, errReceipt.Because(err)
	}
	if err := tlog.CheckRecord(r.proof, c.size, c.root, r.leaf, r.leafHash()); err != nil {
		return Entry{}, errReceipt.Because(err)
	}
	e, err := r.open(r.n, r.leaf)
	if err != nil {
		return Entry{}, errReceipt.Because(err)
	}
	return e, nil
}

func (r receipt) leafHash() tlog.Hash {
	var o [32]byte
	if copy(o[:], r.originHash) == 0 {
		o = half(r.salt[saltSize:], r.origin)
	}
	return leafHash(r.n, commit(half(r.salt[:saltSize], r.body), o))
}

// parseReceipt reads the one form that text writes and refuses every other.
func parseReceipt(text string) (receipt, error) {
	head, signed, ok := strings.Cut(text, "\n\n")
	lines := lines(strings.Split(head, "\n"))
	if !ok || len(lines) > 100 || lines.next("") != receiptTitle {
		return receipt{}, errors.New("not a receipt")
	}
	r := receipt{checkpoint: signed}
	r.n, _ = strconv.ParseInt(lines.next("entry "), 10, 64)
	r.leaf, _ = strconv.ParseInt(lines.next("leaf "), 10, 64)
	r.body = []byte(lines.next("body "))
	r.salt, _ = hex.DecodeString(lines.next("salt "))
	if lines.peek("origin-hash ") {
		r.originHash, _ = hex.DecodeString(lines.next("origin-hash "))
	} else {
		r.origin = []byte(lines.next("origin "))
		salt, _ := hex.DecodeString(lines.next("origin-salt "))
		r.salt = append(r.salt, salt...)
	}
	for lines.peek("proof ") {
		h, _ := tlog.ParseHash(lines.next("proof "))
		r.proof = append(r.proof, h)
	}
	return r, r.check(text)
}

// check refuses wrong sizes, and by writing it again any text that differs from the one form.
func (r receipt) check(text string) error {
	whole := r.originHash == nil && len(r.salt) == 2*saltSize
	hidden := len(r.originHash) == 32 && len(r.salt) == saltSize
	if !whole && !hidden || len(r.body) == 0 || string(r.text()) != text {
		return errors.New("not in the form of a receipt")
	}
	return nil
}

// lines are read one after the other; a line that is not the expected one reads as empty.
type lines []string

func (l *lines) peek(word string) bool { return len(*l) > 0 && strings.HasPrefix((*l)[0], word) }

func (l *lines) next(word string) string {
	if !l.peek(word) {
		return ""
	}
	value := strings.TrimPrefix((*l)[0], word)
	*l = (*l)[1:]
	return value
}
