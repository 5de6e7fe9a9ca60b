package account

import (
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/webauthn"
	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

var errNotYet = fault.New(fault.Unavailable, "not_yet", "body follows")

// ---- requests
func (a *Accounts) Authenticate(ctx context.Context, token string, from Client) (access.Actor, Session, error) {
	return access.Actor{}, Session{}, errNotYet
}
func (a *Accounts) AuthenticateToken(ctx context.Context, bearer string, from Client) (access.Actor, error) {
	return access.Actor{}, errNotYet
}

// ---- for slices above (inside their transactions; ask no rights)
func (a *Accounts) Names(ctx context.Context, tx *db.Tx, ids []access.AccountID) (map[access.AccountID]string, error) {
	return nil, errNotYet
}
func (a *Accounts) OrganisationNames(ctx context.Context, tx *db.Tx, ids []access.OrganisationID) (map[access.OrganisationID]string, error) {
	return nil, errNotYet
}
func (a *Accounts) Departments(ctx context.Context, tx *db.Tx) ([]Department, error) {
	return nil, errNotYet
}
func (a *Accounts) Department(ctx context.Context, tx *db.Tx, id access.DepartmentID) (Department, error) {
	return Department{}, errNotYet
}
func (a *Accounts) Person(ctx context.Context, tx *db.Tx, id access.AccountID) (Person, error) {
	return Person{}, errNotYet
}
func (a *Accounts) ActorOf(ctx context.Context, tx *db.Tx, id access.AccountID) (access.Actor, error) {
	return access.Actor{}, errNotYet
}
func (a *Accounts) Contact(ctx context.Context, tx *db.Tx, id access.AccountID) (Contact, error) {
	return Contact{}, errNotYet
}
func (a *Accounts) Installation(ctx context.Context, tx *db.Tx) (Installation, error) {
	return Installation{}, errNotYet
}

// Staff lists the active people with a post in the departments, for assignment. q narrows by name.
func (a *Accounts) Staff(ctx context.Context, tx *db.Tx, ds []access.DepartmentID, q string) ([]Colleague, error) {
	return nil, errNotYet
}

// ---- for the desk
func (a *Accounts) Colleagues(ctx context.Context, who access.Actor, department access.DepartmentID, q string) ([]Colleague, error) {
	return nil, errNotYet
}
func (a *Accounts) Requester(ctx context.Context, who access.Actor, email string) (Person, error) {
	return Person{}, errNotYet
}
func (a *Accounts) AddRequester(ctx context.Context, who access.Actor, p NewPerson) (Person, error) {
	return Person{}, errNotYet
}

// ---- sign-in. `previous` is the token in the browser's cookie, if any: its session ends.
func (a *Accounts) SignInPassword(ctx context.Context, email, password, previous string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) SignInFactor(ctx context.Context, token string, p Proof, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) PasskeyOptions(ctx context.Context) (Flow, error) { return Flow{}, errNotYet }
func (a *Accounts) SignInPasskey(ctx context.Context, flow string, credential []byte, previous string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) SignInAs(ctx context.Context, id access.AccountID, previous string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) SignOut(ctx context.Context, token string, from Client) error { return errNotYet }
func (a *Accounts) StepUpPassword(ctx context.Context, who access.Actor, password, code string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) StepUpPasskeyOptions(ctx context.Context, who access.Actor) (Flow, error) {
	return Flow{}, errNotYet
}
func (a *Accounts) StepUpPasskey(ctx context.Context, who access.Actor, flow string, credential []byte, from Client) (Session, error) {
	return Session{}, errNotYet
}

// ---- sign-up, links, first run
func (a *Accounts) Challenge(ctx context.Context) (Challenge, error) { return Challenge{}, errNotYet }
func (a *Accounts) SignUp(ctx context.Context, email, language, proof string, from Client) error {
	return errNotYet
}
func (a *Accounts) AskReset(ctx context.Context, email, proof string, from Client) error {
	return errNotYet
}
func (a *Accounts) ResetLink(ctx context.Context, token string) (maskedEmail string, err error) {
	return "", errNotYet
}
func (a *Accounts) Reset(ctx context.Context, token, password string, from Client) error {
	return errNotYet
}
func (a *Accounts) Invitation(ctx context.Context, token string) (Invitation, error) {
	return Invitation{}, errNotYet
}
func (a *Accounts) AcceptPasskeyOptions(ctx context.Context, token, name string) (Flow, error) {
	return Flow{}, errNotYet
}
func (a *Accounts) Accept(ctx context.Context, token string, acc Acceptance, previous string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) SetupNeeded(ctx context.Context) (bool, error) { return false, errNotYet }

// NewSetupToken makes the one-time link of the first start; "" once there is an administrator.
func (a *Accounts) NewSetupToken(ctx context.Context) (token string, err error) { return "", errNotYet }
func (a *Accounts) CheckSetup(ctx context.Context, token string) error          { return errNotYet }
func (a *Accounts) SetupPasskeyOptions(ctx context.Context, token, name, email string) (Flow, error) {
	return Flow{}, errNotYet
}
func (a *Accounts) SetUp(ctx context.Context, token string, s Setup, previous string, from Client) (Session, error) {
	return Session{}, errNotYet
}

// ---- my account
func (a *Accounts) Profile(ctx context.Context, id access.AccountID) (Profile, error) {
	return Profile{}, errNotYet
}
func (a *Accounts) ChangeOwn(ctx context.Context, who access.Actor, version int64, c OwnChange) (Profile, error) {
	return Profile{}, errNotYet
}
func (a *Accounts) Sessions(ctx context.Context, who access.Actor) ([]OpenSession, error) {
	return nil, errNotYet
}
func (a *Accounts) EndSession(ctx context.Context, who access.Actor, id string) error {
	return errNotYet
}
func (a *Accounts) EndOtherSessions(ctx context.Context, who access.Actor) error { return errNotYet }

// SignIns lists newest first; next is "" at the end.
func (a *Accounts) SignIns(ctx context.Context, who access.Actor, cursor string, limit int) (items []PastSignIn, next string, err error) {
	return nil, "", errNotYet
}
func (a *Accounts) Passkeys(ctx context.Context, who access.Actor) ([]Passkey, error) {
	return nil, errNotYet
}
func (a *Accounts) AddPasskeyOptions(ctx context.Context, who access.Actor) (Flow, error) {
	return Flow{}, errNotYet
}
func (a *Accounts) AddPasskey(ctx context.Context, who access.Actor, flow string, credential []byte, label string, from Client) (Passkey, Session, error) {
	return Passkey{}, Session{}, errNotYet
}
func (a *Accounts) LabelPasskey(ctx context.Context, who access.Actor, id, label string) error {
	return errNotYet
}
func (a *Accounts) RemovePasskey(ctx context.Context, who access.Actor, id string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) BeginTOTP(ctx context.Context, who access.Actor) (secret, uri string, err error) {
	return "", "", errNotYet
}
func (a *Accounts) ConfirmTOTP(ctx context.Context, who access.Actor, code string, from Client) (recoveryCodes []string, s Session, err error) {
	return nil, Session{}, errNotYet
}
func (a *Accounts) RemoveTOTP(ctx context.Context, who access.Actor, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) NewRecoveryCodes(ctx context.Context, who access.Actor, from Client) ([]string, error) {
	return nil, errNotYet
}
func (a *Accounts) SetPassword(ctx context.Context, who access.Actor, password string, from Client) (Session, error) {
	return Session{}, errNotYet
}
func (a *Accounts) Tokens(ctx context.Context, who access.Actor) ([]Token, error) {
	return nil, errNotYet
}
func (a *Accounts) AddToken(ctx context.Context, who access.Actor, label string, scopes []string, days int) (Token, string, error) {
	return Token{}, "", errNotYet
}
func (a *Accounts) RemoveToken(ctx context.Context, who access.Actor, id string) error {
	return errNotYet
}

// ---- administration
func (a *Accounts) People(ctx context.Context, who access.Actor, cursor string, limit int) (items []Person, next string, err error) {
	return nil, "", errNotYet
}
func (a *Accounts) PersonByEmail(ctx context.Context, who access.Actor, email string) (Person, error) {
	return Person{}, errNotYet
}
func (a *Accounts) Read(ctx context.Context, who access.Actor, id access.AccountID) (Profile, error) {
	return Profile{}, errNotYet
}
func (a *Accounts) Invite(ctx context.Context, who access.Actor, p NewPerson) (Person, error) {
	return Person{}, errNotYet
}
func (a *Accounts) InviteAgain(ctx context.Context, who access.Actor, id access.AccountID) error {
	return errNotYet
}
func (a *Accounts) ChangeRights(ctx context.Context, who access.Actor, id access.AccountID, version int64, c RightsChange) (Person, error) {
	return Person{}, errNotYet
}
func (a *Accounts) Disable(ctx context.Context, who access.Actor, id access.AccountID) error {
	return errNotYet
}
func (a *Accounts) Enable(ctx context.Context, who access.Actor, id access.AccountID) error {
	return errNotYet
}
func (a *Accounts) Organisations(ctx context.Context, who access.Actor, cursor string, limit int) (items []Organisation, next string, err error) {
	return nil, "", errNotYet
}
func (a *Accounts) AddOrganisation(ctx context.Context, who access.Actor, name string) (Organisation, error) {
	return Organisation{}, errNotYet
}
func (a *Accounts) RenameOrganisation(ctx context.Context, who access.Actor, id access.OrganisationID, version int64, name string) (Organisation, error) {
	return Organisation{}, errNotYet
}
func (a *Accounts) ListDepartments(ctx context.Context, who access.Actor) ([]Department, error) {
	return nil, errNotYet
}
func (a *Accounts) AddDepartment(ctx context.Context, who access.Actor, c DepartmentChange) (Department, error) {
	return Department{}, errNotYet
}
func (a *Accounts) ChangeDepartment(ctx context.Context, who access.Actor, id access.DepartmentID, version int64, c DepartmentChange) (Department, error) {
	return Department{}, errNotYet
}
func (a *Accounts) ReadSettings(ctx context.Context, who access.Actor) (Installation, error) {
	return Installation{}, errNotYet
}
func (a *Accounts) ChangeSettings(ctx context.Context, who access.Actor, version int64, c SettingsChange) (Installation, error) {
	return Installation{}, errNotYet
}

// ---- the operator and the demo world (actor: access.Server)
// TokenFor makes an API token for the account with the address (command line).
func (a *Accounts) TokenFor(ctx context.Context, who access.Actor, email, label string, scopes []string, days int) (Token, string, error) {
	return Token{}, "", errNotYet
}

// Add makes an active account at once, with a password unless it is empty (demo world and tests; action demo.fill).
func (a *Accounts) Add(ctx context.Context, who access.Actor, p NewPerson, password string) (Person, error) {
	return Person{}, errNotYet
}

// Fill writes the installation's settings, departments and organisations at once, as Add does people.
func (a *Accounts) Fill(ctx context.Context, who access.Actor, i Installation, ds []DepartmentChange, organisations []string) ([]Department, []Organisation, error) {
	return nil, nil, errNotYet
}

func (a *Accounts) sendLetter(ctx context.Context, j job.Job) error      { return errNotYet }
func (a *Accounts) tidy(ctx context.Context, tx *db.Tx, j job.Job) error { return errNotYet }
func newWebAuthn(s Settings) (*webauthn.WebAuthn, error)                 { return nil, nil }
func newHasher(c clock.Clock) *hasher                                    { return nil }

type hasher struct{}
type nameCache struct{}
type departmentCache struct{}

const (
	letterJob = "account.letter"
	tidyJob   = "account.tidy"
)

// Purpose is what a one-time link is for.
type Purpose string

const (
	ForInvitation Purpose = "invitation"
	ForSignUp     Purpose = "sign_up"
	ForReset      Purpose = "password_reset"
	ForSetup      Purpose = "setup"
)

// Proof is a second factor handed in: a code of the app, or one of the recovery codes.
type Proof struct{ Code, RecoveryCode string }

// Challenge is the work to do before a public form is accepted (ALTCHA).
type Challenge struct{ json.RawMessage }

var faultURL = fault.New(fault.Invalid, "invalid", "the installation's address is not a URL")
