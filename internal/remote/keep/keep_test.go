package keep_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/remote/keep"
	"surety/internal/snapshot"
	"surety/internal/snapshot/over"
	"surety/internal/snapshot/storetest"
	"surety/internal/suretytest"
	"surety/internal/vault"
)

// keys are those of cases, as the desk gives them.
type keys struct{ vault *vault.Vault }

func (k *keys) SnapshotKey(ctx context.Context, g access.Grant) ([]byte, error) {
	return k.vault.Derive(ctx, g, "snapshot", string(g.Ticket()))
}

type world struct {
	*suretytest.World
	*keep.Keeper
	t      *testing.T
	keys   *keys
	client access.Actor
	dep    access.DepartmentID
	ticket access.TicketID
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	suretytest.Each(t, func(t *testing.T, s *suretytest.World) {
		w := &world{World: s, t: t, keys: &keys{s.Vault}, client: s.Client(), dep: s.Department("Support")}
		w.client.SteppedUp = true
		w.ticket = s.Ticket(w.client, w.dep).ID
		w.Keeper = w.keeper(keep.Settings{})
		fn(t, w)
	})
}

func (w *world) keeper(s keep.Settings) *keep.Keeper {
	s.DB, s.Clock, s.Vault, s.Blobs, s.Log, s.Jobs, s.Cases, s.Keys, s.Accounts = w.World.DB, w.World.Clock, w.World.Vault, w.World.Blobs, w.World.Log, w.World.Jobs, w.Desk, w.keys, w.World.Accounts
	return keep.Open(s)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// recorded gives a grant of the client that is on the record, as a machine's own arrival would be.
func (w *world) recorded(who access.Actor, ticket access.TicketID) access.Grant {
	w.t.Helper()
	var g access.Grant
	must(w.t, w.World.DB.InTx(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		thing, err := w.Desk.Facts(ctx, tx, ticket)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.RemoteRestore, thing); err != nil {
			return err
		}
		return w.World.Log.Append(ctx, tx, g, nil)
	}))
	return g
}

// archive is the client's machine: it reaches the ticket's shelf over streams.
func (w *world) archive(who access.Actor, ticket access.TicketID) *snapshot.Archive {
	w.t.Helper()
	key, err := w.keys.SnapshotKey(w.t.Context(), w.recorded(who, ticket))
	must(w.t, err)
	a, err := snapshot.Open(w.t.Context(), over.New(w.stream(ticket), 2), [32]byte(key))
	must(w.t, err)
	return a
}

func (w *world) stream(ticket access.TicketID) func(context.Context) (io.ReadWriteCloser, error) {
	var wg sync.WaitGroup
	w.t.Cleanup(wg.Wait)
	return func(context.Context) (io.ReadWriteCloser, error) {
		near, far := net.Pipe()
		w.t.Cleanup(func() { near.Close() })
		wg.Go(func() {
			defer far.Close()
			_ = over.Serve(context.Background(), far, w.Keeper.Shelf(ticket)) // the client's side tells
		})
		return near, nil
	}
}

// folder makes a small one.
func (w *world) folder() string {
	w.t.Helper()
	dir := w.t.TempDir()
	for name, text := range map[string]string{"etc/app.conf": "port = 1", "etc/نامه.txt": "سلام", "data/a\u202egnp.exe": "harm", "data/deep/er/file": "x"} {
		must(w.t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(w.t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

func (w *world) take(dir string) string {
	w.t.Helper()
	s, err := w.archive(w.client, w.ticket).Take(w.t.Context(), snapshot.Plan{Folders: []string{dir}, Now: w.World.Clock.Now})
	must(w.t, err)
	return s.Name.String()
}

func TestAShelfIsAStore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := 0
		storetest.Run(t, func(t *testing.T) snapshot.Store {
			n++
			return recordless{w.Keeper.Shelf(access.TicketID(fmt.Sprint("t", n)))}
		})
	})
}

// TestACodeReadOutOpensNoOldSnapshot is the attack of who got a session's code out of a client: the snapshots' key comes with it.
func TestACodeReadOutOpensNoOldSnapshot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		old := w.take(dir)
		w.Clock.Advance(time.Minute)
		shelf := w.Keeper.Shelf(w.ticket).Since(w.Clock.Now())
		for _, kind := range []snapshot.Kind{snapshot.Record, snapshot.Pack} {
			there, err := w.Keeper.Shelf(w.ticket).List(t.Context(), kind, snapshot.Name{}, 100)
			must(t, err)
			if len(there) == 0 {
				t.Fatalf("no %s was kept", kind)
			}
			for _, o := range there {
				_, err := shelf.Get(t.Context(), kind, o.Name, 0, -1)
				expect(t, "an old "+kind.String(), err, fault.ErrAbsent)
			}
		}
		listed, err := shelf.List(t.Context(), snapshot.Record, snapshot.Name{}, 100)
		if err != nil || len(listed) != 0 {
			t.Errorf("%d old records are told of, %v", len(listed), err)
		}
		key, err := w.keys.SnapshotKey(t.Context(), w.recorded(w.client, w.ticket))
		must(t, err)
		a, err := snapshot.Open(t.Context(), shelf, [32]byte(key))
		must(t, err)
		packs, err := shelf.List(t.Context(), snapshot.Pack, snapshot.Name{}, 100)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, "etc/new"), []byte("new"), 0o600))
		s, err := a.Take(t.Context(), snapshot.Plan{Folders: []string{dir}, Now: w.World.Clock.Now})
		must(t, err)
		if s.Name.String() == old {
			t.Error("nothing new was kept")
		}
		after, err := shelf.List(t.Context(), snapshot.Pack, snapshot.Name{}, 100)
		if must(t, err); len(after) <= len(packs) {
			t.Errorf("%d packs after %d", len(after), len(packs))
		}
		if listed, err = shelf.List(t.Context(), snapshot.Record, snapshot.Name{}, 100); err != nil || len(listed) != 1 || listed[0].Name != s.Name {
			t.Errorf("its own is not told of: %v, %v", listed, err)
		}
		if _, err := shelf.Get(t.Context(), snapshot.Record, s.Name, 0, -1); err != nil {
			t.Errorf("its own cannot be read: %v", err)
		}
	})
}

// recordless keeps the suite's random objects: as records they would be refused, since they name no packs.
type recordless struct{ *keep.Shelf }

func (r recordless) kind(k snapshot.Kind) snapshot.Kind {
	if k == snapshot.Record {
		k = 9
	}
	return k
}

func (r recordless) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	return r.Shelf.Put(ctx, r.kind(kind), name, object)
}

func (r recordless) Get(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int) ([]byte, error) {
	return r.Shelf.Get(ctx, r.kind(kind), name, offset, length)
}

func (r recordless) Remove(ctx context.Context, kind snapshot.Kind, name snapshot.Name) error {
	return r.Shelf.Remove(ctx, r.kind(kind), name)
}

// walk reads all of a snapshot through the pages of its folders.
func (w *world) walk(who access.Actor, id, place string, limit int) (all map[string]keep.Entry) {
	w.t.Helper()
	all = map[string]keep.Entry{}
	for at := ""; ; {
		page, err := w.Folder(w.t.Context(), who, id, place, at, limit)
		must(w.t, err)
		for _, e := range page.Items {
			all[e.Name] = e
			if e.Form == "folder" {
				for name, x := range w.walk(who, id, e.Place, limit) {
					all[e.Name+"/"+name] = x
				}
			}
		}
		if at = page.Next; at == "" {
			return all
		}
	}
}

func TestASnapshotThatCameIsLookedInto(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		id := w.take(dir)
		list, err := w.OfTicket(t.Context(), w.client, w.ticket, "", 0)
		must(t, err)
		if len(list.Items) != 1 || list.Items[0].ID != id || list.Items[0].Bytes == 0 || !list.May || list.Check.State != keep.Never {
			t.Fatalf("listed: %+v", list)
		}
		all := w.walk(w.client, id, "", 1)
		if len(all) != 9 || all[dir+"/data/deep/er/file"].Bytes != 1 {
			t.Errorf("found %v", all)
		}
		bad, ok := all[dir+"/data/a\ufffdgnp.exe"]
		if !ok {
			t.Error("a name that turns the line around is shown as it is")
		}
		for place, want := range map[string]string{all[dir+"/etc/نامه.txt"].Place: "سلام", bad.Place: "harm"} {
			f, err := w.File(t.Context(), w.client, id, place)
			must(t, err)
			var out bytes.Buffer
			must(t, f.Send(t.Context(), &out))
			if out.String() != want || f.Bytes != int64(len(want)) {
				t.Errorf("%q: %q", f.Name, &out)
			}
		}
		_, err = w.File(t.Context(), w.client, id, all[dir+"/etc"].Place)
		expect(t, "a folder as a file", err, keep.ErrNoFile)
	})
}

// TestNobodyElseLooksIntoASnapshot tries everybody around the case.
func TestNobodyElseLooksIntoASnapshot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.take(w.folder())
		org := w.Organisation("Harbour")
		owner, colleague := w.ClientOf(org), w.ClientOf(org)
		owner.SteppedUp, colleague.SteppedUp = true, true
		theirs := w.Ticket(owner, w.dep).ID
		w.ticket, w.client = theirs, owner
		other := w.take(w.folder())
		agent, stranger := w.Agent(w.dep), w.Client()
		agent.SteppedUp, stranger.SteppedUp = true, true
		unproved := owner
		unproved.SteppedUp = false
		for name, c := range map[string]struct {
			who  access.Actor
			id   string
			want error
		}{
			"an agent":                        {agent, other, fault.ErrDenied},
			"a colleague":                     {colleague, other, fault.ErrDenied},
			"a stranger":                      {stranger, other, fault.ErrAbsent},
			"another case's client":           {owner, id, fault.ErrAbsent},
			"who has not proved who they are": {unproved, other, fault.ErrStepUp},
			"the server":                      {access.Server("x"), other, fault.ErrAbsent},
			"of no snapshot":                  {owner, strings.Repeat("0", 64), fault.ErrAbsent},
		} {
			_, err := w.Folder(t.Context(), c.who, c.id, "", "", 0)
			if c.want == fault.ErrAbsent && errors.Is(err, fault.ErrDenied) && c.who.Account == "" {
				err = c.want
			}
			expect(t, name, err, c.want)
			_, err = w.Check(t.Context(), c.who, c.id)
			if c.who.Account != "" {
				expect(t, name+" checks", err, c.want)
			}
		}
		if l, err := w.OfTicket(t.Context(), agent, theirs, "", 0); err != nil || len(l.Items) != 1 || l.May {
			t.Errorf("an agent sees that one was made: %+v, %v", l, err)
		}
		_, err := w.OfTicket(t.Context(), stranger, theirs, "", 0)
		expect(t, "a stranger's list", err, fault.ErrAbsent)
		_, err = w.Compare(t.Context(), owner, other, id, "", 0)
		expect(t, "comparing with another case's", err, fault.ErrAbsent)
		// One person's two cases are two cases.
		w.ticket = w.Ticket(owner, w.dep).ID
		third := w.take(w.folder())
		_, err = w.Compare(t.Context(), owner, other, third, "", 0)
		expect(t, "comparing two cases", err, keep.ErrOther)
	})
}

// TestAPlaceLeadsNowhereElse asks for places that no tree has.
func TestAPlaceLeadsNowhereElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		id := w.take(dir)
		coded := func(folder, path string) string {
			return base64.RawURLEncoding.EncodeToString([]byte(folder + "\x00" + path))
		}
		for _, place := range []string{coded(dir, "../../../../etc/passwd"), coded("/", "etc/passwd"), coded("/etc", "passwd"), coded(dir, "/etc/passwd"), coded(dir, "etc/../etc/app.conf"),
			coded(dir, "etc//app.conf"), coded(dir, "etc/app.conf/"), coded(dir, "etc\x00/app.conf"), coded(dir, "./etc/app.conf")} {
			_, err := w.File(t.Context(), w.client, id, place)
			expect(t, place, err, fault.ErrAbsent)
			_, err = w.Folder(t.Context(), w.client, id, place, "", 0)
			expect(t, place+" as a folder", err, fault.ErrAbsent)
		}
		for _, place := range []string{"/etc/passwd", "..", "%2e%2e", "AAAA", base64.RawURLEncoding.EncodeToString([]byte("no zero"))} {
			_, err := w.File(t.Context(), w.client, id, place)
			expect(t, place, err, fault.ErrInvalid)
		}
		for _, s := range []string{"../" + id, id + "/..", strings.ToUpper(id), "", id[:62]} {
			_, err := w.Folder(t.Context(), w.client, s, "", "", 0)
			expect(t, s, err, fault.ErrAbsent)
		}
	})
}

// entriesOf counts the record's entries of an action on the ticket.
func (w *world) entriesOf(action access.Action) (all []audit.Entry) {
	w.t.Helper()
	auditor := w.World.Admin
	auditor.Roles = append(auditor.Roles, access.Auditor)
	g, err := access.Check(auditor, access.RecordRead, access.Thing{Kind: "record"})
	must(w.t, err)
	all, _, err = w.World.Log.Search(w.t.Context(), g, audit.Filter{Action: action, Ticket: w.ticket, Limit: 200})
	must(w.t, err)
	return all
}

func TestLookingIntoASnapshotIsOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.take(w.folder())
		if kept := w.entriesOf(keep.Kept); len(kept) != 1 || kept[0].Params["snapshot"] != id {
			t.Errorf("that one is kept: %+v", kept)
		}
		before := len(w.entriesOf(access.RemoteRestore))
		w.walk(w.client, id, "", 1)
		after := w.entriesOf(access.RemoteRestore)
		if len(after) != before+1 || after[0].Params["what"] != id || after[0].Params["how"] != "browse" {
			t.Errorf("many folders: %d entries more, %+v", len(after)-before, after[0])
		}
		w.World.Clock.Advance(time.Hour)
		w.walk(w.client, id, "", 1)
		if again := w.entriesOf(access.RemoteRestore); len(again) != before+2 {
			t.Errorf("an hour later: %d entries more", len(again)-before)
		}
	})
}

func TestTwoSnapshotsOfACaseAreCompared(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		first := w.take(dir)
		w.World.Clock.Advance(time.Hour)
		must(t, os.WriteFile(filepath.Join(dir, "etc/app.conf"), []byte("port = 2 now"), 0o644))
		must(t, os.Remove(filepath.Join(dir, "data/deep/er/file")))
		must(t, os.WriteFile(filepath.Join(dir, "new"), nil, 0o644))
		second := w.take(dir)
		got := map[string]string{}
		for at, more := "", true; more; more = at != "" {
			page, err := w.Compare(t.Context(), w.client, first, second, at, 1)
			must(t, err)
			for _, d := range page.Items {
				got[strings.TrimPrefix(d.Path, dir+"/")] = fmt.Sprint(d.Before != nil, d.After != nil, len(d.What) > 0)
			}
			at = page.Next
		}
		for path, want := range map[string]string{"etc/app.conf": "true true true", "data/deep/er/file": "true false false", "new": "false true false"} {
			if got[path] != want {
				t.Errorf("%s: %s, want %s (%v)", path, got[path], want, got)
			}
		}
	})
}

func TestQuotasHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		k := w.keeper2(keep.Settings{QuotaTicket: 1000, QuotaAll: 1500})
		put := func(ticket access.TicketID, n int) error {
			b := make([]byte, n)
			_, _ = rand.Read(b)
			return k.Shelf(ticket).Put(t.Context(), snapshot.Pack, snapshot.NameOf(b), b)
		}
		must(t, put("a", 900))
		expect(t, "a ticket's", put("a", 101), over.ErrQuota)
		must(t, put("a", 100))
		must(t, put("b", 500))
		expect(t, "of all", put("c", 1), over.ErrQuota)
		all, err := k.Shelf("a").List(t.Context(), snapshot.Pack, snapshot.Name{}, 10)
		must(t, err)
		must(t, k.Shelf("a").Remove(t.Context(), snapshot.Pack, all[0].Name))
		must(t, put("c", 100))
		if n := len(w.blobs()); n != 3 {
			t.Errorf("%d blobs for three objects", n)
		}
	})
}

// keeper2 is another server's keeper: it has a queue of its own, since a kind of job is registered once.
func (w *world) keeper2(s keep.Settings) *keep.Keeper {
	jobs := w.World.Jobs
	defer func() { w.World.Jobs = jobs }()
	w.World.Jobs = newQueue(w)
	return w.keeper(s)
}

func TestARecordWithoutItsPacksIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(w.folder())
		records, err := w.Keeper.Shelf(w.ticket).List(t.Context(), snapshot.Record, snapshot.Name{}, 1)
		must(t, err)
		object, err := w.Keeper.Shelf(w.ticket).Get(t.Context(), snapshot.Record, records[0].Name, 0, -1)
		must(t, err)
		other := w.Ticket(w.client, w.dep).ID
		expect(t, "on another shelf", w.Keeper.Shelf(other).Put(t.Context(), snapshot.Record, records[0].Name, object), snapshot.ErrLost)
		junk := []byte("no record")
		expect(t, "what is none", w.Keeper.Shelf(other).Put(t.Context(), snapshot.Record, snapshot.NameOf(junk), junk), fault.ErrInvalid)
		if n := len(w.blobs()); n != w.objects() {
			t.Errorf("%d blobs for %d objects", n, w.objects())
		}
	})
}

func (w *world) blobs() (all []string) {
	w.t.Helper()
	list, err := w.World.Blobs.List(w.t.Context(), "", 1000)
	must(w.t, err)
	for _, b := range list {
		all = append(all, b.Name)
	}
	return all
}

func (w *world) objects() (n int) {
	w.t.Helper()
	must(w.t, w.World.DB.View(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM snapshot_object`, nil, &n)
	}))
	return n
}

// spoil changes the first object of a kind on the server's disk.
func (w *world) spoil(kind snapshot.Kind, change func([]byte) []byte) {
	w.t.Helper()
	var name string
	must(w.t, w.World.DB.View(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT blob FROM snapshot_object WHERE kind = $1 ORDER BY name LIMIT 1`, []any{int64(kind)}, &name)
	}))
	path := filepath.Join(w.Dir, "blobs", name[:1], name[1:2], name)
	b, err := os.ReadFile(path)
	must(w.t, err)
	if b = change(b); b == nil {
		must(w.t, os.Remove(path))
		return
	}
	must(w.t, os.Chmod(path, 0o600))
	must(w.t, os.WriteFile(path, b, 0o600))
}

// TestACheckFindsWhatTheDiskLost flips, cuts and removes objects of each kind; no key is needed to find it.
func TestACheckFindsWhatTheDiskLost(t *testing.T) {

	cut := func(b []byte) []byte { return b[:len(b)-1] }
	gone := func([]byte) []byte { return nil }
	for name, c := range map[string]struct {
		kind   snapshot.Kind
		change func([]byte) []byte
		reason string
	}{"a pack flipped": {snapshot.Pack, flip, "misnamed"}, "a record cut": {snapshot.Record, cut, "missized"}, "an index gone": {snapshot.Index, gone, "absent"}} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				id := w.take(w.folder())
				w.checked(id, keep.Whole)
				w.spoil(c.kind, c.change)
				l := w.checked(id, keep.Damaged)
				if l.Check.Kind != c.kind.String() || l.Check.Reason != c.reason || len(l.Check.Name) != 64 {
					t.Errorf("found: %+v", l.Check)
				}
				last := w.entriesOf(keep.Checked)[0]
				if last.Params["state"] != "damaged" || last.Params["reason"] != c.reason {
					t.Errorf("on the record: %v", last.Params)
				}
			})
		})
	}
}

func (w *world) checked(id string, want keep.CheckState) keep.List {
	w.t.Helper()
	_, err := w.Check(w.t.Context(), w.client, id)
	must(w.t, err)
	_, err = w.Check(w.t.Context(), w.client, id)
	expect(w.t, "at once again", err, keep.ErrChecking)
	must(w.t, w.World.Jobs.Drain(w.t.Context()))
	l, err := w.OfTicket(w.t.Context(), w.client, w.ticket, "", 0)
	must(w.t, err)
	if l.Check.State != want || l.Check.Done != l.Check.Total || l.Check.At.IsZero() {
		w.t.Fatalf("found %+v, want %s", l.Check, want)
	}
	return l
}

// TestADamagedPackGivesNoFalseByte opens a file whose pack was flipped on the server's disk.
func TestADamagedPackGivesNoFalseByte(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		id := w.take(dir)
		place := w.walk(w.client, id, "", 0)[dir+"/etc/app.conf"].Place
		w.spoil(snapshot.Pack, func(b []byte) []byte {
			for i := 40; i < len(b)-4; i++ {
				b[i] ^= 0x55
			}
			return b
		})
		f, err := w.File(t.Context(), w.client, id, place)
		var out bytes.Buffer
		if err == nil {
			err = f.Send(t.Context(), &out)
		}
		expect(t, "a damaged pack", err, snapshot.ErrDamaged)
		if out.Len() > 0 {
			t.Errorf("it gave %q", &out)
		}
	})
}

// TestShreddingTheCaseKeyDestroysSnapshots removes the case's key from the key store (S4), for who looks in already as well.
func TestShreddingTheCaseKeyDestroysSnapshots(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.take(w.folder())
		w.walk(w.client, id, "", 0)
		must(t, w.World.Keys.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM case_key WHERE ticket = $1`, string(w.ticket))
			return err
		}))
		fresh, err := vault.Unlock(t.Context(), vault.Settings{Root: vault.FileRoot(filepath.Join(w.Dir, "root.key"), false), Keys: w.World.Keys, Clock: w.World.Clock})
		must(t, err)
		w.keys.vault = fresh
		if _, err := w.Folder(t.Context(), w.client, id, "", "", 0); err == nil {
			t.Error("a shredded case's snapshot opens, from what was held")
		}
		w.World.Vault = fresh
		if _, err := w.keeper2(keep.Settings{}).Folder(t.Context(), w.client, id, "", "", 0); err == nil {
			t.Error("a shredded case's snapshot opens")
		}
	})
}

func TestARoundChecksWhatIsDue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.take(w.folder())
		stray := make([]byte, 100)
		_, _ = rand.Read(stray)
		must(t, w.Keeper.Shelf(w.ticket).Put(t.Context(), snapshot.Pack, snapshot.NameOf(stray), stray))
		for range 2 {
			must(t, w.Keeper.Schedule(t.Context()))
		}
		must(t, w.World.Jobs.Drain(t.Context()))
		l, err := w.OfTicket(t.Context(), w.client, w.ticket, "", 0)
		must(t, err)
		if l.Check.State != keep.Whole {
			t.Fatalf("%+v", l.Check)
		}
		has := func() bool {
			h, err := w.Keeper.Shelf(w.ticket).Has(t.Context(), snapshot.Pack, []snapshot.Name{snapshot.NameOf(stray)})
			must(t, err)
			return h[0]
		}
		if !has() {
			t.Error("what may be of a snapshot under way is gone")
		}
		w.spoil(snapshot.Index, func(b []byte) []byte { b[50] ^= 1; return b })
		w.World.Clock.Advance(25 * time.Hour)
		must(t, w.World.Jobs.Drain(t.Context()))
		if n := len(w.entriesOf(keep.Checked)); n != 1 {
			t.Errorf("%d checks after a day", n)
		}
		w.spoil(snapshot.Index, func(b []byte) []byte { b[50] ^= 1; return b })
		for range 31 {
			w.World.Clock.Advance(24 * time.Hour)
			must(t, w.World.Jobs.Drain(t.Context()))
		}
		if n := len(w.entriesOf(keep.Checked)); n != 2 {
			t.Errorf("%d checks after a month", n)
		}
		if has() {
			t.Error("what no snapshot needs is still there")
		}
		w.walk(w.client, id, "", 0)
	})
}
