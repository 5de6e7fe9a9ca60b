package backup

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Ended is how many ways in a restore closed.
type Ended struct {
	Sessions   int64 // of browsers
	Tokens     int64 // of the API; those for remote work are among them
	Links      int64 // in letters that were sent, and not followed by the backup's moment
	Programs   int64 // clients' ends of remote sessions, and codes that wait for one
	Recoveries int64 // requests to be let in again

	TokensOf []access.AccountID // whose tokens they were
}

// ways are all rows by which somebody comes in without proving again who they are. A restore brings back those of the backup's
// moment, also what was ended after it; which those are nobody knows, so that none counts. A test holds the list to the schema.
var ways = []struct {
	statement string
	count     func(*Ended) *int64
}{
	{`DELETE FROM session`, func(e *Ended) *int64 { return &e.Sessions }},
	{`DELETE FROM api_token`, func(e *Ended) *int64 { return &e.Tokens }},
	{`UPDATE link SET used = TRUE WHERE NOT used`, func(e *Ended) *int64 { return &e.Links }},
	{`DELETE FROM remote_pass`, func(e *Ended) *int64 { return &e.Programs }},
	{`DELETE FROM remote_code`, func(e *Ended) *int64 { return &e.Programs }},
	{`UPDATE recovery SET state = 'expired' WHERE state IN ('asked', 'approved', 'granted')`, func(e *Ended) *int64 { return &e.Recoveries }},
	{`DELETE FROM flow`, func(*Ended) *int64 { return new(int64) }}, // half of a passkey's ceremony
}

func end(ctx context.Context, tx *db.Tx) (e Ended, err error) {
	if e.TokensOf, err = db.All(ctx, tx, db.Value[access.AccountID], `SELECT DISTINCT account FROM api_token ORDER BY account`); err != nil {
		return e, err
	}
	for _, w := range ways {
		n, err := tx.Exec(ctx, w.statement)
		if err != nil {
			return e, err
		}
		*w.count(&e) += n
	}
	return e, nil
}

func (e Ended) params(p audit.Params) {
	for name, n := range map[string]int64{"sessions": e.Sessions, "tokens": e.Tokens, "links": e.Links, "programs": e.Programs, "recoveries": e.Recoveries} {
		p[name] = decimal(n)
	}
}
