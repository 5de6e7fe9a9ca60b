package ticket_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// rows counts what there is in every table of this package and of the record.
func rows(t *testing.T, w *suretytest.World) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	if err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, table := range []string{"audit_entry", "ticket", "message", "ticket_file", "ticket_tag", "ticket_member", "ticket_own", "request_draft", "job"} {
			var n int64
			if err := tx.Get(ctx, `SELECT count(*) FROM `+table, nil, &n); err != nil {
				return err
			}
			all[table] = n
		}
		var versions int64
		err := tx.Get(ctx, `SELECT coalesce(sum(version + seq + updated), 0) FROM ticket`, nil, &versions)
		all["versions"] = versions
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestD3BadInputIsRefusedAndChangesNothing(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support", account.Field{Key: "serial", Label: account.Texts{"en": "Serial"}, Kind: account.FieldNumber, Required: true, VisibleToClient: true},
			account.Field{Key: "os", Label: account.Texts{"en": "System"}, Kind: account.FieldChoice, Choices: []string{"linux", "bsd"}, VisibleToClient: true},
			account.Field{Key: "risk", Label: account.Texts{"en": "Risk"}, Kind: account.FieldYesNo})
		client, agent := w.Client(), w.Agent(dep)
		good := ticket.Request{Subject: "Help", Text: "Please", Department: dep, Fields: map[string]string{"serial": "17"}}
		made, err := w.Desk.Open(ctx, client, good)
		if err != nil {
			t.Fatal(err)
		}
		say(t, w, agent, made.ID, ticket.KindMessage, "It is new no more")
		made = read(t, w, agent, made.ID)
		open := func(change func(*ticket.Request)) func() error {
			return func() error {
				r := good
				r.Fields = map[string]string{"serial": "17"}
				change(&r)
				_, err := w.Desk.Open(ctx, client, r)
				return err
			}
		}
		patch := func(p ticket.Patch) func() error {
			return func() error { _, err := w.Desk.Change(ctx, agent, made.ID, made.Version, p); return err }
		}
		reply := func(r ticket.Reply) func() error {
			return func() error { _, err := w.Desk.Reply(ctx, agent, made.ID, r); return err }
		}
		status, priority, long := ticket.Status("dead"), ticket.Priority("x"), strings.Repeat("я", ticket.SubjectLimit+1)
		fresh, nobody := ticket.StatusNew, access.AccountID("nobody")
		before := rows(t, w)
		for name, c := range map[string]struct {
			do    func() error
			want  *fault.Fault
			field string
		}{
			"empty subject":          {open(func(r *ticket.Request) { r.Subject = " \u200b " }), fault.ErrInvalid, "subject"},
			"long subject":           {open(func(r *ticket.Request) { r.Subject = long }), fault.ErrTooLarge, "subject"},
			"subject of lines":       {open(func(r *ticket.Request) { r.Subject = "a\nb" }), fault.ErrInvalid, "subject"},
			"NUL":                    {open(func(r *ticket.Request) { r.Text = "a\x00b" }), fault.ErrInvalid, "text"},
			"not UTF-8":              {open(func(r *ticket.Request) { r.Text = "a\xff" }), fault.ErrInvalid, "text"},
			"long text":              {open(func(r *ticket.Request) { r.Text = strings.Repeat("z", ticket.TextLimit+1) }), fault.ErrTooLarge, "text"},
			"no text":                {open(func(r *ticket.Request) { r.Text = "" }), fault.ErrInvalid, "text"},
			"unknown department":     {open(func(r *ticket.Request) { r.Department = "x" }), fault.ErrInvalid, "department"},
			"unknown priority":       {open(func(r *ticket.Request) { r.Priority = "x" }), fault.ErrInvalid, "priority"},
			"unknown class":          {open(func(r *ticket.Request) { r.Class = "x" }), fault.ErrInvalid, "class"},
			"a client's tags":        {open(func(r *ticket.Request) { r.Tags = []string{"vip"} }), fault.ErrDenied, "tags"},
			"another's name":         {open(func(r *ticket.Request) { r.Requester = agent.Account }), fault.ErrDenied, ""},
			"required field":         {open(func(r *ticket.Request) { r.Fields = nil }), fault.ErrInvalid, "fields.serial"},
			"field of another kind":  {open(func(r *ticket.Request) { r.Fields["serial"] = "seventeen" }), fault.ErrInvalid, "fields.serial"},
			"field not a choice":     {open(func(r *ticket.Request) { r.Fields["os"] = "dos" }), fault.ErrInvalid, "fields.os"},
			"field not theirs":       {open(func(r *ticket.Request) { r.Fields["risk"] = "yes" }), fault.ErrInvalid, "fields.risk"},
			"unknown field":          {open(func(r *ticket.Request) { r.Fields["x"] = "y" }), fault.ErrInvalid, "fields.x"},
			"unknown status":         {patch(ticket.Patch{Status: &status}), fault.ErrInvalid, "status"},
			"new again":              {patch(ticket.Patch{Status: &fresh, Tags: &[]string{"a"}}), fault.ErrInvalid, "status"},
			"priority":               {patch(ticket.Patch{Priority: &priority}), fault.ErrInvalid, "priority"},
			"assignee":               {patch(ticket.Patch{Assignee: &nobody}), fault.ErrInvalid, "assignee"},
			"assignee not of it":     {patch(ticket.Patch{Assignee: &client.Account, Tags: &[]string{"a"}}), fault.ErrInvalid, "assignee"},
			"tag":                    {patch(ticket.Patch{Tags: &[]string{"a b"}}), fault.ErrInvalid, "tags"},
			"long tag":               {patch(ticket.Patch{Tags: &[]string{strings.Repeat("a", 41)}}), fault.ErrInvalid, "tags"},
			"required field emptied": {patch(ticket.Patch{Fields: map[string]string{"serial": ""}}), fault.ErrInvalid, "fields.serial"},
			"kind":                   {reply(ticket.Reply{Kind: "event", Text: "x", Anyway: true}), fault.ErrInvalid, "kind"},
			"files":                  {reply(ticket.Reply{Text: "x", Files: 51, Anyway: true}), fault.ErrInvalid, "files"},
			"status with a note":     {reply(ticket.Reply{Kind: ticket.KindNote, Text: "x", Status: ticket.StatusOpen, Anyway: true}), fault.ErrInvalid, "status"},
			"closed by a message":    {reply(ticket.Reply{Text: "x", Status: ticket.StatusClosed, Anyway: true}), fault.ErrInvalid, "status"},
			"draft":                  {func() error { return w.Desk.SaveDraft(ctx, agent, made.ID, ticket.Draft{Text: "x", Kind: "x"}) }, fault.ErrInvalid, "kind"},
			"a client's note draft": {func() error {
				return w.Desk.SaveDraft(ctx, client, made.ID, ticket.Draft{Text: "x", Kind: ticket.KindNote})
			}, fault.ErrDenied, ""},
			"member": {func() error { return w.Desk.AddMember(ctx, agent, made.ID, client.Account, "specialist") }, fault.ErrInvalid, "account"},
			"role":   {func() error { return w.Desk.AddMember(ctx, agent, made.ID, client.Account, "owner") }, fault.ErrInvalid, "role"},
		} {
			err := c.do()
			expect(t, name, err, c.want)
			if f := fault.As(err); f != nil && f.Field != c.field {
				t.Errorf("%s: at %q, want %q", name, f.Field, c.field)
			}
		}
		if after := rows(t, w); !reflect.DeepEqual(before, after) {
			t.Errorf("something changed: %v, was %v", after, before)
		}
	})
}

func TestStaleVersionIsRefused(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		made := w.Ticket(client, dep)
		high, low := ticket.High, ticket.Low
		version := read(t, w, agent, made.ID).Version
		got, err := w.Desk.Change(ctx, agent, made.ID, version, ticket.Patch{Priority: &high, Tags: &[]string{"Б", "a", "a"}})
		if err != nil || got.Priority != high || got.Version == version || !slices.Equal(got.Tags, []string{"a", "Б"}) {
			t.Fatalf("%+v %v", got, err)
		}
		_, err = w.Desk.Change(ctx, agent, made.ID, version, ticket.Patch{Priority: &low})
		expect(t, "with the version of before", err, fault.ErrStale)
		say(t, w, agent, made.ID, ticket.KindNote, "a note makes no version")
		_, err = w.Desk.Change(ctx, agent, made.ID, got.Version, ticket.Patch{Priority: &low})
		expect(t, "with the newest", err, nil)
	})
}

func TestManyAnswerAtOnce(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		const writers, each = 64, 3
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				for range each {
					who, kind := client, ticket.KindMessage
					if i%2 == 0 {
						who = agent
					}
					if i%4 == 0 {
						kind = ticket.KindNote
					}
					if _, err := w.Desk.Reply(ctx, who, id, ticket.Reply{Kind: kind, Text: "word", Anyway: true}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		for who, want := range map[*access.Actor]int{&agent: 1 + writers*each, &client: 1 + writers*each*3/4} {
			var got []ticket.Message
			for more := true; more; {
				c, err := w.Desk.Messages(ctx, *who, id, ticket.Slice{After: max(1, int64(len(got))), Limit: 100})
				if err != nil {
					t.Fatal(err)
				}
				if len(got) == 0 {
					got = append(got, ticket.Message{Seq: 1})
				}
				got, more = append(got, c.Items...), c.More
			}
			seen := read(t, w, *who, id)
			if len(got) != want || seen.Messages != int64(want) || seen.LastSeq != int64(want) {
				t.Errorf("%d items, count %d, last %d; want %d", len(got), seen.Messages, seen.LastSeq, want)
			}
			for i, m := range got {
				if m.Seq != int64(i+1) {
					t.Fatalf("item %d has seq %d", i+1, m.Seq)
				}
			}
		}
	})
}
