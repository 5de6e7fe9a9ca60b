package ticket_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/live"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// twin is one of two tickets to which the same happens, except what only readers of notes may know of.
type twin struct {
	id     access.TicketID
	events []string
}

// clientView is all that reaches a client of a ticket, with what names the ticket itself taken out.
func clientView(t *rapid.T, w *suretytest.World, who access.Actor, tw twin) map[string]any {
	seen, err := w.Desk.Read(ctx, who, tw.id)
	if err != nil {
		t.Fatal(err)
	}
	talk, err := w.Desk.Messages(ctx, who, tw.id, ticket.Slice{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	page, err := w.Desk.List(ctx, who, ticket.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var row ticket.Row
	for _, r := range page.Items {
		if r.ID == tw.id {
			row = r
		}
	}
	present, err := w.Desk.Present(ctx, who, tw.id)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := w.Desk.Record(ctx, who, tw.id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, e := range entries {
		if e.Action != access.TicketSee && e.Action != access.TicketRead { // this test's own looks
			acts = append(acts, string(e.Action)+strings.Join(keysOf(e.Params), ","))
		}
	}
	b, err := json.Marshal(map[string]any{"ticket": seen, "talk": talk, "row": row, "present": present, "record": acts, "events": tw.events})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(string(tw.id), "ID", itoa(seen.Number), "0").Replace(string(b))
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func keysOf(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// heard empties the stream into the twins, as far as the actor may hear.
func heard(w *suretytest.World, who access.Actor, stream <-chan live.Event, twins []*twin) {
	for {
		select {
		case e := <-stream:
			if !w.Desk.Hears(who, e) {
				continue
			}
			for _, tw := range twins {
				if e.Ticket.Ticket == tw.id {
					tw.events = append(tw.events, e.Name+strings.ReplaceAll(string(e.Data), string(tw.id), "ID"))
				}
			}
		default:
			return
		}
	}
}

func TestClientsLearnNothingOfNotes(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		org := w.Organisation("Alder")
		client, colleague, agent, helper := w.ClientOf(org), w.ClientOf(org), w.Agent(dep), w.Specialist()
		streaming, stop := context.WithCancel(ctx)
		defer stop()
		stream := w.Live.Subscribe(streaming)
		rounds := 0
		rapid.Check(t, func(t *rapid.T) {
			if rounds++; rounds > 12 { // each round is a whole conversation on a real store
				return
			}
			twins := []*twin{{id: w.Ticket(client, dep).ID}, {}}
			twins[1].id = w.Ticket(client, dep).ID
			subject := "Same"
			for _, tw := range twins {
				mustOK(t, w.Desk.AddMember(ctx, agent, tw.id, helper.Account, "specialist"))
				_, err := w.Desk.Change(ctx, agent, tw.id, ticket.AnyVersion, ticket.Patch{Subject: &subject})
				mustOK(t, err)
			}
			heard(w, client, stream, nil)
			for range rapid.IntRange(1, 8).Draw(t, "steps") {
				w.Clock.Advance(time.Second)
				what, text := rapid.IntRange(0, 5).Draw(t, "what"), rapid.SampledFrom([]string{"yes", "no", "maybe"}).Draw(t, "text")
				for _, tw := range twins {
					openly(t, w, what, text, tw.id, client, agent, helper)
				}
				w.Clock.Advance(time.Second)
				if rapid.Bool().Draw(t, "hidden too") {
					secretly(t, w, rapid.IntRange(0, 5).Draw(t, "secret"), twins[1].id, agent)
				}
				heard(w, client, stream, twins)
			}
			for _, who := range []access.Actor{client, colleague, helper} {
				if a, b := clientView(t, w, who, *twins[0]), clientView(t, w, who, *twins[1]); !reflect.DeepEqual(a, b) {
					t.Fatalf("a note shows:\n%v\n%v", a, b)
				}
			}
		})
	})
}

func mustOK(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openly(t *rapid.T, w *suretytest.World, what int, text string, id access.TicketID, client, agent, helper access.Actor) {
	high, low := ticket.High, ticket.Low
	priority := &high
	if text == "no" {
		priority = &low
	}
	var err error
	switch what {
	case 0, 1:
		_, err = w.Desk.Reply(ctx, client, id, ticket.Reply{Text: text, Anyway: true})
	case 2:
		_, err = w.Desk.Reply(ctx, agent, id, ticket.Reply{Text: text, Anyway: true})
	case 3:
		_, err = w.Desk.Reply(ctx, helper, id, ticket.Reply{Text: text, Anyway: true})
	case 4:
		_, err = w.Desk.Change(ctx, agent, id, ticket.AnyVersion, ticket.Patch{Priority: priority})
	case 5:
		err = w.Desk.MarkRead(ctx, client, id, 2)
	}
	mustOK(t, err)
}

func secretly(t *rapid.T, w *suretytest.World, what int, id access.TicketID, agent access.Actor) {
	var err error
	switch what {
	case 0:
		var m ticket.Message
		if m, err = w.Desk.Reply(ctx, agent, id, ticket.Reply{Kind: ticket.KindNote, Text: "The client is confused", Anyway: true, Files: 1}); err == nil {
			_, err = w.Desk.AddFile(ctx, agent, id, ticket.Upload{Message: m.Seq, Name: "secret.txt", Size: -1, Body: strings.NewReader("x")})
		}
	case 1:
		_, err = w.Desk.Change(ctx, agent, id, ticket.AnyVersion, ticket.Patch{Tags: &[]string{"rude", "t" + itoa(w.Clock.Now().Unix())}})
	case 2:
		err = w.Desk.SaveDraft(ctx, agent, id, ticket.Draft{Text: "Dear", Kind: ticket.KindNote})
	case 3:
		err = w.Desk.Show(ctx, agent, id, live.Viewing, false)
	case 4:
		err = w.Desk.Show(ctx, agent, id, live.Writing, true)
	case 5:
		err = w.Desk.Watch(ctx, agent, id, true)
	}
	mustOK(t, err)
}
