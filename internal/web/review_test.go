package web

import (
	"testing"

	"surety/internal/access"
	"surety/internal/account"
)

// over is a milestone that was approved, of which both sides may speak.
func (s *story) over() (path string) {
	s.T.Helper()
	id := s.signed(1)
	m := s.funded(id, 0)
	s.refused(s.client.ask("GET", at(id, "/milestones/"+m+"/review"), nil), 404, "absent")
	s.do(s.specialist, id, "/milestones/"+m+"/submit", HandIn{"Done.", []string{}})
	s.do(s.client, id, "/milestones/"+m+"/approve", Empty{})
	s.drain()
	return at(id, "/milestones/"+m+"/review")
}

func TestAReviewIsSealedUntilBothHaveSpoken(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := s.over()
		public := "/api/v1/people/" + string(s.people["specialist"].Account) + "/reviews"
		before := s.fine(s.specialist.ask("GET", path, nil), 200)
		var mine, theirs ReviewPair
		s.refused(s.client.ask("POST", path, NewReview{[4]int{5, 5, 0, 5}, "Fine."}), 422, "invalid")
		s.fine(s.client.ask("POST", path, NewReview{[4]int{5, 4, 3, 5}, "Quick and kind."}), 201).json(t, &mine)
		if mine.Mine == nil || mine.May || mine.Axes[0] != "quality" {
			t.Fatalf("mine: %+v", mine)
		}
		if after := s.specialist.ask("GET", path, nil); string(after.body) != string(before.body) {
			t.Errorf("a sealed review shows:\n%s\n%s", before.body, after.body)
		}
		own := "/api/v1/reviews/" + string(mine.Mine.ID)
		s.refused(s.specialist.ask("GET", own, nil), 404, "absent")
		s.refused(s.specialist.ask("POST", own+"/reply", ReviewReply{"Thanks."}), 404, "absent")
		s.counts(public, 0)
		s.refused(s.client.ask("POST", path, NewReview{[4]int{1, 1, 1, 1}, "No."}), 409, "review_given")
		s.refused(s.as(s.Client()).ask("GET", path, nil), 404, "absent")
		s.fine(s.specialist.ask("POST", path, NewReview{[4]int{5, 5, 5, 5}, "Clear."}), 201).json(t, &theirs)
		if theirs.Other == nil || theirs.Other.Text != "Quick and kind." || theirs.PublishedAt == nil {
			t.Errorf("both: %+v", theirs)
		}
		s.counts(public, 1)
		s.refused(s.client.ask("POST", own+"/reply", ReviewReply{"I said it."}), 403, "denied")
		s.fine(s.specialist.ask("POST", own+"/reply", ReviewReply{"Thanks."}), 201)
		s.refused(s.specialist.ask("POST", own+"/reply", ReviewReply{"Again."}), 409, "review_answered")
		s.removed(own, public)
	})
}

func (s *story) counts(public string, want int) {
	s.T.Helper()
	var p Page[Review]
	s.fine(s.as(s.Client()).ask("GET", public, nil), 200).json(s.T, &p)
	if len(p.Items) != want {
		s.T.Errorf("%d reviews are public, want %d", len(p.Items), want)
	}
}

// removed goes by two people's word; a tombstone stays.
func (s *story) removed(review, public string) {
	s.T.Helper()
	one, two := s.as(s.Person(account.NewPerson{Roles: []access.Role{access.Security}})), s.as(s.Person(account.NewPerson{Roles: []access.Role{access.Security}}))
	s.refused(s.specialist.ask("POST", review+"/removals", NewRemoval{"insult"}), 403, "denied")
	s.refused(one.ask("POST", review+"/removals", NewRemoval{"unkind"}), 422, "invalid")
	var m Removal
	s.fine(one.ask("POST", review+"/removals", NewRemoval{"insult"}), 201).json(s.T, &m)
	approve := "/api/v1/review-removals/" + m.ID + "/approve"
	s.refused(one.ask("POST", approve, nil), 403, "same_person")
	var open []Removal
	s.fine(two.ask("GET", "/api/v1/review-removals", nil), 200).json(s.T, &open)
	if len(open) != 1 || open[0].Mine || open[0].Proposer.Name == "" {
		s.T.Errorf("open: %+v", open)
	}
	s.fine(two.ask("POST", approve, nil), 204)
	s.refused(two.ask("POST", approve, nil), 409, "review_state")
	var p Page[Review]
	s.fine(s.client.ask("GET", public, nil), 200).json(s.T, &p)
	if len(p.Items) != 1 || p.Items[0].Text != "" || p.Items[0].Reason != "insult" {
		s.T.Errorf("the tombstone: %+v", p)
	}
}

func TestSpecialistsAreFoundByWhatTheySayOfThemselves(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		mine := "/api/v1/me/profile"
		g := s.fine(s.specialist.ask("GET", mine, nil), 200)
		about := AboutMe{Skills: []string{"Networks"}, Languages: []string{"en"}, Listed: true}
		s.refused(s.specialist.ask("PUT", mine, about), 428, "version_needed")
		s.fine(s.specialist.ask("PUT", mine, about, "If-Match", g.Header.Get("ETag")), 200)
		s.refused(s.specialist.ask("PUT", mine, about, "If-Match", g.Header.Get("ETag")), 412, "version_stale")
		s.refused(s.client.ask("PUT", mine, about, "If-Match", `"0"`), 403, "denied")
		s.refused(s.client.ask("GET", mine, nil), 404, "absent")
		for query, want := range map[string]int{"": 1, "?skill=networks": 1, "?skill=fonts": 0, "?language=en": 1, "?language=fa": 0} {
			var p Page[SpecialistProfile]
			s.fine(s.client.ask("GET", "/api/v1/specialists"+query, nil), 200).json(t, &p)
			if len(p.Items) != want {
				t.Errorf("%q finds %d, want %d", query, len(p.Items), want)
			}
		}
		s.fine(s.client.ask("GET", "/api/v1/specialists/"+string(s.people["specialist"].Account), nil), 200)
		s.refused(s.client.ask("GET", "/api/v1/specialists/"+string(s.people["banker"].Account), nil), 404, "absent")
	})
}
