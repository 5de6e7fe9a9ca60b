package remote

import (
	"context"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// TestMine: who works has their own sessions in three parts, and nobody else's; who left a case has none of it.
func TestMine(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ended []string
		for range 3 {
			ended = append([]string{w.ask()}, ended...)
			w.must(w.Refuse(ctx, w.client, ended[0]))
			w.Clock.Advance(time.Minute)
		}
		asked := w.ask()
		w.isMine(t, w.specialist, map[string][]string{"asked": {asked}, "ended": ended})
		w.exec(`UPDATE remote_session SET state = 'active' WHERE id = '` + asked + `'`)
		w.isMine(t, w.specialist, map[string][]string{"live": {asked}, "ended": ended})
		for _, who := range []access.Actor{w.client, w.agent, w.lead, w.another} {
			w.isMine(t, who, nil)
		}
		p, err := w.Mine(ctx, w.specialist, "ended", "", 2)
		w.must(err)
		if _, err := w.Mine(ctx, w.specialist, "live", p.Next, 2); fault.As(err).Code != "invalid" {
			t.Error("the cursor of another part is taken", err)
		}
		if _, err := w.Mine(ctx, w.specialist, "all", "", 0); fault.As(err).Field != "part" {
			t.Error(err)
		}
		w.must(w.World.Desk.RemoveMember(ctx, w.agent, w.ticket, w.specialist.Account))
		w.isMine(t, w.specialist, nil)
	})
}

// isMine reads each part page by page.
func (w *world) isMine(t *testing.T, who access.Actor, want map[string][]string) {
	t.Helper()
	for part := range mine {
		var got []string
		for at := ""; ; {
			p, err := w.Mine(ctx, who, part, at, 2)
			w.must(err)
			for _, v := range p.Items {
				got = append(got, v.ID)
			}
			if at = p.Next; at == "" {
				break
			}
		}
		if strings.Join(got, " ") != strings.Join(want[part], " ") {
			t.Errorf("%s: %v, not %v", part, got, want[part])
		}
	}
}

// TestMineIsFoundByIndex: a page costs as much as its rows, however many sessions there are.
func TestMineIsFoundByIndex(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for part, index := range map[string]string{"asked": "remote_session_mine_open", "live": "remote_session_mine_open", "ended": "remote_session_mine"} {
		w.must(w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			plan, err := db.All(ctx, tx, func(s db.Scanner) (line string, err error) {
				var id, parent, unused int64
				return line, s.Scan(&id, &parent, &unused, &line)
			}, `EXPLAIN QUERY PLAN SELECT id FROM remote_session WHERE specialist = $1 AND `+mine[part]+` AND (asked_at < $2 OR asked_at = $2 AND id < $3) ORDER BY asked_at DESC, id DESC LIMIT 50`, "x", 1, "y")
			if all := strings.Join(plan, "\n"); !strings.Contains(all, index+" ") || strings.Contains(all, "B-TREE") {
				t.Errorf("%s: %s", part, all)
			}
			return err
		}))
	}
}
