package suretytest

import (
	"context"
	"fmt"
	"net/netip"
	"sync"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/mail"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Mailbox is a transport that keeps what is sent.
type Mailbox struct {
	mu   sync.Mutex
	sent []Sent
}

// Sent is one mail.
type Sent struct {
	To, ID string
	mail.Message
}

// Send keeps the mail.
func (m *Mailbox) Send(_ context.Context, to string, msg mail.Message, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, Sent{to, id, msg})
	return nil
}

// Sent are all mails so far.
func (m *Mailbox) Sent() []Sent {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Sent(nil), m.sent...)
}

// Person adds an active account, invents what is missing of it, and returns it as an actor with a session.
func (w *World) Person(p account.NewPerson) access.Actor {
	w.t.Helper()
	w.made++
	if p.Name == "" {
		p.Name = fmt.Sprintf("Person %d", w.made)
	}
	if p.Email == "" {
		p.Email = fmt.Sprintf("person%d@people.example", w.made)
	}
	if p.Language == "" {
		p.Language = "en"
	}
	made, err := w.Accounts.Add(context.Background(), access.Server("test"), p, "")
	w.must(err)
	a := made.Actor()
	a.Session, a.Address = access.NewID[string](), netip.MustParseAddr("192.0.2.7")
	return a
}

// Department makes a department that clients may choose.
func (w *World) Department(name string, fields ...account.Field) access.DepartmentID {
	w.t.Helper()
	open := true
	d, err := w.Accounts.AddDepartment(context.Background(), w.Admin, account.DepartmentChange{Name: account.Texts{"en": name},
		Description: account.Texts{"en": "For tests"}, Fields: &fields, Open: &open})
	w.must(err)
	return d.ID
}

// Organisation makes an organisation of clients.
func (w *World) Organisation(name string) access.OrganisationID {
	w.t.Helper()
	o, err := w.Accounts.AddOrganisation(context.Background(), w.Admin, name)
	w.must(err)
	return o.ID
}

// Agent makes an agent of the departments.
func (w *World) Agent(departments ...access.DepartmentID) access.Actor {
	w.t.Helper()
	posts := map[access.DepartmentID]access.Post{}
	for _, d := range departments {
		posts[d] = access.Agent
	}
	return w.Person(account.NewPerson{Posts: posts})
}

// Client makes a client on their own.
func (w *World) Client() access.Actor { w.t.Helper(); return w.ClientOf("") }

// ClientOf makes a client of the organisation.
func (w *World) ClientOf(o access.OrganisationID) access.Actor {
	w.t.Helper()
	return w.Person(account.NewPerson{Roles: []access.Role{access.Client}, Organisation: o})
}

// Specialist makes a specialist.
func (w *World) Specialist() access.Actor {
	w.t.Helper()
	return w.Person(account.NewPerson{Roles: []access.Role{access.Specialist}})
}

// Ticket lets the client ask the department for help.
func (w *World) Ticket(client access.Actor, d access.DepartmentID) ticket.Ticket {
	w.t.Helper()
	w.made++
	t, err := w.Desk.Open(context.Background(), client, ticket.Request{Subject: fmt.Sprintf("Subject %d", w.made), Text: "Please help.", Department: d})
	w.must(err)
	return t
}

// Lead makes a lead of the department.
func (w *World) Lead(d access.DepartmentID) access.Actor {
	w.t.Helper()
	return w.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{d: access.Lead}})
}

// Sealed is content of the client's ticket, as the package whose place it is would keep it.
func (w *World) Sealed(client access.Actor, t access.TicketID, at vault.Place, content string) (b []byte) {
	w.t.Helper()
	w.must(w.DB.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		thing, err := w.Desk.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(client, access.TicketReply, thing)
		if err != nil {
			return err
		}
		b, err = w.Vault.Seal(ctx, g, at, []byte(content))
		return err
	}))
	return b
}
