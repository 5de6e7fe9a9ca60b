package complaint

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// Reasons are why who looks into a complaint opens what it is about. They are codes: the sides read them on the record.
var Reasons = []string{"allegation", "answer", "extent"}

// Within asks, in the transaction of a right, whether a thing is of the case; it answers absent for what is not.
type Within func(ctx context.Context, tx *db.Tx, t access.TicketID) error

// Material shows the conversation of the case that the complaint is about, to who looks into it, while it is open: covered, without notes,
// and nothing of what was sealed to somebody's own key. Each look stands on the record with its reason, where both sides see it. Right:
// complaint.material, with step-up. Faults: absent, denied, step_up_needed, complaint_state, conflict_of_interest, invalid (reason), case_destroyed.
func (c *Complaints) Material(ctx context.Context, who access.Actor, id ID, reason string, s ticket.Slice) (ticket.Inquired, error) {
	g, err := c.Inquire(ctx, who, id, reason, audit.Params{"what": "messages"}, nil)
	if err != nil {
		return ticket.Inquired{}, err
	}
	return c.Desk.Inquiry(ctx, g, s)
}

// MaterialFile draws a file of that conversation, a picture or a page of a PDF; it gives no file out. Right and faults: as Material, and
// absent for any other file, file_waiting, file_infected, file_refused, no_preview.
func (c *Complaints) MaterialFile(ctx context.Context, who access.Actor, id ID, reason, file string, page int) ([]byte, error) {
	g, err := c.inquireFile(ctx, who, id, reason, "preview", file)
	if err != nil {
		return nil, err
	}
	return c.Desk.InquiryFile(ctx, g, file, page)
}

// MaterialInside tells what a file of that conversation is, by its bytes: its hash, the names in an archive, the words of a text, covered.
// Right and faults: as MaterialFile, without no_preview.
func (c *Complaints) MaterialInside(ctx context.Context, who access.Actor, id ID, reason, file string) (ticket.Inside, error) {
	g, err := c.inquireFile(ctx, who, id, reason, "inside", file)
	if err != nil {
		return ticket.Inside{}, err
	}
	return c.Desk.InquiryInside(ctx, g, file)
}

func (c *Complaints) inquireFile(ctx context.Context, who access.Actor, id ID, reason, what, file string) (access.Grant, error) {
	return c.Inquire(ctx, who, id, reason, audit.Params{"what": what, "file": file}, func(ctx context.Context, tx *db.Tx, t access.TicketID) error {
		return c.Desk.OfConversation(ctx, tx, t, file)
	})
}

// MayInquire asks, here and now, whether somebody may open what the complaint is about: an interest that arose since it was taken ends
// that too. The grant is not on the record and opens nothing. Right and faults: as Material.
func (c *Complaints) MayInquire(ctx context.Context, who access.Actor, id ID, reason string, within Within) (access.Grant, error) {
	if !slices.Contains(Reasons, reason) {
		return access.Grant{}, fault.ErrInvalid.At("reason")
	}
	return c.ask(ctx, who, id, access.ComplaintMaterial, c.inquiry(who, within))
}

// Inquire asks the same, and puts the opening on the record: p says of what. Its grant opens content of that case alone. Right and faults:
// as Material.
func (c *Complaints) Inquire(ctx context.Context, who access.Actor, id ID, reason string, p audit.Params, within Within) (access.Grant, error) {
	if !slices.Contains(Reasons, reason) {
		return access.Grant{}, fault.ErrInvalid.At("reason")
	}
	p["complaint"], p["reason"] = string(id), reason
	return c.look(ctx, who, id, access.ComplaintMaterial, p, c.inquiry(who, within))
}

func (c *Complaints) inquiry(who access.Actor, within Within) func(ctx context.Context, tx *db.Tx, r row) error {
	return func(ctx context.Context, tx *db.Tx, r row) error {
		if !r.state.Open() {
			return ErrState
		}
		if why, err := c.interest(ctx, tx, r, who.Account); err != nil || why != "" {
			return first(err, ErrInterest.With("reason", why))
		}
		if within == nil {
			return nil
		}
		return within(ctx, tx, r.ticket)
	}
}
