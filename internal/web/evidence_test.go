package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/evidence"
	"surety/internal/ticket"
)

// packOf takes the pack of the story out, as the client.
func (s *story) packOf() []byte {
	s.T.Helper()
	g := s.fine(s.client.ask("GET", "/api/v1/tickets/"+string(s.ticket)+"/evidence", nil), 200)
	if g.Header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(g.Header.Get("Content-Disposition"), "attachment") {
		s.T.Errorf("headers: %v", g.Header)
	}
	return g.body
}

func (s *story) verify(pack []byte, key string) evidence.Report {
	s.T.Helper()
	r, err := evidence.Verify(bytes.NewReader(pack), int64(len(pack)), evidence.Pinned{Key: key}, s.Clock.Now())
	if err != nil {
		s.T.Fatal(err)
	}
	return r
}

func TestAnEvidencePackHoldsWithoutTheServer(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.signed(1)
		m := s.funded(id, 0)
		s.upload(id, m, "the script")
		s.do(s.specialist, id, "/milestones/"+m+"/submit", HandIn{"It is done.", []string{}})
		pack := s.packOf()
		r := s.verify(pack, s.Key)
		if !r.Sound() || r.Papers != 2 || r.Lines != 2 || r.KeyFromPack {
			t.Fatalf("%+v", r)
		}
		if own := s.verify(pack, ""); !own.KeyFromPack || !own.Sound() {
			t.Errorf("by its own key: %+v", own)
		}
		_, foreign, err := audit.NewKey("other.example/record")
		if err != nil {
			t.Fatal(err)
		}
		if other := s.verify(pack, foreign); other.Sound() {
			t.Error("a key of somebody else vouches for it")
		}
		if text := unzipped(t, pack, "messages.json"); !strings.Contains(text, "Please help.") {
			t.Errorf("what was said: %s", text)
		}
		if s.DB.Engine() == db.SQLite { // the same bytes to check, whatever they came from
			s.tampered(pack)
		}
	})
}

// tampered changes one byte of each file in turn, drops each, and adds one: nothing goes unnoticed.
func (s *story) tampered(pack []byte) {
	s.T.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		s.T.Fatal(err)
	}
	for _, f := range z.File {
		for what, change := range map[string]func([]byte) []byte{"changed": func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, "dropped": func([]byte) []byte { return nil }} {
			attacked := rewritten(s.T, z, f.Name, change)
			if r, err := evidence.Verify(bytes.NewReader(attacked), int64(len(attacked)), evidence.Pinned{Key: s.Key}, s.Clock.Now()); err == nil && r.Sound() {
				s.T.Errorf("%s, %s, is not noticed", f.Name, what)
			}
		}
	}
	added := rewritten(s.T, z, "", nil)
	if r := s.verify(added, s.Key); r.Sound() {
		s.T.Error("a file that was added is not noticed")
	}
}

// rewritten is the pack with one file changed; without a name with one more.
func rewritten(t testing.TB, z *zip.Reader, name string, change func([]byte) []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, b []byte) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			if b = change(b); b == nil {
				continue
			}
		}
		put(f.Name, b)
	}
	if name == "" {
		put("files/more.txt", []byte("more"))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unzipped(t testing.TB, pack []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestThirdPersonsAreDigestsInAPack: whoever is neither a side nor staff is nowhere in a pack, by name, words or id, in any file.
func TestThirdPersonsAreDigestsInAPack(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		home, d := s.Organisation("Bakery"), s.Department("Other")
		requester, colleague := s.ClientOf(home), s.Person(account.NewPerson{Name: "Nora Bystander", Roles: []access.Role{access.Client}, Organisation: home})
		stranger := s.ClientOf(s.Organisation("Quarry Rival"))
		x := s.Ticket(requester, d)
		if _, err := s.Desk.Reply(t.Context(), colleague, x.ID, ticket.Reply{Kind: ticket.KindMessage, Text: "said in passing", Seen: 1}); err != nil {
			t.Fatal(err)
		}
		s.refused(s.as(stranger).ask("GET", "/api/v1/tickets/"+string(x.ID), nil), 404, "absent")
		s.client, s.ticket = s.as(requester), x.ID
		pack := s.packOf()
		if text := unzipped(t, pack, "messages.json"); strings.Count(text, "sha256:") != 2 {
			t.Errorf("a third person: %s", text)
		}
		z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			text := f.Name + unzipped(t, pack, f.Name)
			for _, name := range []string{"Nora", "said in passing", string(colleague.Account), "Quarry", string(stranger.Account), string(stranger.Organisation)} {
				if strings.Contains(text, name) {
					t.Errorf("%q stands in %s", name, f.Name)
				}
			}
		}
		if r := s.verify(pack, s.Key); !r.Sound() || r.Receipts == 0 {
			t.Errorf("%+v", r)
		}
		if again := unzipped(t, s.packOf(), "messages.json"); again != unzipped(t, pack, "messages.json") {
			t.Error("digests differ from pack to pack: nobody could hold words to them")
		}
	})
}

// TestAPackHoldsTheDisputeFile as both sides read it: words, decisions with reasons, exhibits by their digests; no sealed offer.
func TestAPackHoldsTheDisputeFile(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, d := s.disputed()
		me := string(d.ID)
		s.move(s.specialist, "POST", ofDispute(me, "/answer"), Words{"It does."})
		s.exhibits(me)
		s.move(s.client, "PUT", ofDispute(me, "/offer"), Release{4_321})
		name := "deals/" + id + "/disputes/" + me + "/dispute.json"
		pack := s.packOf()
		text := unzipped(t, pack, name)
		for _, want := range []string{"Nothing works.", "It does.", `"by": "client"`, `"kind": "contract"`, `"by": "both"`} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not in the file", want)
			}
		}
		if strings.Contains(text, "4321") {
			t.Errorf("a sealed offer is in the pack: %s", text)
		}
		if r := s.verify(pack, s.Key); !r.Sound() {
			t.Errorf("%v", r.Bad)
		}
		s.move(s.specialist, "PUT", ofDispute(me, "/offer"), Release{4_321})
		if text := unzipped(t, s.packOf(), name); !strings.Contains(text, `"outcome": "crossed"`) {
			t.Errorf("decided: %s", text)
		}
	})
}

// TestAPackHoldsAwardAndAppeal with all reasons, for both sides, and tells when a word of them was changed. What a second arbiter has
// not agreed to yet is in nobody's pack.
func TestAPackHoldsAwardAndAppeal(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, d := s.disputed()
		me := string(d.ID)
		name := "deals/" + id + "/disputes/" + me + "/dispute.json"
		second := s.ruled(me)
		if text := unzipped(t, s.packOf(), name); !strings.Contains(text, "Half is done.") || strings.Contains(text, "Most is done.") {
			t.Errorf("before a second arbiter agreed: %s", text)
		}
		s.move(second, "POST", ofDispute(me, "/take"), Empty{})
		s.fine(second.ask("POST", ofDispute(me, "/confirm"), Release{6_000}), 204)
		s.appealed(id, me)
		for _, side := range []*visitor{s.client, s.specialist} {
			s.client = side
			pack := s.packOf()
			s.judgedPack(pack, name)
			z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
			if err != nil {
				t.Fatal(err)
			}
			forged := rewritten(t, z, name, func(b []byte) []byte { return bytes.Replace(b, []byte("less is done"), []byte("more is done"), 1) })
			if r := s.verify(forged, s.Key); r.Sound() {
				t.Error("other reasons pass for those of the decision")
			}
		}
	})
}

// ruled has the offers' time end, and a first arbiter propose and award. It returns a second arbiter.
func (s *story) ruled(me string) (second *visitor) {
	s.T.Helper()
	s.move(s.specialist, "POST", ofDispute(me, "/answer"), Words{"It does."})
	s.Clock.Advance(6 * 24 * time.Hour)
	s.drain()
	s.client, s.specialist, s.banker = s.steppedUp("client"), s.steppedUp("specialist"), s.steppedUp("banker")
	_, first := s.arbiter()
	_, second = s.arbiter()
	s.move(first, "POST", ofDispute(me, "/take"), Empty{})
	s.move(first, "POST", ofDispute(me, "/propose"), Ruling{5_000, "Half is done."})
	s.fine(first.ask("POST", ofDispute(me, "/award"), Ruling{6_000, "Most is done."}), 204)
	return second
}

// judgedPack holds offline, and tells each step of the judgement with who said it, why, and how much.
func (s *story) judgedPack(pack []byte, name string) {
	s.T.Helper()
	if r := s.verify(pack, s.Key); !r.Sound() || r.Papers != 2 || r.Lines == 0 || r.Receipts == 0 {
		s.T.Errorf("%+v", r)
	}
	var d struct {
		State, Outcome, Appellant string
		ReleaseMinor              int64
		Arbiters                  []string
		Award                     struct{ ReleaseMinor int64 }
		Words                     []struct {
			Kind, By, Text string
			AmountMinor    int64
		}
	}
	if err := json.Unmarshal([]byte(unzipped(s.T, pack, name)), &d); err != nil {
		s.T.Fatal(err)
	}
	if d.State != "closed" || d.Outcome != "appealed" || d.Appellant != "client" || d.ReleaseMinor != 2_000 || len(d.Arbiters) != 3 {
		s.T.Errorf("the outcome: %+v", d)
	}
	var told []string
	for _, w := range d.Words {
		told = append(told, fmt.Sprint(w.Kind, "|", w.By, "|", w.AmountMinor, "|", w.Text))
	}
	want := []string{"statement|client|0|Nothing works.", "reply|specialist|0|It does.", "proposal|arbiter|5000|Half is done.", "award|arbiter|6000|Most is done.",
		"appeal|client|0|The file was not read.", "decision|arbiter|2000|It was, and less is done."}
	if !slices.Equal(told, want) {
		s.T.Errorf("what was said:\n%s", strings.Join(told, "\n"))
	}
}

// TestQuestionsNameTheirPaper, in the pack too: both papers have clauses of the same name.
func TestQuestionsNameTheirPaper(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.offered(1)
		for _, paper := range []PaperKind{"contract", "nda"} {
			s.do(s.client, id, "/questions", NewQuestion{paper, "data", "About the " + string(paper) + "?"})
		}
		text := unzipped(t, s.packOf(), "deals/"+id+"/deal.json")
		for _, paper := range []string{"contract", "nda"} {
			if !regexp.MustCompile(`"paper": "` + paper + `",\s+"clause": "data",\s+"version": 1,\s+"by": "client",\s+"text": "About the ` + paper).MatchString(text) {
				t.Errorf("the question about the %s is not told", paper)
			}
		}
	})
}

func TestWhoMayTakeAPackOut(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/api/v1/tickets/" + string(s.ticket) + "/evidence"
		s.refused(s.banker.ask("GET", path, nil), 404, "absent")
		s.refused(s.as(s.Admin).ask("GET", path, nil), 404, "absent")
		var made struct{ Token string }
		s.fine(s.client.ask("POST", "/api/v1/me/tokens", NewToken{"pack", []string{access.ScopeEvidence}, 1}), 201).json(t, &made)
		program := s.anonymous()
		program.bearer = made.Token
		s.fine(program.ask("GET", path, nil), 200)
		s.refused(program.ask("GET", "/api/v1/tickets/"+string(s.ticket), nil), 403, "denied")
		s.Clock.Advance(3600e9)
		s.refused(s.client.ask("GET", path, nil), 403, "step_up_needed")
	})
}
