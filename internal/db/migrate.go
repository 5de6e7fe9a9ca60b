package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var files embed.FS

// Data are the migrations of the main store, Keys those of the key store, which is kept apart from it.
var Data, Keys = sub("data"), sub("keys")

func sub(name string) fs.FS {
	f, err := fs.Sub(files, "migrations/"+name)
	if err != nil {
		panic(err) // the folders are embedded
	}
	return f
}

// Markers that a migration may use where the engines' texts differ. What stands between /*SQLITE: and :SQLITE*/ is for
// SQLite only, and the same with POSTGRES.
var markers = map[Engine]*strings.Replacer{
	SQLite: strings.NewReplacer("/*CLUSTERED*/", "WITHOUT ROWID", "/*SERIAL*/", "INTEGER PRIMARY KEY AUTOINCREMENT",
		"/*SQLITE:", "", ":SQLITE*/", ""),
	Postgres: strings.NewReplacer("/*CLUSTERED*/", "", "/*SERIAL*/", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		"/*POSTGRES:", "", ":POSTGRES*/", ""),
}

// strangers find what is for the other engine only.
var strangers = map[Engine]*regexp.Regexp{
	SQLite:   regexp.MustCompile(`(?s)/\*POSTGRES:.*?:POSTGRES\*/`),
	Postgres: regexp.MustCompile(`(?s)/\*SQLITE:.*?:SQLITE\*/`),
}

func migrate(ctx context.Context, pool *sql.DB, engine Engine, migrations fs.FS) error {
	if migrations == nil {
		return nil
	}
	texts, err := rendered(migrations, engine)
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		return nil
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, pool, texts, options...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func rendered(in fs.FS, engine Engine) (fstest.MapFS, error) {
	names, err := fs.Glob(in, "*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, n := range names {
		text, err := fs.ReadFile(in, n)
		if err != nil {
			return nil, err
		}
		out[n] = &fstest.MapFile{Data: []byte(markers[engine].Replace(strangers[engine].ReplaceAllString(string(text), "")))}
	}
	return out, nil
}
