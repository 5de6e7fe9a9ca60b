package room

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	accounts "surety/internal/account"
	"surety/internal/db"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link; what was written nobody here knows.
const letterJob = "room.letter"

// notice is a letter to be written.
type notice struct {
	Room    string           `json:"room"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
}

// Codes of letters; their words are in package mail.
const (
	letterOffered = "room_offered" // to whose request it is
	letterJoined  = "room_joined"  // to who is in the room from now on
	letterWritten = "room_written" // to members: there is something to read
)

func (w *work) post(ctx context.Context, to access.AccountID, code string) error {
	if to == "" || !w.Accounts.Mails() {
		return nil
	}
	return w.Jobs.Add(ctx, w.tx, letterJob, notice{w.row.id, to, code})
}

// tellOfMore writes to the other members, once until they have read.
func (w *work) tellOfMore(ctx context.Context, seq int64) error {
	members, err := w.row.members(ctx, w.tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.member == w.grant.Actor().Account {
			continue
		}
		n, err := w.tx.Exec(ctx, `INSERT INTO room_seen (room, member, seen, told) VALUES ($1, $2, 0, $3)
			ON CONFLICT (room, member) DO UPDATE SET told = excluded.told WHERE room_seen.told <= room_seen.seen`, w.row.id, string(m.member), seq)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := w.post(ctx, m.member, letterWritten); err != nil {
			return err
		}
	}
	return nil
}

// saw remembers how far the reader was given what was written.
func (w *work) saw(ctx context.Context, seq int64) error {
	_, err := w.tx.Exec(ctx, `INSERT INTO room_seen (room, member, seen, told) VALUES ($1, $2, $3, 0)
		ON CONFLICT (room, member) DO UPDATE SET seen = excluded.seen WHERE excluded.seen > room_seen.seen`, w.row.id, string(w.grant.Actor().Account), seq)
	return err
}

// send composes at the time of sending: what is not so any more is not written about.
func (d *Desk) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to accounts.Contact
	var r row
	due := false
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if r, err = rowBy(ctx, tx, "id", n.Room, false); err != nil {
			return err
		}
		if due, err = d.isDue(ctx, tx, r, n); err != nil || !due {
			return err
		}
		to, err = d.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil || !due {
		if isAbsent(err) {
			return nil
		}
		return err
	}
	return d.Accounts.Deliver(ctx, j, to, n.Code, map[string]string{"ticket": string(r.ticket)})
}

func (d *Desk) isDue(ctx context.Context, tx *db.Tx, r row, n notice) (bool, error) {
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return false, err
	}
	may, err := d.mayBeIn(ctx, tx, r.thing(t), n.Account)
	switch {
	case err != nil || !may || t.Destroyed:
		return false, err
	case n.Code == letterOffered:
		return r.state == Offered, nil
	case n.Code == letterWritten:
		unread, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM room_seen WHERE room = $1 AND member = $2 AND told > seen`, r.id, string(n.Account))
		return unread > 0, err
	}
	return true, nil
}
