package web

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/honey"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// newDecoy lays one in the scene's department.
func (s *scene) newDecoy() honey.ID {
	s.T.Helper()
	s.decoys++
	p := honey.Texts()[0]
	officer := s.people["security"]
	officer.SteppedUp = true
	id, err := s.server.Honey.Make(context.Background(), officer, honey.Bait{Department: s.department, Language: "en", Name: p.Name, Email: fmt.Sprintf("decoy%d@decoys.example", s.decoys),
		Subject: fmt.Sprint(p.Subject, " ", s.decoys), Text: p.Text, Last: p.Last, FileName: p.FileName, FileText: p.FileText, Days: 3})
	s.must(err)
	return id
}

// caseOf finds the newest decoy as an agent does: in the list, where nothing tells it but the subject that this test knows.
func (s *scene) caseOf() access.TicketID {
	s.T.Helper()
	page, err := s.Desk.List(context.Background(), s.people["agent"], ticket.Query{View: "closed", Limit: 100})
	s.must(err)
	i := slices.IndexFunc(page.Items, func(r ticket.Row) bool { return strings.HasSuffix(r.Subject, fmt.Sprint(" ", s.decoys)) })
	return page.Items[i].ID
}

// newAlert is a fresh decoy, and the alert of an agent who opened it.
func (s *scene) newAlert() (decoy, alert string) {
	s.T.Helper()
	id := s.newDecoy()
	_, err := s.Desk.Read(context.Background(), s.people["agent"], s.caseOf())
	s.must(err)
	page, err := s.server.Honey.Alerts(context.Background(), s.people["security"], "", 1)
	s.must(err)
	return string(id), string(page.Items[0].ID)
}

// TestADecoyAnswersAsAnyOtherCase: what a person with any right to closed cases of the department is answered about a decoy has the shape
// of what they are answered about a real one that its client closed; and to everybody else both are absent alike.
func TestADecoyAnswersAsAnyOtherCase(t *testing.T) {
	s := newScene(t, suretytest.New(t, db.SQLite))
	ctx := context.Background()
	p := honey.Texts()[0]
	client := s.Client()
	real, err := s.Desk.Open(ctx, client, ticket.Request{Subject: "Real", Text: p.Text, Department: s.department, Files: 1})
	s.must(err)
	_, err = s.Desk.AddFile(ctx, client, real.ID, ticket.Upload{Message: 1, Name: "b.txt", Size: int64(len(p.FileText)), Body: strings.NewReader(p.FileText)})
	s.must(err)
	_, err = s.Desk.Reply(ctx, client, real.ID, ticket.Reply{Text: p.Last, Anyway: true})
	s.must(err)
	_, err = s.Desk.Change(ctx, client, real.ID, real.Version, ticket.Patch{Status: new(ticket.StatusClosed)})
	s.must(err)
	s.newDecoy()
	decoy := s.caseOf()
	asked := 0
	for _, r := range Routes() {
		if r.Kind != Reads || !strings.HasPrefix(r.Path, "/tickets/{id}") || strings.Contains(strings.TrimPrefix(r.Path, "/tickets/{id}"), "{") {
			continue
		}
		asked++
		for _, name := range slices.Sorted(maps.Keys(s.visitors)) {
			of := func(id access.TicketID) (int, string) {
				resp := s.visitors[name].ask(r.Method, strings.Replace(Prefix+r.Path, "{id}", string(id), 1)+samples[r.Method+" "+r.Path].query, nil)
				var v any
				if json.Unmarshal(resp.body, &v) != nil {
					return resp.StatusCode, "no JSON"
				}
				return resp.StatusCode, shape(ofClient(v))
			}
			status, want := of(real.ID)
			if got, is := of(decoy); got != status || is != want {
				t.Errorf("%s as %s: %d %s of a decoy, %d %s of another", r.Pattern(), name, got, is, status, want)
			}
		}
	}
	if asked < 8 {
		t.Errorf("only %d routes were asked", asked)
	}
}

// ofClient leaves out of a ticket's record who looked at it: which is this test, a different number of times.
func ofClient(v any) any {
	page, _ := v.(map[string]any)
	items, _ := page["items"].([]any)
	if len(items) == 0 {
		return v
	}
	if first, _ := items[0].(map[string]any); first["leaf"] == nil {
		return v
	}
	var left []any
	for _, one := range items {
		entry := one.(map[string]any)
		if what := entry["params"].(map[string]any)["what"]; what == nil && entry["tickets"] == nil {
			left = append(left, map[string]any{fmt.Sprint(entry["action"]): entry})
		}
	}
	return left
}

// shape is what a value consists of, without what it says.
func shape(v any) string {
	switch x := v.(type) {
	case map[string]any:
		parts := []string{}
		for _, k := range slices.Sorted(maps.Keys(x)) {
			parts = append(parts, k+":"+shape(x[k]))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case []any:
		parts := []string{}
		for _, one := range x {
			parts = append(parts, shape(one))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return fmt.Sprintf("%T", v)
}
