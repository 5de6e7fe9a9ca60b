package recovery

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	altcha "github.com/altcha-org/altcha-lib-go"
	"github.com/pquerna/otp/totp"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/suretytest"
)

var (
	ctx   = context.Background()
	asker = account.Client{Address: netip.MustParseAddr("198.51.100.9"), UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
)

const number = "+44 20 7946 0018"

// world is an installation with a client who gave a number long ago, and staff of each sort.
type world struct {
	*suretytest.World
	*Recoveries
	t                                      testing.TB
	department                             access.DepartmentID
	client, lead, officer, officer2, agent access.Actor
	email                                  string
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, engine)) })
	}
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t, email: "vera@people.example"}
	w.Recoveries = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Accounts: x.Accounts, Desk: x.Desk})
	w.department = w.Department("Repairs")
	officer := account.NewPerson{Roles: []access.Role{access.Security}}
	w.lead, w.officer, w.officer2, w.agent = w.Lead(w.department), w.Person(officer), w.Person(officer), w.Agent(w.department)
	w.client = w.Person(account.NewPerson{Email: w.email, Language: "fa", Roles: []access.Role{access.Client}})
	for _, a := range []*access.Actor{&w.client, &w.lead, &w.officer, &w.officer2, &w.agent} {
		a.SteppedUp = true
	}
	w.must(x.Accounts.SetCallBack(ctx, w.client, number, account.Client{}))
	w.World.Clock.Advance(account.CallBackWait)
	w.drain()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, want *fault.Fault) {
	w.t.Helper()
	if err == nil || fault.As(err).Code != want.Code {
		w.t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (w *world) drain() { w.t.Helper(); w.must(w.World.Jobs.Drain(ctx)) }

// work solves a challenge.
func (w *world) work() string {
	w.t.Helper()
	c, err := w.World.Accounts.Challenge(ctx)
	w.must(err)
	s, err := altcha.SolveChallenge(c.Challenge, c.Salt, altcha.SHA256, int(c.MaxNumber), 0, nil)
	w.must(err)
	p, err := json.Marshal(altcha.Payload{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: int64(s.Number), Salt: c.Salt, Signature: c.Signature})
	w.must(err)
	return base64.StdEncoding.EncodeToString(p)
}

// ask asks for an address and lets the jobs run.
func (w *world) ask(email string) (secret string) {
	w.t.Helper()
	w.World.Clock.Advance(time.Minute)
	secret, err := w.Ask(ctx, email, "fa", w.work(), asker)
	w.must(err)
	w.drain()
	return secret
}

// asked is the newest request as the officer sees it.
func (w *world) asked() View {
	w.t.Helper()
	all, err := w.List(ctx, w.officer)
	w.must(err)
	if len(all) == 0 {
		w.t.Fatal("no request")
	}
	return all[0]
}

// words are what the asking page shows.
func (w *world) words(secret string) Hearing {
	w.t.Helper()
	v, err := w.Look(ctx, secret)
	w.must(err)
	return Hearing{Words: strings.Join(v.Words, " "), Uninvited: true}
}

// called has the number shown to one of staff, who then hears the words.
func (w *world) called(who access.Actor, id ID, secret string) error {
	w.t.Helper()
	_, err := w.Call(ctx, who, id, "asked")
	w.must(err)
	return w.Approve(ctx, who, id, w.words(secret))
}

// granted is a request that two have approved, and the token of its link.
func (w *world) granted() (secret, token string) {
	w.t.Helper()
	secret = w.ask(w.email)
	id := w.asked().ID
	w.must(w.called(w.lead, id, secret))
	w.must(w.called(w.officer, id, secret))
	return secret, w.token("/lost-access/enter/")
}

// token is that of the newest letter to the client whose link begins so.
func (w *world) token(path string) string {
	w.t.Helper()
	w.drain()
	all := w.Mail.Sent()
	for i := len(all) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(all[i].Text, path); ok && all[i].To == w.email {
			return strings.Fields(rest)[0]
		}
	}
	w.t.Fatalf("no letter with %s", path)
	return ""
}

func (w *world) letters(to string) (n int) {
	w.drain()
	for _, m := range w.Mail.Sent() {
		if m.To == to {
			n++
		}
	}
	return n
}

// who is the actor of a session at its next request.
func (w *world) who(s account.Session) access.Actor {
	w.t.Helper()
	who, _, err := w.World.Accounts.Authenticate(ctx, s.Token, asker)
	w.must(err)
	return who
}

// enrol adds an authenticator app in the session and returns the one it becomes.
func (w *world) enrol(s account.Session) account.Session {
	w.t.Helper()
	secret, _, err := w.World.Accounts.BeginTOTP(ctx, w.who(s))
	w.must(err)
	code, err := totp.GenerateCode(secret, w.World.Clock.Now())
	w.must(err)
	_, s, err = w.World.Accounts.ConfirmTOTP(ctx, w.who(s), code, asker)
	w.must(err)
	return s
}

func (w *world) factors() account.Factors {
	w.t.Helper()
	p, err := w.World.Accounts.Profile(ctx, w.client.Account)
	w.must(err)
	return p.Factors
}

// give puts factors in place as they lie in the store.
func (w *world) give(passkeys, codes int) {
	w.t.Helper()
	id := string(w.client.Account)
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for range passkeys {
			k := access.NewID[string]()
			if _, err := tx.Exec(ctx, `INSERT INTO passkey (id, account, credential, record, label, uses, backed_up, created) VALUES ($1, $2, $3, $3, $3, 0, FALSE, $4)`,
				k, id, []byte(k), db.Micros(w.World.Clock.Now())); err != nil {
				return err
			}
		}
		for range codes {
			if _, err := tx.Exec(ctx, `INSERT INTO recovery_code (account, hash) VALUES ($1, $2)`, id, []byte(access.NewID[string]())); err != nil {
				return err
			}
		}
		return nil
	}))
	w.World.Clock.Advance(time.Second)
}
