package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

// cleared is a complaint of the client's about the specialist that a security officer found to be unfounded.
func (s *story) cleared() (path string) {
	s.T.Helper()
	send := func(v *visitor, rest string, body any) Complaint {
		s.T.Helper()
		var c Complaint
		if err := json.Unmarshal(s.fine(v.ask("POST", "/api/v1"+rest, body), 200).body, &c); err != nil {
			s.T.Fatal(err)
		}
		return c
	}
	s.people["officer"] = s.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	officer := s.steppedUp("officer")
	var c Complaint
	if err := json.Unmarshal(s.fine(s.client.ask("POST", "/api/v1/tickets/"+string(s.ticket)+"/complaints",
		NewComplaint{Kind: "disclosed", Accused: string(s.people["specialist"].Account), Text: "My <list> was sold."}), 201).body, &c); err != nil {
		s.T.Fatal(err)
	}
	path = "/complaints/" + c.ID
	s.refused(s.client.ask("GET", "/api/v1"+path+"/evidence", nil), 409, "complaint_state")
	send(officer, path+"/take", Empty{})
	send(officer, path+"/sift", ComplaintSifting{Accused: string(s.people["specialist"].Account), Personal: true, Laws: []string{"gdpr_33"}})
	send(s.specialist, path+"/answer", Words{"I did not."})
	send(officer, path+"/decide", ComplaintDecision{Outcome: "unfounded", Text: "Nothing was sold.", Remedies: []ComplaintRemedy{}})
	s.refused(officer.ask("GET", "/api/v1"+path+"/evidence", nil), 403, "denied")
	return "/api/v1" + path + "/evidence"
}

func TestAnUnfoundedComplaintIsAnsweredWithAPackThatVerifies(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.signed(1)
		s.read(s.specialist, id)
		s.read(s.client, id)
		path := s.cleared()
		pack := s.fine(s.client.ask("GET", path, nil), 200).body
		r := s.verify(pack, s.Key)
		if !r.Sound() || r.Outcome != "unfounded" || r.Openings < 2 || r.Receipts < r.Openings+5 || len(r.Proved) != 3 {
			t.Fatalf("%+v", r)
		}
		said := unzipped(t, pack, "answer.html")
		for _, want := range []string{"Unfounded: confidence was not broken", "My &lt;list&gt; was sold.", "Nothing was sold.", "Article 33(1)", "Deal read"} {
			if !strings.Contains(said, want) {
				t.Errorf("the answer does not say %q", want)
			}
		}
		if s.DB.Engine() == db.SQLite { // a pack is a pack
			s.tampered(pack)
			s.forged(pack)
		}
		own := s.fine(s.specialist.ask("GET", path, nil), 200).body
		if r2 := s.verify(own, s.Key); !r2.Sound() || r2.Openings == 0 || r2.Openings >= r.Openings {
			t.Errorf("the accused's: %+v", r2)
		}
		if strings.Contains(unzipped(t, own, "complaint.json"), "gdpr_33") || strings.Contains(unzipped(t, own, "complaint.json"), `"by": "client",
   "action": "deal.read"`) {
			t.Error("the accused reads of others' openings, or of notices")
		}
	})
}

// forged tells of another outcome, signed by the key of the record itself: the receipts speak against it.
func (s *story) forged(pack []byte) {
	s.T.Helper()
	was := unzipped(s.T, pack, "complaint.json")
	now := strings.Replace(was, `"outcome": "unfounded"`, `"outcome": "confirmed"`, 1)
	digest := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	list := strings.Replace(unzipped(s.T, pack, "manifest.json"), digest(was), digest(now), 1)
	signed, err := note.Sign(&note.Note{Text: "surety evidence 2\n" + digest(list) + "\n"}, s.Log.Signer)
	if err != nil || len(was) != len(now) || was == now {
		s.T.Fatal(err)
	}
	for name, text := range map[string]string{"complaint.json": now, "manifest.json": list, "manifest.sig": string(signed)} {
		z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
		if err != nil {
			s.T.Fatal(err)
		}
		pack = rewritten(s.T, z, name, func([]byte) []byte { return []byte(text) })
	}
	if r := s.verify(pack, s.Key); len(r.Bad) != 1 || !strings.Contains(r.Bad[0], "decided so") {
		s.T.Errorf("a forged outcome: %+v", r)
	}
}
