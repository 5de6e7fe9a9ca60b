package demo

import (
	"context"
	"testing"

	"surety/internal/db"
	"surety/internal/remote"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// TestScriptsMakeSense holds the texts to the world: who speaks exists, and speaks where they may.
func TestScriptsMakeSense(t *testing.T) {
	scripts, err := read()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]role{}
	for _, s := range scripts {
		for _, r := range s.People {
			if _, twice := known[r.Key]; twice {
				t.Errorf("%s is there twice", r.Key)
			}
			known[r.Key] = r
		}
	}
	total := 0
	for l, s := range scripts {
		total += len(s.Tickets)
		for _, x := range s.Tickets {
			for _, line := range x.Talk {
				r, ok := known[line.Who]
				_, staff := r.Posts[x.Department]
				if !ok || line.Text == "" || line.Note && !staff || !staff && line.Who != x.By && line.Who != x.Specialist {
					t.Errorf("%s, %q: %q may not say this", l, x.Subject, line.Who)
				}
			}
		}
	}
	for l, s := range scripts {
		has := map[string]bool{"lost": known[s.Lost].Email != "", "decoys": len(s.Decoys) > 0}
		for _, x := range s.Tickets {
			has["room"] = has["room"] || x.Room && x.Class == ticket.Restricted && x.Assignee != "" && x.Status != ticket.StatusClosed
			has["unsafe"] = has["unsafe"] || x.Unsafe != nil && x.Unsafe.Score < 3
			has["complaint"] = has["complaint"] || x.Complaint != nil
		}
		for what, there := range has {
			if !there {
				t.Errorf("%s shows nothing of: %s", l, what)
			}
		}
	}
	if total < 40 {
		t.Errorf("%d tickets, want 40", total)
	}
}

func TestAnInstallationThatIsSetUpIsRefused(t *testing.T) {
	w := suretytest.New(t, db.SQLite)
	world := World{Accounts: w.Accounts, Desk: w.Desk, Jobs: w.Jobs, Clock: w.Clock}
	if _, err := Fill(context.Background(), world); err == nil {
		t.Error("an installation that is set up was filled")
	}
}

// TestVisitsCanBeHeld holds the sessions of the scripts to what a client's machine needs, and their tapes to what a recording takes.
func TestVisitsCanBeHeld(t *testing.T) {
	scripts, err := read()
	if err != nil {
		t.Fatal(err)
	}
	for l, s := range scripts {
		held := 0
		for _, x := range s.Tickets {
			for _, v := range x.Remote {
				if x.Specialist == "" || len(v.Powers) == 0 || v.Reason == "" || v.Minutes < remote.MinutesLeast {
					t.Errorf("%s, %q: nobody can ask for this", l, x.Subject)
				}
				if v.Until == "requested" {
					continue
				}
				held++
				if (v.Folder == "") == (v.Waiver == "") || (v.Folder == "") != (len(v.Files) == 0) {
					t.Errorf("%s, %q: a folder is kept, or that is waived", l, x.Subject)
				}
				if tape, err := readTape(v.Tape); err != nil || len(tape.Beats) == 0 || tape.Prompt == "" {
					t.Errorf("%s, %q: %v", l, x.Subject, err)
				}
			}
		}
		if held == 0 {
			t.Errorf("%s: nothing was recorded", l)
		}
	}
}
