package escrow

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

// mutant breaks one rule: in the words of the file, what stands between « and » becomes instead. The named test must then
// fail: a test that a broken ledger passes proves nothing.
type mutant struct {
	name, file, words, instead, test string
	engine                           db.Engine
}

var mutants = []mutant{
	{"unbalanced is taken", "rules.go", "if «sum != 0» {", "sum > 9", "TestLedgerBalancedPerCurrency", db.SQLite},
	{"another body under the key", "post.go", "if «!o.same(prior)» {", "false", "TestLedgerDuplicatesCollapse", db.SQLite},
	{"the key is not looked up", "post.go", "if «is.prior != 0» {", "false", "TestLedgerDuplicatesCollapseConcurrently", db.SQLite},
	{"writers do not take turns", "sql.go", "tx.TakeTurn(ctx, «ledgerLock»)", "anyTurn()", "TestLedgerNoLostUpdate", db.Postgres},
	{"a fee is not taken off", "hold.go", "net, whole := «d.ReleaseMinor-d.FeeMinor-d.TaxMinor»", "d.ReleaseMinor-d.TaxMinor", "TestLedgerConservesMoney", db.SQLite},
	{"a balance forgets", "sql.go", "«s.debits», s.credits, s.debitsPending, s.creditsPending, s.seq)\n	}", "int64(0)", "TestLedgerBalanceEqualsJournal", db.SQLite},
	{"overdraft is not refused", "rules.go", "if «b.AvailableMinor < 0» &&", "b.AvailableMinor < -100", "TestLedgerNoOverdraftUnderDrain", db.SQLite},
	{"shares are rounded up", "currency.go", "whole*basisPoints + «rest*basisPoints/10_000»", "(rest*basisPoints+9_999)/10_000", "TestLedgerNoDrift", db.SQLite},
	{"currencies are added up", "transfer.go", "all[«p.Account.Currency»] +=", `Currency("")`, "TestLedgerNoCurrencyMixing", db.SQLite},
	{"a reversal forgets what it reverses", "hold.go", "reference: reason, subject: «t.N»}", "int64(0)", "TestLedgerReversesAndDeletesNothing", db.SQLite},
	{"kept balances are not compared", "verify.go", "c.Bad == nil && «kept[a] != s»", "false", "TestLedgerRebuildsBalances", db.SQLite},
	{"an account's order is lost", "post.go", "p.Seq, is.kept[p.Account] = «after.seq», after", "after.seq * 2", "TestLedgerKeepsEachAccountsOrder", db.SQLite},
	{"a refusal looks like success", "post.go", "was, after); err != nil {\n			return Transfer{}, «err»", "error(nil)", "TestLedgerRefusedIsNotApplied", db.SQLite},
	{"the hash leaves out amounts", "transfer.go", "p.Seq, «p.AmountMinor»}", "int64(0)", "TestLedgerHashChain", db.SQLite},
	{"the hash leaves out the one before", "transfer.go", "«before[:]»...)", "before[:0]", "TestLedgerHashChain", db.SQLite},
	{"an open matter is overlooked", "rules.go", "o.matter == (Matter{}) && «len(open) == 0»", "true", "TestM4EveryDoorIsShutWhileAMatterIsOpen", db.SQLite},
	{"an outcome leaves the matter open", "post.go", "if «o.matter == (Matter{})» {", "true", "TestM4EveryDoorIsShutWhileAMatterIsOpen", db.SQLite},
	{"any grant moves money", "escrow.go", "return ok && «rule.Money»", "true", "TestMovingMoneyNeedsARecordedGrantThatMay", db.SQLite},
}

// switchFile is added to the package under test: every mutant becomes a choice made by the environment, so that all of
// them are built once.
const switchFile = `package escrow

import (
	"os"
	"sync/atomic"
)

var chosen = os.Getenv("SURETY_MUTANT")

var turns atomic.Int64

// anyTurn is one that nobody else takes.
func anyTurn() int64 { return turns.Add(1) }

func pick[T any](name string, mutated, original T) T {
	if chosen == name {
		return mutated
	}
	return original
}
`

// TestMutantsAreCaught builds the package with the mutants laid over it and expects the named test to fail for each, and
// to pass without any.
func TestMutantsAreCaught(t *testing.T) {
	forMutants(t)
	texts := map[string]string{"switch.go": switchFile}
	for _, m := range mutants {
		if texts[m.file] == "" {
			texts[m.file] = text(t, m.file)
		}
		before, rest, _ := strings.Cut(m.words, "«")
		original, after, _ := strings.Cut(rest, "»")
		texts[m.file] = substitute(t, texts[m.file], before+original+after, fmt.Sprintf("%spick(%q, %s, %s)%s", before, m.name, m.instead, original, after))
	}
	program := build(t, texts)
	passes(t, program)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) { fails(t, program, m.name, m) })
	}
}

// TestMutantsOfTheTablesAreCaught does the same with the tables' own fences.
func TestMutantsOfTheTablesAreCaught(t *testing.T) {
	forMutants(t)
	const file = "../db/migrations/data/0110_escrow.sql"
	patched := substitute(t, text(t, file), "BEFORE UPDATE ON escrow_posting", "BEFORE UPDATE OF leg ON escrow_posting")
	patched = substitute(t, patched, "UPDATE OR DELETE OR TRUNCATE ON escrow_transfer", "UPDATE ON escrow_transfer")
	program := build(t, map[string]string{file: patched})
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fails(t, program, "tables", mutant{test: "TestLedgerAppendOnly", engine: engine}) })
	}
}

func forMutants(t *testing.T) {
	if testing.Short() || os.Getenv("SURETY_MUTANT") != "" {
		t.Skip("builds the package anew")
	}
}

// passes demands that all the tests named pass while no mutant is chosen.
func passes(t *testing.T, program string) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		var names []string
		for _, m := range mutants {
			if m.engine == engine {
				names = append(names, m.test)
			}
		}
		if out, err := trial(t, program, "", mutant{test: "(" + strings.Join(names, "|") + ")", engine: engine}); err != nil {
			t.Fatalf("tests fail without a mutant:\n%s", out)
		}
	}
}

func fails(t *testing.T, program, name string, m mutant) {
	t.Helper()
	out, err := trial(t, program, name, m)
	if err == nil || !strings.Contains(out, "--- FAIL: "+m.test) {
		t.Fatalf("%s does not see that %s: %v\n%s", m.test, m.name, err, out)
	}
}

func trial(t *testing.T, program, name string, m mutant) (string, error) {
	t.Helper()
	cmd := exec.Command(program, "-test.run", "^"+m.test+"$/^"+string(m.engine)+"$", "-test.timeout", "60s")
	cmd.Env = append(os.Environ(), "SURETY_MUTANT="+name)
	if m.engine == db.Postgres {
		cmd.Env = append(cmd.Env, "SURETY_TEST_POSTGRES="+dbtest.Postgres(t))
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func substitute(t *testing.T, text, old, new string) string {
	t.Helper()
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%q stands there %d times: the mutant needs other words", old, n)
	}
	return strings.Replace(text, old, new, 1)
}

// build makes the package's test program with the texts laid over the files.
func build(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir, replace := t.TempDir(), map[string]string{}
	for file, text := range texts {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		replace[path] = filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(replace[path], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	description, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list, program := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "mutants.test")
	if err := os.WriteFile(list, description, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", list, "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}
