package retention

import (
	"context"
	"testing"
	"time"

	"surety/internal/db"
)

// TestS4WhatADataBackupBroughtBackIsDestroyedAgain: the row is of a day when the case was alive and open; its key is gone.
func TestS4WhatADataBackupBroughtBackIsDestroyedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		subject, text, blobs := w.kept()
		w.must(w.Schedule(ctx))
		w.must(w.Wish(ctx, w.client, w.ticket))
		w.must(w.Agree(ctx, w.lead, w.ticket))
		w.must(w.World.Jobs.Drain(ctx))
		w.exec(`DELETE FROM retention_end WHERE ticket = $1`, string(w.ticket))
		w.exec(`UPDATE ticket SET destroyed = 0, status = 'open', active = TRUE, closed = 0, subject = $2 WHERE id = $1`, string(w.ticket), subject)
		w.exec(`INSERT INTO message (ticket, seq, kind, author, side, text, code, params, files, at, origin, origin_number) VALUES ($1, 1, 'message', '', 'client', $2, '', '', 0, 0, '', 0)`, string(w.ticket), text)
		if w.gone() {
			t.Fatal("the test brought nothing back")
		}
		w.World.Clock.Advance(time.Hour)
		w.must(w.World.Jobs.Drain(ctx))
		e := w.end()
		if e.step != stepDone || e.rule != restored || e.counts["messages"] != 1 {
			t.Fatalf("%+v", e)
		}
		w.nothingLeft(subject, text, blobs)
		w.tombstone()
	})
}

// TestS4WhatAClientSaidOfSafetyGoes: the score stays for the averages; words, calls and who was seen go.
func TestS4WhatAClientSaidOfSafetyGoes(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id := string(w.ticket)
	w.exec(`INSERT INTO assurance_report (id, ticket, account, department, from_leaf, to_leaf, openings, people, newcomers, uncovered, made, score, words, answered) VALUES ('r', $1, '', '', 0, 1, 0, 0, 0, 0, 0, 2, $2, 1)`, id, []byte(canary))
	w.exec(`INSERT INTO assurance_seen (ticket, account) VALUES ($1, 'a')`, id)
	w.exec(`INSERT INTO follow_up (id, report, ticket, desk, made, due, answered_by, words) VALUES ('f', 'r', $1, 'security', 0, 0, '', $2)`, id, []byte(canary))
	w.exec(`INSERT INTO deadline (kind, subject, grp, turn, started, length, ran, reminded, run) VALUES ('assurance.follow_up', 'f', 'f', '', 0, 1, 0, 0, '')`)
	w.exec(`INSERT INTO class_motion (id, ticket, seq, file, hidden, was, becomes, reason, proposer, stood, at, state, decider) VALUES ('m', $1, 0, '', FALSE, '', '', '', '', '', 0, 'open', '')`, id)
	w.must(w.Wish(ctx, w.client, w.ticket))
	w.must(w.Agree(ctx, w.lead, w.ticket))
	w.must(w.World.Jobs.Drain(ctx))
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for query, want := range map[string]int64{
			`SELECT count(*) FROM assurance_report WHERE score = 2 AND words IS NULL`: 1,
			`SELECT count(*) FROM assurance_seen`:                                     0,
			`SELECT count(*) FROM follow_up`:                                          0,
			`SELECT count(*) FROM deadline WHERE kind = 'assurance.follow_up'`:        0,
			`SELECT count(*) FROM class_motion`:                                       0,
		} {
			if n, err := db.One(ctx, tx, db.Value[int64], query); err != nil || n != want {
				t.Errorf("%s: %d, %v", query, n, err)
			}
		}
		return nil
	}))
}
