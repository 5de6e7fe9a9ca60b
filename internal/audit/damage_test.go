package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
)

// history writes random entries, lists and checkpoints, and returns the checkpoints kept outside.
func (r *record) history(t *testing.T, rt *rapid.T) (kept []string) {
	r.tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		for _, table := range []string{"entry", "leaf", "of", "unlisted", "pending", "checkpoint"} {
			_, e := tx.Exec(ctx, `DELETE FROM audit_`+table)
			err = errors.Join(err, e)
		}
		return err
	})
	for range rapid.IntRange(1, 3).Draw(rt, "checkpoints") {
		r.tx(t, func(ctx context.Context, tx *db.Tx) error { return r.stretch(ctx, t, rt, tx) })
		if rapid.Bool().Draw(rt, "make lists findable") {
			if err := r.index(bg, indexBatches); err != nil {
				t.Fatal(err)
			}
		}
		kept = append(kept, r.checkpoint(t))
	}
	return kept
}

func (r *record) stretch(ctx context.Context, t *testing.T, rt *rapid.T, tx *db.Tx) (err error) {
	for range rapid.IntRange(2, 20).Draw(rt, "entries") {
		if rapid.IntRange(0, 5).Draw(rt, "sort") == 0 {
			err = r.AppendList(ctx, tx, []access.Grant{grant(t, access.TicketSee, "t1"), grant(t, access.TicketSee, "t2")}, nil)
		} else {
			ticket := access.TicketID(rapid.SampledFrom([]string{"t1", "t2", "t3"}).Draw(rt, "ticket"))
			err = r.Append(ctx, tx, grant(t, access.TicketReply, ticket), Params{"q": rapid.StringMatching(`[a-z"\\<é]{0,5}`).Draw(rt, "q")})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// flip changes one bit of a stored value.
func (r *record) flip(t *testing.T, rt *rapid.T, table, column, key string, at int64) {
	var old []byte
	r.get(t, fmt.Sprintf(`SELECT %s FROM %s WHERE %s = $1`, column, table, key), []any{at}, &old)
	i := rapid.IntRange(0, len(old)-1).Draw(rt, "byte")
	if column == "text" {
		for old[i] >= 0x80 {
			i--
		}
		old[i] ^= 1
		r.exec(t, fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE %s = $2`, table, column, key), string(old), at)
		return
	}
	old[i] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
	r.exec(t, fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE %s = $2`, table, column, key), old, at)
}

// damages are what somebody with the database in their hands may do at a leaf. Each returns the first leaf it touches.
var damages = map[string]func(r *record, t *testing.T, rt *rapid.T, leaf, size int64) int64{
	"a byte of an entry": func(r *record, t *testing.T, rt *rapid.T, leaf, _ int64) int64 {
		r.flip(t, rt, "audit_entry", rapid.SampledFrom([]string{"body", "origin", "salt"}).Draw(rt, "column"), "n", r.nOf(t, leaf))
		return leaf
	},
	"a look-up column": func(r *record, t *testing.T, rt *rapid.T, leaf, _ int64) int64 {
		set := rapid.SampledFrom([]string{"at = at + 1", "actor = 'x'", "action = 'x'", "destroyed_by = n + 1", "body = NULL", "salt = NULL", "origin = NULL",
			"body = NULL, origin = NULL, salt = NULL, destroyed_by = n + 1", "n = n + 100000"}).Draw(rt, "set")
		r.exec(t, `UPDATE audit_entry SET `+set+` WHERE n = $1`, r.nOf(t, leaf))
		return leaf
	},
	"a byte of the tree": func(r *record, t *testing.T, rt *rapid.T, leaf, _ int64) int64 {
		r.flip(t, rt, "audit_leaf", "hashes", "leaf", leaf)
		return leaf
	},
	"hashes cut or grown": func(r *record, t *testing.T, rt *rapid.T, leaf, _ int64) int64 {
		var h []byte
		r.get(t, `SELECT hashes FROM audit_leaf WHERE leaf = $1`, []any{leaf}, &h)
		h = append(h, 0)[:rapid.SampledFrom([]int{0, len(h) - 1, len(h) + 1}).Draw(rt, "length")]
		r.exec(t, `UPDATE audit_leaf SET hashes = $1 WHERE leaf = $2`, h, leaf)
		return leaf
	},
	"an entry dropped": func(r *record, t *testing.T, _ *rapid.T, leaf, _ int64) int64 {
		r.exec(t, `DELETE FROM audit_entry WHERE n = $1`, r.nOf(t, leaf))
		return leaf
	},
	"a leaf dropped": func(r *record, t *testing.T, _ *rapid.T, leaf, _ int64) int64 {
		r.exec(t, `DELETE FROM audit_leaf WHERE leaf = $1`, leaf)
		return leaf
	},
	"the tail cut off": func(r *record, t *testing.T, _ *rapid.T, leaf, _ int64) int64 {
		r.exec(t, `DELETE FROM audit_of WHERE n IN (SELECT n FROM audit_leaf WHERE leaf >= $1)`, leaf)
		r.exec(t, `DELETE FROM audit_unlisted WHERE n IN (SELECT n FROM audit_leaf WHERE leaf >= $1)`, leaf)
		r.exec(t, `DELETE FROM audit_entry WHERE n IN (SELECT n FROM audit_leaf WHERE leaf >= $1)`, leaf)
		r.exec(t, `DELETE FROM audit_leaf WHERE leaf >= $1`, leaf)
		r.exec(t, `DELETE FROM audit_checkpoint WHERE size > $1`, leaf)
		return leaf
	},
	"two entries exchanged": func(r *record, t *testing.T, rt *rapid.T, leaf, size int64) int64 {
		other := (leaf + rapid.Int64Range(1, size-1).Draw(rt, "distance")) % size
		a, b := r.nOf(t, leaf), r.nOf(t, other)
		if rapid.Bool().Draw(rt, "by leaf") {
			r.exec(t, `UPDATE audit_leaf SET n = -1 WHERE leaf = $1`, leaf)
			r.exec(t, `UPDATE audit_leaf SET n = $1 WHERE leaf = $2`, a, other)
			r.exec(t, `UPDATE audit_leaf SET n = $1 WHERE leaf = $2`, b, leaf)
		} else {
			r.exec(t, `UPDATE audit_entry SET n = 100000 WHERE n = $1`, a)
			r.exec(t, `UPDATE audit_entry SET n = $1 WHERE n = $2`, a, b)
			r.exec(t, `UPDATE audit_entry SET n = $1 WHERE n = 100000`, b)
		}
		return min(leaf, other)
	},
	"history rewritten whole": func(r *record, t *testing.T, _ *rapid.T, leaf, size int64) int64 {
		r.rewrite(t, leaf, size)
		return leaf
	},
	"a checkpoint altered": func(r *record, t *testing.T, rt *rapid.T, _, size int64) int64 {
		no := rapid.Int64Range(1, r.count(t, "audit_checkpoint")).Draw(rt, "no")
		if rapid.Bool().Draw(rt, "text") {
			r.flip(t, rt, "audit_checkpoint", "text", "no", no)
		} else {
			r.exec(t, `UPDATE audit_checkpoint SET size = size + $1 WHERE no = $2`, rapid.SampledFrom([]int64{-1, 1, -50}).Draw(rt, "by"), no)
		}
		return size
	},
	"a checkpoint dropped or forged": func(r *record, t *testing.T, rt *rapid.T, _, size int64) int64 {
		forger := settings(t, r.DB)
		fake := &record{&Log{Settings: forger}}
		text, err := fake.sign(size, [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		if many := r.count(t, "audit_checkpoint"); many > 1 && rapid.Bool().Draw(rt, "drop") {
			r.exec(t, `DELETE FROM audit_checkpoint WHERE no = $1`, rapid.Int64Range(1, many-1).Draw(rt, "no"))
		} else {
			r.exec(t, `UPDATE audit_checkpoint SET text = $1 WHERE no = $2`, text, many)
		}
		return size
	},
	"an entry slipped in": func(r *record, t *testing.T, _ *rapid.T, _, size int64) int64 {
		r.exec(t, `INSERT INTO audit_entry (at, actor, action) VALUES (1, 'x', 'x')`)
		return size
	},
}

// listings are damages to the rows by which entries are found.
var listings = []string{
	`UPDATE audit_of SET ticket = 'elsewhere' || ticket WHERE n = $1`,
	`DELETE FROM audit_of WHERE n = $1`,
	`INSERT INTO audit_of (ticket, n) VALUES ('elsewhere', $1)`,
}

func (r *record) nOf(t testing.TB, leaf int64) (n int64) {
	r.get(t, `SELECT n FROM audit_leaf WHERE leaf = $1`, []any{leaf}, &n)
	return n
}

// rewrite forges an entry and all of the tree that follows from it, as only checkpoints can show.
func (r *record) rewrite(t *testing.T, leaf, size int64) {
	n := r.nOf(t, leaf)
	f, err := seal(Entry{At: start, Actor: "innocent", Action: access.TicketReply, Kind: "ticket", Thing: "t9"})
	if err != nil {
		t.Fatal(err)
	}
	r.exec(t, `UPDATE audit_entry SET at = $1, actor = 'innocent', action = $2, body = $3, origin = $4, salt = $5 WHERE n = $6`,
		db.Micros(start), string(access.TicketReply), f.body, f.origin, f.salt, n)
	r.exec(t, `DELETE FROM audit_of WHERE n = $1`, n)
	r.exec(t, `DELETE FROM audit_unlisted WHERE n = $1`, n)
	r.tx(t, func(ctx context.Context, tx *db.Tx) error {
		rows, err := leaves(ctx, tx, 0, size)
		edge := &frontier{}
		for _, p := range rows {
			next, hashes := edge.add(leafHash(p.n, p.commitment()))
			if _, err := tx.Exec(ctx, `UPDATE audit_leaf SET hashes = $1 WHERE leaf = $2`, hashes, p.leaf.Int64); err != nil {
				return err
			}
			edge = next
		}
		return err
	})
}

func TestR2AnyDamageIsFoundAndNamedNotAfterItself(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.numbersMayChange(t)
		rapid.Check(t, func(rt *rapid.T) {
			kept := r.history(t, rt)
			size := r.count(t, "audit_leaf")
			r.sound(t, size, kept...)
			what := rapid.SampledFrom(slices.Sorted(maps.Keys(damages))).Draw(rt, "damage")
			leaf := damages[what](r, t, rt, rapid.Int64Range(0, size-1).Draw(rt, "leaf"), size)
			bad := r.verify(t, kept...).FirstBad
			if bad == nil || bad.Leaf > leaf || bad.N < 1 || bad.What() == "" || strings.ContainsAny(bad.What(), "{}") {
				rt.Fatalf("%s at leaf %d of %d is reported as %+v", what, leaf, size, bad)
			}
		})
	})
}

// numbersMayChange takes away what PostgreSQL itself would refuse.
func (r *record) numbersMayChange(t *testing.T) {
	if r.DB.Engine() == db.Postgres {
		r.exec(t, `ALTER TABLE audit_entry ALTER COLUMN n SET GENERATED BY DEFAULT`)
	}
}

func TestR2FalseListingsAreFound(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		rapid.Check(t, func(rt *rapid.T) {
			r.history(t, rt)
			if err := r.index(bg, indexBatches); err != nil {
				t.Fatal(err)
			}
			size := r.count(t, "audit_leaf")
			r.sound(t, size)
			n := r.nOf(t, rapid.Int64Range(0, size-1).Draw(rt, "leaf"))
			r.exec(t, rapid.SampledFrom(listings).Draw(rt, "damage"), n)
			if bad := r.verify(t).FirstBad; bad == nil || bad.N > n || bad.Leaf != -1 {
				rt.Fatalf("entry %d: %v", n, bad)
			}
		})
	})
}

func TestR2WaitingEntriesAreCheckedToo(t *testing.T) {
	for what, damage := range map[string]string{
		"altered": `UPDATE audit_entry SET origin = body WHERE n = $1`, "dropped": `DELETE FROM audit_entry WHERE n = $1`,
		"promise altered": `UPDATE audit_pending SET commitment = 'x' WHERE n = $1`, "promise dropped": `DELETE FROM audit_pending WHERE n = $1`,
	} {
		t.Run(what, func(t *testing.T) {
			r := openPostgres(t)
			for range 3 {
				r.act(t, "t1", nil)
			}
			if rep := r.verify(t); rep.Waiting != 3 || rep.FirstBad != nil {
				t.Fatalf("%+v", rep)
			}
			r.exec(t, damage, 2)
			if bad := r.verify(t).FirstBad; bad == nil || bad.N != 2 {
				t.Errorf("found %v, want entry 2", bad)
			}
		})
	}
}

func TestR2GivenCheckpointsMustBeGenuineAndOurs(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		r.act(t, "t1", nil)
		good := r.checkpoint(t)
		skey, vkey, err := NewKey("another.example/record")
		if err != nil {
			t.Fatal(err)
		}
		signer, _ := note.NewSigner(skey)
		if _, err := note.NewVerifier(vkey); err != nil {
			t.Fatal(err)
		}
		other := &Log{Settings: Settings{Signer: signer, Origin: "another.example/record"}}
		foreign, err := other.sign(1, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		future, err := r.sign(2, [32]byte{})
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{
			foreign: "another record", strings.Replace(good, "\n1\n", "\n2\n", 1): "signature", future: "tail", "": "another record",
		} {
			if bad := r.verify(t, good, text).FirstBad; bad == nil || !strings.Contains(bad.What(), want) {
				t.Errorf("%q: %v, want words of %q", text, bad, want)
			}
		}
	})
}

func TestR2NoCheckpointIsSignedForATreeThatDoesNotContinueTheLast(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		for range 5 {
			r.act(t, "t1", nil)
		}
		r.checkpoint(t)
		r.act(t, "t1", nil)
		if err := r.place(bg, true); err != nil {
			t.Fatal(err)
		}
		r.rewrite(t, 2, 6)
		if text, err := r.Checkpoint(bg); err == nil || !strings.Contains(err.Error(), "record_broken") {
			t.Errorf("signed %q, %v", text, err)
		}
	})
}

func TestExportIsVerifiedOfflineAndShowsDamage(t *testing.T) {
	each(t, func(t *testing.T, r *record) {
		rapid.Check(t, func(rt *rapid.T) {
			kept := r.history(t, rt)
			var out bytes.Buffer
			if err := Export(bg, r.Settings, &out); err != nil {
				t.Fatal(err)
			}
			size := r.count(t, "audit_leaf")
			rep, err := VerifyExport(bytes.NewReader(out.Bytes()), r.Verifier, kept...)
			if err != nil || rep.FirstBad != nil || rep.Size != size {
				t.Fatalf("%+v %v %v", rep, rep.FirstBad, err)
			}
			rows := strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n")
			i := rapid.IntRange(1, len(rows)-1).Draw(rt, "line")
			var damaged string
			if rapid.Bool().Draw(rt, "drop") {
				damaged = strings.Join(append(append([]string{}, rows[:i]...), rows[i+1:]...), "")
			} else {
				damaged = strings.Join(rows[:i], "") + strings.Replace(rows[i], "a", "b", 1) + strings.Join(rows[i+1:], "")
			}
			if damaged == out.String() {
				rt.Skip("nothing to change")
			}
			rep, err = VerifyExport(strings.NewReader(damaged), r.Verifier, kept...)
			if err == nil && rep.FirstBad == nil {
				rt.Fatalf("damage in line %d was not found", i)
			}
			if rep.FirstBad != nil && rep.FirstBad.Leaf > int64(i) {
				rt.Fatalf("damage in line %d is named leaf %d", i, rep.FirstBad.Leaf)
			}
		})
	})
}
