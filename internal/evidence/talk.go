package evidence

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"

	"surety/internal/access"
	"surety/internal/scan"
	"surety/internal/ticket"
)

const pageSize = 100

// third stands where a person is neither a side nor staff.
const third = "third"

// talk writes the conversation as the maker sees it, and its files.
func (p *pack) talk(ctx context.Context) error {
	all := []said{}
	for after := int64(0); ; {
		c, err := p.Desk.Messages(ctx, p.who, p.ticket, ticket.Slice{After: after, Limit: pageSize})
		if err != nil {
			return err
		}
		for _, m := range c.Items {
			one, err := p.message(ctx, m)
			if err != nil {
				return err
			}
			all, after = append(all, one), m.Seq
		}
		if !c.More || len(c.Items) == 0 {
			return p.addJSON("messages.json", all)
		}
	}
}

func (p *pack) message(ctx context.Context, m ticket.Message) (said, error) {
	s := said{Seq: m.Seq, At: m.At, Kind: string(m.Kind), By: p.by(m.Author), Name: m.Author.Name, Text: m.Text, Files: []string{}}
	if m.Event != nil {
		s.Event = m.Event.Code
	}
	place := strconv.FormatInt(m.Seq, 10)
	if s.By == third {
		s.Name, s.Text = p.digest(place+"/name", m.Author.Name), p.digest(place+"/text", m.Text)
		return s, nil
	}
	if m.Withheld != nil {
		s.Withheld = append(s.Withheld, withheld{"", m.Withheld.Code})
	}
	for _, f := range m.Files {
		name, err := p.file(ctx, m.Seq, f)
		if errors.Is(err, access.ErrClass) {
			s.Withheld = append(s.Withheld, withheld{f.ID, access.ErrClass.Code})
			continue
		}
		if scan.IsClosed(err) {
			s.Withheld = append(s.Withheld, withheld{f.ID, string(f.Check.State)})
			continue
		}
		if err != nil {
			return s, err
		}
		s.Files = append(s.Files, name)
	}
	return s, nil
}

// by says who speaks: a side, the installation's staff, or somebody else.
func (p *pack) by(a ticket.Author) string {
	switch {
	case p.sides[a.ID] != "":
		return p.sides[a.ID]
	case a.ID == "" || a.Side == ticket.StaffSide:
		return staff
	}
	return third
}

func (p *pack) file(ctx context.Context, seq int64, f ticket.File) (string, error) {
	d, err := p.Desk.Original(ctx, p.who, p.ticket, f.ID)
	if err != nil {
		return "", err
	}
	defer d.Close()
	name := fmt.Sprintf("files/%d-%s-%s", seq, f.ID[:min(6, len(f.ID))], safe(f.Name))
	return name, p.add(name, d)
}

// nameLimit bounds what is left of a name, in bytes.
const nameLimit = 120

// safe makes of a name what no program that unpacks can take for a path, and what every file system holds.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, path.Base(name))
	for len(name) > nameLimit {
		runes := []rune(name)
		name = string(runes[1:]) // the ending says what it is
	}
	return strings.Trim(name, ". ")
}
