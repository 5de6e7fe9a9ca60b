package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/db"
)

// exportVersion is the first line's "surety_record".
const exportVersion = 1

// exported is a line of an export: the title, an entry, or at the end the checkpoint.
type exported struct {
	Version    int    `json:"surety_record,omitempty"`
	RecordName string `json:"record,omitempty"`

	Leaf   *int64 `json:"leaf,omitempty"`
	N      int64  `json:"n,omitempty"`
	Hash   string `json:"hash,omitempty"`
	Body   string `json:"body,omitempty"`
	Origin string `json:"origin,omitempty"`
	Salt   []byte `json:"salt,omitempty"`

	Checkpoint string `json:"checkpoint,omitempty"`
}

// Export writes the record as JSON lines: a title, each entry of the tree with its content, salt and leaf hash, and a
// checkpoint that covers exactly them; with a Signer in the settings it is signed now, else the last one is used. It
// holds a page in memory. It needs no right: web asks for record.verify.
func Export(ctx context.Context, s Settings, w io.Writer) error {
	if err := s.check(); err != nil {
		return err
	}
	if s.Signer != nil {
		l, err := Open(ctx, s)
		if err != nil {
			return err
		}
		if _, err := l.Checkpoint(ctx); err != nil {
			return err
		}
	}
	return s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := latest(ctx, tx)
		if err != nil {
			return err
		}
		if c.text == "" {
			return errors.New("audit: the record has no checkpoint yet")
		}
		return exportUpTo(ctx, tx, s.Origin, c, w)
	})
}

func exportUpTo(ctx context.Context, tx *db.Tx, name string, c checkpoint, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(exported{Version: exportVersion, RecordName: name}); err != nil {
		return err
	}
	for from := int64(0); from < c.size; from += page {
		rows, err := leaves(ctx, tx, from, min(from+page, c.size))
		if err != nil {
			return err
		}
		for _, p := range rows {
			if err := enc.Encode(p.export()); err != nil {
				return err
			}
		}
	}
	if err := enc.Encode(exported{Checkpoint: c.text}); err != nil {
		return err
	}
	return out.Flush()
}

func (p placed) export() exported {
	var h tlog.Hash
	copy(h[:], p.hashes)
	return exported{Leaf: &p.leaf.Int64, N: p.n, Hash: h.String(), Body: string(p.body), Origin: string(p.origin), Salt: p.salt}
}

// VerifyExport checks an export with nothing but the record's public key, and the given checkpoints kept outside. It
// sees the entries and the tree; whether a destruction was told of it reports only as a number.
func VerifyExport(r io.Reader, key note.Verifier, checkpoints ...string) (Report, error) {
	w := newWalk(key)
	if bad := w.expect(checkpoints); bad != nil {
		return Report{FirstBad: bad}, nil
	}
	return w.finish(w.lines(r))
}

// lines walks an export. Reading errors and lines that are none come back as they are.
func (w *walk) lines(r io.Reader) error {
	dec := json.NewDecoder(r)
	var title exported
	if err := dec.Decode(&title); err != nil || title.Version != exportVersion {
		return errors.Join(errors.New("audit: not an export of a record"), err)
	}
	if err := w.reached(); err != nil {
		return err
	}
	for {
		var x exported
		if err := dec.Decode(&x); err != nil {
			if errors.Is(err, io.EOF) {
				return w.bad(w.lastN+1, Damage{Code: "export_ends"})
			}
			return fmt.Errorf("audit: line after entry %d: %w", w.lastN, err)
		}
		if x.Checkpoint != "" {
			return w.lastLine(x, dec)
		}
		if err := w.exportedLeaf(x); err != nil {
			return err
		}
	}
}

func (w *walk) exportedLeaf(x exported) error {
	if x.Leaf == nil || *x.Leaf != w.edge.size {
		return w.bad(w.lastN+1, Damage{Code: "leaf_dropped", Numbers: Numbers{"leaf": w.edge.size}})
	}
	hash, err := tlog.ParseHash(x.Hash)
	if err != nil {
		return w.bad(x.N, Damage{Code: "hash_missing"})
	}
	r := row{n: x.N}
	if x.Body+x.Origin != "" || len(x.Salt) > 0 {
		r.sealedEntry = sealedEntry{[]byte(x.Body), []byte(x.Origin), x.Salt}
	}
	if r.gone() {
		w.report.Destroyed++
	}
	if _, err := w.leaf(x.N, r.own(), hash); err != nil {
		return err
	}
	return w.reached()
}

func (w *walk) lastLine(x exported, dec *json.Decoder) error {
	c, err := openCheckpoint(x.Checkpoint, w.key)
	if err != nil {
		return w.badSince(Damage{Code: "export_false", cause: err})
	}
	if c.size > w.edge.size {
		return w.bad(w.lastN+1, w.cut(c))
	}
	if err := w.signed(c); err != nil {
		return err
	}
	if len(w.given) > 0 {
		return w.bad(w.lastN+1, w.cut(w.given[0]))
	}
	if dec.More() {
		return errors.New("audit: the export goes on after its checkpoint")
	}
	return nil
}
