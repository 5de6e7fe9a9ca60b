package evidence

import (
	"bytes"
	"crypto/x509"
	"maps"
	"regexp"
	"strconv"
	"time"

	"surety/internal/audit"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
)

// trust is by what the seals on papers are believed.
type trust struct {
	roots *x509.CertPool
	now   time.Time
}

func trustIn(m Manifest, now time.Time) trust {
	t := trust{x509.NewCertPool(), now}
	for _, der := range m.Roots {
		if root, err := x509.ParseCertificate(der); err == nil {
			t.roots.AddCert(root)
		}
	}
	return t
}

var (
	dealName    = regexp.MustCompile(`^deals/[a-z0-9]+/deal\.json$`)
	disputeName = regexp.MustCompile(`^deals/[a-z0-9]+/disputes/[a-z0-9]+/dispute\.json$`)
	lineName    = regexp.MustCompile(`^deals/[a-z0-9]+/ledger/([a-z0-9]+)\.jsonl$`)
	receiptName = regexp.MustCompile(`^record/receipt-([0-9]{1,18})\.txt$`)
)

// parts looks into what can be proved by itself.
func (c *check) parts(m Manifest) {
	for _, l := range m.Files {
		if c.sums[l.Path] == "" {
			continue // said already
		}
		switch {
		case dealName.MatchString(l.Path):
			c.deal(l.Path)
		case disputeName.MatchString(l.Path):
			c.dispute(l.Path)
		case lineName.MatchString(l.Path):
			c.lines(l.Path, lineName.FindStringSubmatch(l.Path)[1])
		case receiptName.MatchString(l.Path):
			c.receipt(l.Path, receiptName.FindStringSubmatch(l.Path)[1])
		}
	}
	c.recorded()
}

// deal holds papers and works to what the deal tells of them.
func (c *check) deal(name string) {
	b, err := c.read(name)
	var d agreed
	if err != nil || strict(b, &d) != nil || d.V != version {
		c.bad("%s cannot be read", name)
		return
	}
	for _, p := range d.Papers {
		if sum := c.sums[p.Text]; sum == "" || sum != p.Digest {
			c.bad("%s is not the text that was signed", p.Text)
		}
		c.paper(p.PDF, sealsOf(d.Offers, p.Version))
	}
	for _, w := range d.Works {
		if w.Path != "" && c.sums[w.Path] != w.Digest {
			c.bad("%s is not the work that was registered", w.Path)
		}
	}
}

// sealsOf is how many seals a paper of the version bears: one for each signature, and the platform's after the second.
func sealsOf(offers []offered, version int64) int {
	for _, o := range offers {
		if o.Version == version && len(o.Signatures) > 0 {
			if o.State == deal.Signed {
				return len(o.Signatures) + 1
			}
			return len(o.Signatures)
		}
	}
	return 0
}

// paper checks the seals; a paper that nobody has signed yet has none.
func (c *check) paper(name string, seals int) {
	pdf, err := c.read(name)
	if err != nil || c.sums[name] == "" {
		c.bad("%s is missing", name)
		return
	}
	r, err := document.Verify(pdf, document.Trust{Signers: c.trusted.roots, Stamps: c.trusted.roots, Now: c.trusted.now})
	switch {
	case err != nil:
		c.bad("%s cannot be read", name)
	case len(r.Signatures) != seals:
		c.bad("%s bears %d seals, not %d", name, len(r.Signatures), seals)
	case seals > 0 && !r.Sound():
		c.bad("%s: a seal does not hold", name)
	case seals > 0:
		c.Papers++
	}
}

// dispute holds the exhibits to their digests.
func (c *check) dispute(name string) {
	b, err := c.read(name)
	var d disputed
	if err != nil || strict(b, &d) != nil || d.V != version {
		c.bad("%s cannot be read", name)
		return
	}
	for _, e := range d.Exhibits {
		if e.Path != "" && c.sums[e.Path] != e.SHA256 {
			c.bad("%s is not the exhibit", e.Path)
		}
	}
}

func (c *check) lines(name, milestone string) {
	b, err := c.read(name)
	if err != nil {
		c.bad("%s cannot be read", name)
		return
	}
	for line := range bytes.Lines(b) {
		m, whole, err := escrow.CheckLine(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil || !whole || string(m) != milestone {
			c.bad("%s: a line is not what was hashed", name)
			return
		}
		c.Lines++
	}
}

func (c *check) receipt(name, number string) {
	text, err := c.read(name)
	if err != nil {
		c.bad("%s cannot be read", name)
		return
	}
	e, err := audit.VerifyReceipt(text, c.verifier)
	if err != nil || strconv.FormatInt(e.N, 10) != number {
		c.bad("%s does not hold", name)
		return
	}
	c.entries[e.N] = e
	c.Receipts++
}

// recorded holds the entries to their receipts.
func (c *check) recorded() {
	const name = "record/entries.json"
	b, err := c.read(name)
	var all []entry
	if err != nil || c.sums[name] == "" || strict(b, &all) != nil {
		c.bad("%s cannot be read", name)
		return
	}
	for _, e := range all {
		if e.Receipt != "" && !c.same(e) {
			c.bad("entry %d is not what its receipt proves", e.N)
		}
	}
}

func (c *check) same(e entry) bool {
	p, ok := c.entries[e.N]
	return ok && e.Receipt == receiptPath(e.N) && p.At.Equal(e.At) && p.Action == e.Action && maps.Equal(p.Params, e.Params)
}
