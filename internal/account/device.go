package account

import (
	"context"
	"strconv"
	"strings"

	"github.com/mileusna/useragent"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// placeOf reads what a browser says of itself, and where its address is. It is shown to the owner and believed for
// nothing.
func (a *Accounts) placeOf(from Client) Place {
	ua := useragent.Parse(from.UserAgent[:min(len(from.UserAgent), 512)])
	p := Place{Browser: ua.Name, OS: ua.OS, Country: a.Places.Country(from.Address)}
	switch {
	case ua.Tablet:
		p.Device = "tablet"
	case ua.Mobile:
		p.Device = "mobile"
	case ua.Desktop:
		p.Device = "desktop"
	case ua.Bot:
		p.Device = "bot"
	}
	if from.Address.IsValid() {
		p.Address = from.Address.Unmap().String()
	}
	return p
}

// label is what a device is called until its owner says otherwise.
func (p Place) label() string {
	return strings.Trim(p.Browser+", "+p.OS, ", ")
}

// deviceIndex finds earlier sign-ins from the same sort of device.
func (a *Accounts) deviceIndex(id access.AccountID, p Place) []byte {
	return a.Vault.Index("device", []byte(strings.Join([]string{string(id), p.Device, p.Browser, p.OS}, "\x00")))
}

// countryIndex finds earlier sign-ins from the same country; nil when it is not known.
func (a *Accounts) countryIndex(id access.AccountID, p Place) []byte {
	if p.Country == "" {
		return nil
	}
	return a.Vault.Index("country", []byte(string(id)+"\x00"+p.Country))
}

// insertSignIn adds a line to the history and returns its id.
func (a *Accounts) insertSignIn(ctx context.Context, tx *db.Tx, id access.AccountID, how string, ok bool, from Client) (string, error) {
	row, place := access.NewID[string](), a.placeOf(from)
	sealed, err := a.sealJSON("sign_in", row, "device", place)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO sign_in (account, at, id, how, ok, device, device_index, country_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(id), db.Micros(a.now()), row, how, ok, sealed, a.deviceIndex(id, place), a.countryIndex(id, place))
	return row, err
}

// isNews reports whether the account has signed in before, but never from this sort of device or never from this
// country. A country that is not known is no news, nor is the first that is: the database may be younger than the account.
func (a *Accounts) isNews(ctx context.Context, tx *db.Tx, id access.AccountID, from Client) (bool, error) {
	p := a.placeOf(from)
	var before, device, located, country bool
	err := tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM sign_in WHERE account = $1 AND ok),
		EXISTS (SELECT 1 FROM sign_in WHERE account = $1 AND device_index = $2 AND ok),
		EXISTS (SELECT 1 FROM sign_in WHERE account = $1 AND country_index IS NOT NULL AND ok),
		EXISTS (SELECT 1 FROM sign_in WHERE account = $1 AND country_index = $3 AND ok)`,
		[]any{string(id), a.deviceIndex(id, p), a.countryIndex(id, p)}, &before, &device, &located, &country)
	return before && !device || p.Country != "" && located && !country, err
}

// SignIns lists the actor's sign-ins and refused attempts, newest first. next is the cursor of the following page.
// Right: own.read.
func (a *Accounts) SignIns(ctx context.Context, who access.Actor, cursor string, limit int) (items []PastSignIn, next string, err error) {
	if _, err := access.Check(who, access.OwnRead, thing(who.Account)); err != nil {
		return nil, "", err
	}
	before := int64(1<<63 - 1)
	if cursor != "" {
		if before, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return nil, "", fault.ErrInvalid.At("cursor")
		}
	}
	limit = pageSize(limit)
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		items, err = db.All(ctx, tx, a.scanSignIn, `SELECT id, at, how, ok, device FROM sign_in WHERE account = $1 AND at < $2 ORDER BY at DESC, id LIMIT $3`,
			string(who.Account), before, limit)
		return err
	})
	if len(items) == limit {
		next = strconv.FormatInt(db.Micros(items[limit-1].At), 10)
	}
	return items, next, err
}

func (a *Accounts) scanSignIn(s db.Scanner) (one PastSignIn, err error) {
	var row string
	var at int64
	var device []byte
	if err = s.Scan(&row, &at, &one.How, &one.OK, &device); err != nil {
		return one, err
	}
	one.At = db.Time(at)
	return one, a.openJSON("sign_in", row, "device", device, &one.Place)
}

// pageSize bounds what a caller asks for.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 100)
}
