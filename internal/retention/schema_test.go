package retention

import (
	"context"
	"slices"
	"strings"
	"testing"

	"surety/internal/db"
)

// TestS4EveryTableIsClearedOrSaysWhyNot: a new table that holds bytes or names a ticket must say what becomes of it.
func TestS4EveryTableIsClearedOrSaysWhyNot(t *testing.T) {
	w := newWorld(t, db.SQLite)
	cleared := map[string]clearing{chunkTable: {}}
	for _, c := range clearings {
		cleared[c.table] = c
	}
	blobs := 0
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		tables, err := db.All(ctx, tx, db.Value[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`)
		for _, table := range tables {
			columns, err := db.All(ctx, tx, func(s db.Scanner) (c [2]string, err error) { return c, s.Scan(&c[0], &c[1]) }, `SELECT name, type FROM pragma_table_info('`+table+`')`)
			if err != nil {
				return err
			}
			c, isCleared := cleared[table]
			for _, col := range columns {
				name, bytes := col[0], col[1] == "BYTEA"
				if name == "blob" && stays[table] == "" {
					blobs++
					if !slices.ContainsFunc(blobbed, func(b clearing) bool { return b.table == table }) {
						t.Errorf("%s names blobs that are not removed", table)
					}
				}
				if (bytes || name == "ticket") && !isCleared && stays[table] == "" {
					t.Errorf("%s.%s: nobody says what becomes of it", table, name)
				}
				if bytes && isCleared && c.empty != "" && !strings.Contains(c.empty, name+" = ") {
					t.Errorf("%s.%s is not emptied", table, name)
				}
			}
			if isCleared && stays[table] != "" {
				t.Errorf("%s is cleared and stays", table)
			}
		}
		return err
	}))
	if blobs != len(blobbed) {
		t.Errorf("%d tables name blobs, %d are known", blobs, len(blobbed))
	}
}
