package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/audit"
)

// Report is what verifying a pack found.
type Report struct {
	Ticket       string   `json:"ticket"`
	Installation string   `json:"installation"`
	Made         string   `json:"made"`
	KeyFromPack  bool     `json:"keyFromPack"` // no key was given: the pack vouches for itself
	Files        int      `json:"files"`
	Complaint    string   `json:"complaint,omitempty"` // of whose pack it is
	Outcome      string   `json:"outcome,omitempty"`   // of the complaint
	Openings     int      `json:"openings,omitempty"`  // that hold
	Papers       int      `json:"papers"`              // whose seals hold
	Receipts     int      `json:"receipts"`            // that hold
	Lines        int      `json:"lines"`               // of the ledger that hold
	Bad          []string `json:"bad"`                 // what does not hold; none in a sound pack
	Proved       []string `json:"proved"`              // none unless all holds
	NotProved    []string `json:"notProved"`
}

// Sound reports that nothing was found against the pack.
func (r Report) Sound() bool { return len(r.Bad) == 0 }

// Pinned is what a reader has from elsewhere. Both may be empty.
type Pinned struct {
	Key        string // the record's public key, as a line; without one the pack's own is taken, which proves only that it is whole
	Checkpoint string // of the record, kept by the reader
}

// check is a verification under way.
type check struct {
	Report
	*archive
	verifier note.Verifier
	sums     map[string]string // of the files that are what the list says
	trusted  trust
	entries  map[int64]audit.Entry // of the record, that a receipt proves
}

// Verify checks a pack with nothing but the file and what the reader has pinned. What does not hold is in the report; the error is for
// what is no pack, or none that can be read in one way only, and for a key that is none.
func Verify(r io.ReaderAt, size int64, pinned Pinned, now time.Time) (Report, error) {
	a, err := openArchive(r, size)
	if err != nil {
		return Report{NotProved: NotProved}, err
	}
	c := &check{archive: a, sums: map[string]string{}, entries: map[int64]audit.Entry{}, Report: Report{NotProved: NotProved, Bad: []string{}, Proved: []string{}}}
	m, err := c.manifest(pinned.Key)
	if err != nil {
		return c.Report, err
	}
	c.trusted = trustIn(m, now)
	c.listed(m)
	c.parts(m)
	if m.Complaint != "" {
		c.complaint(m)
	}
	c.checkpoint(pinned.Checkpoint)
	if c.Sound() {
		c.prove()
	}
	return c.Report, nil
}

// badLimit keeps a report readable.
const badLimit = 100

func (c *check) bad(form string, args ...any) {
	if len(c.Bad) < badLimit {
		c.Bad = append(c.Bad, fmt.Sprintf(form, args...))
	}
}

// manifest reads and checks the list and its signature.
func (c *check) manifest(key string) (m Manifest, err error) {
	b, err := c.read(manifestPath)
	if err != nil {
		return m, fmt.Errorf("%w: it has no %s", errPack, manifestPath)
	}
	if err := strict(b, &m); err != nil || m.V != version && m.V != complained || (m.V == complained) != (m.Complaint != "") {
		return m, fmt.Errorf("%w: its %s is of no known version", errPack, manifestPath)
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
	if err != nil || n.Text != statement(m.V, b) {
		c.bad("%s is not signed by the record's key", manifestPath)
	}
	return m, nil
}

// strict reads JSON that says nothing else than v can hold.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more follows")
	}
	return nil
}

// listed holds every file to the list, and the list to the files.
func (c *check) listed(m Manifest) {
	known := map[string]bool{manifestPath: true, signaturePath: true}
	for _, l := range m.Files {
		if known[l.Path] {
			c.bad("%s is listed twice", l.Path)
		}
		known[l.Path] = true
		sum, n, err := c.sum(l.Path, l.Size)
		if err != nil || n != l.Size || sum != l.SHA256 {
			c.bad("%s is missing or was changed", l.Path)
			continue
		}
		c.sums[l.Path] = sum
	}
	for _, f := range c.order {
		if !known[f.Name] {
			c.bad("%s was added", f.Name)
		}
	}
}

func (c *check) sum(name string, size int64) (string, int64, error) {
	f := c.files[name]
	if f == nil || size < 0 || f.UncompressedSize64 != uint64(size) {
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

// checkpoint holds the pack's checkpoint to the key, and to the one that the reader kept.
func (c *check) checkpoint(kept string) {
	text, err := c.read(checkpointPath)
	if err != nil {
		c.bad("%s is missing", checkpointPath)
		return
	}
	head, err := audit.VerifyCheckpoint(string(text), c.verifier)
	if err != nil {
		c.bad("%s does not hold", checkpointPath)
		return
	}
	if kept == "" {
		return
	}
	own, err := audit.VerifyCheckpoint(kept, c.verifier)
	switch {
	case err != nil:
		c.bad("the checkpoint that was given is not signed by the record's key")
	case own.Size == head.Size && own.Root != head.Root:
		c.bad("the record was forked: the checkpoint that was given and the pack's are of the same size and differ")
	case own.Size == head.Size:
		c.Proved = append(c.Proved, "the pack's checkpoint is the one that was given")
	default:
		c.NotProved = append(NotProved[:len(NotProved):len(NotProved)],
			fmt.Sprintf("that the given checkpoint of %d entries and the pack's of %d are of one history: ask the installation to verify its record against both", own.Size, head.Size))
	}
}

// prove says what holds, in words.
func (c *check) prove() {
	whose := "the key that was given"
	if c.KeyFromPack {
		whose = "the key in the pack itself"
	}
	if c.Complaint != "" {
		c.Proved = append([]string{
			fmt.Sprintf("%d files are unchanged since %s, when %s signed their list, and none is missing or added", c.Files, c.Made, whose),
			fmt.Sprintf("the complaint %s was decided: %s; the record says so", c.Complaint, c.Outcome),
			fmt.Sprintf("%d entries are in the record of that key, word for word, %d of them openings of what the case held", c.Receipts, c.Openings),
		}, c.Proved...)
		return
	}
	c.Proved = append([]string{
		fmt.Sprintf("%d files are unchanged since %s, when %s signed their list, and none is missing or added", c.Files, c.Made, whose),
		fmt.Sprintf("%d papers bear seals that hold, over the very text whose digest both named, for each signature that the deal tells of", c.Papers),
		fmt.Sprintf("%d entries are in the record of that key, word for word", c.Receipts),
		fmt.Sprintf("%d lines of the ledger are what was hashed when they were written", c.Lines),
	}, c.Proved...)
}
