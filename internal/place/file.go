package place

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/oschwald/maxminddb-golang/v2"
)

// largest is more than any database of cities needs; the whole file is held in memory.
const largest = 512 << 20

// stamp tells one file from another at the same path.
type stamp struct {
	size    int64
	changed time.Time
}

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return stamp{}, err
	case !info.Mode().IsRegular():
		return stamp{}, fmt.Errorf("%s is not a file", path)
	case info.Size() > largest:
		return stamp{}, fmt.Errorf("%s is larger than %d MiB", path, largest>>20)
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

var (
	errUnreadable = errors.New("it is damaged or no such database")
	errNoCountry  = errors.New("no network in it has a country")
)

// read takes the file in and walks through all of it, so that what is damaged is refused now and not at somebody's
// sign-in.
func read(path string) (*maxminddb.Reader, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r, err := maxminddb.OpenBytes(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return r, walk(r)
}

// steps bounds a walk. A tree of n nodes has n+1 leaves; writers may share some branches, but one that is
// damaged can lead to the same ones again and again, and a walk would not end within a lifetime.
func steps(r *maxminddb.Reader) int { return 8 * (int(r.Metadata.NodeCount) + 1) }

func walk(r *maxminddb.Reader) error {
	known, left := false, steps(r)
	seen := map[uintptr]bool{} // many networks share a record
	for one := range r.Networks(maxminddb.IncludeNetworksWithoutData()) {
		if left--; left < 0 {
			return errUnreadable
		}
		if err := one.Err(); err != nil {
			return fmt.Errorf("%w: %w", errUnreadable, err)
		}
		if seen[one.Offset()] {
			continue
		}
		seen[one.Offset()] = true
		code, err := countryOf(one)
		if err != nil {
			return fmt.Errorf("%w: %w", errUnreadable, err)
		}
		known = known || code != ""
	}
	if !known {
		return errNoCountry
	}
	return nil
}

// paths are where the known databases hold the code: flat (ip-location-db, IPinfo), or nested (MaxMind, DB-IP).
var paths = [][]any{{"country_code"}, {"country"}, {"country", "iso_code"}}

// countryOf reads the first text there is at one of the paths. Other fields are let be.
func countryOf(r maxminddb.Result) (string, error) {
	for _, path := range paths {
		var code *string
		err := r.DecodePath(&code, path...)
		if _, other := errors.AsType[maxminddb.UnmarshalTypeError](err); other {
			continue
		}
		if err != nil {
			return "", err
		}
		if code != nil {
			return valid(*code), nil
		}
	}
	return "", nil
}

// valid lets codes of countries pass alone; ZZ is how some databases write that they know none.
func valid(code string) string {
	if len(code) != 2 || code == "ZZ" || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z' {
		return ""
	}
	return code
}
