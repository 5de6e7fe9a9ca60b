package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan/picture"
)

// Inquired is what somebody reads of a case who looks into a complaint about it.
type Inquired struct {
	Number  int64
	Subject string       // covered
	Grant   access.Grant // by which it was opened
	Conversation
}

// Inquiry shows the conversation as both sides see it, covered, without notes. Right: the caller's recorded grant for complaint.material,
// which names the case: no other can be asked for. Faults: absent, denied.
func (d *Desk) Inquiry(ctx context.Context, g access.Grant, s Slice) (out Inquired, err error) {
	if err := inquires(g); err != nil {
		return out, err
	}
	var p part
	var t stored
	who := g.Actor()
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if t, err = load(ctx, tx, g.Ticket()); err != nil {
			return err
		}
		p, err = d.gatherPart(ctx, tx, face{who: &who, side: StaffSide}, t, s)
		return err
	}); err != nil {
		return out, err
	}
	out.Number, out.Grant = t.number, g
	subject, err := d.openSubject(ctx, g, t.subject)
	if err != nil {
		return out, err
	}
	out.Subject = subject.String()
	out.Conversation, err = d.openPart(ctx, g, access.Grant{}, p)
	return out, err
}

func inquires(g access.Grant) error {
	if !g.Valid() || !g.Recorded() || g.Action() != access.ComplaintMaterial || g.Ticket() == "" {
		return fault.ErrDenied
	}
	return nil
}

// OfConversation refuses a file that is not of the case, or hangs on a note, with one answer. Right: the caller's. Faults: absent.
func (d *Desk) OfConversation(ctx context.Context, tx *db.Tx, id access.TicketID, file string) error {
	f, err := fileIn(ctx, tx, id, file)
	if err == nil && f.hidden {
		err = fault.ErrAbsent
	}
	return err
}

// InquiryFile draws a file of the case, as Preview does: it shows, and gives nothing out. Right: as Inquiry. Faults: absent, denied,
// file_waiting, file_infected, file_refused, no_preview.
func (d *Desk) InquiryFile(ctx context.Context, g access.Grant, file string, page int) ([]byte, error) {
	about, b, err := d.inquired(ctx, g, file)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return picture.Preview(ctx, about.Type, b, about.Size, page, "")
}
