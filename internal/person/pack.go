package person

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

// version of the form of a copy, told in docs/design/person.md.
const version = 1

// pack is a copy under way. What it writes leaves for the seal at once: of nothing it holds more than a page.
type pack struct {
	*Registrar
	who   access.Actor
	grant access.Grant
	copy  *copyRow
	zip   *zip.Writer
	files []listed
	left  []Left
	done  int64
}

// listed is a file of the copy.
type listed struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

func newPack(r *Registrar, who access.Actor, g access.Grant, c *copyRow, w io.Writer) *pack {
	return &pack{Registrar: r, who: who, grant: g, copy: c, zip: zip.NewWriter(w), left: []Left{}}
}

// spoken are the kinds of which more is to be told than columns hold.
func (p *pack) spoken(k Kind) func(context.Context) error {
	return map[Kind]func(context.Context) error{Cases: p.cases, Deals: p.deals, Disputes: p.disputes, Complaints: p.complaints, Reviews: p.reviews}[k]
}

func (p *pack) write(ctx context.Context) error {
	for _, k := range Kinds {
		if err := p.table(ctx, k); err != nil {
			return fmt.Errorf("copy of %s: %w", k, err)
		}
		if say := p.spoken(k); say != nil {
			if err := say(ctx); err != nil {
				return fmt.Errorf("copy of %s: %w", k, err)
			}
		}
		p.done++
		if err := p.progress(ctx); err != nil {
			return err
		}
	}
	if err := p.manifest(ctx); err != nil {
		return err
	}
	return p.zip.Close()
}

func (p *pack) progress(ctx context.Context) error {
	return p.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE person_copy SET done = $2 WHERE id = $1`, p.copy.ID, p.done)
		return err
	})
}

// leave counts something that the copy leaves out.
func (p *pack) leave(k Kind, why string, count int64) {
	if count == 0 {
		return
	}
	for i, l := range p.left {
		if l.Kind == k && l.Why == why {
			p.left[i].Count += count
			return
		}
	}
	p.left = append(p.left, Left{k, why, count})
}

// add streams a file into the copy.
func (p *pack) add(path string, write func(io.Writer) error) error {
	f, err := p.zip.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: p.Clock.Now()})
	if err != nil {
		return err
	}
	h := sha256.New()
	c := &counter{w: io.MultiWriter(f, h)}
	err = write(c)
	p.files = append(p.files, listed{path, hex.EncodeToString(h.Sum(nil)), c.n})
	return err
}

func (p *pack) addJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return p.add(path, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(append(b, '\n')))
		return err
	})
}

// manifest names every file, and what is left out and why.
func (p *pack) manifest(ctx context.Context) error {
	var site string
	if err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := p.Accounts.Installation(ctx, tx)
		site = i.Name
		return err
	}); err != nil {
		return err
	}
	return p.addJSON("manifest.json", map[string]any{"v": version, "installation": site, "person": string(p.copy.account), "copy": p.copy.ID,
		"made": p.Clock.Now().UTC().Format(time.RFC3339), "files": p.files, "leftOut": p.left})
}

// table writes what the tables of a kind hold about the person: one file, one list for each table.
func (p *pack) table(ctx context.Context, k Kind) error {
	return p.add(string(k)+".json", func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, `{"v":%d,"kind":%q,"tables":{`, version, k); err != nil {
			return err
		}
		first := true
		for _, h := range holdings {
			if h.kind != k {
				continue
			}
			name := h.table
			if h.fate == Blank && h.table == "review" {
				name = "review_of_me"
			}
			if err := comma(w, &first, fmt.Sprintf("\n%q:[", name)); err != nil {
				return err
			}
			if err := p.rows(ctx, w, h); err != nil {
				return fmt.Errorf("%s: %w", h.table, err)
			}
			if _, err := io.WriteString(w, "]"); err != nil {
				return err
			}
		}
		if k == Record {
			if err := p.byOthers(ctx, w, &first); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, "}}\n")
		return err
	})
}

// byOthers is one list more in the file of the record.
func (p *pack) byOthers(ctx context.Context, w io.Writer, first *bool) error {
	if err := comma(w, first, "\n\"audit_entry_of_others\":["); err != nil {
		return err
	}
	if err := p.others(ctx, w); err != nil {
		return fmt.Errorf("entries of others: %w", err)
	}
	_, err := io.WriteString(w, "]")
	return err
}

func comma(w io.Writer, first *bool, text string) error {
	if !*first {
		text = "," + text
	}
	*first = false
	_, err := io.WriteString(w, text)
	return err
}

// rows streams the rows of one table.
func (p *pack) rows(ctx context.Context, w io.Writer, h holding) error {
	fields := h.parse()
	columns := h.columns(fields)
	return p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := tx.Query(ctx, `SELECT `+columns+` FROM `+h.table+` WHERE `+h.whose, string(p.copy.account))
		if err != nil {
			return err
		}
		defer all.Close()
		count, first := int64(0), true
		for all.Next() {
			row, err := p.row(all, fields)
			if err != nil {
				return err
			}
			count++
			if len(fields) == 0 {
				continue
			}
			b, err := json.Marshal(row)
			if err != nil {
				return err
			}
			if err := comma(w, &first, "\n"+string(b)); err != nil {
				return err
			}
		}
		if h.left != "" {
			p.leave(h.kind, h.left, count)
		}
		return all.Err()
	})
}

// columns are what a copy's query reads: the fields, and for each sealed one the row's own name.
func (h holding) columns(fields []field) string {
	list := ""
	for _, f := range fields {
		if list != "" {
			list += ", "
		}
		list += f.column
		if f.form == own || f.form == asJSON {
			list += ", " + f.row
		}
	}
	if list == "" {
		return "1"
	}
	return list
}

// row reads one.
func (p *pack) row(s db.Scanner, fields []field) (map[string]any, error) {
	var places []any
	cells := make([]cell, len(fields))
	for i, f := range fields {
		places = append(places, cells[i].place(f.form)...)
	}
	if len(fields) == 0 {
		places = []any{new(int64)}
	}
	if err := s.Scan(places...); err != nil {
		return nil, err
	}
	row := map[string]any{}
	for i, f := range fields {
		v, err := cells[i].value(p, f)
		if err != nil {
			return nil, err
		}
		if v != nil {
			row[f.column] = v
		}
	}
	return row, nil
}

// errDamaged says that something sealed as JSON is none.
var errDamaged = errors.New("person: what was sealed cannot be read")

// cell is one column of one row.
type cell struct {
	text   *string
	number *int64
	yes    *bool
	sealed []byte
	row    string
}

func (c *cell) place(f form) []any {
	switch f {
	case number, moment:
		return []any{&c.number}
	case yes:
		return []any{&c.yes}
	case own, asJSON:
		return []any{&c.sealed, &c.row}
	}
	return []any{&c.text}
}

// value is what the copy shows of it; nothing where there is nothing.
func (c *cell) value(p *pack, f field) (any, error) {
	switch {
	case c.text != nil && *c.text != "":
		return *c.text, nil
	case c.yes != nil:
		return *c.yes, nil
	case c.number != nil && f.form == moment:
		if *c.number == 0 {
			return nil, nil //nolint:nilnil // no moment
		}
		return db.Time(*c.number).UTC().Format(time.RFC3339), nil
	case c.number != nil:
		return *c.number, nil
	case len(c.sealed) == 0:
		return nil, nil //nolint:nilnil // nothing is there
	}
	plain, err := p.Vault.OpenOwn(placeOf(f, c.row), c.sealed)
	if err != nil {
		return nil, err
	}
	if f.form == asJSON {
		if !json.Valid(plain) {
			return nil, errDamaged
		}
		return json.RawMessage(plain), nil
	}
	return string(plain), nil
}
