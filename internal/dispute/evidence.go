package dispute

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/sensitive"
	"surety/internal/ticket"
)

// ExhibitKind is what a side puts into the file.
type ExhibitKind string

const (
	OfMessage    ExhibitKind = "message"    // of the ticket; ref is its place as the sides count
	OfFile       ExhibitKind = "file"       // of the ticket; ref is its id
	OfContract   ExhibitKind = "contract"   // in force
	OfSubmission ExhibitKind = "submission" // of the milestone; ref is its round
	OfWork       ExhibitKind = "work"       // of the milestone; ref is its id
)

// Evidence is what lies in the case, read by a side's own right.
type Evidence struct {
	Name, Type string
	Text       string        // of what is text, whole: it is sealed again
	Marks      []byte        // what is covered of it, if that is known
	At         time.Time     // when it came to be
	By         deal.Side     // whose words or work it is
	Body       io.ReadCloser // of what is a file; nil otherwise
}

// Exhibit is one piece of the file. It is a copy: what happens to the original later does not change it.
type Exhibit struct {
	N       int64             `json:"n"`
	Side    deal.Side         `json:"side"` // who put it in
	Kind    ExhibitKind       `json:"kind"`
	Ref     string            `json:"ref"`
	By      deal.Side         `json:"by"`
	Name    string            `json:"name,omitempty"`
	Type    string            `json:"type,omitempty"`
	Text    string            `json:"text,omitempty"`
	Marks   []sensitive.Shown `json:"-"`    // the places of Text that are covered
	Size    int64             `json:"size"` // of its bytes, when it has some
	MadeAt  time.Time         `json:"madeAt"`
	AddedAt time.Time         `json:"addedAt"`
	Check   scan.Result       `json:"check"` // of its bytes, when it has some
}

// takes are the states in which the file is still open.
var takes = map[State]bool{Answering: true, Offering: true, Seeking: true, Proposing: true, Proposed: true}

// Add puts something of the case into the file, for the other side and the arbiters to read: a copy, made by the actor's own
// right to it. Until an award lies before a second arbiter. Right: dispute.evidence, and that to read the thing. Faults:
// absent, denied, dispute_state, dispute_limit, too_large.
func (d *Disputes) Add(ctx context.Context, who access.Actor, id ID, k ExhibitKind, ref string) (n int64, err error) {
	r, g, err := d.peek(ctx, who, id, access.DisputeEvidence)
	if err != nil {
		return 0, err
	}
	if !takes[r.state] {
		return 0, ErrState
	}
	e, err := d.fetch(ctx, who, r, k, ref)
	if err != nil {
		return 0, err
	}
	if e.Body != nil {
		defer e.Body.Close()
	}
	c, err := d.copyOf(ctx, g, ref, e)
	if err == nil {
		err = d.change(ctx, who, id, access.DisputeEvidence, func(ctx context.Context, w *work) (err error) {
			if n, err = w.add(ctx, g, k, c); err != nil {
				return err
			}
			return w.tx.Made(ctx, itoa(n))
		})
	}
	if err != nil && c.blob != "" {
		err = errors.Join(err, d.Blobs.Remove(context.WithoutCancel(ctx), c.blob))
	}
	return n, err
}

// peek reads the dispute's row for somebody who may do the action; it opens nothing.
func (d *Disputes) peek(ctx context.Context, who access.Actor, id ID, act access.Action) (r row, g access.Grant, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var c deal.Case
		var barred []access.AccountID
		if r, c, barred, err = d.load(ctx, tx, id, false); err != nil {
			return err
		}
		g, err = access.Check(who, act, r.thing(c, barred))
		return err
	})
	if err == nil {
		err = d.Vault.Warm(ctx, []access.TicketID{r.ticket})
	}
	return r, g, err
}

// fetch reads what is to be copied, by the actor's own right, which stands on the record as any reading does.
func (d *Disputes) fetch(ctx context.Context, who access.Actor, r row, k ExhibitKind, ref string) (Evidence, error) {
	switch k {
	case OfMessage:
		return d.message(ctx, who, r, ref)
	case OfFile:
		f, err := d.Desk.Original(ctx, who, r.ticket, ref)
		if err != nil {
			return Evidence{}, err
		}
		return bytesOf(Evidence{Name: f.Name, Type: f.Type, At: f.At, By: r.side(f.Author.ID)}, f.Size, f)
	case OfContract, OfSubmission, OfWork:
		return d.ofDeal(ctx, who, r, k, ref)
	}
	return Evidence{}, fault.ErrInvalid.At("kind")
}

// message takes one that both sides see: never a note, whoever asks.
func (d *Disputes) message(ctx context.Context, who access.Actor, r row, ref string) (Evidence, error) {
	seq, err := strconv.ParseInt(ref, 10, 64)
	if err != nil || seq <= 0 {
		return Evidence{}, fault.ErrInvalid.At("ref")
	}
	c, err := d.Desk.Messages(ctx, who, r.ticket, ticket.Slice{Before: seq + 1, Limit: 1})
	if err != nil {
		return Evidence{}, err
	}
	if len(c.Items) != 1 || c.Items[0].Seq != seq || c.Items[0].Kind != ticket.KindMessage {
		return Evidence{}, fault.ErrAbsent
	}
	m := c.Items[0]
	if m.Withheld != nil {
		return Evidence{}, access.ErrClass
	}
	return saidBy(m.Said, m.At, r.side(m.Author.ID)), nil
}

// ofDeal takes the contract in force, a submission of the milestone, or a work of it, where the actor may fetch it: the
// specialist's own choice before it is released.
func (d *Disputes) ofDeal(ctx context.Context, who access.Actor, r row, k ExhibitKind, ref string) (Evidence, error) {
	v, err := d.Deals.Read(ctx, who, r.deal)
	if err != nil {
		return Evidence{}, err
	}
	switch k {
	case OfContract:
		return d.contract(ctx, who, v)
	case OfSubmission:
		for _, p := range v.Progress {
			for _, s := range p.Submissions {
				if p.ID == r.milestone && strconv.Itoa(s.Round) == ref {
					return saidBy(s.Said, s.At, deal.Specialist), nil
				}
			}
		}
	case OfWork:
		for _, x := range v.Works {
			if string(x.ID) != ref || x.Milestone != r.milestone {
				continue
			}
			f, err := d.Deals.FetchWork(ctx, who, x.ID)
			if err != nil {
				return Evidence{}, err
			}
			return bytesOf(Evidence{Name: f.Name, Type: f.Type, At: x.At, By: deal.Specialist}, f.Size, f)
		}
	}
	return Evidence{}, fault.ErrAbsent
}

// saidBy copies what somebody said with what was found in it: whoever reads the copy reads it as covered as the original.
func saidBy(t sensitive.Text, at time.Time, by deal.Side) Evidence {
	plain, marks := t.Kept()
	return Evidence{Text: string(plain), Marks: marks, At: at, By: by}
}

func (d *Disputes) contract(ctx context.Context, who access.Actor, v deal.View) (Evidence, error) {
	o := v.Current
	if v.InForce != nil {
		o = *v.InForce
	}
	text, err := d.Deals.ReadPaper(ctx, who, v.ID, o.Version, deal.Contract)
	return Evidence{Name: string(deal.Contract), Text: string(text), At: o.DecidedAt, By: deal.Both}, err
}

// bytesOf takes a file's bytes, if they are not too many.
func bytesOf(e Evidence, size int64, body io.ReadCloser) (Evidence, error) {
	if size > Published.ExhibitBytes {
		return Evidence{}, errors.Join(fault.ErrTooLarge.With("limit", Published.ExhibitBytes), body.Close())
	}
	e.Body = body
	return e, nil
}

// about is what is sealed of an exhibit.
type about struct {
	Ref   string    `json:"ref"`
	By    deal.Side `json:"by"`
	Name  string    `json:"name"`
	Type  string    `json:"type"`
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
	Marks []byte    `json:"marks,omitempty"`
}

// copied is an exhibit, sealed in its own place, that is not in the file yet.
type copied struct {
	id         string
	about, key []byte
	blob       string
	size       int64
}

// copyOf seals anew what was read, before the transaction that puts it into the file.
func (d *Disputes) copyOf(ctx context.Context, g access.Grant, ref string, e Evidence) (c copied, err error) {
	c.id = access.NewID[string]()
	b, err := json.Marshal(about{ref, e.By, e.Name, e.Type, e.Text, e.At, e.Marks})
	if err != nil {
		return c, err
	}
	if c.about, err = d.Vault.Seal(ctx, g, exhibitPlace(c.id, "about"), b); err != nil || e.Body == nil {
		return c, err
	}
	sealer, err := d.Desk.Shelf.NewFile(ctx, g, bytesPlace(c.id))
	if err != nil {
		return c, err
	}
	out, err := d.Blobs.Create(ctx)
	if err != nil {
		return c, err
	}
	defer out.Abort()
	sealing := sealer.Seal(out)
	c.key = sealer.SealedKey
	c.size, err = io.Copy(sealing, io.LimitReader(e.Body, Published.ExhibitBytes+1))
	if err == nil && c.size > Published.ExhibitBytes {
		err = fault.ErrTooLarge.With("limit", Published.ExhibitBytes)
	}
	if err = errors.Join(err, sealing.Close()); err == nil {
		c.blob, err = out.Commit()
	}
	return c, err
}

func (w *work) add(ctx context.Context, g access.Grant, k ExhibitKind, c copied) (n int64, err error) {
	if !takes[w.row.state] {
		return 0, ErrState
	}
	count, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM dispute_exhibit WHERE dispute = $1 AND side = $2`, string(w.row.id), string(w.side))
	if err != nil || count >= int64(Published.ExhibitsOfSide) {
		return 0, first(err, ErrTooMany)
	}
	w.row.exhibits++
	w.entry["kind"], w.entry["n"] = string(k), itoa(w.row.exhibits)
	_, err = w.tx.Exec(ctx, `INSERT INTO dispute_exhibit (dispute, n, id, side, kind, about, key, blob, size, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(w.row.id), w.row.exhibits, c.id, string(w.side), string(k), c.about, c.key, c.blob, c.size, db.Micros(w.now))
	if err == nil && c.blob != "" {
		_, err = w.Desk.Shelf.Add(ctx, w.tx, g, scan.Exhibit, c.id)
	}
	return w.row.exhibits, err
}
