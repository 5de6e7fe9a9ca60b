package scan_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/scan/archive"
	"surety/internal/scan/clam"
	"surety/internal/scan/clamtest"
	"surety/internal/suretytest"
	"surety/internal/ticket"
	"surety/internal/vault"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	scan.Enter()
	os.Exit(m.Run())
}

// desk is a world with one ticket, whose files a clamd scans.
type desk struct {
	*suretytest.World
	t             *testing.T
	client, agent access.Actor
	dep           access.DepartmentID
	id            access.TicketID
}

// each gives every engine a world, and all of them one scanner. A nil scanner is none.
func each(t *testing.T, by scan.Scanner, fn func(t *testing.T, d *desk)) {
	t.Helper()
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) { begin(t, w, by, fn) })
}

// once is each on SQLite alone, for what is about files and not about rows.
func once(t *testing.T, by scan.Scanner, fn func(t *testing.T, d *desk)) {
	t.Helper()
	begin(t, suretytest.New(t, db.SQLite), by, fn)
}

func begin(t *testing.T, w *suretytest.World, by scan.Scanner, fn func(t *testing.T, d *desk)) {
	t.Helper()
	d := &desk{World: w, t: t, client: w.Client()}
	d.dep = w.Department("Support")
	d.agent = w.Agent(d.dep)
	d.id = w.Ticket(d.client, d.dep).ID
	d.set(by)
	fn(t, d)
}

func (d *desk) set(by scan.Scanner) {
	d.t.Helper()
	d.Shelf.Look = scan.LookInCell
	if by != nil {
		d.Shelf.Scanner = by
	}
	d.must(d.Shelf.Schedule(ctx))
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) add(name, body string) ticket.File {
	d.t.Helper()
	f, err := d.Desk.AddFile(ctx, d.client, d.id, ticket.Upload{Message: 1, Name: name, Size: -1, Body: strings.NewReader(body)})
	d.must(err)
	return f
}

// scan lets the scanner do what is due.
func (d *desk) scan() {
	d.t.Helper()
	d.must(d.Jobs.Drain(ctx))
}

// later lets a minute pass, and scans.
func (d *desk) later() {
	d.t.Helper()
	d.Clock.Advance(time.Minute + time.Second)
	d.scan()
}

// file is what the reader is shown of it.
func (d *desk) file(who access.Actor, id string) ticket.File {
	d.t.Helper()
	c, err := d.Desk.Messages(ctx, who, d.id, ticket.Slice{Limit: 10})
	d.must(err)
	for _, m := range c.Items {
		for _, f := range m.Files {
			if f.ID == id {
				return f
			}
		}
	}
	d.t.Fatalf("file %s is not listed", id)
	return ticket.File{}
}

// expect holds what both sides are shown, and what they can fetch, to one state.
func (d *desk) expect(id string, want scan.State, gate error) {
	d.t.Helper()
	for _, who := range []access.Actor{d.client, d.agent} {
		if f := d.file(who, id).Check; f.State != want {
			d.t.Errorf("it is shown as %s, not %s", f.State, want)
		}
		r, err := d.Desk.Fetch(ctx, who, d.id, id, "")
		if !errors.Is(err, gate) {
			d.t.Errorf("fetched with %v, not %v", err, gate)
		}
		if err == nil {
			r.Close()
		}
	}
}

// entries are those of the record about scanning.
func (d *desk) entries() (all []string) {
	d.t.Helper()
	g, err := access.Check(access.Server("test"), access.RecordRead, access.Thing{Kind: "record"})
	d.must(err)
	d.must(d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, nil) }))
	es, _, err := d.Log.Search(ctx, g, audit.Filter{Action: access.FileScan, Limit: 100})
	d.must(err)
	for _, e := range es {
		all = append([]string{strings.TrimSpace(e.Params["what"] + " " + e.Params["state"])}, all...)
	}
	return all
}

// directly opens a file past the desk, by its row, as code that forgot to ask would.
func (d *desk) directly(id string) error {
	d.t.Helper()
	var key []byte
	var blob string
	d.must(d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT key, blob FROM ticket_file WHERE id = $1`, []any{id}, &key, &blob)
	}))
	g, err := access.Check(d.client, access.FileFetch, access.Thing{Kind: "file", Ticket: d.id, Requester: d.client.Account, Organisation: access.OrganisationID(d.client.Account)})
	d.must(err)
	d.must(d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, nil) }))
	b, err := d.Blobs.Open(ctx, blob)
	d.must(err)
	defer b.Close()
	_, err = d.Vault.OpenFile(ctx, g, vault.Place{Kind: "file", Row: id, Field: "key"}, key, b, b.Size())
	return err
}

func zipped(t *testing.T, name, body string, flags uint16) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	s := b.Bytes()
	s[6] |= byte(flags) // of the entry
	s[bytes.Index(s, []byte("PK\x01\x02"))+8] |= byte(flags)
	return string(s)
}

// noise does not pack.
func noise(n int) string {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{})
	_, _ = r.Read(b)
	return string(b)
}

func TestFilesAreClosedUntilTheyAreScanned(t *testing.T) {
	clamd := clamtest.Start(t)
	each(t, clamd.Daemon(), func(t *testing.T, d *desk) {
		f := d.add("log.txt", "nothing but a log")
		if f.Check.State != scan.Waiting {
			t.Errorf("it begins as %s", f.Check.State)
		}
		d.expect(f.ID, scan.Waiting, scan.ErrWaiting)
		if err := d.directly(f.ID); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("its bytes open past the gate: %v", err)
		}
		d.scan()
		d.expect(f.ID, scan.Clean, nil)
		if err := d.directly(f.ID); err != nil {
			t.Errorf("a clean file does not open: %v", err)
		}
		if got := d.entries(); fmt.Sprint(got) != "[opened judged clean]" {
			t.Errorf("on the record: %v", got)
		}
	})
}

func TestHarmfulFilesStayClosed(t *testing.T) {
	clamd := clamtest.Start(t)
	once(t, clamd.Daemon(), func(t *testing.T, d *desk) {
		virus := d.add("invoice.pdf", clamtest.EICAR())
		inside := d.add("photos.zip", zipped(t, "a.jpg", clamtest.EICAR(), 0))
		bomb := d.add("backup.zip", zipped(t, "a", strings.Repeat("\x00", 80<<20), 0))
		climbs := d.add("logs.zip", zipped(t, "../../.ssh/authorized_keys", "x", 0))
		large := d.add("film.bin", noise(5<<20))
		locked := d.add("secret.zip", zipped(t, "a", "secret", 1))
		program := d.add("report.docx", "MZ"+noise(100))
		d.scan()
		for _, f := range []string{virus.ID, inside.ID} {
			d.expect(f, scan.Infected, scan.ErrInfected)
			if got := d.file(d.agent, f).Check.Found; got != clamtest.EICARName {
				t.Errorf("found %q", got)
			}
		}
		for f, why := range map[string][]scan.Reason{bomb.ID: {scan.Limits, scan.Reason(archive.Bomb)}, climbs.ID: {scan.Reason(archive.Names)}, large.ID: {scan.TooLarge}} {
			d.expect(f, scan.Refused, scan.ErrRefused)
			if got := d.file(d.client, f).Check.Reason; !strings.Contains(fmt.Sprint(why), string(got)) {
				t.Errorf("refused for %q, not %v", got, why)
			}
		}
		for _, f := range []string{virus.ID, bomb.ID, large.ID} {
			if err := d.directly(f); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("its bytes open past the gate: %v", err)
			}
		}
		for f, mark := range map[string]archive.Mark{locked.ID: archive.Encrypted, program.ID: archive.Program} {
			d.expect(f, scan.Clean, nil)
			if got := d.file(d.client, f).Check.Marks; len(got) != 1 || got[0] != mark {
				t.Errorf("marked %v, not %s", got, mark)
			}
		}
	})
}

// A scanner that is gone lets nothing through, and nothing is opened for it; what waited is scanned when it is back.
func TestASilentScannerLetsNothingThrough(t *testing.T) {
	clamd := clamtest.Start(t)
	once(t, clamd.Daemon(), func(t *testing.T, d *desk) {
		clamd.Kill()
		f := d.add("log.txt", "nothing but a log")
		for range 3 {
			d.later()
		}
		d.expect(f.ID, scan.Waiting, scan.ErrWaiting)
		if got := d.entries(); len(got) != 0 {
			t.Errorf("it was opened all the same: %v", got)
		}
		if h, err := d.Shelf.Health(ctx); err != nil || !h.Set || h.Answering || h.Waiting != 1 {
			t.Errorf("health %+v, %v", h, err)
		}
		clamd.Run()
		d.later()
		d.expect(f.ID, scan.Clean, nil)
	})
}

// numbered is a clamd whose signatures bear a number, as those that freshclam fetches do: it is in the head of a file
// that only ClamAV can sign.
type numbered struct {
	clam.Daemon
	n int
}

func (n *numbered) Version(ctx context.Context) (string, error) {
	v, err := n.Daemon.Version(ctx)
	return fmt.Sprintf("%s/%d", v, n.n), err
}

func TestNewSignaturesHaveFilesScannedAgain(t *testing.T) {
	clamd := clamtest.Start(t)
	by := &numbered{Daemon: clamd.Daemon()}
	each(t, by, func(t *testing.T, d *desk) {
		by.n++
		worm := fmt.Sprintf("the worm of %s, unknown so far", t.Name())
		bad, good := d.add("a.txt", worm), d.add("b.txt", "nothing but a log")
		d.scan()
		d.expect(bad.ID, scan.Clean, nil)
		before := len(d.entries())
		d.later()
		if got := d.entries(); len(got) != before {
			t.Errorf("with the same signatures they were opened again: %v", got)
		}
		clamd.Kill()
		by.n++
		clamd.Know(fmt.Sprintf("Surety.Worm%d", by.n), worm)
		clamd.Run()
		d.later()
		d.expect(bad.ID, scan.Infected, scan.ErrInfected)
		d.expect(good.ID, scan.Clean, nil)
		if err := d.directly(bad.ID); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("its bytes open past the gate: %v", err)
		}
		if got := d.entries()[before:]; fmt.Sprint(got) != "[opened judged infected]" { // one entry for both openings
			t.Errorf("on the record: %v", got)
		}
	})
}

func TestFilesOfBeforeAreClosedOnceThereIsAScanner(t *testing.T) {
	clamd := clamtest.Start(t)
	each(t, nil, func(t *testing.T, d *desk) {
		bad, good := d.add("a.txt", clamtest.EICAR()), d.add("b.txt", "nothing but a log")
		d.scan()
		d.expect(bad.ID, scan.Unscanned, nil)
		d.Shelf.Scanner = clamd.Daemon()
		d.expect(bad.ID, scan.Unscanned, scan.ErrWaiting) // before anything is done
		d.set(clamd.Daemon())
		d.expect(bad.ID, scan.Waiting, scan.ErrWaiting)
		d.scan()
		d.expect(bad.ID, scan.Infected, scan.ErrInfected)
		d.expect(good.ID, scan.Clean, nil)
		if err := d.directly(bad.ID); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("its bytes open past the gate: %v", err)
		}
	})
}

// What goes to another ticket takes its state along, and is scanned there if it was not yet.
func TestCopiesOfAFileAreNoWayRoundTheGate(t *testing.T) {
	clamd := clamtest.Start(t)
	each(t, clamd.Daemon(), func(t *testing.T, d *desk) {
		virus := d.add("a.txt", clamtest.EICAR())
		d.scan()
		waits := d.add("b.txt", clamtest.EICAR()+" ")
		part, err := d.Desk.Split(ctx, d.agent, d.id, ticket.SplitOff{Messages: []int64{1}, Subject: "Split"})
		d.must(err)
		whole := d.Ticket(d.client, d.dep).ID
		_, err = d.Desk.Merge(ctx, d.agent, d.id, whole)
		d.must(err)
		for _, id := range []access.TicketID{part.ID, whole} {
			d.id = id
			d.copied(virus.Name, scan.Infected)
			d.copied(waits.Name, scan.Waiting)
		}
		d.scan()
		for _, id := range []access.TicketID{part.ID, whole} {
			d.id = id
			d.copied(waits.Name, scan.Infected)
		}
	})
}

func (d *desk) copied(name string, want scan.State) {
	d.t.Helper()
	c, err := d.Desk.Messages(ctx, d.agent, d.id, ticket.Slice{Limit: 50})
	d.must(err)
	for _, m := range c.Items {
		for _, f := range m.Files {
			if f.Name == name {
				gate := map[scan.State]error{scan.Infected: scan.ErrInfected, scan.Waiting: scan.ErrWaiting}[want]
				d.expect(f.ID, want, gate)
				return
			}
		}
	}
	d.t.Errorf("%s is not in the other ticket", name)
}

// stubborn answers for every file but one, on which it fails.
type stubborn struct{ on string }

func (stubborn) Version(context.Context) (string, error) { return "ClamAV 1", nil }
func (s stubborn) Scan(_ context.Context, r io.Reader) (clam.Answer, error) {
	b, err := io.ReadAll(r)
	if err == nil && strings.Contains(string(b), s.on) {
		err = clam.ErrSilent
	}
	return clam.Answer{}, err
}

func TestAFileThatBreaksTheScannerHoldsUpNoOther(t *testing.T) {
	once(t, stubborn{"poison"}, func(t *testing.T, d *desk) {
		bad, good := d.add("a.txt", "poison"), d.add("b.txt", "nothing but a log")
		d.scan()
		d.later()
		d.expect(good.ID, scan.Clean, nil)
		d.expect(bad.ID, scan.Waiting, scan.ErrWaiting)
		for range 20 {
			d.later()
		}
		d.expect(bad.ID, scan.Refused, scan.ErrRefused)
		if got := d.file(d.agent, bad.ID).Check.Reason; got != scan.Unread {
			t.Errorf("refused for %q", got)
		}
		if opened := strings.Count(fmt.Sprint(d.entries()), "opened"); opened > 7 {
			t.Errorf("opened %d times", opened)
		}
	})
}

func TestS1ScanningLeavesNothingInTheClear(t *testing.T) {
	clamd := clamtest.Start(t)
	once(t, clamd.Daemon(), func(t *testing.T, d *desk) {
		const canary = "Kanarienvogel"
		d.add(canary+".txt", strings.Repeat(canary, 1000))
		d.add(canary+".zip", zipped(t, canary, strings.Repeat(canary+" ", 1000), 0))
		d.scan()
		for _, f := range d.Files() {
			b, err := os.ReadFile(f)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte(canary)) {
				t.Errorf("%s holds it", f)
			}
		}
	})
}

func TestWhatIsNotThereIsAbsent(t *testing.T) {
	once(t, nil, func(t *testing.T, d *desk) {
		err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := d.Shelf.Clear(ctx, tx, scan.Work, d.add("a", "x").ID) // of another kind
			return err
		})
		if !errors.Is(err, fault.ErrAbsent) {
			t.Error(err)
		}
		g, err := access.Check(d.client, access.FileFetch, access.Thing{Kind: "file", Ticket: d.id, Requester: d.client.Account})
		d.must(err)
		if _, err := d.Shelf.Open(ctx, g, scan.Cleared{}); err == nil {
			t.Error("a file that was not cleared opens")
		}
	})
}
