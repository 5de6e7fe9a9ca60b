package ticket

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func invalid(field, detail string) error {
	f := *fault.ErrInvalid
	f.Field, f.Detail = field, detail
	return &f
}

// clean normalises a text to NFC and refuses what is not text, or too long, in runes.
func clean(field, s string, limit int) (string, error) {
	if len(s) > 8*limit+1024 {
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", invalid(field, "not a text: NUL or invalid UTF-8")
	}
	s = norm.NFC.String(s)
	if utf8.RuneCountInString(s) > limit {
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	}
	return s, nil
}

// Words is what people say in slices that stand on tickets: normalised to NFC, card numbers without their middle, and refused when it is
// not text, says nothing, or is longer than limit, in runes. Faults: invalid, too_large.
func Words(field, s string, limit int) (string, error) {
	s, err := clean(field, s, limit)
	if err == nil && isBlank(s) {
		err = invalid(field, "there is nothing in it")
	}
	return sensitive.Strip(s), err
}

// cleanText is clean for a message or note, which must say something or announce a file.
func cleanText(field, s string, files int) (string, error) {
	s, err := clean(field, s, TextLimit)
	if err != nil {
		return "", err
	}
	if files < 0 || files > FilesPerNote {
		return "", invalid("files", "at most 50 files a message")
	}
	if isBlank(s) && files == 0 {
		return "", invalid(field, "there is nothing in it")
	}
	return s, nil
}

// cleanSubject is clean for one line.
func cleanSubject(s string) (string, error) {
	s, err := clean("subject", strings.TrimSpace(s), SubjectLimit)
	if err != nil {
		return "", err
	}
	if isBlank(s) {
		return "", invalid("subject", "it must not be empty")
	}
	if strings.ContainsFunc(s, unicode.IsControl) {
		return "", invalid("subject", "one line without control characters")
	}
	return s, nil
}

// isBlank reports whether nothing in s can be seen.
func isBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) })
}

var tagForm = regexp.MustCompile(`^[\p{L}\p{M}\p{N}-]{1,40}$`)

// cleanTags normalises tags, sorts them and takes doubles away.
func cleanTags(tags []string) ([]string, error) {
	out := make([]string, 0, len(tags))
	for _, t := range tags {
		t = norm.NFC.String(strings.TrimSpace(t))
		if !tagForm.MatchString(t) {
			return nil, invalid("tags", "letters, digits and hyphens, at most 40")
		}
		out = append(out, t)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > TagsLimit {
		return nil, fault.ErrTooLarge.At("tags").With("limit", TagsLimit)
	}
	return out, nil
}

func oneOf[T ~string](field string, v T, all []T) error {
	if !slices.Contains(all, v) {
		return invalid(field, "not one of its values")
	}
	return nil
}

const fieldLimit = 2000 // runes of one field value

// cleanFields checks values against their definitions. With whole, required ones must be there; asClient refuses those
// that clients do not see.
func cleanFields(values map[string]string, defs []account.Field, whole, asClient bool) (map[string]string, error) {
	out := map[string]string{}
	for key, v := range values {
		i := slices.IndexFunc(defs, func(d account.Field) bool { return d.Key == key && (d.VisibleToClient || !asClient) })
		if i < 0 {
			return nil, invalid("fields."+cut(key), "there is no such field")
		}
		v, err := cleanField(defs[i], v)
		if err != nil {
			return nil, err
		}
		out[key] = v
	}
	for _, d := range defs {
		if v, given := out[d.Key]; d.Required && v == "" && (given || whole && (d.VisibleToClient || !asClient)) {
			return nil, invalid("fields."+d.Key, "it is required")
		}
	}
	return out, nil
}

// cut keeps a stranger's key short enough to be named in an answer.
func cut(key string) string {
	if len(key) > 40 || !utf8.ValidString(key) {
		return "?"
	}
	return key
}

func cleanField(d account.Field, v string) (string, error) {
	name := "fields." + d.Key
	v, err := clean(name, strings.TrimSpace(v), fieldLimit)
	if err != nil || v == "" {
		return v, err
	}
	ok := true
	switch d.Kind {
	case account.FieldNumber:
		ok = numberForm.MatchString(v)
	case account.FieldChoice:
		ok = slices.Contains(d.Choices, v)
	case account.FieldDate:
		_, err := time.Parse(time.DateOnly, v)
		ok = err == nil
	case account.FieldYesNo:
		ok = v == "yes" || v == "no"
	}
	if !ok {
		return "", invalid(name, "not a value of its kind")
	}
	return v, nil
}

var numberForm = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,9})?$`)
