package vault_test

import (
	"bytes"
	"slices"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/vault"

	"pgregory.net/rapid"
)

func TestS2SealedValueOpensOnlyInItsPlace(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		newCase(t, v, "zenith", "t3")
		s := sealed(t, v, "acme", "t1", text, "for t1 only")
		opens(t, v, "acme", "t1", text, s, "for t1 only")
		for name, at := range map[string]struct {
			org    access.OrganisationID
			ticket access.TicketID
			place  vault.Place
		}{
			"row":                {"acme", "t1", vault.Place{Kind: "talk", Row: "m2", Field: "text"}},
			"field":              {"acme", "t1", vault.Place{Kind: "talk", Row: "m1", Field: "subject"}},
			"kind":               {"acme", "t1", vault.Place{Kind: "note", Row: "m1", Field: "text"}},
			"parts shifted":      {"acme", "t1", vault.Place{Kind: "messagem", Row: "1", Field: "text"}},
			"ticket":             {"acme", "t2", text},
			"organisation":       {"zenith", "t1", text},
			"both":               {"zenith", "t3", text},
			"a ticket of no one": {"acme", "t4", text},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := v.Open(ctx, reading(t, at.org, at.ticket), at.place, s)
				refused(t, err, vault.ErrSealed)
			})
		}
	})
}

func TestS2VersionIsBoundToTheValue(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		s := sealed(t, v, "acme", "t1", text, "first")
		if err := v.RotateCase(ctx, "t1"); err != nil {
			t.Fatal(err)
		}
		opens(t, v, "acme", "t1", text, s, "first")
		for _, version := range []byte{0, 2, 3} {
			swapped := slices.Clone(s)
			swapped[1] = version
			_, err := v.Open(ctx, reading(t, "acme", "t1"), text, swapped)
			refused(t, err, vault.ErrSealed)
		}
	})
}

// A key row that is copied over another's must not make the other's content open or be sealed under it.
func TestS2SwappedKeyRowsFail(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		newCase(t, v, "zenith", "t3")
		s := sealed(t, v, "acme", "t1", text, "secret")
		exec(t, keys, `UPDATE case_key SET wrapped = (SELECT wrapped FROM case_key WHERE ticket = 't1') WHERE ticket = 't2'`)
		exec(t, keys, `UPDATE case_key SET organisation = 'zenith' WHERE ticket = 't1'`)
		exec(t, keys, `UPDATE organisation_key SET wrapped = (SELECT wrapped FROM organisation_key WHERE organisation = 'acme') WHERE organisation = 'zenith'`)
		for org, tickets := range map[access.OrganisationID][]access.TicketID{"acme": {"t1", "t2"}, "zenith": {"t1", "t3"}} {
			for _, ticket := range tickets {
				cold := unlock(t, keys, rootA, now())
				_, err := cold.Open(ctx, reading(t, org, ticket), text, s)
				refused(t, err, vault.ErrSealed)
				if _, err := cold.Seal(ctx, grant(t, access.TicketReply, org, ticket), text, nil); err == nil {
					t.Errorf("sealed for %s of %s under a key that was swapped in", ticket, org)
				}
			}
		}
	})
}

func exec(t *testing.T, keys *db.DB, query string, args ...any) {
	t.Helper()
	if err := update(keys, query, args...); err != nil {
		t.Fatal(err)
	}
}

// Any change to the place, the ticket, the organisation or the bytes is refused; no change is not.
func TestS2Property(t *testing.T) {
	v := unlock(t, dbtest.Open(t, db.SQLite, db.Keys), rootA, now())
	orgs, tickets := []access.OrganisationID{"a", "ab"}, []access.TicketID{"bc", "c"}
	for _, org := range orgs {
		for _, ticket := range tickets {
			newCase(t, v, org, access.TicketID(string(ticket)+"/"+string(org)))
		}
	}
	type where struct {
		org    access.OrganisationID
		ticket access.TicketID
		place  vault.Place
	}
	short := rapid.StringMatching(`[ab]{0,3}`)
	draw := rapid.Custom(func(r *rapid.T) where {
		org := rapid.SampledFrom(orgs).Draw(r, "organisation")
		ticket := access.TicketID(string(rapid.SampledFrom(tickets).Draw(r, "ticket")) + "/" + string(org))
		return where{org, ticket, vault.Place{Kind: short.Draw(r, "kind"), Row: short.Draw(r, "row"), Field: short.Draw(r, "field")}}
	})
	rapid.Check(t, func(r *rapid.T) {
		from, to := draw.Draw(r, "from"), draw.Draw(r, "to")
		plain := rapid.SliceOf(rapid.Byte()).Draw(r, "plain")
		s := sealed(t, v, from.org, from.ticket, from.place, string(plain))
		got, err := v.Open(ctx, reading(t, to.org, to.ticket), to.place, s)
		if from == to != (err == nil) || err == nil && !bytes.Equal(got, plain) {
			r.Fatalf("sealed at %v, opened at %v: %q, %v", from, to, got, err)
		}
		at := rapid.IntRange(0, len(s)-1).Draw(r, "at")
		s[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		if _, err := v.Open(ctx, reading(t, from.org, from.ticket), from.place, s); err == nil {
			r.Fatalf("byte %d was changed unnoticed", at)
		}
	})
}

func TestS3NothingOpensWithoutARecordedGrantForContent(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		s := sealed(t, v, "acme", "t1", text, "secret")
		recorded := func(act access.Action) access.Grant {
			g := grant(t, act, "acme", "t1")
			g.MarkRecorded()
			return g
		}
		noTicket, err := access.Check(access.Actor{Account: "noor", Roles: []access.Role{access.Client}}, access.TicketOpen,
			access.Thing{Kind: "ticket", Requester: "noor", Organisation: "acme"})
		if err != nil {
			t.Fatal(err)
		}
		noTicket.MarkRecorded()
		server, err := access.Check(access.Server("job"), access.Housekeeping, access.Thing{Kind: "ticket", Ticket: "t1", Organisation: "acme"})
		if err != nil {
			t.Fatal(err)
		}
		server.MarkRecorded()
		for name, g := range map[string]access.Grant{
			"zero":        {},
			"unrecorded":  grant(t, access.TicketRead, "acme", "t1"),
			"not content": recorded(access.TicketRecord),
			"presence":    recorded(access.TicketPresence),
			"no ticket":   noTicket,
			"the server":  server,
		} {
			t.Run(name, func(t *testing.T) {
				plain, err := v.Open(ctx, g, text, s)
				refused(t, err, vault.ErrGrant)
				if plain != nil {
					t.Error("something was opened all the same")
				}
				_, err = v.OpenFile(ctx, g, text, s, bytes.NewReader(nil), 0)
				refused(t, err, vault.ErrGrant)
				_, err = v.Move(ctx, g, recorded(access.TicketReply), text, text, s)
				refused(t, err, vault.ErrGrant)
				if name == "unrecorded" {
					return // its entry commits with what it seals
				}
				_, err = v.Seal(ctx, g, text, nil)
				refused(t, err, vault.ErrGrant)
				_, err = v.NewFile(ctx, g, text)
				refused(t, err, vault.ErrGrant)
			})
		}
	})
}

func TestMoveSealsForTheOtherCase(t *testing.T) {
	each(t, func(t *testing.T, keys *db.DB) {
		v := unlock(t, keys, rootA, now())
		newCase(t, v, "acme", "t1")
		newCase(t, v, "acme", "t2")
		s := sealed(t, v, "acme", "t1", text, "moved")
		p := vault.Place{Kind: "talk", Row: "m9", Field: "text"}
		m, err := v.Move(ctx, reading(t, "acme", "t1"), grant(t, access.TicketReply, "acme", "t2"), text, p, s)
		if err != nil {
			t.Fatal(err)
		}
		opens(t, v, "acme", "t2", p, m, "moved")
		_, err = v.Move(ctx, reading(t, "acme", "t1"), grant(t, access.TicketClose, "acme", "t2"), text, p, s)
		refused(t, err, vault.ErrGrant)
	})
}
