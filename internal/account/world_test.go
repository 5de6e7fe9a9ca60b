package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/mod/sumdb/note"

	altcha "github.com/altcha-org/altcha-lib-go"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/mail"
	"surety/internal/vault"
)

const longPassword = "сорок два тихих чайника"

var (
	bg      = context.Background()
	laptop  = Client{Address: netip.MustParseAddr("192.0.2.7"), UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
	phone   = Client{Address: netip.MustParseAddr("2001:db8::5"), UserAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"}
	demo    = access.Server("demo")
	instant = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
)

// world is an installation with two departments and two organisations, and cheap hashes.
type world struct {
	*Accounts
	t       testing.TB
	clock   *clock.Fake
	letters *letterbox
	support access.DepartmentID
	sales   access.DepartmentID
	north   access.OrganisationID
}

type letterbox struct {
	mu  sync.Mutex
	all []sent
}

type sent struct {
	to string
	mail.Message
}

func (l *letterbox) Send(_ context.Context, to string, m mail.Message, _ string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, sent{to, m})
	return nil
}

// to are the letters to an address, oldest first.
func (l *letterbox) to(email string) (found []sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.all {
		if s.to == email {
			found = append(found, s)
		}
	}
	return found
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			fn(t, newWorld(t, engine))
		})
	}
}

func emptyWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	c := clock.NewFake(instant)
	d, keys := dbtest.Open(t, engine, db.Data), dbtest.Open(t, db.SQLite, db.Keys)
	v, err := vault.Unlock(bg, vault.Settings{Root: vault.FileRoot(filepath.Join(t.TempDir(), "root"), true), Keys: keys, Clock: c})
	must(t, err)
	skey, vkey, err := audit.NewKey("test/record")
	must(t, err)
	signer, err := note.NewSigner(skey)
	must(t, err)
	verifier, err := note.NewVerifier(vkey)
	must(t, err)
	log, err := audit.Open(bg, audit.Settings{DB: d, Clock: c, Signer: signer, Verifier: verifier, Origin: "test/record"})
	must(t, err)
	hub, err := live.Open(bg, d, nil)
	must(t, err)
	box := &letterbox{}
	a, err := Open(Settings{DB: d, Clock: c, Vault: v, Log: log, Jobs: job.Open(job.Settings{DB: d, Clock: c}), Live: hub, Transport: box, URL: "https://help.firm.example/"})
	must(t, err)
	a.hasher.cost = cost{64, 1, 1}
	return &world{Accounts: a, t: t, clock: c, letters: box}
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	w := emptyWorld(t, engine)
	ds, os, err := w.Fill(bg, demo, Installation{Name: "Firm", Language: "en", Languages: Languages, SignUp: true},
		[]DepartmentChange{{Name: Texts{"en": "Support", "fa": "پشتیبانی"}}, {Name: Texts{"en": "Sales"}}}, []string{"North Ltd"})
	must(t, err)
	w.support, w.sales, w.north = ds[0].ID, ds[1].ID, os[0].ID
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func wantsCode(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || fault.As(err).Code != code {
		t.Fatalf("got %v, want code %s", err, code)
	}
}

// add makes an active account with the long password.
func (w *world) add(email string, roles []access.Role, posts map[access.DepartmentID]access.Post) Person {
	w.t.Helper()
	p, err := w.Add(bg, demo, NewPerson{Email: email, Name: "Somebody " + email[:2], Language: "en", Roles: roles, Posts: posts}, longPassword)
	must(w.t, err)
	return p
}

func (w *world) client(email string) Person { return w.add(email, []access.Role{access.Client}, nil) }

func (w *world) admin(email string) access.Actor {
	p := w.add(email, []access.Role{access.Administrator}, nil)
	return access.Actor{Account: p.ID, Session: "s", Roles: p.Roles, SteppedUp: true}
}

// signIn signs in by password and returns the session and who it is at its next request.
func (w *world) signIn(email string) (Session, access.Actor) {
	w.t.Helper()
	s, err := w.SignInPassword(bg, email, longPassword, "", laptop)
	must(w.t, err)
	return s, w.who(s.Token)
}

func (w *world) who(token string) access.Actor {
	w.t.Helper()
	who, _, err := w.Authenticate(bg, token, laptop)
	must(w.t, err)
	return who
}

// totp adds an authenticator app to the session's account and returns its secret, the recovery codes and the renewed session.
func (w *world) totp(s Session) (secret string, codes []string, renewed Session) {
	w.t.Helper()
	who := w.who(s.Token)
	secret, _, err := w.BeginTOTP(bg, who)
	must(w.t, err)
	codes, renewed, err = w.ConfirmTOTP(bg, who, w.code(secret), laptop)
	must(w.t, err)
	w.clock.Advance(time.Minute) // the next code
	return secret, codes, renewed
}

func (w *world) code(secret string) string {
	w.t.Helper()
	c, err := totp.GenerateCode(secret, w.clock.Now())
	must(w.t, err)
	return c
}

// link is the token in the newest letter to the address.
func (w *world) link(email string) string {
	w.t.Helper()
	must(w.t, w.Jobs.Drain(bg))
	all := w.letters.to(email)
	for i := len(all) - 1; i >= 0; i-- {
		for _, path := range []string{"/welcome/", "/reset/", "/lost-access/enter/"} {
			if _, rest, ok := strings.Cut(all[i].Text, "https://help.firm.example"+path); ok {
				return strings.FieldsFunc(rest, func(r rune) bool { return r <= ' ' })[0]
			}
		}
	}
	w.t.Fatalf("no link to %s in %d letters", email, len(all))
	return ""
}

// subjects are the subjects of all letters to an address.
func (w *world) subjects(email string) (s []string) {
	w.t.Helper()
	must(w.t, w.Jobs.Drain(bg))
	for _, one := range w.letters.to(email) {
		s = append(s, one.Subject)
	}
	return s
}

// subjectOf is how a letter of the code is titled.
func (w *world) subjectOf(code string) string {
	m, err := mail.Compose(mail.Installation{Name: "Firm", URL: w.URL}, mail.Sample(code, "en"))
	must(w.t, err)
	return m.Subject
}

// work solves a challenge.
func (w *world) work() string {
	w.t.Helper()
	c, err := w.Challenge(bg)
	must(w.t, err)
	s, err := altcha.SolveChallenge(c.Challenge, c.Salt, altcha.SHA256, int(c.MaxNumber), 0, nil)
	must(w.t, err)
	p, err := json.Marshal(altcha.Payload{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: int64(s.Number), Salt: c.Salt, Signature: c.Signature})
	must(w.t, err)
	return base64.StdEncoding.EncodeToString(p)
}

// together runs fn n times at once and returns the errors.
func together(n int, fn func() error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = fn()
		})
	}
	close(start)
	all.Wait()
	return errs
}

func succeeded(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

// inRecord counts entries of an action whose params say so.
func (w *world) inRecord(action access.Action, params map[string]string) (n int) {
	w.t.Helper()
	g, err := access.Check(access.Server("test"), access.RecordRead, access.Thing{Kind: "record"})
	must(w.t, err)
	all, _, err := w.Log.Search(bg, g, audit.Filter{Action: action, Limit: 200})
	must(w.t, err)
	for _, e := range all {
		same := true
		for k, v := range params {
			same = same && e.Params[k] == v
		}
		if same {
			n++
		}
	}
	return n
}

// cells are all bytes of a table, for looking for what must not be there.
func (w *world) cells(table string) []byte {
	w.t.Helper()
	var all bytes.Buffer
	must(w.t, w.DB.View(bg, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT * FROM `+table)
		if err != nil {
			return err
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			values := make([]any, len(names))
			for i := range values {
				values[i] = new([]byte)
			}
			if err := rows.Scan(values...); err != nil {
				return err
			}
			for _, v := range values {
				all.Write(*v.(*[]byte))
			}
		}
		return rows.Err()
	}))
	return all.Bytes()
}
