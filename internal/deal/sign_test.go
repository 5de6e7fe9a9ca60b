package deal

import (
	"bytes"
	"context"
	"crypto/x509"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
)

// verified checks a paper with nothing but the installation's root certificate.
func (w *world) verified(pdf []byte) document.Report {
	w.t.Helper()
	root, err := w.Root(ctx)
	w.must(err)
	c, err := x509.ParseCertificate(root)
	w.must(err)
	pool := x509.NewCertPool()
	pool.AddCert(c)
	r, err := document.Verify(pdf, document.Trust{Signers: pool, Stamps: pool, Now: w.World.Clock.Now()})
	w.must(err)
	return r
}

func TestBothSignOnceWhatTheyRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		s := w.signing(id)
		try := func(who access.Actor, change func(*Signing), version int64) error {
			one := s
			change(&one)
			_, err := w.Sign(ctx, who, id, version, one)
			return err
		}
		same := func(*Signing) {}
		weak := w.client
		weak.SteppedUp = false
		w.refused(try(weak, same, w.version(id)), fault.ErrStepUp)
		w.refused(try(w.lead, same, w.version(id)), fault.ErrDenied)
		w.refused(try(w.World.Specialist(), same, w.version(id)), fault.ErrAbsent)
		w.refused(try(w.client, same, w.version(id)-1), fault.ErrStale)
		w.refused(try(w.client, func(s *Signing) { s.Contract, s.NDA = s.NDA, s.Contract }, w.version(id)), ErrOutdated)
		w.refused(try(w.client, func(s *Signing) { s.Version = 7 }, w.version(id)), ErrOutdated)
		w.sign(w.client, id)
		w.refused(try(w.client, same, w.version(id)), ErrSigned)
		v := w.view(w.specialist, id)
		if v.State != Negotiating || len(v.Current.Signatures) != 1 || len(v.Progress) != 0 {
			t.Fatalf("one signature is not a contract: %+v", v)
		}
		w.sign(w.specialist, id)
		w.refused(try(w.specialist, same, w.version(id)), ErrSigned)
		for _, kind := range []PaperKind{Contract, NDA} {
			pdf, err := w.FetchPaper(ctx, w.client, id, 1, kind)
			w.must(err)
			r := w.verified(pdf)
			if !r.Sound() || len(r.Signatures) != 3 || r.Signatures[0].Field != "client" || r.Signatures[1].Field != "specialist" || r.Signatures[2].Field != "platform" ||
				r.Signatures[0].Name == r.Signatures[1].Name || r.Signatures[2].Stamp == nil {
				t.Fatalf("%s: %+v", kind, r)
			}
			text, err := w.ReadPaper(ctx, w.specialist, id, 1, kind)
			if err != nil || !strings.Contains(string(text), "Clean the accounting server") {
				t.Fatalf("%q %v", text, err)
			}
			_, err = w.FetchPaper(ctx, w.lead, id, 1, kind)
			w.refused(err, fault.ErrDenied)
		}
		_, err := w.Decline(ctx, w.client, id, w.version(id))
		w.refused(err, ErrState)
	})
}

// Both press at once: one of them is told to read again, and no seal is lost.
func TestSigningAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		s, version := w.signing(id), w.version(id)
		var group sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for _, who := range []access.Actor{w.client, w.specialist, w.client, w.specialist} {
			group.Go(func() {
				if _, err := w.Sign(ctx, who, id, version, s); err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				} else if fault.KindOf(err) == fault.Internal {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if done != 1 {
			t.Fatalf("%d signed on one version", done)
		}
		for _, who := range []access.Actor{w.client, w.specialist} {
			_, err := w.Sign(ctx, who, id, w.version(id), s)
			if err != nil && fault.As(err).Code != ErrSigned.Code {
				t.Fatal(err)
			}
		}
		pdf, err := w.FetchPaper(ctx, w.client, id, 1, Contract)
		w.must(err)
		if r := w.verified(pdf); !r.Sound() || len(r.Signatures) != 3 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestPapersSignedElsewhereAreChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		plain, err := w.FetchPaper(ctx, w.client, id, 1, Contract)
		w.must(err)
		a, err := document.NewAuthority("Elsewhere", w.World.Clock.Now())
		w.must(err)
		seal := func(pdf []byte) []byte {
			out, err := document.Seal(ctx, pdf, document.Sealing{Field: "client", Name: "Somebody", At: w.World.Clock.Now(), By: a.Seal,
				Time: &document.TimeAuthority{Identity: a.Stamp, Clock: w.World.Clock, Accuracy: time.Second}})
			w.must(err)
			return out
		}
		signed := seal(plain)
		b, _, err := w.Bring(ctx, w.client, id, w.version(id), 1, Contract, signed)
		w.must(err)
		if b.Sound || len(b.Findings) == 0 {
			t.Fatalf("a stranger's certificate is trusted: %+v", b)
		}
		w.Deals.Trusted = []*x509.Certificate{a.Root.Chain[0]}
		if b, _, err = w.Bring(ctx, w.client, id, w.version(id), 1, Contract, signed); err != nil || !b.Sound || b.By != Client {
			t.Fatalf("%+v %v", b, err)
		}
		back, err := w.FetchBrought(ctx, w.specialist, id, b.ID)
		if err != nil || !bytes.Equal(back, signed) {
			t.Fatal("it is not what came", err)
		}
		flipped := bytes.Clone(signed)
		flipped[len(plain)/2] ^= 1
		_, _, err = w.Bring(ctx, w.client, id, w.version(id), 1, Contract, flipped)
		w.refused(err, ErrOutdated) // the original is another
		_, _, err = w.Bring(ctx, w.client, id, w.version(id), 1, NDA, signed)
		w.refused(err, ErrOutdated)
		flipped = bytes.Clone(signed)
		flipped[len(flipped)-100] ^= 1
		if b, _, err := w.Bring(ctx, w.client, id, w.version(id), 1, Contract, flipped); err == nil && b.Sound {
			t.Fatal("one flipped byte behind the original is sound")
		}
		if v := w.view(w.client, id); len(v.Papers[0].Brought) < 2 || len(v.Current.Signatures) != 0 {
			t.Fatalf("%+v", v.Papers)
		}
	})
}

func TestAuthorityIsKeptSealedAndRenewed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		w.sign(w.client, id)
		first, err := w.Root(ctx)
		w.must(err)
		a, err := w.authority(ctx)
		w.must(err)
		plain, err := a.Marshal()
		w.must(err)
		var sealed []byte
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT sealed FROM deal_authority WHERE id = 1`, nil, &sealed)
		}))
		if bytes.Contains(sealed, plain[10:40]) {
			t.Fatal("its keys lie in the clear")
		}
		w.World.Clock.Advance(5 * 365 * 24 * time.Hour)
		b, err := w.authority(ctx)
		w.must(err)
		again, err := w.Root(ctx)
		if err != nil || !bytes.Equal(first, again) || !b.Seal.Chain[0].NotAfter.After(a.Seal.Chain[0].NotAfter) {
			t.Fatal("it is not renewed under the same root", err)
		}
	})
}

// What is agreed changes by an amendment that both sign, and no other way.
func TestAmendments(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(3))
		w.fund(id, ms[0])
		w.start(id, ms[0])
		offer := func(change func(*Terms)) error {
			terms := w.view(w.client, id).Current.Terms
			terms.Milestones = append([]Milestone(nil), terms.Milestones...)
			change(&terms)
			_, err := w.Offer(ctx, w.client, id, w.version(id), terms)
			return err
		}
		w.refused(offer(func(t *Terms) { t.Currency = "USD" }), fault.ErrInvalid)
		w.refused(offer(func(t *Terms) { t.Milestones[0].AmountMinor = 11_000 }), fault.ErrInvalid) // paid: more is a part of its own
		w.refused(offer(func(t *Terms) { t.Milestones = t.Milestones[1:] }), fault.ErrInvalid)      // paid: not left out
		w.must(offer(func(t *Terms) {
			t.Milestones[0].AmountMinor, t.Milestones[1].AmountMinor = 8_000, 20_000
			t.Milestones = append(t.Milestones[:2], Milestone{Title: "More", AmountMinor: 500, Due: "2026-06-01"})
			t.Rounds = 3
		}))
		if v := w.view(w.client, id); v.InForce == nil || v.InForce.Version != 1 || v.Current.Base != 1 || v.Progress[0].Charge.PriceMinor != 11_900 {
			t.Fatalf("an offer changes nothing: %+v", v)
		}
		_, err := w.Accept(ctx, w.specialist, id, w.version(id), 2)
		w.must(err)
		w.refused(offer(func(*Terms) {}), ErrLocked)
		w.sign(w.client, id)
		if p := w.progress(id, ms[0]); p.Charge.PriceMinor != 11_900 {
			t.Fatal("one signature changes nothing")
		}
		w.sign(w.specialist, id)
		v := w.view(w.client, id)
		if v.Progress[0].Charge.PriceMinor != 9_520 || v.Progress[0].Money.HeldMinor != 9_520 || v.Progress[0].Money.RefundedMinor != 2_380 || v.Progress[0].RoundsLeft != 3 ||
			v.Progress[1].Charge.PriceMinor != 23_800 || len(v.Progress) != 4 || v.Progress[3].State == Planned && v.Progress[2].State == Planned {
			t.Fatalf("%+v", v.Progress)
		}
		if w.stateOf(id, ms[2]) != Cancelled {
			t.Fatal("what the amendment leaves out goes on")
		}
		w.submit(id, ms[0])
		_, err = w.Approve(ctx, w.client, ms[0], w.version(id), 4_000)
		w.must(err)
		w.refused(offer(func(t *Terms) { t.Milestones[0].AmountMinor = 3_000 }), fault.ErrInvalid) // released already
	})
}

// An amendment that the milestones have overtaken does not come into force.
func TestAmendmentOvertaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		w.fund(id, ms[0])
		w.start(id, ms[0])
		terms := w.view(w.client, id).Current.Terms
		terms.Milestones = []Milestone{terms.Milestones[0]}
		terms.Milestones[0].AmountMinor = 4_000
		_, err := w.Offer(ctx, w.client, id, w.version(id), terms)
		w.must(err)
		_, err = w.Accept(ctx, w.specialist, id, w.version(id), 2)
		w.must(err)
		w.sign(w.specialist, id)
		w.submit(id, ms[0])
		_, err = w.Approve(ctx, w.client, ms[0], w.version(id), 9_000)
		w.must(err)
		_, err = w.Sign(ctx, w.client, id, w.version(id), w.signing(id))
		w.refused(err, fault.ErrInvalid)
		if p := w.progress(id, ms[0]); p.Money.HeldMinor != 2_900 || p.Money.RefundedMinor != 0 {
			t.Fatalf("%+v", p.Money)
		}
		_, err = w.Decline(ctx, w.client, id, w.version(id))
		w.must(err)
	})
}
