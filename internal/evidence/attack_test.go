package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/clock"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// keys of an installation's record, and of another's that took the same name.
type keys struct {
	signer note.Signer
	public string
}

func newKeys(t testing.TB, origin string) keys {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return keys{s, public}
}

type member struct{ name, body string }

func (k keys) checkpoint(t testing.TB, size int, root byte) string {
	t.Helper()
	h := tlog.Hash{root}
	b, err := note.Sign(&note.Note{Text: k.signer.Name() + "\n" + itoa(size) + "\n" + h.String() + "\n"}, k.signer)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// members are a small pack, listed and signed.
func (k keys) members(t testing.TB, more ...member) []member {
	t.Helper()
	all := append([]member{{"README.txt", "read me"}, {"messages.json", "[]\n"}, {"record/entries.json", "[]\n"}, {checkpointPath, k.checkpoint(t, 9, 1)}}, more...)
	m := Manifest{V: version, Ticket: "t", Made: "2026-11-22T12:00:00Z", For: "client", RecordKey: k.public, Roots: [][]byte{}, NotProved: NotProved}
	p := pack{Maker: &Maker{}, zip: zip.NewWriter(io.Discard)}
	p.Clock = clock.NewFake(now)
	for _, one := range all {
		if err := p.addBytes(one.name, []byte(one.body), nil); err != nil {
			t.Fatal(err)
		}
	}
	m.Files = p.manifest.Files
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: statement(version, b)}, k.signer)
	if err != nil {
		t.Fatal(err)
	}
	return append(all, member{manifestPath, string(b)}, member{signaturePath, string(signed)})
}

// packed is a zip of the members; change may write to it first, and to each head.
func packed(t testing.TB, all []member, head func(*zip.FileHeader)) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range all {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if head != nil {
			head(h)
		}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, m.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sound(b []byte, p Pinned) bool {
	r, err := Verify(bytes.NewReader(b), int64(len(b)), p, now)
	return err == nil && r.Sound()
}

func TestAWholePackHolds(t *testing.T) {
	k := newKeys(t, "help.example/record")
	b := packed(t, k.members(t), nil)
	r, err := Verify(bytes.NewReader(b), int64(len(b)), Pinned{Key: k.public, Checkpoint: k.checkpoint(t, 9, 1)}, now)
	if err != nil || !r.Sound() || r.KeyFromPack || len(r.Proved) != 5 {
		t.Fatalf("%v %+v", err, r)
	}
	later, err := Verify(bytes.NewReader(b), int64(len(b)), Pinned{Key: k.public, Checkpoint: k.checkpoint(t, 12, 7)}, now)
	if err != nil || !later.Sound() || len(later.NotProved) != len(NotProved)+1 {
		t.Errorf("a later checkpoint is said not to be compared: %v %+v", err, later)
	}
}

// TestEveryFlippedByteIsFound, wherever it lies in the file, unless the same bytes are only packed in another way.
func TestEveryFlippedByteIsFound(t *testing.T) {
	k := newKeys(t, "help.example/record")
	b := packed(t, k.members(t), nil)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	bits := make([]bool, len(b)) // of what is packed
	for _, f := range z.File {
		from, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for i := range f.CompressedSize64 {
			bits[from+int64(i)] = true
		}
	}
	for at := range b {
		changed := bytes.Clone(b)
		changed[at] ^= 1
		if sound(changed, Pinned{Key: k.public}) && !(bits[at] && alike(t, b, changed)) {
			t.Errorf("byte %d of %d was changed unnoticed", at, len(b))
		}
	}
}

// TestAttacksOnThePack: whatever is done to a pack by somebody without the key is found.
func TestAttacksOnThePack(t *testing.T) {
	k, other := newKeys(t, "help.example/record"), newKeys(t, "help.example/record")
	all := k.members(t)
	without := func(name string) []member {
		var rest []member
		for _, m := range all {
			if m.name != name {
				rest = append(rest, m)
			}
		}
		return rest
	}
	more := func(name, body string) []byte {
		return packed(t, append(all[:len(all):len(all)], member{name, body}), nil)
	}
	good := packed(t, all, nil)
	stretched := bytes.Clone(good)
	binary.LittleEndian.PutUint16(stretched[len(stretched)-2:], 4)
	attacks := map[string][]byte{
		"a file added":               more("files/x", "x"),
		"a file renamed":             packed(t, append(without("messages.json"), member{"message.json", "[]\n"}), nil),
		"signed by another key":      packed(t, other.members(t), nil),
		"another one's list":         packed(t, append(without(manifestPath), other.members(t)[len(all)-2]), nil),
		"a file twice":               more("messages.json", "[]\n"),
		"twice but for the case":     more("Messages.JSON", "[]\n"),
		"a way out":                  more("../up", ""),
		"a way from the root":        more("/etc/passwd", ""),
		"a way out of Windows":       more(`..\up`, ""),
		"a folder":                   more("files/", ""),
		"a hidden name":              more("a\u202Etxt.exe", ""),
		"data before":                append([]byte("#!/bin/sh\n"), good...),
		"data after":                 append(bytes.Clone(good), "more"...),
		"a comment":                  append(stretched, "more"...),
		"two archives, one file":     append(bytes.Clone(packed(t, other.members(t), nil)), good...),
		"links":                      packed(t, all, func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }),
		"comments on files":          packed(t, all, func(h *zip.FileHeader) { h.Comment = "hidden" }),
		"nothing":                    {},
		"an empty archive":           packed(t, nil, nil),
		"a version of tomorrow":      packed(t, []member{{manifestPath, `{"v":2}`}}, nil),
		"no list":                    packed(t, without(manifestPath), nil),
		"more words behind the list": packed(t, append(without(manifestPath), member{manifestPath, all[len(all)-2].body + "{}"}), nil),
	}
	for _, m := range all {
		attacks["without "+m.name] = packed(t, without(m.name), nil)
		attacks["changed "+m.name] = packed(t, append(without(m.name), member{m.name, m.body + " "}), nil)
	}
	for what, b := range attacks {
		if sound(b, Pinned{Key: k.public}) {
			t.Errorf("%s: not found", what)
		}
	}
	if !sound(good, Pinned{Key: k.public}) {
		t.Error("the pack itself does not hold")
	}
	for what, p := range map[string]Pinned{"another key": {Key: other.public}, "no key": {Key: "x"}, "a fork": {k.public, k.checkpoint(t, 9, 2)}, "another record's checkpoint": {k.public, other.checkpoint(t, 9, 1)}} {
		if sound(good, p) {
			t.Errorf("%s: not found", what)
		}
	}
}

// TestPartsOfOthersAreRefused, though the list is signed: each part has to hold by itself.
func TestPartsOfOthersAreRefused(t *testing.T) {
	k, other := newKeys(t, "help.example/record"), newKeys(t, "help.example/record")
	for what, more := range map[string]member{
		"a receipt that is none":  {"record/receipt-4.txt", "surety receipt 1\n"},
		"a line that is none":     {"deals/d/ledger/m.jsonl", "{}\n"},
		"a deal that is none":     {"deals/d/deal.json", `{"v":1,"hidden":true}`},
		"a dispute that is none":  {"deals/d/disputes/x/dispute.json", `{"v":9}`},
		"a paper that is missing": {"deals/d/deal.json", `{"v":1,"papers":[{"version":1,"kind":"nda","digest":"","text":"x","pdf":"y","brought":[]}]}`},
		"an exhibit exchanged":    {"deals/d/disputes/x/dispute.json", `{"v":1,"exhibits":[{"path":"README.txt","sha256":"00"}]}`},
		"a work exchanged":        {"deals/d/deal.json", `{"v":1,"works":[{"path":"README.txt","digest":"00"}]}`},
	} {
		if sound(packed(t, k.members(t, more), nil), Pinned{Key: k.public}) {
			t.Errorf("%s: not found", what)
		}
	}
	foreign := k.members(t)
	for i := range foreign {
		if foreign[i].name == checkpointPath {
			foreign[i].body = other.checkpoint(t, 9, 1)
		}
	}
	if sound(packed(t, foreign, nil), Pinned{Key: k.public}) {
		t.Error("the checkpoint of another installation: not found")
	}
}

// TestBombsDoNotGoOff: what unpacks to more than it says, or to more than anybody packs, is refused before it is unpacked.
func TestBombsDoNotGoOff(t *testing.T) {
	k := newKeys(t, "help.example/record")
	bomb := packed(t, k.members(t, member{"files/1-bomb", strings.Repeat("\x00", 1<<20)}), nil)
	at := bytes.LastIndex(bomb, []byte("PK\x01\x02"))
	for ; at > 0 && !bytes.Contains(bomb[at:min(len(bomb), at+60)], []byte("files/1-bomb")); at = bytes.LastIndex(bomb[:at], []byte("PK\x01\x02")) {
	}
	for _, claims := range []uint32{1, 0xfffffffe} {
		lie := bytes.Clone(bomb)
		binary.LittleEndian.PutUint32(lie[at+24:], claims)
		if sound(lie, Pinned{Key: k.public}) {
			t.Errorf("a size of %d: not found", claims)
		}
	}
	huge := bytes.Clone(bomb)
	binary.LittleEndian.PutUint16(huge[len(huge)-endHead+10:], 0xfffe) // so many entries
	if sound(huge, Pinned{Key: k.public}) {
		t.Error("more entries than there are: not found")
	}
}

// FuzzVerify: no file makes Verify panic, and none but the signed one is sound.
func FuzzVerify(f *testing.F) {
	k := newKeys(f, "help.example/record")
	good := packed(f, k.members(f, member{"deals/d/ledger/m.jsonl", "{}\n"}), nil)
	whole := packed(f, k.members(f), nil)
	f.Add(good)
	f.Add(whole)
	f.Fuzz(func(t *testing.T, b []byte) {
		if sound(b, Pinned{Key: k.public}) && !alike(t, whole, b) {
			t.Fatal("a forged pack is sound")
		}
	})
}

// alike reports that the same files come out of both: what is packed may be packed otherwise.
func alike(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, errX := zip.NewReader(bytes.NewReader(a), int64(len(a)))
	y, errY := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	return errX == nil && errY == nil && slices.EqualFunc(x.File, y.File, func(x, y *zip.File) bool { return x.Name == y.Name && x.CRC32 == y.CRC32 })
}

// TestAPackBeyondFourGiBIsRead: its directory says sizes and places in another way, for one file that is so large and for those that come after.
func TestAPackBeyondFourGiBIsRead(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "pack.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const large = 1<<32 + 5
	w := zip.NewWriter(&holes{file: file})
	for _, m := range []struct {
		name string
		size uint64
	}{{"before", 1 << 20}, {"large", large}, {"after", 1 << 20}} {
		h := &zip.FileHeader{Name: m.name, Flags: streamed, CreatorVersion: zip20, ReaderVersion: zip20, Extra: []byte{'U', 'T', 5, 0, 1, 1, 2, 3, 4}, CompressedSize64: m.size, UncompressedSize64: m.size}
		to, err := w.CreateRaw(h)
		if err == nil {
			_, err = io.CopyN(to, zeros{}, int64(m.size))
		}
		if err != nil {
			t.Fatal(err)
		}
		if m.size == large {
			h.ReaderVersion = zip45 // as for a file whose size was not known before
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	at, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openArchive(file, at); err != nil {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// holes writes nothing where a file holds nothing but zeros.
type holes struct {
	file *os.File
	at   int64
}

func (h *holes) Write(b []byte) (int, error) {
	h.at += int64(len(b))
	if len(bytes.Trim(b, "\x00")) == 0 {
		return len(b), h.file.Truncate(h.at)
	}
	return h.file.WriteAt(b, h.at-int64(len(b)))
}

// FuzzParts: no signed part makes a decoder panic.
func FuzzParts(f *testing.F) {
	k := newKeys(f, "help.example/record")
	for _, s := range []string{"{}", `{"v":1,"papers":[{"pdf":"README.txt"}]}`, "%PDF-1.7\n", "surety receipt 1\nentry 1\n", `{"before":"","transfer":{},"hash":""}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		body := string(b)
		paper := `{"v":1,"papers":[{"version":1,"kind":"nda","digest":"","text":"x","pdf":"deals/d/p.pdf","brought":[]}]}`
		all := k.members(t, member{"deals/d/p.pdf", body}, member{"deals/d/deal.json", paper}, member{"deals/e/deal.json", body}, member{"deals/d/disputes/x/dispute.json", body},
			member{"deals/d/ledger/m.jsonl", body}, member{"record/receipt-1.txt", body})
		if sound(packed(t, all, nil), Pinned{Key: k.public}) {
			t.Fatal("parts that say nothing hold")
		}
	})
}
