package native_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/assist"
	"surety/internal/wire"
)

// deeds are the changes on the recording, those of sending left out.
func (w *world) deeds() (out []wire.File) {
	w.t.Helper()
	for _, b := range w.Record.Events(wire.Filed) {
		f, err := wire.DecodeFile([]byte(b.Payload))
		must(w.t, err)
		if f.Direction != wire.Sent && f.Direction != wire.Fetched {
			f.SHA256, f.Size = wire.Digest{}, 0
			out = append(out, f)
		}
	}
	return out
}

func TestOpenSSHChangesWhatLiesInTheFolders(t *testing.T) {
	dir, _, g := everything(t)
	w := start(t, g)
	must(t, os.WriteFile(filepath.Join(dir, "old"), []byte("held"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "run"), []byte("#!"), 0o644))
	batch := "mkdir папка\nrename old папка/new\nchmod 755 run\nmkdir empty\nrmdir empty\nrm папка/new\n"
	if out, errs, err := w.tool(batch, "sftp", "-b", "-", "surety"); err != nil {
		t.Fatal(err, out, errs)
	}
	at := filepath.Join(dir, "папка")
	if left, err := os.ReadDir(at); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "run")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("%v, %v", info, err)
	}
	want := []wire.File{{Direction: wire.Made, Name: at}, {Direction: wire.Moved, Name: dir + "/old"}, {Direction: wire.MovedTo, Name: at + "/new"},
		{Direction: wire.ModeSet, Name: dir + "/run", Value: 0o755}, {Direction: wire.Made, Name: dir + "/empty"}, {Direction: wire.Removed, Name: dir + "/empty"},
		{Direction: wire.Removed, Name: at + "/new"}}
	got := w.deeds()
	if len(got) != len(want) {
		t.Fatalf("on the recording: %+v", got)
	}
	for i, f := range got {
		if f != want[i] {
			t.Errorf("on the recording: %+v, want %+v", f, want[i])
		}
	}
}

func TestACopyKeepsItsTimeAndRights(t *testing.T) {
	dir, _, g := everything(t)
	w := start(t, g)
	local := filepath.Join(t.TempDir(), "tree")
	must(t, os.MkdirAll(local, 0o755))
	must(t, os.WriteFile(filepath.Join(local, "run"), []byte("#!/bin/sh"), 0o700))
	then := time.Unix(1_600_000_000, 0)
	must(t, os.Chtimes(filepath.Join(local, "run"), then, then))
	if _, errs, err := w.tool("", "scp", "-rp", local, "surety:"+dir); err != nil {
		t.Fatal(err, errs)
	}
	info, err := os.Stat(filepath.Join(dir, "tree", "run"))
	if err != nil || info.Mode().Perm() != 0o700 || !info.ModTime().Equal(then) {
		t.Errorf("%v, %v", info, err)
	}
	if len(w.deeds()) == 0 {
		t.Error("rights and times are not on the recording")
	}
}

func TestChangesThatAreRefusedAreRefusedInWords(t *testing.T) {
	dir, _, g := everything(t)
	must(t, os.WriteFile(filepath.Join(dir, "f"), []byte("x"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "g"), []byte("y"), 0o600))
	must(t, os.Link(filepath.Join(dir, "g"), filepath.Join(t.TempDir(), "elsewhere")))
	must(t, os.MkdirAll(filepath.Join(dir, "full", "inner"), 0o700))
	looking := assist.Grant{Powers: []wire.Purpose{wire.FilesFetch}, Folders: g.Folders}
	for words, c := range map[string]struct {
		assist.Grant
		command string
	}{
		"did not grant sending files":     {looking, "rm f"},
		"a file of that name is there":    {g, "rename f full"},
		"rmdir an empty folder":           {g, "rm full"},
		"machine refused":                 {g, "rmdir full"},
		"more than one name":              {g, "chmod 777 g"},
		"in none of the folders":          {g, "mkdir /srv/x"},
		"folder that the client named":    {g, "rmdir " + dir},
		"not made at the client's end":    {g, "ln -s f l"},
		"could not hold this name, or it": {g, "mkdir x\u202ecod"},
	} {
		w := start(t, c.Grant)
		if _, errs, err := w.tool(c.command+"\n", "sftp", "-b", "-", "surety"); err == nil || !strings.Contains(errs, words) {
			t.Errorf("%s: %v, %q", c.command, err, errs)
		}
		if n := len(w.deeds()); n > 0 && c.command != "rmdir full" {
			t.Errorf("%s: %d things were done", c.command, n)
		}
	}
}
