package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

func exec(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestExitCodes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "world")
	for _, tc := range []struct {
		want int
		args string
	}{
		{exitDone, "version"}, {exitDone, "--help"}, {exitUsage, "nonsense"}, {exitUsage, "serve extra --data d"}, {exitUsage, "serve --nonsense"}, {exitUsage, "serve"},
		{exitUsage, "audit"}, {exitUsage, "audit nonsense"}, {exitUsage, "audit proof --data " + dir}, {exitDone, "demo --data " + dir}, {exitDone, "demo --data " + dir},
		{exitDone, "audit verify --data " + dir}, {exitUsage, "audit verify --data " + dir + " --checkpoint none"}, {exitUsage, "audit proof --data " + dir + " x"},
		{exitFailed, "audit proof --data " + dir + " 99999999"}, {exitUsage, "admin keys rotate --data " + dir + " --level none"},
	} {
		if code, out, errs := exec(strings.Fields(tc.args)...); code != tc.want {
			t.Errorf("%s: exit %d, want %d\n%s%s", tc.args, code, tc.want, out, errs)
		}
	}
	file := filepath.Join(dir, "surety.db")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(b, []byte("ticket.read"))
	b[at] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := exec("audit", "verify", "--data", dir); code != exitDamaged || !strings.Contains(errs, "entry ") {
		t.Errorf("after one flipped bit: exit %d %s", code, errs)
	}
}

func TestDemoWorldOnPostgres(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "world")
	stores := []string{"--data", dir, "--database", dbtest.URL(t, db.Postgres), "--keys-database", dbtest.URL(t, db.Postgres)}
	if code, _, errs := exec(append([]string{"demo"}, stores...)...); code != exitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if code, out, errs := exec(append([]string{"audit", "verify"}, stores...)...); code != exitDone || !strings.Contains(out, "whole") {
		t.Errorf("exit %d: %s %s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "surety.db")); err == nil {
		t.Error("a SQLite file was made beside PostgreSQL")
	}
}
