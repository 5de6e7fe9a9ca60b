package audit

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/fault"
)

func auditor(t testing.TB, act access.Action) access.Grant {
	t.Helper()
	g, err := access.Check(access.Actor{Account: "aud", Roles: []access.Role{access.Auditor}}, act, access.Thing{Kind: "record"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestR3ReceiptProvesOfflineAndAnyChangedByteRefuses(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		for i := range 21 {
			r.act(t, "t1", Params{"i": fmt.Sprint(i)})
			if i == 13 {
				r.checkpoint(t)
			}
		}
		for _, g := range []access.Grant{grant(t, access.Receipt, "t1"), auditor(t, access.Receipt)} {
			for _, n := range []int64{1, 6, 14, 21} {
				text, err := r.Receipt(bg, g, n)
				if err != nil {
					t.Fatal(err)
				}
				e, err := VerifyReceipt(text, r.Verifier)
				if err != nil || e.N != n || e.Leaf != n-1 || e.Params["i"] != fmt.Sprint(n-1) || e.Ticket != "t1" {
					t.Fatalf("%+v %v", e, err)
				}
				if shown := e.Session != ""; shown != (g.Thing().Kind == "record") {
					t.Errorf("session shown %v to %s", shown, g.Thing().Kind)
				}
				for i := range text {
					bad := bytes.Clone(text)
					bad[i] ^= 1 << (i % 8)
					if _, err := VerifyReceipt(bad, r.Verifier); !errors.Is(err, errReceipt) {
						t.Fatalf("byte %d of the receipt was changed: %v\n%s", i, err, bad)
					}
				}
			}
		}
	})
}

func TestR3ChangesOfEverySortRefuse(t *testing.T) {
	r := openSQLite(t)
	for range 9 {
		r.act(t, "t1", nil)
	}
	text, err := r.Receipt(bg, auditor(t, access.Receipt), 4)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(text)-1).Draw(rt, "at")
		cut := rapid.IntRange(0, min(3, len(text)-at)).Draw(rt, "cut")
		put := rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(rt, "put")
		bad := append(append(bytes.Clone(text[:at]), put...), text[at+cut:]...)
		if bytes.Equal(bad, text) {
			rt.Skip("nothing was changed")
		}
		if _, err := VerifyReceipt(bad, r.Verifier); !errors.Is(err, errReceipt) {
			rt.Fatalf("accepted: %v\n%q", err, bad)
		}
	})
}

func TestReceiptTellsAPartyOnlyOfItsCase(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.act(t, "t1", nil)
		r.list(t, "t1", "t2")
		mine, other := grant(t, access.Receipt, "t1"), grant(t, access.Receipt, "t3")
		if _, err := r.Receipt(bg, other, 1); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("another case's entry: %v, want absent", err)
		}
		if text, err := r.Receipt(bg, mine, 2); fault.KindOf(err) != fault.Conflict || text != nil {
			t.Errorf("an entry of two cases: %v", err)
		}
		if _, err := r.Receipt(bg, grant(t, access.TicketRead, "t1"), 1); !errors.Is(err, fault.ErrDenied) {
			t.Errorf("another action: %v, want denied", err)
		}
		text, err := r.Receipt(bg, mine, 1)
		if err != nil || strings.Contains(string(text), "ses-1") {
			t.Errorf("the party's receipt shows the session: %s %v", text, err)
		}
		whole, err := r.Receipt(bg, auditor(t, access.Receipt), 2)
		if err != nil {
			t.Fatal(err)
		}
		if e, err := VerifyReceipt(whole, r.Verifier); err != nil || len(e.Tickets) != 2 || e.Session != "ses-1" {
			t.Errorf("the auditor's: %+v %v", e, err)
		}
		if _, err := VerifyReceipt(whole, settings(t, r.DB).Verifier); !errors.Is(err, errReceipt) {
			t.Errorf("another key: %v", err)
		}
	})
}

func FuzzReceipt(f *testing.F) {
	r := openSQLite(f)
	for range 5 {
		r.act(f, "t1", nil)
	}
	known := map[string]bool{}
	for n := range int64(5) {
		for _, g := range []access.Grant{grant(f, access.Receipt, "t1"), auditor(f, access.Receipt)} {
			text, err := r.Receipt(bg, g, n+1)
			if err != nil {
				f.Fatal(err)
			}
			known[string(text)] = true
			f.Add(text)
		}
	}
	f.Add([]byte(receiptTitle + "\nentry 1\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := parseReceipt(string(text)); err == nil && !bytes.Equal(p.text(), text) {
			t.Errorf("two forms of one receipt: %q", text)
		}
		if _, err := VerifyReceipt(text, r.Verifier); err == nil && !known[string(text)] {
			t.Errorf("proved what was never issued: %q", text)
		}
	})
}
