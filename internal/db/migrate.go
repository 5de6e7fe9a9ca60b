package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
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

// Markers that a migration may use where the engines' texts differ.
var markers = map[Engine]*strings.Replacer{
	SQLite:   strings.NewReplacer("/*CLUSTERED*/", "WITHOUT ROWID", "/*SERIAL*/", "INTEGER PRIMARY KEY AUTOINCREMENT"),
	Postgres: strings.NewReplacer("/*CLUSTERED*/", "", "/*SERIAL*/", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
}

func migrate(ctx context.Context, pool *sql.DB, engine Engine, migrations fs.FS) error {
	if migrations == nil {
		return nil
	}
	texts, err := rendered(migrations, markers[engine])
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

func rendered(in fs.FS, r *strings.Replacer) (fstest.MapFS, error) {
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
		out[n] = &fstest.MapFile{Data: []byte(r.Replace(string(text)))}
	}
	return out, nil
}
