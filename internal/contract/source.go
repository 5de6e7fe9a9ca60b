package contract

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"surety/internal/document"
)

//go:embed text
var texts embed.FS

// source is a template in one language. Its file, text/<id>/<version>/<language>.txt, has one line for each thing:
//
//	key: words          a word of the frame, before the first clause
//	# id Heading        begins a clause
//	= One sentence.     its summary, once
//	A paragraph with a {value} and a reference to clause {#id}.
//	- a point           of a list
//	: Term = Meaning    a definition
//	@name               what blocks.go makes of the parameters
//
// ?name before a paragraph or point lets it stand only if the condition holds.
type source struct {
	words   map[string]string
	clauses []section
}

type section struct {
	id, heading, summary string
	parts                []part
}

// part is a line of a clause. Its kind is '-', ':', '@', or 'p' for a paragraph.
type part struct {
	kind             byte
	when, term, text string
}

// number is a clause's place from one, or 0 for a clause that is not there.
func (s *source) number(id string) int {
	return 1 + slices.IndexFunc(s.clauses, func(c section) bool { return c.id == id })
}

var (
	frame     = regexp.MustCompile(`^([a-z_]+): (\S.*)$`)
	heading   = regexp.MustCompile(`^# ([a-z]+) (\S.*)$`)
	condition = regexp.MustCompile(`^\?([a-z_]+) (\S.*)$`)
	place     = regexp.MustCompile(`\{(#?[a-z_]+)\}`)
)

var sources = load()

// load reads all published texts. They are embedded and tested, so a fault in one is a fault of the build.
func load() map[Template]map[document.Language]*source {
	all := map[Template]map[document.Language]*source{}
	for _, t := range published {
		all[t] = map[document.Language]*source{}
		for _, l := range languages {
			s, err := parse(textOf(t, l))
			if err == nil && len(all[t]) > 0 {
				err = aligned(all[t][languages[0]], s)
			}
			if err != nil {
				panic(fmt.Sprintf("contract: %s %d %s: %v", t.ID, t.Version, l, err))
			}
			all[t][l] = s
		}
	}
	return all
}

func textOf(t Template, l document.Language) string {
	b, err := texts.ReadFile(fmt.Sprintf("text/%s/%d/%s.txt", t.ID, t.Version, l))
	if err != nil {
		panic("contract: " + err.Error())
	}
	return string(b)
}

func parse(text string) (*source, error) {
	s := &source{words: map[string]string{}}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if !s.line(line) {
			return nil, fmt.Errorf("line %d cannot be read", i+1)
		}
	}
	return s, nil
}

func (s *source) line(line string) bool {
	if m := heading.FindStringSubmatch(line); m != nil {
		s.clauses = append(s.clauses, section{id: m[1], heading: m[2]})
		return true
	}
	if len(s.clauses) == 0 {
		m := frame.FindStringSubmatch(line)
		if m == nil || s.words[m[1]] != "" {
			return false
		}
		s.words[m[1]] = m[2]
		return true
	}
	c := &s.clauses[len(s.clauses)-1]
	if summary, ok := strings.CutPrefix(line, "= "); ok {
		twice := c.summary != ""
		c.summary = summary
		return !twice
	}
	p, ok := readPart(line)
	c.parts = append(c.parts, p)
	return ok
}

func readPart(line string) (p part, ok bool) {
	p.kind = 'p'
	if strings.ContainsRune("-:@", rune(line[0])) {
		p.kind, line = line[0], strings.TrimSpace(line[1:])
	}
	if m := condition.FindStringSubmatch(line); m != nil {
		p.when, line = m[1], m[2]
	}
	p.text, ok = line, line != "" && !strings.ContainsRune("#=?", rune(line[0]))
	if p.kind == ':' {
		p.term, p.text, ok = strings.Cut(line, " = ")
	}
	return p, ok
}

// aligned says where two languages of a template part ways.
func aligned(a, b *source) error {
	for key, words := range a.words {
		if !samePlaces(words, b.words[key]) {
			return fmt.Errorf("word %q has other values", key)
		}
	}
	if len(a.words) != len(b.words) || len(a.clauses) != len(b.clauses) {
		return fmt.Errorf("%d words and %d clauses, not %d and %d", len(b.words), len(b.clauses), len(a.words), len(a.clauses))
	}
	for i, c := range a.clauses {
		d := b.clauses[i]
		if c.id != d.id || len(c.parts) != len(d.parts) || d.summary == "" {
			return fmt.Errorf("clause %q is not like %q: %d parts, not %d", d.id, c.id, len(d.parts), len(c.parts))
		}
		for j, p := range c.parts {
			q := d.parts[j]
			if p.kind != q.kind || p.when != q.when || p.kind == '@' && p.text != q.text || !samePlaces(p.text, q.text) {
				return fmt.Errorf("part %d of clause %q is of another kind or has other values", j+1, c.id)
			}
		}
	}
	return nil
}

func samePlaces(a, b string) bool { return slices.Equal(places(a), places(b)) }

// places names the values that a text asks for, each once, in order of their names.
func places(text string) []string {
	var names []string
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
