// Package dbtest gives a test a fresh, migrated store on each engine.
//
// PostgreSQL comes from SURETY_TEST_POSTGRES (a URL with the right to create databases), or from a throwaway cluster
// that the first test of the process starts. Without either the run says so loudly, and fails when CI is set.
package dbtest

import (
	"context"
	"crypto/rand"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"surety/internal/db"
)

// Each runs fn once per engine, as a subtest named after it, with an empty store that has the main migrations.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, Open(t, engine, db.Data)) })
	}
}

// Open returns an empty store of the engine, closed at the test's end.
func Open(t testing.TB, engine db.Engine, migrations fs.FS) *db.DB {
	t.Helper()
	url := Ready(t, engine, migrations, filepath.Join(Dir(t), "surety.db"))
	d, err := db.Open(context.Background(), db.Settings{URL: url, Migrations: migrations, Readers: 4})
	if err != nil {
		t.Fatalf("open %s: %v", engine, err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// URL makes an empty database of the engine and returns where it is.
func URL(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return filepath.Join(Dir(t), "surety.db")
	}
	return create(t, "")
}

// create makes a database on the PostgreSQL server, dropped at the test's end, and returns where it is.
func create(t testing.TB, how string) string {
	t.Helper()
	name := "t_" + strings.ToLower(rand.Text())
	if err := onServer(t, "CREATE DATABASE "+name+how); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() { _ = onServer(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func onServer(t testing.TB, statement string) error {
	admin, err := db.Open(context.Background(), db.Settings{URL: Postgres(t)})
	if err != nil {
		return err
	}
	defer admin.Close()
	_, err = admin.Pool().Exec(statement)
	return err
}

var cluster = sync.OnceValues(startCluster)

// Postgres returns the URL of a server on which databases may be created, or skips (fails when CI is set).
func Postgres(t testing.TB) string {
	t.Helper()
	if u := os.Getenv("SURETY_TEST_POSTGRES"); u != "" {
		return u
	}
	u, err := cluster()
	if err != nil && os.Getenv("CI") != "" {
		t.Fatalf("no PostgreSQL: %v", err)
	}
	if err != nil {
		t.Skipf("\x1b[31mNOT TESTED ON POSTGRESQL: %v\x1b[0m", err)
	}
	return u
}
