package arch

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

var (
	goTest    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w*)\(`)
	namedTest = regexp.MustCompile("\\b(?:test|it)(?:\\.each\\([^)]*\\))?\\(\\s*(?:'([^'\n]+)'|\"([^\"\n]+)\"|`([^`\n]+)`)")
	cited     = regexp.MustCompile("`((?:Test|Fuzz)\\w+|(?:e2e|ui): [^`]+)`")
)

// tests are the names of all tests in the tree: those of Go as they are, those of the web app as "ui: title", those of
// the browser journeys as "e2e: title".
func tests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	walk(t, []string{"internal", "cmd"}, "_test.go", func(_, text string) {
		for _, m := range goTest.FindAllStringSubmatch(text, -1) {
			names[m[1]] = true
		}
	})
	for folder, prefix := range map[string]string{"ui/src": "ui: ", "e2e/journeys": "e2e: "} {
		walk(t, []string{folder}, ".ts", func(_, text string) {
			for _, m := range namedTest.FindAllStringSubmatch(text, -1) {
				names[prefix+m[1]+m[2]+m[3]] = true
			}
		})
	}
	return names
}

func walk(t *testing.T, folders []string, suffix string, visit func(path, text string)) {
	t.Helper()
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, suffix) {
				return err
			}
			b, err := os.ReadFile(path)
			visit(path, string(b))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestVerificationStandard holds docs/asvs.csv to what is in the tree: what it calls met or partly met names tests and
// code that exist, and what does not apply or is not met yet says why.
func TestVerificationStandard(t *testing.T) {
	have := tests(t)
	for i, row := range table(t, "docs/asvs.csv") {
		id, level, state, names, code := row[0], row[1], row[2], row[3], row[4]
		switch {
		case !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(id) || !slices.Contains([]string{"1", "2", "3"}, level):
			t.Errorf("row %d: %q at level %q is no requirement of ASVS 5.0", i+2, id, level)
		case state == "not_yet" || state == "not_applicable":
			if row[5] == "" {
				t.Errorf("%s is %s without a reason", id, state)
			}
		case state != "met" && state != "partly":
			t.Errorf("%s has the unknown state %q", id, state)
		default:
			exist(t, id, names, code, have)
		}
	}
}

func exist(t *testing.T, id, names, code string, have map[string]bool) {
	t.Helper()
	for name := range strings.SplitSeq(names, ";") {
		if name = strings.TrimSpace(name); !have[name] {
			t.Errorf("%s names the test %q, which does not exist", id, name)
		}
	}
	for path := range strings.SplitSeq(code, ";") {
		if _, err := os.Stat(filepath.Join(root, strings.TrimSpace(path))); path == "" || err != nil {
			t.Errorf("%s names the code %q, which does not exist", id, path)
		}
	}
}

// TestThreatsNameTheirTests holds docs/threats.md to what is in the tree.
func TestThreatsNameTheirTests(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/threats.md"))
	if err != nil {
		t.Fatal(err)
	}
	have := tests(t)
	names := cited.FindAllStringSubmatch(string(text), -1)
	if len(names) < 20 {
		t.Errorf("only %d tests are named: the table was not read", len(names))
	}
	for _, m := range names {
		if !have[m[1]] {
			t.Errorf("docs/threats.md names the test %q, which does not exist", m[1])
		}
	}
}

func table(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"id", "level", "state", "test", "code", "note"}; !slices.Equal(rows[0], want) {
		t.Fatalf("%s has the columns %v, not %v", path, rows[0], want)
	}
	return rows[1:]
}
