package document

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Values of a PDF (ISO 32000-1, 7.3), as far as checking needs them. An integer is an int64; another number is kept as written.
type (
	name      string
	number    string
	reference struct{ id, generation int }
	array     []any
	dict      map[name]any
	text      struct {
		bytes    []byte
		from, to int // its token in the file
		hex      bool
	}
)

var errSyntax = errors.New("the file cannot be read in one way only")

// scanner reads values strictly: what two readers might take differently is an error, not a guess.
type scanner struct {
	data []byte
	at   int
	deep int
}

const maxDepth = 32

func (s *scanner) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", errSyntax, what, s.at)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (s *scanner) space() {
	for s.at < len(s.data) && isSpace(s.data[s.at]) {
		s.at++
	}
}

// take moves past a word if it stands here.
func (s *scanner) take(word string) bool {
	if bytes.HasPrefix(s.data[s.at:], []byte(word)) {
		s.at += len(word)
		return true
	}
	return false
}

// word reads regular characters.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.data) && !isSpace(s.data[s.at]) && !isDelimiter(s.data[s.at]) {
		s.at++
	}
	return string(s.data[from:s.at])
}

func (s *scanner) value() (any, error) {
	s.space()
	if s.deep++; s.deep > maxDepth {
		return nil, s.fail("nested too deep")
	}
	defer func() { s.deep-- }()
	switch {
	case s.at >= len(s.data):
		return nil, s.fail("end")
	case s.take("<<"):
		return s.dict()
	case s.data[s.at] == '<':
		return s.hex()
	case s.data[s.at] == '(':
		return s.literal()
	case s.take("["):
		return s.array()
	case s.data[s.at] == '/':
		return s.name()
	}
	return s.plain()
}

func (s *scanner) plain() (any, error) {
	switch w := s.word(); w {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	default:
		if !isNumber(w) {
			return nil, s.fail("unknown word")
		}
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			return number(w), nil
		}
		if r, ok := s.reference(n); ok {
			return r, nil
		}
		return n, nil
	}
}

func isNumber(w string) bool {
	digits := strings.TrimLeft(w, "+-")
	return len(w)-len(digits) < 2 && len(digits) < 20 && strings.Trim(digits, "0123456789.") == "" && strings.Count(digits, ".") < 2 && strings.Trim(digits, ".") != ""
}

// reference looks for "5 0 R" after its first number.
func (s *scanner) reference(id int64) (reference, bool) {
	back := s.at
	s.space()
	generation, err := strconv.ParseUint(s.word(), 10, 16)
	s.space()
	if err == nil && id > 0 && id < maxObjects && s.word() == "R" {
		return reference{int(id), int(generation)}, true
	}
	s.at = back
	return reference{}, false
}

func (s *scanner) dict() (any, error) {
	d := dict{}
	for {
		s.space()
		if s.take(">>") {
			return d, nil
		}
		key, err := s.name()
		if err != nil {
			return nil, err
		}
		if _, twice := d[key]; twice {
			return nil, s.fail("a key twice")
		}
		if d[key], err = s.value(); err != nil {
			return nil, err
		}
	}
}

func (s *scanner) array() (any, error) {
	a := array{}
	for {
		s.space()
		if s.take("]") {
			return a, nil
		}
		v, err := s.value()
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

// name reads a name; #xx is decoded, so that a key cannot hide behind another spelling.
func (s *scanner) name() (name, error) {
	if s.at >= len(s.data) || s.data[s.at] != '/' {
		return "", s.fail("no name")
	}
	s.at++
	raw := s.word()
	var out []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] != '#' {
			out = append(out, raw[i])
			continue
		}
		if i+2 >= len(raw) {
			return "", s.fail("name")
		}
		c, err := strconv.ParseUint(raw[i+1:i+3], 16, 8)
		if err != nil || c == 0 {
			return "", s.fail("name")
		}
		out = append(out, byte(c))
		i += 2
	}
	return name(out), nil
}

func (s *scanner) hex() (any, error) {
	t := text{from: s.at, hex: true}
	s.at++
	var digits []byte
	for ; s.at < len(s.data) && s.data[s.at] != '>'; s.at++ {
		if c := s.data[s.at]; !isSpace(c) {
			digits = append(digits, c)
		}
	}
	if s.at >= len(s.data) {
		return nil, s.fail("open string")
	}
	s.at++
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	t.bytes, t.to = make([]byte, len(digits)/2), s.at
	if _, err := hex.Decode(t.bytes, digits); err != nil {
		return nil, s.fail("string")
	}
	return t, nil
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', '(': '(', ')': ')', '\\': '\\'}

func (s *scanner) literal() (any, error) {
	t := text{from: s.at}
	for open := 0; s.at < len(s.data); {
		c := s.data[s.at]
		s.at++
		switch c {
		case '(':
			if open++; open == 1 {
				continue
			}
		case ')':
			if open--; open == 0 {
				t.to = s.at
				return t, nil
			}
		case '\\':
			if !s.escape(&t) {
				return nil, s.fail("string")
			}
			continue
		}
		t.bytes = append(t.bytes, c)
	}
	return nil, s.fail("open string")
}

// escape reads what follows a backslash.
func (s *scanner) escape(t *text) bool {
	if s.at >= len(s.data) {
		return false
	}
	c := s.data[s.at]
	if plain, ok := escapes[c]; ok {
		t.bytes = append(t.bytes, plain)
		s.at++
		return true
	}
	end := s.at
	for end < len(s.data) && end < s.at+3 && s.data[end] >= '0' && s.data[end] <= '7' {
		end++
	}
	n, err := strconv.ParseUint(string(s.data[s.at:end]), 8, 8)
	if err != nil {
		return false
	}
	t.bytes = append(t.bytes, byte(n))
	s.at = end
	return true
}

// shown writes a value so that equal values are written equally.
func shown(v any) string {
	switch v := v.(type) {
	case dict:
		var keys []string
		for k := range v {
			keys = append(keys, fmt.Sprintf("%q %s", string(k), shown(v[k])))
		}
		slices.Sort(keys)
		return "<<" + strings.Join(keys, " ") + ">>"
	case array:
		var all []string
		for _, e := range v {
			all = append(all, shown(e))
		}
		return "[" + strings.Join(all, " ") + "]"
	case text:
		return fmt.Sprintf("(%q)", v.bytes)
	case name:
		return fmt.Sprintf("/%q", string(v))
	}
	return fmt.Sprintf("%v", v)
}

// words decodes a text string (ISO 32000-1, 7.9.2.2); outside UTF-16 only ASCII is taken.
func (t text) words() string {
	if b, ok := bytes.CutPrefix(t.bytes, []byte{0xFE, 0xFF}); ok && len(b)%2 == 0 {
		var units []uint16
		for i := 0; i < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(units))
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '\uFFFD'
		}
		return r
	}, string(t.bytes))
}
