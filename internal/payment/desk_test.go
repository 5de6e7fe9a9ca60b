package payment

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/suretytest"
)

const ours = "DE89370400440532013000"

// bank is a desk in a world, two people at it, and a bank that writes statements.
type bank struct {
	*Desk
	w          *suretytest.World
	t          *testing.T
	ann, ben   access.Actor
	client     access.Actor
	specialist access.Actor
	g          access.Grant
	opening    int64
	closing    int64
	number     int
	rows       []string
	told       []string
}

func each(t *testing.T, fn func(b *bank)) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		b := &bank{w: w, t: t, client: w.Client(), specialist: w.Specialist()}
		b.Desk = Open(Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Ledger: escrow.Open(escrow.Settings{DB: w.DB, Clock: w.Clock}),
			Accounts: []Own{{Account: "DE89 3704 0044 0532 0130 00", Currency: "EUR", Holder: "Harbour Help GmbH"}}})
		desk := account.NewPerson{Roles: []access.Role{access.Bank}}
		b.ann, b.ben = w.Person(desk), w.Person(desk)
		b.ann.SteppedUp, b.ben.SteppedUp, b.specialist.SteppedUp = true, true, true
		for _, kind := range []string{JobReceived, JobPaid} {
			w.Jobs.Handle(kind, func(_ context.Context, j job.Job) error {
				b.told = append(b.told, j.Kind+string(j.Payload))
				return nil
			})
		}
		b.tx(func(ctx context.Context, tx *db.Tx) (err error) {
			if b.g, err = b.check(b.ann, access.BankApprove, ""); err != nil {
				return err
			}
			return w.Log.Append(ctx, tx, b.g, nil)
		})
		fn(b)
	})
}

func (b *bank) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	b.t.Helper()
	b.must(b.DB.InTx(context.Background(), fn))
}

func (b *bank) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bank) wants(err, want error) {
	b.t.Helper()
	if !errors.Is(err, want) {
		b.t.Fatalf("got %v, want %v", err, want)
	}
}

func (b *bank) milestone(minor int64) (m escrow.Milestone, x Expectation) {
	b.t.Helper()
	m = escrow.Milestone{ID: access.NewID[escrow.MilestoneID](), Deal: access.NewID[escrow.DealID](), Client: b.client.Account, Specialist: b.specialist.Account, Currency: "EUR"}
	b.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		if err := b.Ledger.Begin(ctx, tx, m); err != nil {
			return err
		}
		x, err = b.Expect(ctx, tx, m, minor)
		return err
	})
	return m, x
}

// credit and debit add rows to the next statement.
func (b *bank) credit(minor int64, words string) {
	b.row(minor, words, "", "Vera Zimina", "NL91ABNA0417164300")
}

func (b *bank) row(minor int64, words, endToEnd, name, iban string) {
	side, other := "CRDT", "Dbtr"
	if b.closing += minor; minor < 0 {
		side, other, minor = "DBIT", "Cdtr", -minor
	}
	b.rows = append(b.rows, fmt.Sprintf(`<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>%s</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs>
		<RltdPties><%s><Nm>%s</Nm></%s><%sAcct><Id><IBAN>%s</IBAN></Id></%sAcct></RltdPties><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
		escrow.Currency("EUR").Format(minor), side, b.Clock.Now().Format(time.DateOnly), endToEnd, other, name, other, other, iban, other, words))
}

// statement writes what was added since the last one.
func (b *bank) statement() []byte {
	b.number++
	euro := escrow.Currency("EUR").Format
	side := func(minor int64) string {
		if minor < 0 {
			return strings.TrimPrefix(euro(minor), "-") + `</Amt><CdtDbtInd>DBIT</CdtDbtInd>`
		}
		return euro(minor) + `</Amt><CdtDbtInd>CRDT</CdtDbtInd>`
	}
	file := fmt.Appendf(nil, `<Document><BkToCstmrStmt><Stmt><Id>S%d</Id><Acct><Id><IBAN>%s</IBAN></Id></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Bal>
		<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Bal>%s</Stmt></BkToCstmrStmt></Document>`,
		b.number, ours, side(b.opening), side(b.closing), strings.Join(b.rows, "\n"))
	b.opening, b.rows = b.closing, nil
	return file
}

func (b *bank) bring(file []byte) Imported {
	b.t.Helper()
	all, err := b.Import(context.Background(), b.ann, Camt053, file, nil)
	b.must(err)
	b.must(b.w.Jobs.Drain(context.Background()))
	return all[0]
}

func (b *bank) position(m escrow.Milestone) (p escrow.Position) {
	b.t.Helper()
	b.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = b.Ledger.Position(ctx, tx, m.ID)
		return err
	})
	return p
}

func (b *bank) open1(f Filter) Line {
	b.t.Helper()
	f.Open = true
	lines, _, err := b.Lines(context.Background(), b.ann, f)
	b.must(err)
	if len(lines) != 1 {
		b.t.Fatalf("%d lines are open", len(lines))
	}
	return lines[0]
}

func (b *bank) sound() {
	b.t.Helper()
	r, err := b.Ledger.Verify(context.Background())
	if err != nil || r.Bad != nil {
		b.t.Fatalf("%v %+v", err, r.Bad)
	}
	x, err := b.Reconcile(context.Background(), b.ann, "EUR")
	if err != nil || x.BankMinor != x.LedgerMinor+x.UnexplainedMinor+x.OpeningMinor || x.OpeningMinor != 0 || x.BankMinor != b.closing {
		b.t.Fatalf("%v %+v", err, x)
	}
}

func TestExactMoneyIsHeldOnceWhateverComesAgain(t *testing.T) {
	each(t, func(b *bank) {
		m, x := b.milestone(15_000)
		b.credit(15_000, "thanks "+string(x.Reference))
		file := b.statement()
		if got := b.bring(file); got.Lines != 1 || got.Held != 1 || got.Known {
			t.Fatalf("%+v", got)
		}
		if p := b.position(m); p.HeldMinor != 15_000 || len(b.told) != 1 || b.told[0] != `payment.received{"milestone":"`+string(m.ID)+`"}` {
			t.Errorf("%+v %v", p, b.told)
		}
		if got := b.bring(file); got.Lines != 0 || !got.Known {
			t.Errorf("the same statement again: %+v", got)
		}
		// The same line in a later statement, beside a new one.
		b.opening, b.closing = 0, 0
		b.credit(15_000, "thanks "+string(x.Reference))
		b.credit(15_000, "thanks "+string(x.Reference))
		if got := b.bring(b.statement()); got.Lines != 1 || got.Held != 0 || got.Suspense != 1 {
			t.Errorf("the same line again, and one more like it: %+v", got)
		}
		if p := b.position(m); p.HeldMinor != 15_000 || len(b.told) != 1 {
			t.Errorf("%+v %v", p, b.told)
		}
		b.sound()
		_, err := b.Import(context.Background(), b.ann, Camt053, bytes.Replace(file, []byte("thanks"), []byte("thinks"), 1), nil)
		b.wants(err, ErrChanged)
		b.sound()
	})
}

func TestAStatementBroughtByFourAtOnceCountsOnce(t *testing.T) {
	each(t, func(b *bank) {
		const count = chunk + 20
		var last escrow.Milestone
		for i := range int64(count) {
			if i%40 != 0 {
				b.credit(i+1, fmt.Sprintf("unknown %d", i%7))
				continue
			}
			m, x := b.milestone(i + 1)
			b.credit(i+1, string(x.Reference))
			last = m
		}
		file := b.statement()
		var wait sync.WaitGroup
		sums, errs := make([]Imported, 4), make([]error, 4)
		for i := range sums {
			wait.Go(func() {
				all, err := b.Import(context.Background(), []access.Actor{b.ann, b.ben}[i%2], Camt053, file, nil)
				if errs[i] = err; err == nil {
					sums[i] = all[0]
				}
			})
		}
		wait.Wait()
		b.must(errors.Join(errs...))
		total := Imported{}
		for _, s := range sums {
			total.add(s)
		}
		if total.Lines != count || total.Held != 3 || total.Suspense != count-3 {
			t.Errorf("%+v", total)
		}
		if p := b.position(last); p.HeldMinor != 81 {
			t.Errorf("%+v", p)
		}
		b.sound()
		seen := 0
		for f := (Filter{Limit: 50}); ; {
			lines, next, err := b.Lines(context.Background(), b.ann, f)
			b.must(err)
			for _, l := range lines {
				if seen++; l.DifferenceMinor() != 0 || l.Entry.AmountMinor != l.AmountMinor {
					t.Fatalf("%+v", l)
				}
			}
			if f.After = next; next == 0 {
				break
			}
		}
		if seen != count {
			t.Errorf("%d lines are listed", seen)
		}
	})
}

func TestOfTwoApprovalsAtOnceOneCounts(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		m, _ := b.milestone(500)
		b.credit(500, "who knows")
		b.bring(b.statement())
		p, err := b.Propose(ctx, b.ann, b.open1(Filter{}).ID, ForMilestone, m.ID)
		b.must(err)
		errs := make([]error, 6)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() { errs[i] = b.Approve(ctx, b.ben, p.ID) })
		}
		wait.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			b.wants(err, ErrLine)
		}
		if p := b.position(m); done != 1 || p.HeldMinor != 500 {
			t.Errorf("%d approvals counted, %+v", done, p)
		}
		b.sound()
	})
}

func TestWhatDoesNotFitExactlyWaits(t *testing.T) {
	each(t, func(b *bank) {
		m, x := b.milestone(15_000)
		gone, y := b.milestone(700)
		b.tx(func(ctx context.Context, tx *db.Tx) error { return b.Withdraw(ctx, tx, gone.ID) })
		for _, c := range []struct {
			minor int64
			words string
		}{{14_999, string(x.Reference)}, {15_001, string(x.Reference)}, {15_000, "no reference"}, {15_000, string(x.Reference) + " " + string(y.Reference)},
			{15_000, string(NewReference())}, {700, string(y.Reference)}, {15_000, strings.Replace(string(x.Reference), "RF", "RE", 1)}} {
			b.credit(c.minor, c.words)
		}
		b.row(-500, "", "", "The bank", "")
		if got := b.bring(b.statement()); got.Held != 0 || got.Suspense != 7 || got.Unclear != 1 {
			t.Errorf("%+v", got)
		}
		if p := b.position(m); p.HeldMinor != 0 || len(b.told) != 0 {
			t.Errorf("%+v", p)
		}
		b.sound()
		again, err := b.Reconcile(context.Background(), b.ann, "EUR")
		if err != nil || again.UnexplainedMinor != -500 || again.SuspenseMinor != again.LedgerMinor {
			t.Errorf("%v %+v", err, again)
		}
	})
}

func TestWhatIsExpectedCanChangeUntilItIsPaid(t *testing.T) {
	each(t, func(b *bank) {
		m, x := b.milestone(500)
		expect := func(m escrow.Milestone, minor int64) (again Expectation, err error) {
			err = b.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				again, err = b.Expect(ctx, tx, m, minor)
				return err
			})
			return again, err
		}
		b.tx(func(ctx context.Context, tx *db.Tx) error { return b.Withdraw(ctx, tx, m.ID) })
		if again, err := expect(m, 700); err != nil || again.Reference != x.Reference || again.AmountMinor != 700 || again.State != "open" {
			t.Errorf("%v %+v", err, again)
		}
		other := m
		other.Currency = "USD"
		_, err := expect(other, 700)
		b.wants(err, escrow.ErrParties)
		_, err = expect(m, 0)
		b.wants(err, escrow.ErrAmount)
		_, err = expect(escrow.Milestone{ID: "nothing", Currency: "EUR"}, 1)
		b.wants(err, fault.ErrAbsent)
		b.credit(700, string(x.Reference))
		if got := b.bring(b.statement()); got.Held != 1 {
			t.Errorf("%+v", got)
		}
		_, err = expect(m, 800)
		b.wants(err, fault.ErrConflict)
		if again, err := expect(m, 700); err != nil || again.State != "met" {
			t.Errorf("%v %+v", err, again)
		}
	})
}

func TestStatementsOfOthersAreRefusedWhole(t *testing.T) {
	each(t, func(b *bank) {
		_, x := b.milestone(100)
		b.credit(100, string(x.Reference))
		file := b.statement()
		_, err := b.Import(context.Background(), b.ann, Camt053, bytes.ReplaceAll(file, []byte(ours), []byte("GB82WEST12345698765432")), nil)
		b.wants(err, ErrNotOurs)
		for _, a := range []access.Actor{b.client, b.specialist, b.w.Admin, b.w.Person(account.NewPerson{Roles: []access.Role{access.Manager}})} {
			_, err := b.Import(context.Background(), a, Camt053, file, nil)
			b.wants(err, fault.ErrDenied)
		}
		lines, _, err := b.Lines(context.Background(), b.ann, Filter{})
		if err != nil || len(lines) != 0 {
			t.Errorf("%v %d lines", err, len(lines))
		}
	})
}

func TestSuspenseNeedsTwoPeople(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		m, _ := b.milestone(15_000)
		b.credit(15_000, "no reference")
		b.bring(b.statement())
		l := b.open1(Filter{})
		if l.Entry.Name != "Vera Zimina" || l.Entry.Remittance != "no reference" || l.State != "suspense" {
			t.Errorf("%+v", l)
		}
		for _, k := range []Kind{BankCharge, Chargeback, "mine", ForMilestone} {
			_, err := b.Propose(ctx, b.ann, l.ID, k, "")
			b.wants(err, ErrKind)
		}
		p, err := b.Propose(ctx, b.ann, l.ID, ForMilestone, m.ID)
		b.must(err)
		_, err = b.Propose(ctx, b.ben, l.ID, SendBack, "")
		b.wants(err, ErrLine)
		b.wants(b.Approve(ctx, b.ann, p.ID), ErrSamePerson)
		weak := b.ben
		weak.SteppedUp = false
		if err := b.Approve(ctx, weak, p.ID); err == nil {
			t.Error("approved without step-up")
		}
		b.must(b.Refuse(ctx, b.ben, p.ID))
		p, err = b.Propose(ctx, b.ben, l.ID, ForMilestone, m.ID)
		b.must(err)
		b.must(b.Approve(ctx, b.ann, p.ID))
		b.wants(b.Approve(ctx, b.ann, p.ID), ErrLine)
		_, err = b.Propose(ctx, b.ann, l.ID, SendBack, "")
		b.wants(err, ErrLine)
		b.must(b.w.Jobs.Drain(ctx))
		if p := b.position(m); p.HeldMinor != 15_000 || len(b.told) != 1 {
			t.Errorf("%+v %v", p, b.told)
		}
		b.sound()
	})
}

func TestMoneyThatWentOutIsExplainedByTwo(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		m, x := b.milestone(15_000)
		b.credit(15_000, string(x.Reference))
		b.bring(b.statement())
		b.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := b.Ledger.Release(ctx, tx, b.g, escrow.Division{Key: "r", Milestone: m.ID, ReleaseMinor: 15_000, FeeMinor: 1_000})
			return err
		})
		b.row(-30, "fee of the month", "", "", "")
		b.bring(b.statement())
		charge, err := b.Propose(ctx, b.ann, b.open1(Filter{}).ID, BankCharge, "")
		b.must(err)
		b.must(b.Approve(ctx, b.ben, charge.ID))
		b.row(-15_000, "recall", "", "", "")
		b.bring(b.statement())
		l := b.open1(Filter{})
		if l.DifferenceMinor() != -15_000 {
			t.Errorf("%+v", l)
		}
		back, err := b.Propose(ctx, b.ann, l.ID, Chargeback, m.ID)
		b.must(err)
		b.must(b.Approve(ctx, b.ben, back.ID))
		if p := b.position(m); p.OwedMinor != 15_000 || p.ReleasedMinor != 14_000 {
			t.Errorf("%+v", p)
		}
		if d, err := b.Reconcile(ctx, b.ann, "EUR"); err != nil || d.UnexplainedMinor != 0 || d.LedgerMinor != -30 {
			t.Errorf("%v %+v", err, d)
		}
		b.sound()
	})
}

// earned gives the specialist money to be paid.
func (b *bank) earned(minor int64) escrow.Account {
	b.t.Helper()
	m, x := b.milestone(minor)
	b.credit(minor, string(x.Reference))
	b.bring(b.statement())
	b.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := b.Ledger.Release(ctx, tx, b.g, escrow.Division{Key: "release/" + string(m.ID), Milestone: m.ID, ReleaseMinor: minor})
		return err
	})
	return escrow.AccountOf(escrow.Specialist, b.specialist.Account, "EUR")
}

func (b *bank) pay(from escrow.Account, minor int64) escrow.PayoutID {
	b.t.Helper()
	id := access.NewID[escrow.PayoutID]()
	b.tx(func(ctx context.Context, tx *db.Tx) error { return b.Pay(ctx, tx, b.g, id, from, minor) })
	return id
}

func (b *bank) payout(id escrow.PayoutID) Outgoing {
	b.t.Helper()
	all, _, err := b.Payouts(context.Background(), b.ann, Filter{Limit: 200})
	b.must(err)
	for _, o := range all {
		if o.ID == id {
			return o
		}
	}
	b.t.Fatal("no such payout")
	return Outgoing{}
}

var mine = Destination{Holder: "Kian Rostami", IBAN: "NL91 ABNA 0417 1643 00", BIC: "ABNANL2A"}

func TestPayoutsLeaveOnceAndAreConfirmedByTheBank(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		from := b.earned(10_000)
		one, two := b.pay(from, 6_000), b.pay(from, 4_000)
		_, err := b.Export(ctx, b.ann, "EUR")
		b.wants(err, ErrNothing)
		b.must(b.SetDestination(ctx, b.specialist, mine))
		if !b.payout(one).Waits {
			t.Error("a new destination must cool")
		}
		b.w.Clock.Advance(Cooling)
		batch, err := b.Export(ctx, b.ann, "EUR")
		b.must(err)
		if batch.Count != 2 || batch.TotalMinor != 10_000 {
			t.Errorf("%+v", batch)
		}
		file, err := b.File(ctx, b.ben, batch.ID)
		b.must(err)
		again, err := b.File(ctx, b.ann, batch.ID)
		b.must(err)
		if !bytes.Equal(file, again) {
			t.Error("the file changed")
		}
		b.isPain(file, one, two)
		_, err = b.Export(ctx, b.ben, "EUR")
		b.wants(err, ErrNothing)

		b.row(-6_000, "", strings.ToUpper(string(one)), "Kian Rostami", "")
		b.row(-4_001, "", string(two), "Kian Rostami", "")
		if got := b.bring(b.statement()); got.Paid != 1 || got.Unclear != 1 {
			t.Errorf("%+v", got)
		}
		b.row(4_001, "mistake of the bank", "", "Bank", "")
		b.row(-4_000, string(two), "", "Kian Rostami", "")
		if got := b.bring(b.statement()); got.Paid != 1 || got.Suspense != 1 {
			t.Errorf("%+v", got)
		}
		if b.payout(one).State != "paid" || b.payout(two).State != "paid" {
			t.Error("not paid")
		}
		b.row(4_000, "account closed", string(two), "Kian Rostami", "")
		if got := b.bring(b.statement()); got.Returned != 1 || b.payout(two).State != "returned" {
			t.Errorf("%+v", got)
		}
		b.tx(func(ctx context.Context, tx *db.Tx) error {
			owed, err := b.Ledger.Balance(ctx, tx, from)
			if owed.AvailableMinor != 4_000 {
				t.Errorf("%+v", owed)
			}
			return err
		})
		if len(b.told) != 4 || !strings.Contains(b.told[3], `"returned":true`) {
			t.Errorf("%v", b.told)
		}
		b.sound()
	})
}

// isPain reads the file as a bank would.
func (b *bank) isPain(file []byte, ids ...escrow.PayoutID) {
	b.t.Helper()
	var d painDocument
	b.must(xml.Unmarshal(file, &d))
	if d.Header.Count != int64(len(ids)) || d.Payment.Count != d.Header.Count || d.Header.Sum != "100.00" || d.Payment.Sum != "100.00" || d.Payment.IBAN != ours || d.Payment.Type.Level != "SEPA" {
		b.t.Errorf("%+v", d)
	}
	for i, c := range d.Payment.Credits {
		if c.EndToEnd != string(ids[i]) || c.IBAN != "NL91ABNA0417164300" || c.Name != mine.Holder || c.Bank.BIC != mine.BIC || c.Amount.Currency != "EUR" {
			b.t.Errorf("%+v", c)
		}
	}
}

func TestMoneyIsSentBackOnlyWhereItCameFrom(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		b.credit(900, "wrong address")
		b.bring(b.statement())
		p, err := b.Propose(ctx, b.ann, b.open1(Filter{}).ID, SendBack, "")
		b.must(err)
		b.must(b.Approve(ctx, b.ben, p.ID))
		batch, err := b.Export(ctx, b.ann, "EUR")
		b.must(err)
		file, err := b.File(ctx, b.ann, batch.ID)
		b.must(err)
		if !bytes.Contains(file, []byte("NL91ABNA0417164300")) || !bytes.Contains(file, []byte("Vera Zimina")) {
			t.Errorf("%s", file)
		}
		b.row(-900, "", string(p.Line), "Vera Zimina", "")
		if got := b.bring(b.statement()); got.Paid != 1 {
			t.Errorf("%+v", got)
		}
		b.row(50, "cash", "", "Somebody", "")
		b.bring(b.statement())
		p, err = b.Propose(ctx, b.ann, b.open1(Filter{}).ID, SendBack, "")
		b.must(err)
		b.wants(b.Approve(ctx, b.ben, p.ID), ErrNoAccount)
		b.must(b.Refuse(ctx, b.ben, p.ID))
		p, err = b.Propose(ctx, b.ann, p.Line, LeaveIt, "")
		b.must(err)
		b.must(b.Approve(ctx, b.ben, p.ID))
		b.sound()
	})
}

func TestWherePartnersPayNoFilesAreMade(t *testing.T) {
	each(t, func(b *bank) {
		b.RecordOnly = true
		id := b.pay(b.earned(100), 100)
		_, err := b.Export(context.Background(), b.ann, "EUR")
		b.wants(err, ErrPartner)
		b.tx(func(ctx context.Context, tx *db.Tx) error { return b.Ordered(ctx, tx, id) })
		b.row(-100, "", string(id), "Kian Rostami", "")
		if got := b.bring(b.statement()); got.Paid != 1 {
			t.Errorf("%+v", got)
		}
		b.sound()
	})
}

func TestDestinationsAreOnesOwn(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		weak := b.specialist
		weak.SteppedUp = false
		if err := b.SetDestination(ctx, weak, mine); err == nil {
			t.Error("set without step-up")
		}
		bad := mine
		bad.IBAN = "NL91ABNA0417164301"
		b.wants(b.SetDestination(ctx, b.specialist, bad), ErrIBAN)
		b.must(b.SetDestination(ctx, b.specialist, mine))
		got, err := b.OwnDestination(ctx, b.specialist)
		if err != nil || got.IBAN != "NL91ABNA0417164300" || got.Holder != mine.Holder {
			t.Errorf("%v %+v", err, got)
		}
		for _, kind := range []escrow.Kind{escrow.Fees, escrow.Guarantee, escrow.Held} {
			err := b.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return b.Pay(ctx, tx, b.g, "p", escrow.Account{Kind: kind, Owner: string(b.specialist.Account), Currency: "EUR"}, 1)
			})
			b.wants(err, ErrKind)
		}
	})
}

// TestS1BankDataIsSealed looks for names, numbers and words of statements in every file and row.
func TestS1BankDataIsSealed(t *testing.T) {
	each(t, func(b *bank) {
		ctx := context.Background()
		b.must(b.SetDestination(ctx, b.specialist, mine))
		b.w.Clock.Advance(Cooling)
		b.pay(b.earned(77_700), 77_700)
		_, err := b.Export(ctx, b.ann, "EUR")
		b.must(err)
		b.credit(15_000, "canary remittance words")
		b.bring(b.statement())
		var all strings.Builder
		b.tx(func(ctx context.Context, tx *db.Tx) error {
			for _, table := range []string{"payment_line", "payment_statement", "payment_destination", "payment_batch", "payment_payout", "audit_entry", "escrow_transfer", "job"} {
				rows, err := tx.Query(ctx, `SELECT * FROM `+table)
				if err != nil {
					return err
				}
				names, err := rows.Columns()
				for err == nil && rows.Next() {
					row := make([]any, len(names))
					for i := range row {
						row[i] = new([]byte)
					}
					err = rows.Scan(row...)
					for _, v := range row {
						all.Write(*v.(*[]byte))
					}
				}
				rows.Close()
				if err != nil {
					return err
				}
			}
			return nil
		})
		if !strings.Contains(all.String(), "payable") && !strings.Contains(all.String(), "sent") {
			t.Fatal("the search saw nothing")
		}
		for _, canary := range []string{"Vera Zimina", "canary remittance", "NL91ABNA", ours, "Kian", "Rostami"} {
			if strings.Contains(all.String(), canary) {
				t.Errorf("%q lies in the clear", canary)
			}
		}
	})
}
