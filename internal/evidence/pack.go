package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

// pack is one under way.
type pack struct {
	*Maker
	who      access.Actor
	ticket   access.TicketID
	zip      *zip.Writer
	manifest Manifest
	sides    map[access.AccountID]string
	roles    map[access.AccountID]string // of others, as far as they were asked after
	open     bool                        // nobody is left out: it is the reader's own material that they opened
	receipt  func(ctx context.Context, n int64) ([]byte, error)
}

func newPack(m *Maker, who access.Actor, t access.TicketID, w io.Writer, sides map[access.AccountID]string) *pack {
	p := &pack{Maker: m, who: who, ticket: t, zip: zip.NewWriter(w), sides: sides, roles: map[access.AccountID]string{},
		manifest: Manifest{V: version, Ticket: t, Made: m.Clock.Now().UTC().Format(time.RFC3339), For: sides[who.Account], RecordKey: m.Key, NotProved: NotProved, Roots: [][]byte{}, Files: []Listed{}}}
	p.receipt = func(ctx context.Context, n int64) ([]byte, error) { return m.Desk.Receipt(ctx, who, t, n) }
	return p
}

func (p *pack) write(ctx context.Context) error {
	for _, part := range []func(context.Context) error{p.readme, p.talk, p.deals, p.record, p.sign} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return p.zip.Close()
}

// add writes a file and lists it.
func (p *pack) add(path string, body io.Reader) error {
	f, err := p.zip.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: p.Clock.Now()})
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), body)
	p.manifest.Files = append(p.manifest.Files, Listed{path, hex.EncodeToString(h.Sum(nil)), n})
	return err
}

func (p *pack) addJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return p.add(path, bytes.NewReader(append(b, '\n')))
}

// addBytes adds what a call gave, unless it failed.
func (p *pack) addBytes(path string, b []byte, err error) error {
	if err != nil {
		return err
	}
	return p.add(path, bytes.NewReader(b))
}

const readmeText = `This is the evidence pack of one case. Verify it, without the server it came from:

    surety evidence verify FILE --key KEY

KEY is the record's public key. Have it from somewhere else than this pack: who forged the pack could have forged the key.

messages.json   what was said; who is neither a side nor staff appears as a digest
files/          what was sent along
deals/          for each deal: deal.json with all offers, questions and milestones; papers with their seals; the lines of the
                ledger; works; disputes with the words of both sides, decisions with their reasons, and exhibits
record/         entries of the record, with receipts that prove that they are in it, and a checkpoint
manifest.json   every file with its SHA-256; manifest.sig signs it

A paper's canonical text has the digest that both sides named when they signed. A digest of a person or text is the SHA-256 of
a salt, which the installation can tell, and the words. No sealed offer and no review is in a pack.

What this pack does not prove:
`

func (p *pack) readme(context.Context) error {
	text := readmeText
	for _, n := range NotProved {
		text += "- " + n + "\n"
	}
	return p.addBytes("README.txt", []byte(text), nil)
}

// named says whose pack it is.
func (p *pack) named(ctx context.Context) error {
	return p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		var site account.Installation
		site, err = p.Accounts.Installation(ctx, tx)
		p.manifest.Installation = site.Name
		return err
	})
}

// sign lists everything and signs the list by the record's key.
func (p *pack) sign(ctx context.Context) error {
	if err := p.named(ctx); err != nil {
		return err
	}
	if p.Deals != nil {
		root, err := p.Deals.Root(ctx)
		if err != nil {
			return err
		}
		p.manifest.Roots = append(p.manifest.Roots, root)
		for _, c := range p.Deals.Trusted {
			p.manifest.Roots = append(p.manifest.Roots, c.Raw)
		}
	}
	b, err := json.MarshalIndent(p.manifest, "", " ")
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: statement(p.manifest.V, b)}, p.Log.Signer)
	if err != nil {
		return err
	}
	if err := p.addBytes(manifestPath, b, nil); err != nil {
		return err
	}
	return p.addBytes(signaturePath, signed, nil)
}

// statement is what is signed.
func statement(v int, manifest []byte) string {
	return fmt.Sprintf("surety evidence %d\n%x\n", v, sha256.Sum256(manifest))
}

// digest stands in the place of what a third person is called or said. The salt keeps short words from being guessed, and the
// installation can make it again.
func (p *pack) digest(place, words string) string {
	p.manifest.Redacted++
	h := sha256.New()
	h.Write(p.Vault.Index("evidence.salt", []byte(string(p.ticket)+"/"+place)))
	io.WriteString(h, words) // a hash takes everything
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
