package system_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// small mounts a file system with little room, or says loudly that it cannot.
func small(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=700"); err != nil {
		t.Skipf("\x1b[31mA FULL DISK WAS NOT TESTED: it needs root, to mount a small file system: %v\x1b[0m", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fill takes all room but so many bytes, and returns what gives it back.
func fill(t *testing.T, dir string, but int64) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err == nil {
		err = f.Truncate(max(0, info.Size()-but))
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// TestFullDisk lets the data directory run full: what finds no room is refused with a word that says so and leaves
// nothing, what needs no room goes on, and with room again everything does.
func TestFullDisk(t *testing.T) {
	dir := small(t, "48m")
	w := copyOf(t, filepath.Join(dir, "data"))
	w.restart(t)
	ticket := w.open(t, "full")
	before := blobs(t, w)

	big := make([]byte, 64<<20)
	_, _ = rand.Read(big) // never fails
	path := fmt.Sprintf("/tickets/%s/files?message=1&size=%d", ticket, len(big))
	a, err := w.client.program.send(t.Context(), "POST", path, bytes.NewReader(big), "Upload-Name", base64.RawURLEncoding.EncodeToString([]byte("big")))
	full(t, "a large upload", a, err)
	if after := blobs(t, w); after != before {
		t.Errorf("of the refused upload this is left:%s", strings.TrimPrefix(after, before))
	}

	free := fill(t, dir, 1<<20)
	refused, said := 0, 0
	for i := range 300 {
		a, err := w.client.program.call(t.Context(), "POST", "/tickets/"+ticket+"/messages",
			m{"text": fmt.Sprint("message ", i, strings.Repeat(" word", 2_000)), "kind": "message", "seen": 0, "anyway": true}, "Idempotency-Key", fmt.Sprint("full disk ", i))
		if err != nil {
			t.Fatalf("reply %d: %v: %s", i, err, w.server.errs.tail())
		}
		if a.status == 201 {
			said++
			continue
		}
		if refused++; refused <= 5 {
			full(t, "a reply", a, err)
		}
	}
	if refused == 0 {
		t.Error("no reply was refused: the disk was not full")
	}
	for _, p := range []string{"/session", "/departments", "/tickets/counts", "/me"} {
		w.client.program.must(t, 200, "GET", p, nil, nil)
	}
	a, err = w.client.program.call(t.Context(), "GET", "/tickets/"+ticket+"/messages", nil)
	if err != nil || a.status != 200 {
		full(t, "reading, which cannot be put on the record,", a, err)
	}
	free()

	said += w.goesOn(t, ticket)
	if n := len(all[struct{ Seq int }](t, w.agent.program, "/tickets/"+ticket+"/messages")); n != said+1 {
		t.Errorf("%d messages were confirmed, and %d are there", said+1, n)
	}
	attach(t, w.client.program, ticket, 1, "small.jpg", photo("there is room again"))
	w.has(t, ticket, "small.jpg", len(photo("there is room again")))
	w.server.stop()
	t.Logf("%d replies refused, %d confirmed; %s", refused, said, w.verify(t))
}

// goesOn repeats refused requests with their keys, and expects them to take effect now.
func (w *world) goesOn(t *testing.T, ticket string) (said int) {
	t.Helper()
	for i := 290; i < 300; i++ {
		a := w.client.program.must(t, 201, "POST", "/tickets/"+ticket+"/messages",
			m{"text": fmt.Sprint("message ", i, strings.Repeat(" word", 2_000)), "kind": "message", "seen": 0, "anyway": true}, nil, "Idempotency-Key", fmt.Sprint("full disk ", i))
		if a.header.Get("Idempotent-Replayed") == "" {
			said++
		}
	}
	return said
}

// full expects a refusal that says why.
func full(t *testing.T, what string, a answer, err error) {
	t.Helper()
	if err != nil || a.status != 507 || a.code != "disk_full" {
		t.Errorf("%s on a full disk was answered %d %s %v", what, a.status, a.body, err)
	}
}

// blobs is a list of all files that are kept, also of those not finished.
func blobs(t *testing.T, w *world) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(filepath.Join(w.data, "blobs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			fmt.Fprintf(&list, "\n%s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}
