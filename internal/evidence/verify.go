package evidence

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/audit"
	"surety/internal/document"
	"surety/internal/escrow"
)

// Report is what verifying a pack found.
type Report struct {
	Ticket       string   `json:"ticket"`
	Installation string   `json:"installation"`
	Made         string   `json:"made"`
	KeyFromPack  bool     `json:"keyFromPack"` // no key was given: the pack vouches for itself
	Files        int      `json:"files"`
	Papers       int      `json:"papers"`   // whose seals hold
	Receipts     int      `json:"receipts"` // that hold
	Lines        int      `json:"lines"`    // of the ledger that hold
	Bad          []string `json:"bad"`      // what does not hold; none in a sound pack
	NotProved    []string `json:"notProved"`
}

// Sound reports that nothing was found against the pack.
func (r Report) Sound() bool { return len(r.Bad) == 0 }

// Limits keep a hostile pack from filling memory.
const (
	filesLimit = 100_000
	partLimit  = 64 << 20 // of what is read as a whole: manifest, papers, receipts
)

var errPack = errors.New("this is not an evidence pack")

// check is a verification under way.
type check struct {
	Report
	files    map[string]*zip.File
	verifier note.Verifier
	roots    *x509.CertPool
	now      time.Time
}

// Verify checks a pack by the record's public key; an empty one takes the key that the pack holds, which proves only that the
// pack is whole. What does not hold is in the report; the error is for what is no pack.
func Verify(r io.ReaderAt, size int64, key string, now time.Time) (Report, error) {
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) > filesLimit {
		return Report{}, errPack
	}
	c := &check{files: map[string]*zip.File{}, now: now, Report: Report{NotProved: NotProved, Bad: []string{}}}
	for _, f := range z.File {
		if c.files[f.Name] != nil {
			c.bad("%s is there twice", f.Name)
		}
		c.files[f.Name] = f
	}
	m, err := c.manifest(key)
	if err != nil {
		return c.Report, err
	}
	c.listed(m)
	c.parts(m)
	return c.Report, nil
}

func (c *check) bad(form string, args ...any) { c.Bad = append(c.Bad, fmt.Sprintf(form, args...)) }

// manifest reads and checks the list and its signature.
func (c *check) manifest(key string) (m Manifest, err error) {
	b, err := c.read(manifestPath)
	if err != nil {
		return m, errPack
	}
	if err := json.Unmarshal(b, &m); err != nil || m.V != version {
		return m, errPack
	}
	c.Ticket, c.Installation, c.Made, c.Files = string(m.Ticket), m.Installation, m.Made, len(m.Files)
	if key == "" {
		key, c.KeyFromPack = m.RecordKey, true
	}
	if c.verifier, err = note.NewVerifier(strings.TrimSpace(key)); err != nil {
		return m, fmt.Errorf("the record's public key: %w", err)
	}
	signed, err := c.read(signaturePath)
	if err != nil {
		c.bad("%s is missing", signaturePath)
		return m, nil
	}
	n, err := note.Open(signed, note.VerifierList(c.verifier))
	if err != nil || n.Text != statement(b) {
		c.bad("%s is not signed by the record's key", manifestPath)
	}
	return m, nil
}

func (c *check) read(name string) ([]byte, error) {
	f := c.files[name]
	if f == nil {
		return nil, errPack
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, partLimit+1))
	if err == nil && len(b) > partLimit {
		err = errPack
	}
	return b, err
}

// listed holds every file to the list, and the list to the files.
func (c *check) listed(m Manifest) {
	known := map[string]bool{manifestPath: true, signaturePath: true}
	for _, l := range m.Files {
		known[l.Path] = true
		sum, n, err := c.sum(l.Path, l.Size)
		if err != nil || n != l.Size || sum != l.SHA256 {
			c.bad("%s is missing or was changed", l.Path)
		}
	}
	for name := range c.files {
		if !known[name] {
			c.bad("%s was added", name)
		}
	}
}

func (c *check) sum(name string, size int64) (string, int64, error) {
	f := c.files[name]
	if f == nil {
		return "", 0, errPack
	}
	r, err := f.Open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(r, size+1))
	return hex.EncodeToString(h.Sum(nil)), n, err
}

var (
	paperName = regexp.MustCompile(`^deals/[a-z0-9]+/papers/\d+-(contract|nda)\.pdf$`)
	textName  = regexp.MustCompile(`^deals/[a-z0-9]+/papers/\d+-(?:contract|nda)-([0-9a-f]{64})\.txt$`)
	lineName  = regexp.MustCompile(`^deals/[a-z0-9]+/ledger/([a-z0-9]+)\.jsonl$`)
)

// parts looks into what can be proved by itself.
func (c *check) parts(m Manifest) {
	c.roots = x509.NewCertPool()
	if root, err := x509.ParseCertificate(m.Root); err == nil {
		c.roots.AddCert(root)
	}
	for _, l := range m.Files {
		switch {
		case paperName.MatchString(l.Path):
			c.paper(l.Path)
		case textName.MatchString(l.Path):
			if l.SHA256 != textName.FindStringSubmatch(l.Path)[1] {
				c.bad("%s is not the text that was signed", l.Path)
			}
		case lineName.MatchString(l.Path):
			c.lines(l.Path, lineName.FindStringSubmatch(l.Path)[1])
		case path.Dir(l.Path) == "record" && strings.HasPrefix(path.Base(l.Path), "receipt-"):
			c.receipt(l.Path)
		}
	}
}

// paper checks the seals; a paper that nobody has signed yet has none.
func (c *check) paper(name string) {
	pdf, err := c.read(name)
	if err != nil {
		return // said already
	}
	r, err := document.Verify(pdf, document.Trust{Signers: c.roots, Stamps: c.roots, Now: c.now})
	switch {
	case err != nil:
		c.bad("%s cannot be read", name)
	case len(r.Signatures) == 0:
	case !r.Sound():
		c.bad("%s: a seal does not hold", name)
	default:
		c.Papers++
	}
}

func (c *check) lines(name, milestone string) {
	b, err := c.read(name)
	if err != nil {
		return // said already
	}
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, partLimit)
	for s.Scan() {
		m, whole, err := escrow.CheckLine(s.Bytes())
		if err != nil || !whole || string(m) != milestone {
			c.bad("%s: a line is not what was hashed", name)
			return
		}
		c.Lines++
	}
}

func (c *check) receipt(name string) {
	text, err := c.read(name)
	if err != nil {
		return // said already
	}
	e, err := audit.VerifyReceipt(text, c.verifier)
	if err != nil || fmt.Sprintf("record/receipt-%d.txt", e.N) != name {
		c.bad("%s does not hold", name)
		return
	}
	c.Receipts++
}
