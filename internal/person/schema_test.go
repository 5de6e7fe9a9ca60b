package person

import (
	"context"
	"slices"
	"strings"
	"testing"

	"surety/internal/db"
)

// peoples are names of columns that name people.
var peoples = []string{"account", "client", "specialist", "requester", "assignee", "author", "actor", "owner", "reader", "filer", "accused", "investigator", "arbiter", "confirmer", "reviewer",
	"proposer", "decider", "lifter", "lifted_by", "answered_by", "done_by", "caller", "lead", "asker", "approver", "first", "call_back", "canceller", "member"}

// others are columns of such a name that name no person (the ledger's accounts, points of a review, a side, an instant), or one who must not hear of it.
var others = []string{"escrow_posting.account", "review.first", "review_standing.first", "deal_question.asker", "honey_alert.first", "honey_alert.account"}

// TestEveryTableIsInTheRegister: a new table says whether it holds data about people, and one that names them says which rows are whose.
func TestEveryTableIsInTheRegister(t *testing.T) {
	w := newWorld(t, db.SQLite)
	known := map[string][]holding{}
	for _, h := range holdings {
		known[h.table] = append(known[h.table], h)
	}
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		tables, err := db.All(ctx, tx, db.Value[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`)
		for _, table := range tables {
			hs, there := known[table]
			if there == (nobodys[table] != "") {
				t.Errorf("%s: it is in the register, or among those of nobody: one of the two", table)
			}
			columns, err := db.All(ctx, tx, db.Value[string], `SELECT name FROM pragma_table_info('`+table+`')`)
			if err != nil {
				return err
			}
			for _, c := range columns {
				if slices.Contains(peoples, c) && !slices.Contains(others, table+"."+c) && !named(hs, c) {
					t.Errorf("%s.%s names people, and the register does not say whose the row is", table, c)
				}
			}
			delete(known, table)
		}
		return err
	}))
	for table := range known {
		t.Errorf("%s is no table", table)
	}
}

func named(hs []holding, column string) bool {
	return slices.ContainsFunc(hs, func(h holding) bool {
		return strings.Contains(h.whose, column+" = $1") || slices.Contains(strings.Fields(h.names), column)
	})
}

// TestTheRegisterIsWhole: each fate has what it needs, and each kind and reason its words.
func TestTheRegisterIsWhole(t *testing.T) {
	for _, h := range holdings {
		switch {
		case !slices.Contains(Kinds, h.kind), h.whose == "":
			t.Errorf("%s: of no kind, or nobody's", h.table)
		case (h.fate == Blank) != (h.set != ""), (h.fate == Keep) != (h.why != ""):
			t.Errorf("%s: %s", h.table, h.fate)
		case h.early && h.fate != Erase:
			t.Errorf("%s goes early and does not go", h.table)
		case h.fields == "" && h.left == "" && h.table != "review_tag":
			t.Errorf("%s: a copy shows nothing of it and does not say so", h.table)
		case h.fate == Keep && words["why."+string(h.why)] == nil, words["kind."+string(h.kind)] == nil:
			t.Errorf("%s: no words", h.table)
		}
	}
	for key, said := range words {
		if len(said) != 4 {
			t.Errorf("%s lacks a language", key)
		}
	}
}
