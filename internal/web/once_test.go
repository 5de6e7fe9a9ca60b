package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/suretytest"
)

const keyHeader = "Idempotency-Key"

func (p *place) tickets(who *visitor) int {
	p.T.Helper()
	var page Page[TicketRow]
	who.ask("GET", "/api/v1/tickets?limit=100", nil).json(p.T, &page)
	return len(page.Items)
}

func TestSameKeyHasOneEffect(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p := newPlace(t, w, nil)
		d := p.Department("Support")
		v, other := p.as(p.Client()), p.as(p.Client())
		body := NewTicket{Subject: "Help", Text: "Please", Department: string(d)}
		first := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0001")
		again := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0001")
		if first.StatusCode != 201 || again.StatusCode != 201 || string(first.body) != string(again.body) || again.Header.Get("Idempotent-Replayed") != "true" || again.Header.Get("ETag") != first.Header.Get("ETag") {
			t.Errorf("first %d %s, again %d %s", first.StatusCode, first.body, again.StatusCode, again.body)
		}
		body.Text = "Something else"
		if g := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0001"); g.StatusCode != 409 || g.code() != "idempotency_mismatch" {
			t.Errorf("other body: %d %s", g.StatusCode, g.body)
		}
		if g := other.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0001"); g.StatusCode != 201 {
			t.Errorf("another account's same key: %d %s", g.StatusCode, g.body)
		}
		p.Clock.Advance(keptFor + time.Minute)
		v = p.as(access.Actor{Account: accountOfVisitor(t, v, first)})
		if g := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0001"); g.StatusCode != 201 || g.Header.Get("Idempotent-Replayed") != "" {
			t.Errorf("a day later: %d %s", g.StatusCode, g.body)
		}
		if n := p.tickets(v); n != 2 {
			t.Errorf("%d tickets, want 2", n)
		}
	})
}

func accountOfVisitor(t *testing.T, v *visitor, g got) access.AccountID {
	t.Helper()
	var made Ticket
	g.json(t, &made)
	return access.AccountID(made.Requester.ID)
}

func TestManyAtOnceHaveOneEffect(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p := newPlace(t, w, nil)
		d := p.Department("Support")
		v := p.as(p.Client())
		body := NewTicket{Subject: "Help", Text: "Please", Department: string(d)}
		var all sync.WaitGroup
		answers := make([]got, 20)
		for i := range answers {
			all.Go(func() { answers[i] = v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0002") })
		}
		all.Wait()
		made := 0
		for _, g := range answers {
			switch {
			case g.StatusCode == 201:
				made++
			case g.StatusCode != 409 || g.code() != "in_progress":
				t.Errorf("%d %s", g.StatusCode, g.body)
			}
		}
		if n := p.tickets(v); made == 0 || n != 1 {
			t.Errorf("%d tickets from %d answers, want 1", n, made)
		}
	})
}

// TestLostAnswerIsGivenAgain asks each creating route of the table twice with one key, as an unsure client does whose
// connection broke. A new creating route is asked, too.
func TestLostAnswerIsGivenAgain(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		s := newScene(t, w)
		for i, r := range Routes() {
			if r.Kind != Creates && r.Kind != Uploads {
				continue
			}
			if repeated[r.Method+" "+r.Path] {
				continue
			}
			name := "agent"
			if strings.HasPrefix(r.Path, "/admin") {
				name = "admin"
			} else if r.Action == access.TicketOpen || r.Action == access.RemoteCode || r.Action == access.RemoteRestore || r.Action == access.SecretGive || isRoom(r) || samples[r.Method+" "+r.Path].author {
				name = "requester"
			} else if strings.HasPrefix(r.Path, "/decoys") || strings.HasPrefix(r.Path, "/alerts") {
				name = "security"
			}
			if r.Action == access.SecretOpen {
				name, s.secret = "case specialist", s.newSecret()
			}
			s.visitors[name] = s.as(s.people[name])
			first, again := s.twice(r, name, fmt.Sprintf("key-%04d", i))
			if first.StatusCode != 201 || again.StatusCode != 201 || string(first.body) != string(again.body) || first.Header.Get("ETag") != again.Header.Get("ETag") ||
				first.Header.Get("Idempotent-Replayed") != "" || again.Header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("%s: first %d %s, again %d %s", r.Pattern(), first.StatusCode, first.body, again.StatusCode, again.body)
			}
		}
	})
}

// repeated are the creating routes that only a side of a deal may use: their own stories ask each twice (see ask2).
var repeated = map[string]bool{"POST /deals/{id}/milestones/{milestone}/dispute": true, "POST /disputes/{id}/evidence": true,
	"POST /tickets/{id}/deals": true, "POST /deals/{id}/offers": true, "POST /deals/{id}/questions": true, "POST /deals/{id}/payouts/{payout}/repeat": true,
	"POST /deals/{id}/works": true, "POST /deals/{id}/milestones/{milestone}/card": true, "POST /bank/lines/{id}/proposals": true, "POST /bank/batches": true, "POST /bank/motions": true,
	"POST /deals/{id}/milestones/{milestone}/review": true, "POST /reviews/{id}/reply": true, "POST /reviews/{id}/removals": true}

// ask2 sends a creating request twice with one key: it takes effect once, and its answer is given again.
func (s *story) ask2(v *visitor, path string, body any) got {
	s.T.Helper()
	first := s.fine(v.ask("POST", path, body, keyHeader, "of-"+path), 201)
	again := s.fine(v.ask("POST", path, body, keyHeader, "of-"+path), 201)
	if string(first.body) != string(again.body) || again.Header.Get("Idempotent-Replayed") != "true" {
		s.T.Errorf("%s: first %s, again %s", path, first.body, again.body)
	}
	return first
}

func (s *scene) twice(r Route, name, key string) (first, again got) {
	sm := samples[r.Method+" "+r.Path]
	t, _ := s.ticketFor(r)
	if isRoom(r) {
		t = s.newRoom(t, r)
	}
	body, err := jsonText(sm.body)
	s.must(err)
	body = strings.NewReplacer("{department}", string(s.department), "{account}", string(s.specialist.Account), "{key}", s.key, "{recipient}", recipient(), "{member}", string(s.requester.Account), "{own}", s.own,
		base64.StdEncoding.EncodeToString([]byte("SEALED")), base64.StdEncoding.EncodeToString(sealedSecret()), `"none"`, `"once@decoys.example"`).Replace(body)
	path := Prefix + strings.ReplaceAll(r.Path, "{id}", idFor(r.Path, t, s.victim, s)) + sm.query
	headers := append([]string{keyHeader, key}, sm.headers...)
	return s.visitors[name].ask(r.Method, path, body, headers...), s.visitors[name].ask(r.Method, path, body, headers...)
}

func (p *place) exec(query string, args ...any) {
	p.T.Helper()
	err := p.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		p.T.Fatal(err)
	}
}

func TestRefusedRequestLeavesItsKeyFree(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	body := NewTicket{Subject: "Help", Text: "Please", Department: "none"}
	if g := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0004"); g.StatusCode < 400 {
		t.Fatalf("%d %s", g.StatusCode, g.body)
	}
	body.Department = string(p.Department("Support"))
	if g := v.ask("POST", "/api/v1/tickets", body, keyHeader, "key-0004"); g.StatusCode != 201 {
		t.Errorf("%d %s", g.StatusCode, g.body)
	}
}

func TestLostAnswerGoesWithTheRight(t *testing.T) {
	p := onSQLite(t)
	d := p.Department("Support")
	agent := p.Agent(d)
	made := p.Ticket(p.Client(), d)
	v := p.as(agent)
	path := fmt.Sprintf("/api/v1/tickets/%s/messages", made.ID)
	body := NewMessage{Text: "CANARY-4711", Kind: "note", Seen: 1}
	if g := v.ask("POST", path, body, keyHeader, "key-0005"); g.StatusCode != 201 {
		t.Fatalf("%d %s", g.StatusCode, g.body)
	}
	if again := v.ask("POST", path, body, keyHeader, "key-0005"); again.StatusCode != 201 || !contains(again.body, "CANARY-4711") {
		t.Fatalf("before: %d %s", again.StatusCode, again.body)
	}
	none := map[access.DepartmentID]access.Post{}
	if _, err := p.Accounts.ChangeRights(context.Background(), p.Admin, agent.Account, 1, account.RightsChange{Posts: &none, Roles: &[]access.Role{access.Manager}}); err != nil {
		t.Fatal(err)
	}
	if g := v.ask("POST", path, body, keyHeader, "key-0005"); g.StatusCode != http.StatusNotFound || contains(g.body, "CANARY-4711") {
		t.Errorf("after losing the post: %d %s", g.StatusCode, g.body)
	}
}

func TestTokensAreNeverKept(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	body := NewToken{Label: "script", Scopes: []string{access.ScopeTicketsRead}, ExpiresInDays: 1}
	g := v.ask("POST", "/api/v1/me/tokens", body, keyHeader, "key-0006")
	var made TokenMade
	g.json(t, &made)
	if g.StatusCode != 201 || made.Secret == "" {
		t.Fatalf("%d %s", g.StatusCode, g.body)
	}
	if g := v.ask("POST", "/api/v1/me/tokens", body, keyHeader, "key-0006"); g.code() != "conflict" || contains(g.body, made.Secret) {
		t.Errorf("again: %d %s", g.StatusCode, g.body)
	}
	machine := &visitor{place: p, bearer: made.Secret, http: p.client()}
	if g := machine.ask("GET", "/api/v1/tickets", nil); g.StatusCode != 200 {
		t.Errorf("with the scope: %d %s", g.StatusCode, g.body)
	}
	if g := machine.ask("GET", "/api/v1/me/sessions", nil); g.StatusCode != 403 {
		t.Errorf("without: %d %s", g.StatusCode, g.body)
	}
}

func contains(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }

// What recurs must begin by serving: nothing else asks for it.
func TestServingBeginsWhatRecurs(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p := newPlace(t, w, nil)
		for range 2 {
			if err := p.server.Prepare(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		counts, err := w.Jobs.Stats(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		waiting := map[string]int64{}
		for _, c := range counts {
			waiting[c.Kind] = c.Waiting
		}
		if waiting["account.tidy"] != 1 || waiting["web.tidy"] != 1 || waiting["blob.tidy"] != 1 {
			t.Errorf("waiting %v, want each tidying once", waiting)
		}
	})
}
