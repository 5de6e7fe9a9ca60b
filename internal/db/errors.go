package db

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"surety/internal/fault"
)

// IsUnique reports whether err says that a unique key exists already.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY)
}

func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// translate turns a full disk into a fault that says so; other errors pass.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if noRoom(err) || errors.As(err, &pg) && pg.Code == "53100" {
		return fault.ErrDiskFull.Because(err)
	}
	return err
}

// noRoom reports whether SQLite found no room. The driver loses the system's own word for it, and says only that a file
// could not be written or grow.
func noRoom(err error) bool {
	return errors.Is(err, sqlite3.FULL) || errors.Is(err, sqlite3.IOERR_WRITE) || errors.Is(err, sqlite3.IOERR_SHMSIZE)
}
