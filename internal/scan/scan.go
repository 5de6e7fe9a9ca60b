// Package scan stands between the bytes that people bring and the people who fetch them.
//
// Where the operator has set a scanner, what somebody brings is closed: its key is sealed for the scanner alone (see
// vault.NewClosedFile), so that no code and no row can give it out. A job has it scanned, looks into archives within
// limits, and lets it go or keeps it closed; both sides see which. A scanner that does not answer lets nothing through.
// When its signatures change, what was scanned with others is scanned again. Without a scanner files are open, and said
// to be unscanned.
//
// A slice that takes files in seals them by [Shelf.NewFile] and says so by [Shelf.Add] in the transaction of their row.
// To give bytes out it needs a [Cleared], which only [Shelf.Clear] makes: it holds key and blob, which no slice reads.
//
// The package is the one place where the installation itself opens content, and only the bytes of files: each opening
// stands on the record before, each change of a file's state with it. It refuses nothing for a file's name or type.
package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/scan/archive"
	"surety/internal/scan/clam"
	"surety/internal/vault"
)

// State says whether a file may be fetched.
type State string

const (
	Waiting   State = "waiting"   // closed until the scanner has answered
	Clean     State = "clean"     // scanned, nothing found
	Infected  State = "infected"  // closed: a signature fits
	Refused   State = "refused"   // closed: it could not be scanned, or its archive does harm
	Unscanned State = "unscanned" // open: there was no scanner
)

// States are all states, in the order of a file's life.
var States = []State{Waiting, Clean, Infected, Refused, Unscanned}

// Reason says why a file is refused: one of the scanner's, or of [archive.Reason].
type Reason string

// The scanner's reasons.
const (
	TooLarge Reason = "too_large" // the scanner does not take so many bytes
	Limits   Reason = "limits"    // the scanner gave up at its own limits
	Unread   Reason = "unread"    // the scanner, or looking into it, failed on this file again and again
)

// Reasons are all reasons.
var Reasons = []Reason{TooLarge, Limits, Unread, Reason(archive.Bomb), Reason(archive.Overlap), Reason(archive.Names), Reason(archive.Depth)}

// Result is what is known of a file's bytes. Name of a signature, codes: nothing of the content.
type Result struct {
	State  State  `json:"state"`
	Reason Reason `json:"reason,omitempty"`
	Found  string `json:"found,omitempty"`
	Marks  Marks  `json:"marks"`
}

// Faults of files that may not be fetched.
var (
	ErrWaiting  = fault.New(fault.Conflict, "file_waiting", "the file has not been scanned yet")
	ErrInfected = fault.New(fault.Conflict, "file_infected", "harmful content was found in the file")
	ErrRefused  = fault.New(fault.Conflict, "file_refused", "the file could not be scanned and stays closed")
)

// IsClosed reports whether an error says that a file may not be fetched now, whoever asks.
func IsClosed(err error) bool {
	return errors.Is(err, ErrWaiting) || errors.Is(err, ErrInfected) || errors.Is(err, ErrRefused)
}

// Scanner is a clamd.
type Scanner interface {
	Version(ctx context.Context) (string, error)
	Scan(ctx context.Context, r io.Reader) (clam.Answer, error)
}

// Settings are what a shelf works with.
type Settings struct {
	DB      *db.DB
	Clock   clock.Clock
	Vault   *vault.Vault
	Blobs   blob.Store
	Log     *audit.Log
	Jobs    *job.Queue
	Scanner Scanner      // nil: files are open and unscanned
	Logger  *slog.Logger // nil: silent
	// Look says what is in an archive; nil means archive.Look, in this process.
	Look func(ctx context.Context, r io.ReaderAt, size int64) (archive.Report, error)
}

// Kind is what somebody brought.
type Kind string

const (
	File    Kind = "file"    // of a message
	Work    Kind = "work"    // of a deal
	Brought Kind = "brought" // a signed paper
	Exhibit Kind = "exhibit" // of a dispute
)

// Source is where a slice keeps files of a kind.
type Source struct {
	Table string // with the columns id, key and blob
	Place func(ctx context.Context, tx *db.Tx, id string) (vault.Place, error)
	Told  func(ctx context.Context, tx *db.Tx, id string) error // tells those around, after the commit, that the state is another
}

// Shelf is where files wait, and are given out from. It is safe for concurrent use, also by several servers.
type Shelf struct {
	Settings
	sources map[Kind]Source
}

// Open prepares the shelf and registers its job; call it before the queue runs.
func Open(s Settings) *Shelf {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if s.Look == nil {
		s.Look = archive.Look
	}
	shelf := &Shelf{Settings: s, sources: map[Kind]Source{}}
	s.Jobs.Handle(turnJob, shelf.turn)
	return shelf
}

// Keep says where files of the kind are; a slice calls it when it opens.
func (s *Shelf) Keep(k Kind, src Source) { s.sources[k] = src }

// At is the Place of a source whose files lie under their ids.
func At(place func(id string) vault.Place) func(context.Context, *db.Tx, string) (vault.Place, error) {
	return func(_ context.Context, _ *db.Tx, id string) (vault.Place, error) { return place(id), nil }
}

// NewFile makes the key of a file that somebody brings: closed where there is a scanner. Right and faults: as vault.Seal.
func (s *Shelf) NewFile(ctx context.Context, g access.Grant, p vault.Place) (*vault.FileSealer, error) {
	if s.Scanner == nil {
		return s.Vault.NewFile(ctx, g, p)
	}
	return s.Vault.NewClosedFile(ctx, g, p)
}

// Add says, in the transaction that writes the file's row, that it is there; the scan follows the commit. The grant is
// that of the row's own entry.
func (s *Shelf) Add(ctx context.Context, tx *db.Tx, g access.Grant, k Kind, id string) (r Result, err error) {
	r = Result{State: Unscanned, Marks: Marks{}}
	if s.Scanner != nil {
		r.State = Waiting
		if err := s.Jobs.Add(ctx, tx, turnJob, nil, job.Unique("now")); err != nil {
			return r, err
		}
	}
	now := db.Micros(s.Clock.Now())
	_, err = tx.Exec(ctx, `INSERT INTO file_check (`+columns+`) VALUES ($1, $2, $3, $4, $5, '', '', '', '', 0, $6, $6)`,
		id, string(k), string(g.Ticket()), string(g.Organisation()), string(r.State), now)
	return r, err
}

// Copy gives a copy of a file, under another id in the grant's case, what is known of the first.
func (s *Shelf) Copy(ctx context.Context, tx *db.Tx, g access.Grant, from, to string) error {
	_, err := tx.Exec(ctx, `INSERT INTO file_check (`+columns+`)
		SELECT $2, kind, $3, $4, state, reason, found, marks, version, tries, at, at FROM file_check WHERE id = $1`,
		from, to, string(g.Ticket()), string(g.Organisation()))
	if err == nil && s.Scanner != nil {
		err = s.Jobs.Add(ctx, tx, turnJob, nil, job.Unique("now"))
	}
	return err
}

// Forget drops what is known of a case's files of a kind; their rows go with it.
func (s *Shelf) Forget(ctx context.Context, tx *db.Tx, k Kind, t access.TicketID) error {
	_, err := tx.Exec(ctx, `DELETE FROM file_check WHERE ticket = $1 AND kind = $2`, string(t), string(k))
	return err
}

// Cleared is a file that may be given out. Its zero value opens nothing.
type Cleared struct {
	place vault.Place
	key   []byte
	blob  string
}

// Clear finds a file's bytes, if they may be given out; who may have them is for the caller to have asked.
// Faults: absent, file_waiting, file_infected, file_refused.
func (s *Shelf) Clear(ctx context.Context, tx *db.Tx, k Kind, id string) (c Cleared, err error) {
	r, err := db.One(ctx, tx, scanRow, `SELECT `+columns+` FROM file_check WHERE id = $1 AND kind = $2`, id, string(k))
	if err != nil {
		return c, err
	}
	if err := s.MayLeave(r.State); err != nil {
		return c, err
	}
	return s.find(ctx, tx, k, id)
}

// MayLeave refuses what is closed. A file that came before there was a scanner is closed until that has looked at it.
func (s *Shelf) MayLeave(state State) error {
	switch {
	case state == Clean, state == Unscanned && s.Scanner == nil:
		return nil
	case state == Infected:
		return ErrInfected
	case state == Refused:
		return ErrRefused
	}
	return ErrWaiting
}

func (s *Shelf) find(ctx context.Context, tx *db.Tx, k Kind, id string) (c Cleared, err error) {
	src := s.sources[k]
	if c.place, err = src.Place(ctx, tx, id); err != nil {
		return c, err
	}
	return c, tx.Get(ctx, `SELECT key, blob FROM `+src.Table+` WHERE id = $1`, []any{id}, &c.key, &c.blob)
}

// Bytes reads an open file at any offset. Close it.
type Bytes struct {
	*vault.FileReader
	io.Closer
}

// Open opens a file that was cleared. Right and faults: as vault.OpenFile.
func (s *Shelf) Open(ctx context.Context, g access.Grant, c Cleared) (*Bytes, error) {
	return s.open(ctx, g, c, s.Vault.OpenFile)
}

type opener func(context.Context, access.Grant, vault.Place, []byte, io.ReaderAt, int64) (*vault.FileReader, error)

func (s *Shelf) open(ctx context.Context, g access.Grant, c Cleared, with opener) (*Bytes, error) {
	b, err := s.Blobs.Open(ctx, c.blob)
	if err != nil {
		return nil, err
	}
	r, err := with(ctx, g, c.place, c.key, b, b.Size())
	if err != nil {
		b.Close()
		return nil, err
	}
	return &Bytes{r, b}, nil
}

// Columns are those of file_check, called c, that [Result.Fields] takes.
const Columns = `c.state, c.reason, c.found, c.marks`

// ColumnsOrNone are the same where a row need not have a file.
const ColumnsOrNone = `coalesce(c.state, ''), coalesce(c.reason, ''), coalesce(c.found, ''), coalesce(c.marks, '')`

// Fields are where the columns go.
func (r *Result) Fields() []any { return []any{&r.State, &r.Reason, &r.Found, &r.Marks} }

// Marks are what else is worth knowing of a file.
type Marks []archive.Mark

// Scan reads them from a row.
func (m *Marks) Scan(v any) error {
	s, ok := v.(string)
	if b, is := v.([]byte); is {
		s, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("marks of a file are %T", v)
	}
	*m = Marks{}
	for _, w := range strings.Fields(s) {
		*m = append(*m, archive.Mark(w))
	}
	return nil
}

func (m Marks) String() string {
	words := make([]string, len(m))
	for i, one := range m {
		words[i] = string(one)
	}
	return strings.Join(words, " ")
}
