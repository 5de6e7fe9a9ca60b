package account

import (
	"context"

	"github.com/go-webauthn/webauthn/webauthn"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Invitation is what the holder of a link is told.
type Invitation struct {
	Email            string
	Purpose          Purpose // ForInvitation or ForSignUp
	OrganisationName string
	Language         string
	Installation     string
	PasswordMin      int
	NeedsFactor      bool
	person           Person // who will be; of a sign-up without an id
}

// Acceptance is how an invitation is taken up: with a password or with a passkey.
type Acceptance struct {
	Name, Language, TimeZone string
	Password                 string
	Flow                     string
	Credential               []byte // JSON of the browser's answer
}

// Invitation tells what the link invites to. Fault: link_used.
func (a *Accounts) Invitation(ctx context.Context, token string) (in Invitation, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := a.findLink(ctx, tx, token, ForInvitation, ForSignUp)
		if err == nil {
			in, err = a.invitationOf(ctx, tx, l)
		}
		return err
	})
	return in, err
}

func (a *Accounts) invitationOf(ctx context.Context, tx *db.Tx, l link) (in Invitation, err error) {
	p := Person{Email: l.email, Language: l.language, Roles: []access.Role{access.Client}, State: Invited}
	if l.account != "" {
		if p, err = a.Person(ctx, tx, l.account); err != nil {
			return in, err
		}
	}
	if p.State != Invited {
		return in, ErrLink
	}
	site, err := a.Installation(ctx, tx)
	if err != nil {
		return in, err
	}
	names, err := a.OrganisationNames(ctx, tx, []access.OrganisationID{p.Organisation})
	needs := p.NeedsFactor(site)
	return Invitation{l.email, l.purpose, names[p.Organisation], p.Language, site.Name, least(needs), needs, p}, err
}

// AcceptPasskeyOptions begins making the new account's passkey. Faults: link_used, passkeys_unavailable.
func (a *Accounts) AcceptPasskeyOptions(ctx context.Context, token, name string) (Flow, error) {
	in, err := a.Invitation(ctx, token)
	if err != nil {
		return Flow{}, err
	}
	id := in.person.ID
	if id == "" {
		id = access.NewID[access.AccountID]()
	}
	return a.beginRegistration(ctx, "accept "+linkKey(token), holder{id: id, name: name, email: in.Email})
}

// linkKey binds a ceremony to the link it was begun with.
func linkKey(token string) string { return string(totpText.EncodeToString(hashOf(token))) }

// Accept takes the invitation up: the account is active and signed in. With a password, where a second factor is
// required, the session may only add one. Faults: link_used, password_weak, invalid, busy.
func (a *Accounts) Accept(ctx context.Context, token string, acc Acceptance, previous string, from Client) (s Session, err error) {
	in, err := a.Invitation(ctx, token)
	if err != nil {
		return s, err
	}
	p := in.person
	if err := acc.apply(&p); err != nil {
		return s, err
	}
	proved, err := a.firstProof(ctx, acc.Password, in.PasswordMin, personal{in.Email, p.Name, in.Installation}, "accept "+linkKey(token), acc.Flow, acc.Credential)
	if err != nil {
		return s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := a.useLink(ctx, tx, token, ForInvitation, ForSignUp)
		if err != nil {
			return err
		}
		if err := a.activate(ctx, tx, l, &p, proved.account); err != nil {
			return err
		}
		if err := a.storeProof(ctx, tx, p.ID, proved, from); err != nil {
			return err
		}
		if s, err = a.begin(ctx, tx, proved.arrival(p.ID, in.NeedsFactor, string(l.purpose), previous, from)); err != nil {
			return err
		}
		return a.recordAs(ctx, tx, s, Accepted, audit.Params{"purpose": string(l.purpose), "how": proved.how()}, from)
	})
	return s, err
}

// apply checks what somebody says of themselves.
func (acc Acceptance) apply(p *Person) (err error) {
	if p.Name, err = shortText("name", acc.Name, 200); err != nil {
		return err
	}
	if !knownLanguage(acc.Language) {
		return invalid("language", "not a language of ours")
	}
	p.Language = acc.Language
	p.TimeZone, err = timeZone(acc.TimeZone)
	return err
}

// activate makes the account of a sign-up, or the invited one usable.
func (a *Accounts) activate(ctx context.Context, tx *db.Tx, l link, p *Person, madeFor access.AccountID) error {
	if l.account == "" {
		if p.ID = madeFor; p.ID == "" {
			p.ID = access.NewID[access.AccountID]()
		}
		p.State, p.Created = Active, a.now()
		err := a.insertPerson(ctx, tx, *p)
		if db.IsUnique(err) {
			return ErrLink
		}
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE account SET name = $1, language = $2, time_zone = $3, state = $4, version = version + 1 WHERE id = $5 AND state = $6`,
		a.seal("account", string(p.ID), "name", p.Name), p.Language, p.TimeZone, string(Active), string(p.ID), string(Invited))
	a.tellChanged(tx, p.ID)
	return needed(n, err, ErrLink)
}

// proved is the first proof of a new account.
type proved struct {
	password madePassword
	passkey  *webauthn.Credential
	account  access.AccountID // the id the passkey was made for
}

func (p proved) how() string {
	if p.passkey != nil {
		return "passkey"
	}
	return "password"
}

func (p proved) arrival(id access.AccountID, needsFactor bool, how, previous string, from Client) arrival {
	switch {
	case p.passkey != nil:
		return arrival{id, SignedIn, Strong, how, previous, from}
	case needsFactor:
		return arrival{id, EnrolPending, ByPassword, how, previous, from}
	}
	return arrival{id, SignedIn, ByPassword, how, previous, from}
}

// firstProof checks the passkey or the password somebody chose. Faults: invalid, password_weak, busy.
func (a *Accounts) firstProof(ctx context.Context, password string, atLeast int, p personal, purpose, flow string, credential []byte) (first proved, err error) {
	switch {
	case flow != "" && password != "" || flow == "" && password == "":
		return first, invalid("password", "choose a password or a passkey")
	case flow != "":
		first.account, first.passkey, err = a.register(ctx, purpose, flow, credential)
	default:
		first.password, err = a.makePassword(ctx, password, atLeast, p)
	}
	return first, err
}

func (a *Accounts) storeProof(ctx context.Context, tx *db.Tx, id access.AccountID, p proved, from Client) error {
	if p.passkey == nil {
		return a.storePassword(ctx, tx, id, p.password)
	}
	_, err := a.insertPasskey(ctx, tx, id, p.passkey, a.placeOf(from).label())
	return err
}
