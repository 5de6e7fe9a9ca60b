package payment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
)

// sheet is a statement in either form.
type sheet struct {
	id               string
	opening, closing int64
	rows             []movement
}

type movement struct {
	day   string
	minor int64
	words string
}

func euros(minor int64) string { return escrow.Currency("EUR").Format(minor) }

func (s sheet) camt() []byte {
	balance := func(code string, minor int64) string {
		return fmt.Sprintf(`<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`, code, euros(minor))
	}
	text := `<Document><BkToCstmrStmt><Stmt><Id>` + s.id + `</Id><Acct><Id><IBAN>` + ours + `</IBAN></Id></Acct>` + balance("OPBD", s.opening) + balance("CLBD", s.closing)
	for _, r := range s.rows {
		text += fmt.Sprintf(`<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>%s</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Vera Zimina</Nm></Dbtr></RltdPties><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
			euros(r.minor), r.day, r.words)
	}
	return []byte(text + `</Stmt></BkToCstmrStmt></Document>`)
}

func (s sheet) mt940() []byte {
	short := func(day string) string { return strings.ReplaceAll(day, "-", "")[2:] }
	comma := func(minor int64) string { return strings.Replace(euros(minor), ".", ",", 1) }
	first, last := short(s.rows[0].day), short(s.rows[len(s.rows)-1].day)
	text := fmt.Sprintf(":20:%s\n:25:%s\n:28C:7/1\n:60F:C%sEUR%s\n", s.id, ours, first, comma(s.opening))
	for _, r := range s.rows {
		text += fmt.Sprintf(":61:%s%sC%sNTRFNONREF\n:86:%s\n", short(r.day), short(r.day)[2:], comma(r.minor), r.words)
	}
	return fmt.Appendf(nil, "%s:62F:C%sEUR%s\n-\n", text, last, comma(s.closing))
}

func TestM3ADayToldInTwoFormsCountsOnce(t *testing.T) {
	const mon, tue, wed = "2026-11-16", "2026-11-17", "2026-11-18"
	monday := sheet{"A", 0, 100, []movement{{mon, 100, "one"}}}
	tuesday := sheet{"B", 100, 400, []movement{{tue, 100, "two"}, {tue, 200, "three"}}}
	evening := sheet{"C", 400, 450, []movement{{tue, 50, "four"}}}
	week := sheet{"W", 0, 450, []movement{{mon, 100, "one"}, {tue, 100, "two"}, {tue, 200, "three"}, {tue, 50, "four"}}}
	longer := sheet{"L", 0, 460, append(append([]movement{}, week.rows...), movement{wed, 10, "five"})}
	both := func(s sheet) map[Format][]byte { return map[Format][]byte{Camt053: s.camt(), MT940: s.mt940()} }
	other := map[Format]Format{Camt053: MT940, MT940: Camt053}
	for _, form := range []Format{Camt053, MT940} {
		t.Run(string(form), func(t *testing.T) {
			each(t, func(b *bank) {
				ctx := context.Background()
				take := func(f Format, s sheet) (Imported, error) {
					all, err := b.Import(ctx, b.ann, f, both(s)[f], nil)
					return append(all, Imported{})[0], err
				}
				for _, s := range []sheet{monday, tuesday, evening} { // the same day goes on in a statement of its own
					if got, err := take(form, s); err != nil || got.Lines != len(s.rows) {
						t.Fatalf("%s: %+v, %v", s.id, got, err)
					}
				}
				for _, s := range []sheet{monday, tuesday, evening, week, longer} {
					s.id += "x"
					_, err := take(other[form], s)
					b.wants(err, ErrOverlap)
				}
				if got, err := take(form, longer); err != nil || got.Lines != 1 {
					t.Errorf("a longer one in the same form adds what is new: %+v, %v", got, err)
				}
				n, err := dbCount(ctx, b, `SELECT count(*) FROM payment_line`)
				if err != nil || n != 5 {
					t.Errorf("%d lines, %v", n, err)
				}
				before := sheet{"Z", 0, 0, []movement{{"2026-11-13", 7, "earlier"}}}
				before.closing = 7
				if got, err := take(other[form], before); err != nil || got.Lines != 1 {
					t.Errorf("a day nobody told of: %+v, %v", got, err)
				}
			})
		})
	}
}

func TestM3TwoFormsAtOnceCountOnce(t *testing.T) {
	each(t, func(b *bank) {
		s := sheet{"A", 0, 100, []movement{{time.Now().Format(time.DateOnly), 100, "one"}}}
		files := map[Format][]byte{Camt053: s.camt(), MT940: s.mt940()}
		var wait sync.WaitGroup
		errs := map[Format]*error{Camt053: new(error), MT940: new(error)}
		for f, file := range files {
			wait.Go(func() {
				_, *errs[f] = b.Import(context.Background(), []access.Actor{b.ann, b.ben}[len(f)%2], f, file, nil)
			})
		}
		wait.Wait()
		if (*errs[Camt053] == nil) == (*errs[MT940] == nil) || !errors.Is(errors.Join(*errs[Camt053], *errs[MT940]), ErrOverlap) {
			t.Errorf("%v, %v", *errs[Camt053], *errs[MT940])
		}
	})
}

func dbCount(ctx context.Context, b *bank, query string) (n int64, err error) {
	err = b.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int64], query)
		return err
	})
	return n, err
}
