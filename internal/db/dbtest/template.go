package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"surety/internal/db"
)

// Ready makes a database of the engine that has the migrations and returns where it is. On SQLite it is the file.
//
// It is a copy of a template, made once, because running the migrations costs more than most tests do.
func Ready(t testing.TB, engine db.Engine, migrations fs.FS, file string) string {
	t.Helper()
	if engine == db.SQLite {
		if err := os.WriteFile(file, sqliteTemplate(t, migrations), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return create(t, " TEMPLATE "+postgresTemplate(t, migrations)+" STRATEGY FILE_COPY") // half of what copying by the journal costs
}

// templates are those that this process has made or found, by the digest of their migrations.
var templates = struct {
	sync.Mutex
	files    map[string][]byte
	postgres map[string]bool
}{files: map[string][]byte{}, postgres: map[string]bool{}}

func sqliteTemplate(t testing.TB, migrations fs.FS) []byte {
	t.Helper()
	key := digest(t, migrations)
	templates.Lock()
	defer templates.Unlock()
	if templates.files[key] == nil {
		path := filepath.Join(Dir(t), "template.db")
		migrate(t, path, migrations)
		if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
			t.Fatal("the template has not taken in its journal")
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		templates.files[key] = b
	}
	return templates.files[key]
}

// postgresTemplate is the name of a database with the migrations, which all test processes on the server share: whoever
// needs it first makes it under another name and renames it when it is whole.
func postgresTemplate(t testing.TB, migrations fs.FS) string {
	t.Helper()
	name := "template_" + digest(t, migrations)
	templates.Lock()
	defer templates.Unlock()
	if templates.postgres[name] {
		return name
	}
	if !exists(t, name) {
		draft := URL(t, db.Postgres)
		migrate(t, draft, migrations)
		rename(t, draft, name)
	}
	templates.postgres[name] = true
	return name
}

func exists(t testing.TB, name string) (found bool) {
	t.Helper()
	admin, err := db.Open(context.Background(), db.Settings{URL: Postgres(t)})
	if err != nil {
		t.Fatalf("postgres: %v", err)
	}
	defer admin.Close()
	if err := admin.Pool().QueryRow("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&found); err != nil {
		t.Fatalf("postgres: %v", err)
	}
	return found
}

// rename gives the finished draft its name. Another process may have been faster; then the draft is dropped with the test.
func rename(t testing.TB, draft, name string) {
	t.Helper()
	u, err := url.Parse(draft)
	if err != nil {
		t.Fatal(err)
	}
	err = onServer(t, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" RENAME TO "+name)
	if err != nil && !exists(t, name) {
		t.Fatalf("template: %v", err)
	}
}

func migrate(t testing.TB, url string, migrations fs.FS) {
	t.Helper()
	d, err := db.Open(context.Background(), db.Settings{URL: url, Migrations: migrations})
	if err = errors.Join(err, closing(d)); err != nil {
		t.Fatalf("template: %v", err)
	}
}

func closing(d *db.DB) error {
	if d == nil {
		return nil
	}
	return d.Close()
}

func digest(t testing.TB, migrations fs.FS) string {
	t.Helper()
	h := sha256.New()
	names, err := fs.Glob(migrations, "*.sql")
	for _, n := range names {
		text, readErr := fs.ReadFile(migrations, n)
		err = errors.Join(err, readErr)
		h.Write([]byte(n + "\x00"))
		h.Write(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
