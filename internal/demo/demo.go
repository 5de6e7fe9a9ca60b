// Package demo fills an empty installation with a small world to look at: people of four languages, three departments,
// tickets with conversations, notes and files, and what keeps and guards confidence: an offered sealed room, answers of who feels unsafe,
// complaints, decoys that somebody opened, lost access.
//
// Everything goes through the slices' own operations, as their actors: nothing is in the world that people could not
// have done, all of it is sealed, and each step stands in the record. The people and what they say are invented and
// lie in world/, a file per language. It refuses an installation that is set up already.
package demo

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/honey"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/person"
	"surety/internal/recovery"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/remote/keep"
	"surety/internal/remote/work"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/room"
	"surety/internal/ticket"
)

//go:embed world
var files embed.FS

// World is the installation to fill. The clock stands at the present when filling begins; it is set back, and moved
// forward ticket by ticket until the present.
type World struct {
	Accounts *account.Accounts
	Desk     *ticket.Desk
	Jobs     *job.Queue
	Deals    *deal.Deals       // nil: a world without deals
	Bank     *payment.Desk     // with the deals
	Disputes *dispute.Disputes // with the deals
	Reviews  *review.Reviews   // with the deals
	Remote   *remote.Desk      // nil: a world without remote sessions
	Chunks   *chunk.Store      // with the remote sessions
	Keeper   *keep.Keeper      // with the remote sessions
	Work     *work.Book        // with the deals
	// Retention is with the deals too; nil: a world in which everything is kept.
	Retention *retention.Keeper
	// What keeps and guards confidence; nil: a world in which nothing of it happens.
	Rooms      *room.Desk
	Complaints *complaint.Complaints
	Assurance  *assurance.Desk
	Honey      *honey.Keeper
	Recoveries *recovery.Recoveries
	Leavers    *person.Registrar // with the deals
	Clock      *clock.Fake
}

// Person is one of the world's people, to sign in as.
type Person struct {
	ID       access.AccountID
	Name     string
	Title    string
	Language string
	Roles    []string // with the posts, as the API names them
}

// script is a file of world/.
type script struct {
	People  []role  `json:"people"`
	Tickets []story `json:"tickets"`
	Decoys  []decoy `json:"decoys"`
	Lost    string  `json:"lost"` // who has lost their access, and asks for it
}

type role struct {
	Key          string                 `json:"key"`
	Name         string                 `json:"name"`
	Email        string                 `json:"email"`
	Title        string                 `json:"title"`
	TimeZone     string                 `json:"timeZone"`
	Roles        []access.Role          `json:"roles"`
	Posts        map[string]access.Post `json:"posts"`
	Organisation string                 `json:"organisation"`
	About        *review.About          `json:"about"` // of a specialist
	Leave        string                 `json:"leave"` // of who wishes to be erased; nobody is them
}

type story struct {
	By         string            `json:"by"`
	Department string            `json:"department"`
	Subject    string            `json:"subject"`
	Hours      float64           `json:"hours"` // ago
	Priority   ticket.Priority   `json:"priority"`
	Class      ticket.Class      `json:"class"`
	Fields     map[string]string `json:"fields"`
	Tags       []string          `json:"tags"`
	Assignee   string            `json:"assignee"`
	Specialist string            `json:"specialist"` // called to the case
	Status     ticket.Status     `json:"status"`     // at the end; empty: as the talk leaves it
	Talk       []line            `json:"talk"`
	Deal       *agreement        `json:"deal"`
	Remote     []visit           `json:"remote"`
	Holder     string            `json:"holder"` // an officer who holds the case after it was closed
	Room       bool              `json:"room"`   // who works on it offers a sealed room
	Unsafe     *unsafe           `json:"unsafe"` // how safe the client feels
	Complaint  *grievance        `json:"complaint"`
}

type line struct {
	Who   string   `json:"who"`
	Text  string   `json:"text"`
	Note  bool     `json:"note"`
	Files []string `json:"files"` // photo, log
}

// Fill fills the installation and returns its people, by language and as the scripts list them.
func Fill(ctx context.Context, w World) ([]Person, error) {
	scripts, err := read()
	if err != nil {
		return nil, err
	}
	return w.fill(ctx, scripts)
}

// read reads the scripts, by language.
func read() (map[string]script, error) {
	scripts := map[string]script{}
	for _, l := range account.Languages {
		text, err := files.ReadFile("world/" + l + ".json")
		if err != nil {
			return nil, err
		}
		var s script
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, fmt.Errorf("world/%s.json: %w", l, err)
		}
		scripts[l] = s
	}
	return scripts, nil
}

func (w World) fill(ctx context.Context, scripts map[string]script) (_ []Person, err error) {
	now := w.Clock.Now()
	all := inOrder(scripts)
	w.Clock.Advance(-max(fortnight, hours(all[0])+time.Hour))
	c := &cast{World: w, people: map[string]account.Person{}, old: w.Clock.Now().AddDate(0, -3, 0)}
	if c.disks, err = os.MkdirTemp("", "surety-demo-"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.disks)) }()
	people, err := c.settle(ctx, scripts)
	if err != nil {
		return nil, err
	}
	if err := c.destinations(ctx, scripts); err != nil {
		return nil, err
	}
	if err := c.profiles(ctx, scripts); err != nil {
		return nil, err
	}
	watched := false
	for _, s := range all {
		if !watched && hours(s) <= fortnight {
			if err := c.early(ctx, now, leavers(scripts)); err != nil {
				return nil, err
			}
			watched = true
		}
		if wait := now.Add(-hours(s)).Sub(w.Clock.Now()); wait > 0 {
			w.Clock.Advance(wait)
		}
		if err := c.play(ctx, s); err != nil {
			return nil, fmt.Errorf("%q: %w", s.Subject, err)
		}
		if err := w.Jobs.Drain(ctx); err != nil {
			return nil, err
		}
	}
	if wait := now.Sub(w.Clock.Now()); wait > 0 {
		w.Clock.Advance(wait)
	}
	c.guard(scripts)
	for _, last := range c.later {
		if err := last(ctx); err != nil {
			return nil, err
		}
	}
	return people, w.Jobs.Drain(ctx)
}

// early is what happens in the weeks before most stories begin.
func (c *cast) early(ctx context.Context, now time.Time, leavers map[string]string) error {
	decide, err := c.leave(ctx, leavers)
	if err != nil {
		return err
	}
	if err := c.watch(ctx, now); err != nil {
		return err
	}
	return decide(ctx)
}

// hours is how long ago a story begins.
func hours(s story) time.Duration { return time.Duration(s.Hours * float64(time.Hour)) }

// inOrder lists all stories, oldest first.
func inOrder(scripts map[string]script) []story {
	var all []story
	for _, l := range account.Languages {
		all = append(all, scripts[l].Tickets...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Hours > all[j].Hours })
	return all
}
