package snapshot

import (
	"bufio"
	"bytes"
	"io"
	"testing"
	"time"
)

// FuzzTree reads any bytes as a tree: it ends, keeps names in their place and in order, and what it takes is written the same
// way again.
func FuzzTree(f *testing.F) {
	good := encode([]raw{
		{0, "/named", dirEntry(Fine)},
		{1, "a", fileEntry(Part{ID{1}, 5}, Part{hole, 1 << 40})},
		{1, "b", Entry{Form: Dir, Modified: time.Unix(-5, 7), Attributes: []Attribute{{"user.x", []byte("y")}}}},
		{2, "\xff", Entry{Form: Symlink, Target: "../.."}},
		{1, "c", Entry{Form: Left, Note: Special}},
	})
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := newTreeReader(bufio.NewReader(bytes.NewReader(b)))
		var again bytes.Buffer
		w := &treeWriter{w: &again}
		var last *Entry
		for {
			e, err := r.next()
			if err != nil {
				if err == io.EOF && !bytes.Equal(again.Bytes(), b) {
					t.Fatal("a tree is not written as it was read")
				}
				return
			}
			if e.Path != "" && !goodName(e.Name()) || last != nil && compareEntries(last, e) >= 0 {
				t.Fatalf("%q after %v", e.Path, last)
			}
			if err := w.write(e); err != nil {
				t.Fatal(err)
			}
			last = e
		}
	})
}

// FuzzIndex reads any bytes as an index.
func FuzzIndex(f *testing.F) {
	dir := appendDirectory(nil, []line{{ID{1}, 5, 30}})
	size := headLen + 30 + len(dir) + 16 + footLen
	f.Add(append(append(append([]byte{1}, make([]byte, 32)...), byte(size&0x7f|0x80), byte(size>>7)), appendText(nil, dir)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		packs, err := decodeIndex(b)
		if err != nil {
			return
		}
		x := newIndex()
		for _, p := range packs {
			x.add(p)
		}
		for id, at := range x.places {
			if id == hole || int64(at.offset)+int64(at.sealed) > x.packs[at.pack].Size {
				t.Fatalf("a chunk beyond its pack: %+v", at)
			}
		}
	})
}

// FuzzDirectory reads any bytes as the directory of a pack of any size.
func FuzzDirectory(f *testing.F) {
	dir := appendDirectory(nil, []line{{ID{1}, 5, 30}, {ID{2}, 1, 17}})
	f.Add(dir, int64(headLen+47+len(dir)+16+footLen))
	f.Fuzz(func(t *testing.T, b []byte, size int64) {
		lines, err := decodeDirectory(b, size)
		if err == nil && !bytes.Equal(appendDirectory(nil, lines), b) {
			t.Fatal("a directory is not written as it was read")
		}
	})
}

// FuzzRecord reads any bytes as a record, its part in the clear and its part under seal.
func FuzzRecord(f *testing.F) {
	a, err := Open(f.Context(), NewMemory(), [32]byte{9})
	if err != nil {
		f.Fatal(err)
	}
	object := a.sealRecord(&Snapshot{Folders: []string{"/named"}, System: "linux", packs: []Name{{1}, {2}}, tree: []Part{{ID{1}, 5}}})
	plain := append(make([]byte, 32), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	f.Add(object)
	f.Add(plain)
	f.Fuzz(func(t *testing.T, b []byte) {
		if packs, err := Refs(b); err == nil && len(packs)*32 > len(b) {
			t.Fatal("more packs than there is room for")
		}
		if _, err := a.openRecord(b); err == nil && len(b) != len(object) { // another process of the fuzzer seals with another salt
			t.Fatal("a record that nobody sealed was opened")
		}
		if s, err := decodeRecord(b); err == nil && len(s.Folders) > maxFolders {
			t.Fatal("too many folders")
		}
	})
}

// FuzzPack reads any bytes as a pack.
func FuzzPack(f *testing.F) {
	a, err := Open(f.Context(), NewMemory(), [32]byte{9})
	if err != nil {
		f.Fatal(err)
	}
	w := a.newPack()
	w.add(a.identify([]byte("x")), 1, a.pressed(nil, []byte("x")))
	object := w.finish()
	f.Add(object)
	f.Add(object[:len(object)-1])
	f.Add([]byte(packMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := a.split(b); err == nil && len(b) != len(object) {
			t.Fatal("a pack that nobody sealed was opened")
		}
	})
}
