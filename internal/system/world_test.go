package system_test

import (
	"bufio"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// role is who somebody will be.
type role struct{ name, email, password string }

// cast are the names that an installation begins with.
type cast struct {
	site, department     string
	admin, agent, client role
}

var plainCast = cast{
	site: "Harbour Help", department: "Support",
	admin:  role{"Ada Brook", "ada@harbour.example", "kettle-orbit-velvet-31"},
	agent:  role{"Aaron Ash", "aaron@harbour.example", "saddle-copper-mist-77"},
	client: role{"Cleo Reed", "cleo@client.example", "lantern-prairie-quilt-52"},
}

// person can sign in, and has a token for programs.
type person struct {
	browser, program *client
	id, totp         string
	recovery         []string
}

// world is an installation with three people in it.
type world struct {
	cast
	data                 string
	args                 []string
	server               *server
	department           string // id
	admin, agent, client *person
	welcome              []string // tokens of the invitations
	post                 *postbox
}

const scopes = "tickets:read,tickets:write,record:read,accounts:read"

// newWorld serves data for the first time, and sets it up as its first users would.
func newWorld(t testing.TB, c cast, data string, args ...string) *world {
	t.Helper()
	post := newPostbox(t)
	w := &world{cast: c, data: data, post: post, args: append(args, "--smtp", post.url(), "--mail-from", "Help <help@harbour.example>")}
	w.server = serve(t, data, w.args...)
	w.admin = w.setUp(t)
	var departments struct{ Items []struct{ ID string } }
	w.admin.browser.must(t, 200, "GET", "/admin/departments", nil, &departments)
	w.department = departments.Items[0].ID
	w.agent = w.invite(t, post, c.agent, []string{}, []map[string]string{{"department": w.department, "post": "agent"}})
	w.client = w.invite(t, post, c.client, []string{"client"}, nil)
	for p, r := range map[*person]role{w.admin: c.admin, w.agent: c.agent, w.client: c.client} {
		p.program = p.browser.bearer(w.token(t, r.email))
	}
	return w
}

func (w *world) token(t testing.TB, email string) string {
	t.Helper()
	return succeed(t, append([]string{"token", "create", "--data", w.data, "--account", email, "--scope", scopes}, places(w.args)...)...)
}

// places are those of the server's arguments that the operator's tools take too.
func places(args []string) (some []string) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "--database" || args[i] == "--keys-database" {
			some = append(some, args[i], args[i+1])
		}
	}
	return some
}

var setupLink = regexp.MustCompile(`/setup/(\S+)`)

func (w *world) setUp(t testing.TB) *person {
	t.Helper()
	link := setupLink.FindStringSubmatch(w.server.out.String())
	if link == nil {
		t.Fatalf("no setup link was printed: %s", w.server.out)
	}
	p := &person{browser: &client{address: w.server.address}}
	p.browser.must(t, 200, "POST", "/setup/"+link[1], map[string]any{"organisationName": w.site, "language": "en", "languages": []string{"en", "ru", "fa", "zh"},
		"departments": []map[string]string{{"name": w.cast.department}}, "name": w.cast.admin.name, "email": w.cast.admin.email, "timeZone": "UTC",
		"password": w.cast.admin.password}, nil)
	p.enrol(t)
	return p
}

// enrol adds the second factor and learns who one is.
func (p *person) enrol(t testing.TB) {
	t.Helper()
	var session struct {
		State   string
		Account struct{ ID string }
	}
	p.browser.must(t, 200, "GET", "/session", nil, &session)
	if p.id = session.Account.ID; session.State == "signed_in" {
		return
	}
	var secret struct{ Secret string }
	p.browser.must(t, 200, "POST", "/me/totp", nil, &secret)
	p.totp = secret.Secret
	code, err := totp.GenerateCode(secret.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var codes struct{ RecoveryCodes []string }
	p.browser.must(t, 200, "POST", "/me/totp/confirm", map[string]string{"code": code}, &codes)
	p.recovery = codes.RecoveryCodes
}

var welcomeLink = regexp.MustCompile(`/welcome/([A-Za-z0-9_-]+)`)

func (w *world) invite(t testing.TB, post *postbox, r role, roles []string, posts []map[string]string) *person {
	t.Helper()
	if posts == nil {
		posts = []map[string]string{}
	}
	w.admin.browser.must(t, 201, "POST", "/admin/accounts", map[string]any{"email": r.email, "name": r.name, "language": "en", "roles": roles, "posts": posts}, nil)
	var link []string
	wait(t, 20*time.Second, "the invitation of "+r.email, func() bool {
		for _, l := range post.letters() {
			if m := welcomeLink.FindStringSubmatch(l.text); m != nil && l.to == r.email {
				link = m
			}
		}
		return link != nil
	})
	w.welcome = append(w.welcome, link[1])
	p := &person{browser: &client{address: w.server.address}}
	p.browser.must(t, 200, "POST", "/invitations/"+link[1], map[string]string{"name": r.name, "language": "en", "timeZone": "UTC", "password": r.password}, nil)
	p.enrol(t)
	return p
}

// restart serves the world anew, after its server has ended.
func (w *world) restart(t testing.TB) {
	t.Helper()
	w.moved(serve(t, w.data, w.args...))
}

func (w *world) moved(s *server) {
	w.server = s
	for _, p := range []*person{w.admin, w.agent, w.client} {
		p.browser, p.program = p.browser.at(s.address, ""), p.program.at(s.address, "")
	}
}

// verify runs surety audit verify, which must find the record whole.
func (w *world) verify(t testing.TB, more ...string) string {
	t.Helper()
	return succeed(t, append(append([]string{"audit", "verify", "--data", w.data}, places(w.args)...), more...)...)
}

// open asks for help as the client and returns the ticket's id.
func (w *world) open(t testing.TB, subject string) string {
	t.Helper()
	var ticket struct{ ID string }
	w.client.program.must(t, 201, "POST", "/tickets", map[string]string{"subject": subject, "text": subject, "department": w.department}, &ticket)
	return ticket.ID
}

var (
	templateOnce sync.Once
	made         world
)

// copyOf gives a test an embedded installation of its own, set up once for all and stopped.
func copyOf(t testing.TB, into string) *world {
	t.Helper()
	templateOnce.Do(func() {
		w := newWorld(t, plainCast, filepath.Join(scratch, "template"))
		w.server.stop()
		w.args = nil
		made = *w
	})
	if made.data == "" {
		t.Fatal("the installation to copy could not be made; an earlier test says why")
	}
	w := made
	w.data = into
	if err := os.MkdirAll(into, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", made.data+"/.", into).CombinedOutput(); err != nil { // keeps the modes, which the server checks
		t.Fatalf("%v: %s", err, out)
	}
	for _, p := range []**person{&w.admin, &w.agent, &w.client} {
		one := **p
		*p = &one
	}
	return &w
}

// lines are those of r, until it ends.
func lines(r io.Reader) iter.Seq[string] {
	return func(yield func(string) bool) {
		s := bufio.NewScanner(r)
		for s.Scan() {
			if !yield(strings.TrimRight(s.Text(), "\r")) {
				return
			}
		}
	}
}
