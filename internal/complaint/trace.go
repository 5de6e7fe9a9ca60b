package complaint

import (
	"context"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Openings are the actions by which what a case entrusts to somebody is opened, taken out or looked at.
var Openings = []access.Action{access.TicketRead, access.TicketReadNote, access.SensitiveUncovered, access.SecretOpen, access.RoomEnter, access.RoomRead, access.RoomRecover, access.FilePreview, access.FileFetch, access.FileFetchNote, access.CallAnswers, access.DealRead,
	access.DealFetch, access.EvidenceExport, access.DisputeRead, access.RemoteJoin, access.RemoteWatch, access.RemoteReplay, access.RemoteRestore,
	access.ComplaintMaterial}

// Opening is one of them, as it stands on the record.
type Opening struct {
	N       int64
	At      time.Time
	Who     Person
	Action  access.Action
	Thing   string            // its id
	Params  map[string]string // ids and codes
	Address string            // from where
	Session string
}

// Trace lists who opened what of the case, when and from where, newest first; next goes on below, 0 at the end. Looking stands on the
// record. Right: complaint.trace. Faults: absent, denied.
func (c *Complaints) Trace(ctx context.Context, who access.Actor, id ID, before int64, limit int) (all []Opening, next int64, err error) {
	g, err := c.look(ctx, who, id, access.ComplaintTrace, audit.Params{"complaint": string(id), "before": strconv.FormatInt(before, 10)}, nil)
	if err != nil {
		return nil, 0, err
	}
	if limit <= 0 || limit > pageLimit {
		limit = pageUsual
	}
	es, err := c.Log.Traced(ctx, g, Openings, before, limit+1)
	if err != nil {
		return nil, 0, err
	}
	if len(es) > limit {
		es, next = es[:limit], es[limit-1].N
	}
	ids := make([]access.AccountID, len(es))
	for i, e := range es {
		ids[i] = e.Actor
	}
	var names map[access.AccountID]string
	if err := c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		names, err = c.Accounts.Names(ctx, tx, ids)
		return err
	}); err != nil {
		return nil, 0, err
	}
	for _, e := range es {
		all = append(all, Opening{e.N, e.At, Person{e.Actor, names[e.Actor]}, e.Action, e.Thing, e.Params, e.Address, e.Session})
	}
	return all, next, nil
}

// traced reports whether somebody opened anything of the case: whom a complaint can speak of, though they never had a hand in it.
func (c *Complaints) traced(ctx context.Context, who access.Actor, id ID, a access.AccountID) (bool, error) {
	g, err := c.ask(ctx, who, id, access.ComplaintTrace, nil)
	if err != nil || a == "" {
		return false, err
	}
	all, err := c.entries(ctx, g, Openings, func(e audit.Entry) bool { return e.Actor == a })
	return len(all) > 0, err
}
