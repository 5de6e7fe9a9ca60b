package complaint

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Reader is for whom an evidence pack is.
type Reader string

const (
	ForClient  Reader = "client"      // whose case it is
	ForFiler   Reader = "complainant" // of another side
	ForAccused Reader = "accused"
)

// Dossier is a decided complaint with what proves it, as its reader may have it. The accused has their own openings, and no notices of
// laws, which are nobody's but the installation's and the others' matter.
type Dossier struct {
	View
	For      Reader
	Facts    access.Thing  // of the case
	Openings []audit.Entry // by which something of the case was opened, up to the decision, oldest first
	Steps    []audit.Entry // of the complaint, oldest first
	Names    map[access.AccountID]string
	Grant    access.Grant // by which the record gives receipts of them
}

// Steps are the actions of a complaint that its pack proves.
var Steps = []access.Action{access.ComplaintFile, access.ComplaintRaise, access.ComplaintTake, access.ComplaintRecuse, access.ComplaintSift, access.ComplaintAnswer, access.ComplaintDecide,
	access.ComplaintRemedy, access.ComplaintAttest}

// Dossier gathers what an evidence pack holds; that stands on the record first. Right: complaint.export, with step-up. Faults: absent,
// denied, step_up_needed, complaint_state (it is not decided).
func (c *Complaints) Dossier(ctx context.Context, who access.Actor, id ID) (d Dossier, err error) {
	var r row
	var words []sealedWord
	d.Grant, err = c.look(ctx, who, id, access.ComplaintExport, audit.Params{"complaint": string(id)}, func(ctx context.Context, tx *db.Tx, found row) error {
		if r = found; r.state.Open() {
			return ErrState
		}
		if words, err = wordsOf(ctx, tx, id); err != nil {
			return err
		}
		if d.Facts, err = c.Desk.Facts(ctx, tx, r.ticket); err != nil {
			return err
		}
		if d.View, err = c.gather(ctx, tx, who, r); err != nil {
			return err
		}
		d.Duties, err = dutiesOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return d, err
	}
	if err := c.openWords(ctx, d.Grant, id, words, &d.View); err != nil {
		return d, err
	}
	d.For = r.reader(who.Account, d.Facts)
	return d, c.prove(ctx, &d, who.Account)
}

func (r row) reader(a access.AccountID, t access.Thing) Reader {
	switch a {
	case r.accused:
		return ForAccused
	case t.Requester:
		return ForClient
	}
	return ForFiler
}

// prove adds what the record tells, and the names of those it names.
func (c *Complaints) prove(ctx context.Context, d *Dossier, reader access.AccountID) (err error) {
	if _, err := c.Log.Checkpoint(ctx); err != nil { // each entry up to now gets its place, and so a receipt
		return err
	}
	if d.Steps, err = c.entries(ctx, d.Grant, Steps, func(e audit.Entry) bool { return e.Params["complaint"] == string(d.ID) }); err != nil {
		return err
	}
	var decided int64
	for _, e := range d.Steps {
		if e.Action == access.ComplaintDecide {
			decided = e.N
		}
	}
	if d.Openings, err = c.entries(ctx, d.Grant, Openings, func(e audit.Entry) bool {
		return e.N < decided && (d.For != ForAccused || e.Actor == reader)
	}); err != nil {
		return err
	}
	if d.For == ForAccused {
		d.Duties = slices.DeleteFunc(d.Duties, func(x Duty) bool { return x.Law != nil })
	}
	var ids []access.AccountID
	for _, e := range d.Openings {
		ids = append(ids, e.Actor)
	}
	return c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		d.Names, err = c.Accounts.Names(ctx, tx, ids)
		return err
	})
}

// entries are those of the record about the case that fit, oldest first.
func (c *Complaints) entries(ctx context.Context, g access.Grant, actions []access.Action, fits func(audit.Entry) bool) (all []audit.Entry, err error) {
	for before := int64(0); ; {
		page, err := c.Log.Traced(ctx, g, actions, before, pageLimit)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if before = e.N; fits(e) {
				all = append(all, e)
			}
		}
		if len(page) < pageLimit {
			slices.Reverse(all)
			return all, nil
		}
	}
}
