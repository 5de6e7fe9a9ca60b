package evidence

import (
	"context"
	"io"
	"maps"
	"strconv"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/complaint"
	"surety/internal/db"
)

// ExportComplaint writes the pack of a decided complaint for one of those whom it concerns, in their language. Nothing is written before
// the right is checked and stands on the record. Right: complaint.export, with step-up. Faults: absent, denied, step_up_needed,
// complaint_state.
func (m *Maker) ExportComplaint(ctx context.Context, who access.Actor, id complaint.ID, w io.Writer) error {
	d, err := m.Complaints.Dossier(ctx, who, id)
	if err != nil {
		return err
	}
	p := newPack(m, who, d.Ticket, w, sidesOf(d))
	p.manifest.V, p.manifest.Complaint, p.manifest.For = complained, id, string(d.For)
	p.open = d.For == complaint.ForClient
	p.receipt = func(ctx context.Context, n int64) ([]byte, error) { return m.Log.Receipt(ctx, d.Grant, n) }
	for _, part := range []func(context.Context, complaint.Dossier) error{p.complaint, p.steps} {
		if err := part(ctx, d); err != nil {
			return err
		}
	}
	if err := p.sign(ctx); err != nil {
		return err
	}
	return p.zip.Close()
}

// sidesOf are those whom the complaint names; the roles they have in the case come first.
func sidesOf(d complaint.Dossier) map[access.AccountID]string {
	sides := map[access.AccountID]string{d.Filer.ID: "complainant", d.Officer.ID: "officer"}
	if d.Accused.ID != "" {
		sides[d.Accused.ID] = "accused"
	}
	for _, s := range d.Facts.Members {
		sides[s] = "specialist"
	}
	sides[d.Facts.Requester] = "client"
	return sides
}

func (p *pack) complaint(ctx context.Context, d complaint.Dossier) error {
	if err := p.checkpoint(ctx); err != nil {
		return err
	}
	by := func(who complaint.Person) person { return person{p.sides[who.ID], who.Name} }
	a := answered{V: complained, Complaint: d.ID, Ticket: d.Ticket, Kind: d.Kind, Outcome: d.State, Filer: by(d.Filer), Officer: by(d.Officer), FiledAt: d.FiledAt, ClosedAt: d.ClosedAt,
		Personal: d.Personal, Words: []spoken{}, Duties: []owed{}, Openings: []opened{}}
	if d.Accused.ID != "" {
		accused := by(d.Accused)
		a.Accused = &accused
	}
	for _, w := range d.Words {
		one := spoken{Kind: w.Kind, Text: w.Text, At: w.At}
		var err error
		if one.person, err = p.speaker(ctx, w); err != nil {
			return err
		}
		a.Words = append(a.Words, one)
	}
	for _, x := range d.Duties {
		one := owed{Code: x.Code, Law: x.Law, DueAt: x.Due, DoneAt: x.Done}
		if !x.Done.IsZero() {
			one.By = p.sides[x.DoneBy]
		}
		a.Duties = append(a.Duties, one)
	}
	for _, e := range d.Openings {
		one, err := p.opening(ctx, d, e)
		if err != nil {
			return err
		}
		a.Openings = append(a.Openings, one)
	}
	if err := p.addJSON(complaintPath, a); err != nil {
		return err
	}
	return p.inWords(ctx, d, a)
}

// speaker is who said it: all who can have a word are known to each other.
func (p *pack) speaker(ctx context.Context, w complaint.Word) (person, error) {
	role, err := p.role(ctx, w.Who.ID)
	return person{role, w.Who.Name}, err
}

func (p *pack) opening(ctx context.Context, d complaint.Dossier, e audit.Entry) (opened, error) {
	one, err := p.entry(ctx, e)
	o := opened{one, d.Names[e.Actor], e.Thing}
	if o.By == third {
		o.Name = p.digest("entry/"+strconv.FormatInt(e.N, 10)+"/name", o.Name)
	}
	return o, err
}

// steps are the entries of the complaint itself, in the form of all packs.
func (p *pack) steps(ctx context.Context, d complaint.Dossier) error {
	all := []entry{}
	for _, e := range d.Steps {
		one, err := p.entry(ctx, e)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	return p.addJSON("record/entries.json", all)
}

// contact is the reader, for language, calendar and time zone.
func (p *pack) contact(ctx context.Context) (to account.Contact, err error) {
	err = p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		to, err = p.Accounts.Contact(ctx, tx, p.who.Account)
		return err
	})
	return to, err
}

// complaint holds what the pack tells of a complaint to the receipts.
func (c *check) complaint(m Manifest) {
	b, err := c.read(complaintPath)
	var a answered
	if err != nil || c.sums[complaintPath] == "" || strict(b, &a) != nil || a.V != complained || a.Complaint != m.Complaint || a.Ticket != m.Ticket {
		c.bad("%s cannot be read", complaintPath)
		return
	}
	c.Complaint, c.Outcome = string(a.Complaint), string(a.Outcome)
	for _, o := range a.Openings {
		if o.Receipt == "" {
			continue
		}
		if p, ok := c.entries[o.N]; !ok || !c.same(o.entry) || p.Thing != o.Thing {
			c.bad("opening %d is not what its receipt proves", o.N)
			continue
		}
		c.Openings++
	}
	if !c.decided(a) {
		c.bad("no receipt proves that the complaint was decided so")
	}
}

// decided looks for the entry of the outcome.
func (c *check) decided(a answered) bool {
	for e := range maps.Values(c.entries) {
		if e.Action == access.ComplaintDecide && e.Ticket == a.Ticket && e.Params["complaint"] == string(a.Complaint) && e.Params["to"] == string(a.Outcome) {
			return true
		}
	}
	return false
}
