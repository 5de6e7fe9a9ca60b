package arch

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// tiers are the packages under internal/, lowest first. An import may only point to a lower tier, or sideways where
// beside says why. A package that is not here fails the test: whoever adds one decides where it stands.
var tiers = [][]string{
	{"fault", "clock", "wire", "escape", "rfb", "freeport"},
	{"db", "blob", "vault", "access", "place", "document"},
	{"audit", "job", "mail", "live", "contract", "cursor", "recording", "snapshot", "channel", "sensitive"},
	{"deadline", "scan"},
	{"account"},
	{"ticket"},
	{"escrow", "recovery"},
	{"payment"},
	{"card"},
	{"deal"},
	{"paper", "dispute", "handover"},
	{"complaint", "review", "room"},
	{"evidence", "remote", "assurance", "retention", "backup", "honey"},
	{"person"},
	{"suretytest", "demo"},
	{"web", "assist", "far"},
	{"config", "bench", "arch", "connect"},
	{"cmd"},
}

// beside are the arrows within a tier.
var beside = map[string]string{
	"vault → db":     "wrapped keys lie in a store of their own",
	"vault → access": "nothing opens without a grant",
	"mail → job":     "a letter leaves as a job",
}

// doors are libraries that only one room may know; exceptions say why.
var doors = []struct {
	imports []string // an import path, or all below it when it ends in /
	rooms   []string
	except  map[string]string
}{
	{imports: []string{"github.com/ncruces/", "github.com/jackc/", "github.com/pressly/goose/", "modernc.org/", "github.com/mattn/go-sqlite3"}, rooms: []string{"db"}},
	{imports: []string{"crypto/aes", "crypto/cipher", "crypto/des", "crypto/rc4", "crypto/hpke", "golang.org/x/crypto/chacha20poly1305", "golang.org/x/crypto/nacl/", "github.com/tink-crypto/", "filippo.io/age"}, rooms: []string{"vault"}},
	{imports: []string{"github.com/oschwald/", "github.com/maxmind/"}, rooms: []string{"place"}},
	{imports: []string{"net/http", "github.com/danielgtaylor/huma/"}, rooms: []string{"web", "cmd"}, except: map[string]string{
		"bench":    "presses the server from outside, as a client",
		"card":     "asks the card provider outside, as a client",
		"document": "asks an authority of time outside, as a client",
		"channel":  "dials and takes WebSockets",
		"assist":   "joins a server, as a client",
		"connect":  "joins a server, as a client",
	}},
	{imports: []string{"github.com/stripe/"}, rooms: []string{"card"}},
	{imports: []string{"github.com/go-text/"}, rooms: []string{"document"}},
	{imports: []string{"github.com/klauspost/compress/"}, rooms: []string{"recording", "snapshot", "backup"}},
	{imports: []string{"github.com/coder/websocket", "github.com/libp2p/"}, rooms: []string{"channel"}},
	{imports: []string{"github.com/restic/"}, rooms: []string{"snapshot"}},
	{imports: []string{"github.com/charmbracelet/x/xpty", "github.com/creack/pty"}, rooms: []string{"assist"}},
	{imports: []string{"github.com/ulikunitz/", "golang.org/x/image/"}, rooms: []string{"scan"}},
	{imports: []string{"golang.org/x/crypto/ssh", "github.com/pkg/sftp"}, rooms: []string{"far"}},
	{imports: []string{"github.com/spf13/", "github.com/pelletier/go-toml/"}, rooms: []string{"cmd", "config"}},
}

type pkg struct {
	ImportPath, Dir string
	GoFiles         []string
	Imports         []string
}

// room is the name of the package's place in tiers: the first folder below internal/, or cmd.
func (p pkg) room() string { return room(p.ImportPath) }

func room(path string) string {
	path = strings.TrimPrefix(path, "surety/")
	if after, ok := strings.CutPrefix(path, "internal/"); ok {
		path = after
	}
	first, _, _ := strings.Cut(path, "/")
	return first
}

// harness reports whether the package exists for tests.
func harness(path string) bool { return strings.HasSuffix(path, "test") }

func TestImportsRunDownward(t *testing.T) {
	for _, p := range packages(t) {
		from := tier(p.room())
		if from < 0 && p.room() != "ui" {
			t.Errorf("%s stands in no tier: decide where it belongs", p.ImportPath)
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, "surety/internal/") || room(path) == p.room() || harness(p.ImportPath) {
				continue
			}
			arrow := p.room() + " → " + room(path)
			if to := tier(room(path)); to > from || to == from && beside[arrow] == "" {
				t.Errorf("%s imports %s: an arrow that does not run down", p.ImportPath, path)
			}
		}
	}
}

func TestHarnessesServeTestsOnly(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			if strings.HasPrefix(path, "surety/") && harness(path) && !harness(p.ImportPath) {
				t.Errorf("%s imports %s outside a test", p.ImportPath, path)
			}
		}
	}
}

func TestDoorsStayShut(t *testing.T) {
	for _, p := range packages(t) {
		for _, d := range doors {
			for _, path := range p.Imports {
				if within(path, d.imports) && !slices.Contains(d.rooms, p.room()) && d.except[p.room()] == "" && !harness(p.ImportPath) {
					t.Errorf("%s imports %s, which only %s may", p.ImportPath, path, strings.Join(d.rooms, " and "))
				}
			}
		}
	}
}

func within(path string, doors []string) bool {
	return slices.ContainsFunc(doors, func(d string) bool {
		return path == d || strings.HasSuffix(d, "/") && strings.HasPrefix(path, d)
	})
}

func tier(name string) int {
	return slices.IndexFunc(tiers, func(names []string) bool { return slices.Contains(names, name) })
}

// packages lists the module's packages that have Go files outside tests.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 {
			all = append(all, p)
		}
	}
	if len(all) < 4 {
		t.Fatalf("only %d packages found: the test does not see the project", len(all))
	}
	return all
}
