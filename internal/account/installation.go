package account

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Languages are those Surety speaks, in the order screens list them.
var Languages = []string{"en", "ru", "fa", "zh"}

// Installation is the settings that administrators change.
type Installation struct {
	Name             string   `json:"name"`
	Language         string   `json:"language"` // the first one offered
	Languages        []string `json:"languages"`
	SignUp           bool     `json:"signUp"`           // anyone may ask for a client's account
	FactorForClients bool     `json:"factorForClients"` // a second factor is required of clients too
	Version          int64    `json:"-"`                // 0: not set up yet
}

// SettingsChange is what changes of the settings; nil keeps.
type SettingsChange struct {
	Name             *string
	Languages        []string
	SignUp           *bool
	FactorForClients *bool
}

func knownLanguage(l string) bool { return slices.Contains(Languages, l) }

// Installation reads the settings in the caller's transaction; it asks no rights. Before the first start they say
// what an empty installation is.
func (a *Accounts) Installation(ctx context.Context, tx *db.Tx) (i Installation, err error) {
	var text string
	err = tx.Get(ctx, `SELECT settings, version FROM installation WHERE id = 1`, nil, &text, &i.Version)
	if errors.Is(err, fault.ErrAbsent) {
		return Installation{Name: "Surety", Language: "en", Languages: slices.Clone(Languages)}, nil
	}
	if err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(text), &i)
}

// ReadSettings reads the settings. Right: settings.read.
func (a *Accounts) ReadSettings(ctx context.Context, who access.Actor) (i Installation, err error) {
	if _, err := access.Check(who, access.SettingsRead, access.Thing{Kind: "settings"}); err != nil {
		return i, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err = a.Installation(ctx, tx)
		return err
	})
	return i, err
}

// ChangeSettings changes what c names. A second factor newly required of clients holds at their next request.
// Right: settings.change. Faults: invalid, version_stale.
func (a *Accounts) ChangeSettings(ctx context.Context, who access.Actor, version int64, c SettingsChange) (i Installation, err error) {
	g, err := access.Check(who, access.SettingsChange, access.Thing{Kind: "settings"})
	if err != nil {
		return i, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if i, err = a.Installation(ctx, tx); err != nil {
			return err
		}
		if i.Version != version {
			return fault.ErrStale
		}
		if err := c.apply(&i); err != nil {
			return err
		}
		if err := storeInstallation(ctx, tx, &i); err != nil {
			return err
		}
		if i.FactorForClients {
			if err := enrolAll(ctx, tx); err != nil {
				return err
			}
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": c.names()})
	})
	return i, err
}

func (c SettingsChange) apply(i *Installation) (err error) {
	if c.Name != nil {
		if i.Name, err = shortText("name", *c.Name, 200); err != nil {
			return err
		}
	}
	if c.Languages != nil {
		if i.Languages, err = languages(c.Languages); err != nil {
			return err
		}
		i.Language = i.Languages[0]
	}
	if c.SignUp != nil {
		i.SignUp = *c.SignUp
	}
	if c.FactorForClients != nil {
		i.FactorForClients = *c.FactorForClients
	}
	return nil
}

func (c SettingsChange) names() string {
	return named(map[string]bool{"name": c.Name != nil, "languages": c.Languages != nil, "signUp": c.SignUp != nil, "factorForClients": c.FactorForClients != nil})
}

func languages(ls []string) ([]string, error) {
	var kept []string
	for _, l := range ls {
		if !knownLanguage(l) {
			return nil, invalid("languages", "not a language of ours")
		}
		if !slices.Contains(kept, l) {
			kept = append(kept, l)
		}
	}
	if len(kept) == 0 {
		return nil, invalid("languages", "one is needed")
	}
	return kept, nil
}

// storeInstallation writes the settings over the version they were read at. Fault: version_stale.
func storeInstallation(ctx context.Context, tx *db.Tx, i *Installation) error {
	text, err := toJSON(i)
	if err != nil {
		return err
	}
	i.Version++
	n, err := tx.Exec(ctx, `INSERT INTO installation (id, settings, version) VALUES (1, $1, $2)
		ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, version = excluded.version WHERE installation.version = $3`, text, i.Version, i.Version-1)
	return needed(n, err, fault.ErrStale)
}

// enrolAll sends every session that rests on a password alone to add a second factor.
func enrolAll(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE session SET state = $1 WHERE state = $2 AND strength = $3`, string(EnrolPending), string(SignedIn), string(ByPassword))
	return err
}

// named lists what is true, sorted, for the record.
func named(what map[string]bool) string {
	var s string
	for _, k := range []string{"name", "description", "fields", "open", "languages", "signUp", "factorForClients", "roles", "posts", "organisation", "factorRequired", "language", "theme", "calendar", "timeZone"} {
		if what[k] {
			if s != "" {
				s += ","
			}
			s += k
		}
	}
	return s
}
