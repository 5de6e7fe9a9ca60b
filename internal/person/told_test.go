package person

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/complaint"
	"surety/internal/ticket"
)

// toldOf are the entries of others in a copy of the person's, made now, and the whole file.
func (w *world) toldOf(who access.Actor) (all []told, text string) {
	w.t.Helper()
	id, err := w.AskCopy(ctx, who, who.Account, "")
	w.must(err)
	w.must(w.World.Jobs.Drain(ctx))
	files := w.unpack(w.FetchCopy(ctx, who, id))
	var record struct {
		Tables struct {
			Others []told `json:"audit_entry_of_others"`
		} `json:"tables"`
	}
	w.must(json.Unmarshal([]byte(files["record.json"]), &record))
	for name, one := range files {
		text += name + "\n" + one
	}
	return record.Tables.Others, text
}

func of(all []told, act access.Action) (some []told) {
	for _, one := range all {
		if one.Action == act {
			some = append(some, one)
		}
	}
	return some
}

// TestACopyTellsWhatOthersEnteredAboutThePerson: what was done to their account, who opened their case; nothing of notes, of somebody else,
// and no address.
func TestACopyTellsWhatOthersEnteredAboutThePerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.World.Admin
		admin.SteppedUp = true
		for _, who := range []access.Actor{w.client, w.other} {
			w.must(w.World.Accounts.Disable(ctx, admin, who.Account))
			w.must(w.World.Accounts.Enable(ctx, admin, who.Account))
		}
		theirs := w.asked(w.other)
		_, err := w.Desk.Read(ctx, w.agent, w.ticket)
		w.must(err)
		_, err = w.Desk.Messages(ctx, w.agent, w.ticket, ticket.Slice{})
		w.must(err)
		_, err = w.Desk.List(ctx, w.agent, ticket.Query{})
		w.must(err)
		_, err = w.AskErasure(ctx, w.officer, w.client.Account, "letter")
		w.must(err)
		all, text := w.toldOf(w.client)
		changed := of(all, access.AccountChange)
		if len(changed) != 2 || changed[0].By != byAdmin || changed[0].Name != "" || changed[0].Facts["state"] != string(account.Disabled) || changed[0].At.IsZero() {
			t.Errorf("account: %+v", changed)
		}
		if read := of(all, access.TicketRead); len(read) == 0 || read[0].By != bySide || read[0].Name == "" || read[0].Case != w.ticket {
			t.Errorf("read: %+v", read)
		}
		if asked := of(all, access.PersonErase); len(asked) != 1 || asked[0].By != byOfficer || asked[0].Facts["reason"] != "letter" {
			t.Errorf("erasure: %+v", asked)
		}
		seen := map[int64]bool{}
		for _, one := range all {
			if seen[one.N] || slices.Contains([]access.Action{access.TicketNote, access.TicketReadNote, access.TicketSee, access.RecordRead}, one.Action) {
				t.Errorf("told twice, or not for them: %+v", one)
			}
			seen[one.N] = true
		}
		for _, secret := range []string{"192.0.2.7", string(theirs), string(w.other.Account), string(admin.Account), string(w.officer.Account)} {
			if strings.Contains(text[strings.Index(text, "audit_entry_of_others"):], secret) {
				t.Errorf("the copy holds %q", secret)
			}
		}
		copies, err := w.Copies(ctx, w.client, w.client.Account)
		w.must(err)
		if !slices.ContainsFunc(copies[0].Left, func(l Left) bool { return l.Kind == Record && l.Why == LeftElsewhere && l.Count > 0 }) {
			t.Errorf("lists are not counted: %+v", copies[0].Left)
		}
	})
}

// TestNobodyLearnsFromTheirDataThatTheyAreAccused, before the complaint was sifted: not from a copy, not from what would be kept.
func TestNobodyLearnsFromTheirDataThatTheyAreAccused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, err := w.Complaints.File(ctx, w.client, complaint.Filing{Ticket: w.ticket, Kind: complaint.Kinds[0], Accused: w.agent.Account, Text: "They told my neighbour " + canary})
		w.must(err)
		w.must(w.Complaints.Take(ctx, w.officer, id))
		all, text := w.toldOf(w.agent)
		v, err := w.See(ctx, w.agent, w.agent.Account)
		w.must(err)
		if strings.Contains(text, string(id)) || len(of(all, access.ComplaintFile)) > 0 || runs(v.Kept) {
			t.Errorf("the accused is warned: %+v, kept %+v", all, v.Kept)
		}
		if v, err := w.See(ctx, w.officer, w.agent.Account); err != nil || !runs(v.Kept) {
			t.Errorf("who decides does not see what obliges: %+v, %v", v.Kept, err)
		}
		if kept, _, err := w.obliged(ctx, w.agent.Account, everyAccused); err != nil || !runs(kept) {
			t.Errorf("an erasure would not wait for the complaint: %+v, %v", kept, err)
		}
		w.must(w.Complaints.Sift(ctx, w.officer, id, complaint.Sifting{Accused: w.agent.Account}))
		all, text = w.toldOf(w.agent)
		if sifted := of(all, access.ComplaintSift); len(sifted) != 1 || sifted[0].By != byOfficer || sifted[0].Name != "" || !strings.Contains(text, string(id)) {
			t.Errorf("sifted: %+v", sifted)
		}
		if v, err := w.See(ctx, w.agent, w.agent.Account); err != nil || !runs(v.Kept) {
			t.Errorf("the accused does not see what obliges: %+v, %v", v.Kept, err)
		}
		all, _ = w.toldOf(w.client)
		if len(of(all, access.ComplaintTake)) != 1 || len(of(all, access.ComplaintTrace)) > 0 {
			t.Errorf("who filed it: %+v", all)
		}
	})
}

// TestEveryActionIsClassed: of each it is decided whom its entries tell of, and decoys and searches of the record are told to nobody.
func TestEveryActionIsClassed(t *testing.T) {
	declared := regexp.MustCompile(`\baccess\.Action\s*=\s*"([a-z_.]+)"|^\s*\w+\s+Action\s*=\s*"([a-z_.]+)"`)
	known := access.Actions()
	err := filepath.WalkDir("..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			for _, found := range declared.FindAllStringSubmatch(line, -1) {
				known = append(known, access.Action(found[1]+found[2]))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, act := range known {
		m, ok := matters[act]
		switch {
		case !ok:
			t.Errorf("%s: say in matters whom its entries tell of", act)
		case (m.about == ofNamed) && m.at == "", (m.at == "") != (m.by == ""), m.at == "" && m.facts != "":
			t.Errorf("%s: %+v", act, m)
		case (strings.HasPrefix(string(act), "honey.") || act == access.RecordRead || act == access.ComplaintTrace || act == access.ComplaintRaise) && (m.about != untold || m.at != ""):
			t.Errorf("%s would warn who is looked into", act)
		}
	}
	if len(matters) != len(known) {
		t.Errorf("%d classed, %d known", len(matters), len(known))
	}
}

// TestOnlyACopyNames: nobody else walks the record by what it names.
func TestOnlyACopyNames(t *testing.T) {
	w := newWorld(t, "sqlite")
	g, err := access.Check(w.officer, access.RecordRead, access.Thing{Kind: "record"})
	w.must(err)
	for _, g := range []access.Grant{g, {}} {
		if err := w.World.Log.Naming(context.Background(), g, access.AccountChange, []string{string(w.client.Account)}, func(audit.Entry) error { return nil }); err == nil {
			t.Error("it was walked")
		}
	}
}
