package account

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Why it may not be they who sit at a session; see access.Actor.Doubts.
const (
	NewNetwork    = "new_network"    // nobody has proved themselves from it for this account within [NetworkLasts]
	PublicNetwork = "public_network" // they say so
)

// NetworkLasts is how long a network stays known.
const NetworkLasts = 90 * 24 * time.Hour

// network names where a client is: the /24 or /48 of the address and its country, hashed. Nil: nobody knows.
func (a *Accounts) network(from Client) []byte {
	address := from.Address.Unmap()
	bits := 48
	if address.Is4() {
		bits = 24
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return nil
	}
	return a.Vault.Index("account network", []byte(prefix.String()+" "+a.Places.Country(from.Address)))
}

// meet remembers the network of somebody who has just come in. The first of an account is known; a later one is when they have proved,
// from it, again who they are. A known one stays so.
func (a *Accounts) meet(ctx context.Context, tx *db.Tx, id access.AccountID, from Client, proved bool) error {
	network := a.network(from)
	if network == nil {
		return nil
	}
	now := a.now()
	_, err := tx.Exec(ctx, `INSERT INTO account_network (account, network, seen) SELECT $1, $2, $3
		WHERE $4 OR NOT EXISTS (SELECT 1 FROM account_network WHERE account = $1) OR EXISTS (SELECT 1 FROM account_network WHERE account = $1 AND network = $2 AND seen > $5)
		ON CONFLICT (account, network) DO UPDATE SET seen = excluded.seen`,
		string(id), network, db.Micros(now), proved, db.Micros(now.Add(-NetworkLasts)))
	return err
}

// doubts are why it may not be they, at an instant.
func (r *sessionRow) doubts(now time.Time, network []byte) (why []string) {
	if network != nil && !now.Before(db.Time(r.met).Add(NetworkLasts)) {
		why = append(why, NewNetwork)
	}
	if r.public {
		why = append(why, PublicNetwork)
	}
	return why
}

// SetPublicNetwork says whether the actor's session is on a network that anybody can join. Right: own.sessions, from a browser.
func (a *Accounts) SetPublicNetwork(ctx context.Context, who access.Actor, public bool) error {
	g, err := a.browser(who, access.OwnSessions)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE session SET public_network = $2 WHERE id = $1`, who.Session, public)
		if err == nil && n == 0 {
			err = fault.ErrAnonymous
		}
		if err != nil {
			return err
		}
		what := map[bool]string{true: "public_network", false: "own_network"}[public]
		return a.Log.Append(ctx, tx, g, audit.Params{"what": what, "session": who.Session})
	})
}
