package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Setup is everything the first start needs.
type Setup struct {
	OrganisationName string // of the installation
	Language         string
	Languages        []string
	Departments      []Texts
	Name, Email      string // of the first administrator
	TimeZone         string
	Password         string
	Flow             string
	Credential       []byte
}

// SetupNeeded reports whether there has never been an administrator.
func (a *Accounts) SetupNeeded(ctx context.Context) (needed bool, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		needed, err = setupNeeded(ctx, tx)
		return err
	})
	return needed, err
}

func setupNeeded(ctx context.Context, tx *db.Tx) (bool, error) {
	var some bool
	err := tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM account WHERE ',' || roles || ',' LIKE '%,admin,%')`, nil, &some)
	return !some, err
}

// NewSetupToken makes the one-time token of the first start for the operator's eyes, and makes earlier ones worthless.
// It returns "" once there is an administrator. Only its hash is stored.
func (a *Accounts) NewSetupToken(ctx context.Context) (token string, err error) {
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		token = ""
		if needed, err := setupNeeded(ctx, tx); err != nil || !needed {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM link WHERE purpose = $1`, string(ForSetup)); err != nil {
			return err
		}
		text, hash := newSecret()
		id, now := access.NewID[string](), a.now()
		token = text
		_, err := tx.Exec(ctx, `INSERT INTO link (id, purpose, account, email, email_index, language, hash, created, expires, used) VALUES ($1, $2, '', $3, $4, '', $5, $6, $7, FALSE)`,
			id, string(ForSetup), a.seal("link", id, "email", ""), a.emailIndex(""), hash, db.Micros(now), db.Micros(now.Add(lasts[ForSetup])))
		return err
	})
	return token, err
}

// CheckSetup reports whether the token still counts. Fault: link_used.
func (a *Accounts) CheckSetup(ctx context.Context, token string) error {
	return a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := a.findLink(ctx, tx, token, ForSetup); err != nil {
			return err
		}
		needed, err := setupNeeded(ctx, tx)
		if err == nil && !needed {
			err = ErrLink
		}
		return err
	})
}

// SetupPasskeyOptions begins making the first administrator's passkey. Faults: link_used, passkeys_unavailable.
func (a *Accounts) SetupPasskeyOptions(ctx context.Context, token, name, email string) (Flow, error) {
	if err := a.CheckSetup(ctx, token); err != nil {
		return Flow{}, err
	}
	email, err := normalEmail(email)
	if err != nil {
		return Flow{}, err
	}
	return a.beginRegistration(ctx, "setup "+linkKey(token), holder{id: access.NewID[access.AccountID](), name: name, email: email})
}

// SetUp makes the settings, the departments and the first administrator, and signs them in; with a password the session
// may only add a second factor. Faults: link_used, password_weak, invalid, busy.
func (a *Accounts) SetUp(ctx context.Context, token string, s Setup, previous string, from Client) (out Session, err error) {
	if err := a.CheckSetup(ctx, token); err != nil {
		return out, err
	}
	site, p, err := s.check()
	if err != nil {
		return out, err
	}
	first, err := a.firstProof(ctx, s.Password, PasswordMinFactor, personal{p.Email, p.Name, site.Name}, "setup "+linkKey(token), s.Flow, s.Credential)
	if err != nil {
		return out, err
	}
	if p.ID = first.account; p.ID == "" {
		p.ID = access.NewID[access.AccountID]()
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := a.useLink(ctx, tx, token, ForSetup); err != nil {
			return err
		}
		if needed, err := setupNeeded(ctx, tx); err != nil || !needed {
			return orElse(err, ErrLink)
		}
		site.Version = 0
		if err := a.fill(ctx, tx, &site, s.Departments); err != nil {
			return err
		}
		p.State, p.Created = Active, a.now()
		if err := a.insertPerson(ctx, tx, p); err != nil {
			return err
		}
		if err := a.storeProof(ctx, tx, p.ID, first, from); err != nil {
			return err
		}
		if out, err = a.begin(ctx, tx, first.arrival(p.ID, true, "setup", previous, from)); err != nil {
			return err
		}
		return a.Log.AppendAs(ctx, tx, byServer("setup", from), access.SetUp, thing(p.ID), audit.Params{"how": first.how()})
	})
	return out, err
}

func (s Setup) check() (site Installation, p Person, err error) {
	site = Installation{Language: s.Language}
	if site.Name, err = shortText("organisationName", s.OrganisationName, 200); err != nil {
		return site, p, err
	}
	if !knownLanguage(s.Language) {
		return site, p, invalid("language", "not a language of ours")
	}
	if site.Languages, err = languages(append([]string{s.Language}, s.Languages...)); err != nil {
		return site, p, err
	}
	if p.Email, err = normalEmail(s.Email); err != nil {
		return site, p, err
	}
	if p.Name, err = shortText("name", s.Name, 200); err != nil {
		return site, p, err
	}
	p.Language, p.Roles = s.Language, []access.Role{access.Administrator}
	p.TimeZone, err = timeZone(s.TimeZone)
	return site, p, err
}

// fill writes the settings and the departments of an empty installation.
func (a *Accounts) fill(ctx context.Context, tx *db.Tx, site *Installation, names []Texts) error {
	if err := storeInstallation(ctx, tx, site); err != nil {
		return err
	}
	for _, n := range names {
		open := true
		if _, err := a.insertDepartment(ctx, tx, DepartmentChange{Name: n, Open: &open}); err != nil {
			return err
		}
	}
	return nil
}

// orElse is err, or what holds when there is none.
func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
