package recording

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"surety/internal/escape"
)

const (
	// MaxQuery is the most characters one can search for.
	MaxQuery = 100
	around   = 60 // characters shown on either side of a find
)

// ErrQuery refuses an empty query and one that is too long.
var ErrQuery = errors.New("recording: nothing to search for, or more than 100 characters")

// Hit is a line of output in which the words stood.
type Hit struct {
	At     time.Duration // when the line was left
	Chunk  uint64        // where its last part is
	Stream uint32
	Text   string // the line, or the part of it around the words
}

// Search gives the lines of output that hold the query, in the order in which they were left: over text without escape
// sequences, across chunks, in all scripts alike. The check of the recording goes along: a *Bad ends it.
func Search(ctx context.Context, r *Reader, query string) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		want := strings.TrimSpace(fold(query))
		if want == "" || utf8.RuneCountInString(query) > MaxQuery {
			yield(Hit{}, ErrQuery)
			return
		}
		s := search{want: want, reader: r}
		s.terminals = newTerminals(s.follow)
		for more := true; more; {
			more = s.step(ctx)
			for _, h := range s.hits {
				if !yield(h, nil) {
					return
				}
			}
			s.hits = s.hits[:0]
		}
		if s.err != nil {
			yield(Hit{}, s.err)
		}
	}
}

type search struct {
	want      string
	reader    *Reader
	terminals *terminals
	hits      []Hit // of one event
	err       error
}

// step reads one event and reports whether there may be more.
func (s *search) step(ctx context.Context) bool {
	if s.err = ctx.Err(); s.err != nil {
		return false
	}
	e, err := s.reader.Next()
	switch {
	case err == io.EOF:
		s.terminals.end()
		return false
	case err != nil:
		s.err = err
		return false
	}
	s.terminals.event(e)
	return true
}

func (s *search) follow(stream uint32) *escape.Lines {
	return &escape.Lines{Line: func(line string) {
		folded := fold(line)
		if i := strings.Index(folded, s.want); i >= 0 {
			s.hits = append(s.hits, Hit{s.reader.at, s.reader.Chunk(), stream, excerpt(line, utf8.RuneCountInString(folded[:i]))})
		}
	}}
}

// excerpt is the part of a line around character at.
func excerpt(line string, at int) string {
	runes := []rune(line)
	if len(runes) <= 2*around+MaxQuery {
		return line
	}
	from := min(max(at-around, 0), len(runes))
	return string(runes[from:min(from+2*around+MaxQuery, len(runes))])
}
