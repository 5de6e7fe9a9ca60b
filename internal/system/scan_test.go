package system_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// scanner finds secrets in bytes, in every form in which they are likely to be written down.
type scanner struct {
	forms map[uint64][]form // by the first eight bytes
	pairs [1 << 16]bool     // whether any form begins with these two
	bytes int64             // looked at
	files int
}

type form struct {
	secret, how string
	bytes       []byte
}

// least is how long a form must be, so that it does not come about by chance.
const least = 8

// seek adds a secret that must not be found.
func (s *scanner) seek(name string, secret []byte) {
	for how, b := range formsOf(secret) {
		if len(b) < least {
			continue
		}
		if s.forms == nil {
			s.forms = map[uint64][]form{}
		}
		key := binary.LittleEndian.Uint64(b)
		s.forms[key] = append(s.forms[key], form{name, how, b})
		s.pairs[uint16(b[0])|uint16(b[1])<<8] = true
	}
}

func formsOf(secret []byte) map[string][]byte {
	text := string(secret)
	quoted := fmt.Sprintf("%+q", text)
	forms := map[string][]byte{
		"as it is": secret, "in capitals": []byte(strings.ToUpper(text)), "in small letters": []byte(strings.ToLower(text)),
		"UTF-16": wide(text, binary.LittleEndian), "UTF-16 the other way": wide(text, binary.BigEndian),
		"hexadecimal": []byte(hex.EncodeToString(secret)), "HEXADECIMAL": []byte(strings.ToUpper(hex.EncodeToString(secret))),
		"in a URL's query": []byte(url.QueryEscape(text)), "in a URL's path": []byte(url.PathEscape(text)),
		"escaped": []byte(quoted[1 : len(quoted)-1]),
	}
	if b, err := json.Marshal(text); err == nil {
		forms["JSON"] = b[1 : len(b)-1]
	}
	for i := range 3 {
		forms[fmt.Sprintf("base64 at %d", i)] = coded(base64.StdEncoding, i, secret)
		forms[fmt.Sprintf("base64 for URLs at %d", i)] = coded(base64.URLEncoding, i, secret)
	}
	return forms
}

func wide(text string, order binary.AppendByteOrder) (b []byte) {
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// coded is what base64 makes of the secret behind so many bytes, without the digits that its neighbours have a part in.
func coded(e *base64.Encoding, before int, secret []byte) []byte {
	text := e.EncodeToString(append(make([]byte, before), secret...))
	return []byte(text[(before*8+5)/6 : (before+len(secret))*8/6])
}

// found is one hit.
type found struct{ secret, how, where string }

// look searches the bytes, and what unpacks from them.
func (s *scanner) look(where string, b []byte) []found {
	s.bytes += int64(len(b))
	hits := s.search(where, b)
	for _, inside := range unpacked(b) {
		hits = append(hits, s.search(where+" (unpacked)", inside)...)
	}
	return hits
}

func (s *scanner) search(where string, b []byte) (hits []found) {
	for i := 0; i+least <= len(b); i++ {
		if !s.pairs[uint16(b[i])|uint16(b[i+1])<<8] {
			continue
		}
		for _, f := range s.forms[binary.LittleEndian.Uint64(b[i:])] {
			if bytes.HasPrefix(b[i:], f.bytes) {
				hits = append(hits, found{f.secret, f.how, where})
			}
		}
	}
	return hits
}

// unpacked is what begins as gzip or zlib data anywhere in b, as far as it can be read.
func unpacked(b []byte) (all [][]byte) {
	for i := 0; i+8 < len(b); i++ {
		var r io.Reader
		var err error
		switch {
		case b[i] == 0x1f && b[i+1] == 0x8b && b[i+2] == 8:
			r, err = gzip.NewReader(bytes.NewReader(b[i:]))
		case b[i] == 0x78 && (b[i+1] == 0x01 || b[i+1] == 0x9c || b[i+1] == 0xda):
			r, err = zlib.NewReader(bytes.NewReader(b[i:]))
		default:
			continue
		}
		if err != nil {
			continue
		}
		plain, _ := io.ReadAll(io.LimitReader(r, 1<<20)) // what is cut off or no such thing gives what it gives
		if len(plain) >= least {
			all = append(all, plain)
		}
	}
	return all
}

// tree searches every file below dir, and the names.
func (s *scanner) tree(t testing.TB, dir string) (hits []found) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(path, dir)
		hits = append(hits, s.look("the name of "+rel, []byte(rel))...)
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		s.files++
		hits = append(hits, s.look(rel, b)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// TestScannerFindsEveryForm holds the search itself to its word: what it cannot find it cannot miss.
func TestScannerFindsEveryForm(t *testing.T) {
	secret := "Kанарейка-7f2q ü/«5»"
	var s scanner
	s.seek("bird", []byte(secret))
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, "in a bundle: "+secret); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]string{"a": secret})
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string][]byte{
		"as it is": []byte("x" + secret), "JSON": text, "gzip": append([]byte("head"), zipped.Bytes()...),
		"hex": []byte(`\x00` + hex.EncodeToString([]byte(secret))), "url": []byte("?q=" + url.QueryEscape(secret)),
		"quoted": fmt.Appendf(nil, "%+q", secret), "utf16": wide("__"+secret, binary.LittleEndian),
	}
	for i := range 3 {
		planted[fmt.Sprint("base64 ", i)] = []byte(base64.StdEncoding.EncodeToString([]byte("abc"[:i] + secret + "tail")))
	}
	for how, b := range planted {
		if len(s.look(how, slices.Concat(make([]byte, 100), b, make([]byte, 100)))) == 0 {
			t.Errorf("%s: not found", how)
		}
	}
	if hits := s.look("nothing", []byte(strings.Repeat("Kанарейка is a bird ", 100))); len(hits) > 0 {
		t.Errorf("found where there is nothing: %v", hits)
	}
}
