package account

import (
	"context"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

// namesLast is how long another server may show an old name. Rights are never kept like this.
const namesLast = 30 * time.Second

const namesMost = 10_000

type keptName struct {
	name string
	at   time.Time
}

// nameCache saves lists of tickets a query and an opening for each name.
type nameCache[ID comparable] struct {
	mu    sync.Mutex
	names map[ID]keptName
}

func (c *nameCache[ID]) get(ids []ID, now time.Time) (known map[ID]string, missing []ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known = make(map[ID]string, len(ids))
	for _, id := range ids {
		if k, ok := c.names[id]; ok && now.Sub(k.at) < namesLast {
			known[id] = k.name
		} else {
			missing = append(missing, id)
		}
	}
	return known, missing
}

func (c *nameCache[ID]) put(names map[ID]string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil || len(c.names) > namesMost {
		c.names = map[ID]keptName{}
	}
	for id, n := range names {
		c.names[id] = keptName{n, now}
	}
}

func (c *nameCache[ID]) drop(id ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.names, id)
}

// Names says what people are called; it asks no rights. Ids of nobody are missing from the answer.
func (a *Accounts) Names(ctx context.Context, tx *db.Tx, ids []access.AccountID) (map[access.AccountID]string, error) {
	now := a.now()
	known, missing := a.names.get(unique(ids), now)
	if len(missing) == 0 {
		return known, nil
	}
	marks, args := in(missing, 1)
	fresh, err := db.All(ctx, tx, a.scanName, `SELECT id, name FROM account WHERE id IN (`+marks+`)`, args...)
	if err != nil {
		return nil, err
	}
	read := make(map[access.AccountID]string, len(fresh))
	for _, c := range fresh {
		known[c.ID], read[c.ID] = c.Name, c.Name
	}
	a.names.put(read, now)
	return known, nil
}

func (a *Accounts) scanName(s db.Scanner) (c Colleague, err error) {
	var name []byte
	if err = s.Scan(&c.ID, &name); err != nil {
		return c, err
	}
	c.Name, err = a.open("account", string(c.ID), "name", name)
	return c, err
}
