package remote

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func hereOnly(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, _ := net.SplitHostPort(address)
	return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
}

// journey is a session with its people and machines.
type journey struct {
	t                  *testing.T
	net                net3
	server             *server
	client, specialist person
	id                 string // of the session
	folder             string // that the client names
	assist             *tty
	keeper             int
	answered           []string
	token              string // the file with it
}

// begin has a session asked for, let in and consented to in the client's terminal.
func begin(t *testing.T, powers ...string) *journey {
	t.Helper()
	n := newNet(t)
	j := prelude(t, n, host)
	j.ask(powers...)
	j.consent()
	return j
}

// prelude is everything before somebody asks.
func prelude(t *testing.T, n net3, name string) *journey {
	t.Helper()
	c, err := prepared()
	must(t, err)
	j := &journey{t: t, net: n, server: serve(t, n.server, name), folder: t.TempDir(), token: filepath.Join(t.TempDir(), "token")}
	j.client = person{name, c.client, door(n.client)}
	j.specialist = person{name, c.specialist, door(n.specialist)}
	must(t, os.WriteFile(j.token, []byte(c.token), 0o600))
	return j
}

func (j *journey) ask(powers ...string) {
	j.t.Helper()
	c, err := prepared()
	must(j.t, err)
	var ticket, asked struct{ ID string }
	must(j.t, j.client.call("POST", "/tickets", map[string]any{"subject": "The backup stopped", "text": "It says nothing.", "department": c.department}, &ticket))
	body := map[string]any{"powers": powers, "reason": "To read its log.", "minutes": 30}
	if len(powers) > 0 && powers[len(powers)-1] == "port" {
		body["ports"] = []string{screenAt}
	}
	must(j.t, j.specialist.call("POST", "/tickets/"+ticket.ID+"/remote-sessions", body, &asked))
	j.id = asked.ID
}

// consent is the client at a terminal: from the warning, past its lock, through each question, to a session that is open.
func (j *journey) consent() {
	j.t.Helper()
	var code struct{ Dial string }
	must(j.t, j.client.call("POST", "/remote-sessions/"+j.id+"/code", struct{}{}, &code))
	j.assist = open(j.t, j.net.client, nil, assistBinary, "--language", "en", code.Dial)
	j.keeper = j.assist.cmd.Process.Pid
	j.assist.see("Did someone telephone you?")
	began := time.Now()
	j.assist.press("1")
	j.assist.see("1  Nobody telephoned me")
	if locked := time.Since(began); locked < 8*time.Second {
		j.t.Errorf("the warning was locked for %v only", locked)
	}
	j.answer()
}

// answers are what the client says to each page, by words that stand on no other.
func (j *journey) answers() [][2]string {
	return [][2]string{
		{"Nobody is here yet. The session is open.", ""},
		{"1  Nobody telephoned me", "1"},
		{"1  This is the help I asked for. Go on", "1"},
		{"A copy of your files first?", "2"},
		{"in your own words", "I have copies elsewhere.\r"},
		{"Another one? Enter with nothing typed", "\r"},
		{"Which folder, with its whole path?", j.folder + "\r"},
		{"It leads to:", "1"},
		{"Do you allow them to:", "1"},
		{"1  I agree. Begin", "1"},
	}
}

// answer answers page after page until the session is open. A page that still stands after a while is answered again: a yes to what is not on the screen yet
// does not count.
func (j *journey) answer() {
	j.t.Helper()
	for limit := time.Now().Add(patience); time.Now().Before(limit); {
		page := j.assist.shows()
		for _, a := range j.answers() {
			if !strings.Contains(page, a[0]) {
				continue
			}
			if a[1] == "" {
				return
			}
			j.answered = append(j.answered, a[0])
			j.assist.press(a[1])
			break
		}
		j.assist.until(2*time.Second, func() bool { return j.assist.shows() != page })
		j.assist.until(50*time.Millisecond, func() bool { return false }) // a page is drawn in several writes
	}
	j.t.Fatalf("the session never opened; answered: %q; shown:\n%s", j.answered, j.assist.shows())
}

// session is what the website says of it.
type session struct {
	State string
	Here  struct{ Client, Specialist bool }
	Ended struct{ By, Why string }
}

func (j *journey) session() (s session) {
	j.t.Helper()
	must(j.t, j.client.call("GET", "/remote-sessions/"+j.id, nil, &s))
	return s
}

// far is surety connect on the specialist's machine.
type far struct {
	j      *journey
	cmd    *exec.Cmd
	out    *said
	config string
	words  string
}

var (
	configAt = regexp.MustCompile(`-F (\S+/config)`)
	wordsAt  = regexp.MustCompile(`Safety words: (.+)`)
)

// connect starts it and waits until it serves. What it calls the safety words is what the client reads.
func (j *journey) connect(more ...string) *far {
	j.t.Helper()
	f := &far{j: j, out: &said{}}
	f.cmd = exec.Command(product, append([]string{"connect", j.id, "--server", "https://" + j.server.host, "--token-file", j.token}, more...)...)
	f.cmd.Stdout, f.cmd.Stderr, f.cmd.Env = f.out, f.out, append(os.Environ(), "SSL_CERT_FILE="+certificate)
	must(j.t, j.net.specialist.start(f.cmd))
	j.t.Cleanup(func() {
		f.kill()
		if j.t.Failed() {
			j.t.Logf("connect said:\n%s", f.out)
		}
	})
	eventually(j.t, patience, "connect serves", func() bool { return strings.Contains(f.out.String(), "Ctrl-C leaves") })
	if m := configAt.FindStringSubmatch(f.out.String()); m != nil {
		f.config = m[1]
	}
	f.words = strings.TrimSpace(wordsAt.FindStringSubmatch(f.out.String())[1])
	j.assist.see(f.words)
	return f
}

func (f *far) kill() {
	_ = f.cmd.Process.Kill()
	_ = f.cmd.Wait()
}

// ssh is OpenSSH's in a terminal of the specialist's.
func (f *far) ssh() *tty {
	f.j.t.Helper()
	return open(f.j.t, f.j.net.specialist, nil, "ssh", "-F", f.config, "surety")
}

// run runs a program of OpenSSH's on the specialist's machine.
func (f *far) run(name string, args ...string) error {
	f.j.t.Helper()
	cmd := exec.Command(name, append([]string{"-F", f.config}, args...)...)
	out := &said{}
	cmd.Stdout, cmd.Stderr = out, out
	must(f.j.t, f.j.net.specialist.start(cmd))
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}
