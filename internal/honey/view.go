package honey

import (
	"context"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/vault"
)

// Person is somebody by name.
type Person struct {
	ID   access.AccountID
	Name string
}

// Decoy is one as officers see it.
type Decoy struct {
	ID         ID
	Number     int64
	Subject    string
	Client     Person
	Department access.DepartmentID
	MadeAt     time.Time
	RetiredAt  time.Time // zero: it is watched
	Destroyed  bool      // its time came, as that of any closed case
	Alerts     int64
}

// State is where an alert stands.
type State string

const (
	Waiting   State = "open"
	Explained State = "explained"
	Complaint State = "complaint" // it became one
)

// States are all of them, in their order.
var States = []State{Waiting, Explained, Complaint}

// Alert is that somebody opened a decoy.
type Alert struct {
	ID        AlertID
	Decoy     ID
	Number    int64
	Subject   string
	Who       Person
	State     State
	Openings  int64
	FirstAt   time.Time
	LastAt    time.Time
	Judge     Person
	JudgedAt  time.Time // zero while it is open
	Complaint string
	// Of one alert, not of a list.
	Words   string // of who explained it
	Details []Opening
}

// Opening is one opening, as it stands on the record.
type Opening struct {
	N       int64 // of the entry; 0: it leaves none
	At      time.Time
	Action  access.Action
	Address string
}

const (
	pageUsual = 50
	pageLimit = 100
)

// Page is one page of a list; Next is empty on the last.
type Page[T any] struct {
	Items []T
	Next  string
}

// Decoys lists them, latest first. It stands on the record: which they are is worth knowing. Right: honey.read. Faults: denied.
func (k *Keeper) Decoys(ctx context.Context, who access.Actor, at string, limit int) (p Page[Decoy], err error) {
	g, err := access.Check(who, access.HoneyRead, access.Thing{Kind: "honey"})
	if err != nil {
		return p, err
	}
	rows, next, err := page(ctx, k, who, "honey", scan, `SELECT `+columns+` FROM honey WHERE (made, id) < ($1, $2) ORDER BY made DESC, id DESC`,
		at, limit, func(r row) cursor.Mark { return cursor.Mark{At: r.made, ID: string(r.id)} })
	if err != nil {
		return p, err
	}
	if err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return k.Log.Append(ctx, tx, g, nil) }); err != nil {
		return p, err
	}
	p = Page[Decoy]{Items: []Decoy{}, Next: next}
	return p, k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range rows {
			d, err := k.decoy(ctx, tx, r)
			if err != nil {
				return err
			}
			p.Items = append(p.Items, d)
		}
		return nil
	})
}

// Decoy is one of them. Right: honey.read. Faults: absent.
func (k *Keeper) Decoy(ctx context.Context, who access.Actor, id ID) (d Decoy, err error) {
	g, err := access.Check(who, access.HoneyRead, access.Thing{Kind: "honey", ID: string(id)})
	if err != nil {
		return d, err
	}
	return d, k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if d, err = k.decoy(ctx, tx, r); err != nil {
			return err
		}
		return k.Log.Append(ctx, tx, g, nil)
	})
}

func (k *Keeper) decoy(ctx context.Context, tx *db.Tx, r row) (d Decoy, err error) {
	a, err := k.openAbout(r.id, r.about)
	if err != nil {
		return d, err
	}
	t, err := k.Desk.Facts(ctx, tx, a.Ticket)
	if err != nil {
		return d, err
	}
	names, err := k.Accounts.Names(ctx, tx, []access.AccountID{a.Client})
	if err != nil {
		return d, err
	}
	d = Decoy{ID: r.id, Number: a.Number, Subject: a.Subject, Client: Person{a.Client, names[a.Client]}, Department: t.Department,
		MadeAt: db.Time(r.made), RetiredAt: db.TimeOrZero(r.retired), Destroyed: t.Destroyed}
	d.Alerts, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM honey_alert WHERE honey = $1`, string(r.id))
	return d, err
}

// Alerts lists them, the latest opening first, without those of the actor's own openings. Right: honey.read. Faults: denied.
func (k *Keeper) Alerts(ctx context.Context, who access.Actor, at string, limit int) (p Page[Alert], err error) {
	if _, err := access.Check(who, access.HoneyRead, access.Thing{Kind: "alert"}); err != nil {
		return p, err
	}
	rows, next, err := page(ctx, k, who, "alert", scanAlert, `SELECT `+alertColumns+` FROM honey_alert WHERE (last, id) < ($1, $2) AND account <> $3 ORDER BY last DESC, id DESC`,
		at, limit, func(a alert) cursor.Mark { return cursor.Mark{At: a.last, ID: string(a.id)} }, string(who.Account))
	if err != nil {
		return p, err
	}
	p = Page[Alert]{Items: []Alert{}, Next: next}
	return p, k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range rows {
			a, err := k.alert(ctx, tx, r)
			if err != nil {
				return err
			}
			p.Items = append(p.Items, a)
		}
		return nil
	})
}

// Alert is one with its openings. Right: honey.read. It stands on the record. Faults: absent.
func (k *Keeper) Alert(ctx context.Context, who access.Actor, id AlertID) (a Alert, err error) {
	return a, k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := alertOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.HoneyRead, r.thing())
		if err != nil {
			return err
		}
		if a, err = k.alert(ctx, tx, r); err != nil {
			return err
		}
		if a.Words, err = k.words(r); err != nil {
			return err
		}
		if a.Details, err = k.details(ctx, tx, id); err != nil {
			return err
		}
		return k.Log.Append(ctx, tx, g, audit.Params{"alert": string(id)})
	})
}

func (k *Keeper) alert(ctx context.Context, tx *db.Tx, r alert) (a Alert, err error) {
	h, err := rowOf(ctx, tx, r.honey)
	if err != nil {
		return a, err
	}
	of, err := k.openAbout(h.id, h.about)
	if err != nil {
		return a, err
	}
	names, err := k.Accounts.Names(ctx, tx, []access.AccountID{r.account, r.judge})
	return Alert{ID: r.id, Decoy: r.honey, Number: of.Number, Subject: of.Subject, Who: Person{r.account, names[r.account]}, State: r.state, Openings: r.openings,
		FirstAt: db.Time(r.first), LastAt: db.Time(r.last), Judge: Person{r.judge, names[r.judge]}, JudgedAt: db.TimeOrZero(r.judged), Complaint: r.complaint}, err
}

func wordsPlace(id AlertID) vault.Place {
	return vault.Place{Kind: "alert", Row: string(id), Field: "words"}
}

func (k *Keeper) words(r alert) (string, error) {
	if len(r.words) == 0 {
		return "", nil
	}
	b, err := k.Vault.OpenOwn(wordsPlace(r.id), r.words)
	return string(b), err
}

func (k *Keeper) details(ctx context.Context, tx *db.Tx, id AlertID) ([]Opening, error) {
	return db.All(ctx, tx, func(s db.Scanner) (o Opening, err error) {
		var at int64
		var origin []byte
		if err = s.Scan(&o.N, &at, &o.Action, &origin); err != nil {
			return o, err
		}
		from, err := k.Vault.OpenOwn(originPlace(id), origin)
		o.At, o.Address = db.Time(at), string(from)
		return o, err
	}, `SELECT entry, at, action, origin FROM honey_opening WHERE alert = $1 ORDER BY k`, string(id))
}

// page reads one page of a list that runs downward.
func page[T any](ctx context.Context, k *Keeper, who access.Actor, list string, read func(db.Scanner) (T, error), query, at string, limit int, mark func(T) cursor.Mark, more ...any) (rows []T, next string, err error) {
	from, err := cursor.Read(k.Vault, list, who.Account, at)
	if err != nil {
		return nil, "", err
	}
	if limit <= 0 {
		limit = pageUsual
	}
	limit = min(limit, pageLimit)
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = db.All(ctx, tx, read, query+fmt.Sprintf(` LIMIT %d`, limit+1), append([]any{from.At, from.ID}, more...)...)
		return err
	})
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor.Write(k.Vault, list, who.Account, mark(rows[limit-1]))
	}
	return rows, next, err
}
