package folder

import (
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/escape"
)

// windows tells whether names are read as Windows reads them.
const windows = runtime.GOOS == "windows"

// partial is how names of files begin that are not complete yet.
const partial = ".surety-part-"

// written returns the name under which a file may be put: each part in Unicode's form C, so that one name is one file, and
// none that deceives who reads it, that a system reads as something else, or that is ours.
func written(path string, windows bool) (string, bool) {
	path = norm.NFC.String(path)
	for part := range strings.SplitSeq(path, "/") {
		if part == "." || len(part) > 255 || strings.HasPrefix(strings.ToLower(part), partial) || strings.ContainsFunc(part, bad) || !readable(part, windows) {
			return "", false
		}
	}
	return path, true
}

func bad(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || escape.Deceives(r)
}

// readable tells whether a part of a path names a file and nothing else. On Windows some names are devices in every folder, a
// colon begins a stream, and dots and spaces at the end are dropped.
// https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
func readable(part string, windows bool) bool {
	if !windows || part == "." {
		return true
	}
	if strings.ContainsAny(part, `<>:"\|?*`) || strings.ContainsFunc(part, unicode.IsControl) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") {
		return false
	}
	stem, _, _ := strings.Cut(part, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return false
	}
	number, com := strings.CutPrefix(stem, "COM")
	if !com {
		if number, com = strings.CutPrefix(stem, "LPT"); !com {
			return true
		}
	}
	return utf8.RuneCountInString(number) != 1 || !strings.Contains("0123456789¹²³", number)
}

func allReadable(path string, windows bool) bool {
	for part := range strings.SplitSeq(path, "/") {
		if !readable(part, windows) {
			return false
		}
	}
	return true
}
