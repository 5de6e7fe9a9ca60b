package connect

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"surety/internal/assist"
	"surety/internal/channel"
	"surety/internal/far/fartest"
	"surety/internal/wire"
)

const (
	testSession = "00112233445566778899aabbccddeeff"
	testToken   = "sty_test"
)

// helpDesk answers as the server does, in front of a client's end with real powers.
func helpDesk(t *testing.T, g assist.Grant) *httptest.Server {
	t.Helper()
	w := fartest.New(t, g)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/remote-sessions/"+testSession+"/join", func(out http.ResponseWriter, r *http.Request) {
		var in struct{ Pin string }
		if r.Header.Get("Authorization") != "Bearer "+testToken {
			out.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(out, `{"code":"not_signed_in"}`)
			return
		}
		pin := channel.Pin{}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		if _, err := hex.Decode(pin[:], []byte(in.Pin)); err != nil {
			t.Error(err)
		}
		j, err := w.Desk.Join(r.Context(), pin)
		if err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(out).Encode(map[string]any{"number": j.Number, "pin": hex.EncodeToString(j.Pin[:]), "granted": j.Granted, "ports": j.Ports, "folders": 1, "until": "2026-11-22T20:00:00Z"})
	})
	mux.HandleFunc("GET /api/v1/remote-sessions/"+testSession+"/channel", func(out http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+testToken {
			out.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.URL.Path = "/far"
		w.Server.ServeHTTP(out, r)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestConnectServesTheMachinesOwnPrograms(t *testing.T) {
	if _, err := exec.LookPath("ssh"); err != nil {
		t.Skip("OpenSSH is not installed")
	}
	dir, port := t.TempDir(), fartest.Echo(t)
	s := helpDesk(t, assist.Grant{Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch, wire.Port}, Folders: []string{dir}, Ports: []string{port}})
	if err := os.WriteFile(filepath.Join(dir, "f"), []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SURETY_TOKEN", testToken)
	ctx, stop := context.WithCancel(t.Context())
	in, out := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, Options{Name: "connect", Args: []string{testSession, "--server", s.URL, "--forward", "0=" + port}, Out: out, Err: out})
		out.Close()
	}()
	said := bufio.NewReader(in)
	text := ""
	for !strings.Contains(text, "leads to") {
		line, err := said.ReadString('\n')
		if text += line; err != nil {
			t.Fatal(err, text)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	config := regexp.MustCompile(`sftp -F (\S+) surety`).FindStringSubmatch(text)
	if config == nil || !regexp.MustCompile(`Safety words: (\S+ ){3}\S+\n`).MatchString(text) || !strings.Contains(text, "terminal.type, files.fetch, port") {
		t.Fatalf("it says %q", text)
	}
	var got, errs bytes.Buffer
	c := exec.CommandContext(t.Context(), "scp", "-F", config[1], "surety:f", filepath.Join(t.TempDir(), "f"))
	c.Stdout, c.Stderr = &got, &errs
	if err := c.Run(); err != nil {
		t.Error(err, errs.String())
	}
	stop()
	if c := <-code; c != Done {
		t.Errorf("exit %d", c)
	}
	if _, err := os.Stat(filepath.Dir(config[1])); !os.IsNotExist(err) {
		t.Errorf("the key is left behind: %v", err)
	}
}

func called(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Run(context.Background(), Options{Name: "connect", Args: args, Version: "v1", Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestConnectTellsHelpAndVersion(t *testing.T) {
	for arg, want := range map[string]string{"--help": "-token-file", "-h": "connect SESSION --server URL", "--version": "v1"} {
		if code, out, errs := called(arg); code != Done || !strings.Contains(out, want) || errs != "" {
			t.Errorf("%s: exit %d, %q, %q", arg, code, out, errs)
		}
	}
}

func TestConnectIsCalledRightly(t *testing.T) {
	t.Setenv("SURETY_TOKEN", testToken)
	for _, args := range []string{"", "x", testSession, testSession + " --server http://help.example", testSession + " --server ftp://help.example", testSession + " --server https://",
		"0011 --server https://help.example", testSession + " --server https://user@help.example", testSession + " --server https://help.example --forward 80",
		testSession + " --server https://help.example --forward 0.0.0.0:80=a:1", testSession + " --server https://help.example --token-file /nonexistent", "../accounts --server https://help.example"} {
		if code, _, errs := called(strings.Fields(args)...); code != Misuse {
			t.Errorf("%q: exit %d, %s", args, code, errs)
		}
	}
	t.Setenv("SURETY_TOKEN", "")
	if code, _, errs := called(testSession, "--server", "https://help.example"); code != Misuse || !strings.Contains(errs, "SURETY_TOKEN") {
		t.Errorf("without a token: %d, %s", code, errs)
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other server was asked, with %q", r.Header.Get("Authorization"))
	}))
	defer other.Close()
	s := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer s.Close()
	d, err := newServerDesk(s.URL, testSession, testToken)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Join(t.Context(), channel.Pin{1}); err == nil {
		t.Error("it joined")
	}
	if _, err := d.Dial(t.Context(), channel.Bulk, 1); err == nil {
		t.Error("it dialled")
	}
}

func TestAServersAnswerIsHeldToItsForm(t *testing.T) {
	pin := strings.Repeat("ab", 32)
	for name, answer := range map[string]string{
		"no object": `[]`, "no pin": `{"number":1}`, "a short pin": `{"pin":"abcd"}`, "a pin that is none": `{"pin":"` + strings.Repeat("zz", 32) + `"}`,
		"a number too large": `{"number":4294967296,"pin":"` + pin + `"}`, "an address that acts": `{"pin":"` + pin + `","ports":["\u001b]0;x\u0007:1"]}`, "a bidi address": `{"pin":"` + pin + `","ports":["a\u202e:1"]}`,
	} {
		if _, err := joined([]byte(answer)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	j, err := joined([]byte(`{"number":7,"pin":"` + pin + `","granted":["port","everything"],"ports":["db.example:5432"],"until":"2026-11-22T20:00:00Z","more":1}`))
	if err != nil || j.Number != 7 || len(j.Granted) != 1 || j.Ports[0] != "db.example:5432" || j.Until.IsZero() {
		t.Errorf("%+v, %v", j, err)
	}
	for _, body := range []string{``, `<html>`, `{"code":"\u001b[2J"}`, `{"code":"A B"}`} {
		if err := problem(http.StatusConflict, []byte(body)); strings.ContainsAny(err.Error(), "\x1b<") {
			t.Errorf("%q is shown as %q", body, err)
		}
	}
}

func TestTheWayToTheServer(t *testing.T) {
	d, err := newServerDesk("https://help.example/desk/", strings.ToUpper(testSession), testToken)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.address("join"); got.String() != "https://help.example/desk/api/v1/remote-sessions/"+testSession+"/join" {
		t.Error(got)
	}
	if _, err := url.Parse(d.address("channel").String()); err != nil {
		t.Error(err)
	}
}

// TestPortsAreOpenBeforeItJoins: nobody comes to a session of which a port cannot be had, and who reads that it serves finds them open.
func TestPortsAreOpenBeforeItJoins(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, here, _ := net.SplitHostPort(taken.Addr().String())
	t.Setenv("SURETY_TOKEN", testToken)
	code, out, errs := called(testSession, "--server", "https://help.example", "--forward", here+"=127.0.0.1:3389")
	if code != Failed || out != "" || !strings.Contains(errs, taken.Addr().String()) {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}
