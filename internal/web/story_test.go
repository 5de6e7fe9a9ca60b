package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/suretytest"
)

// story is two people at a deal, two at the bank desk, and the bank, all over HTTP.
type story struct {
	*place
	client, specialist, banker, second *visitor
	people                             map[string]access.Actor
	ticket                             access.TicketID
	department                         access.DepartmentID
	closing                            int64
	statements                         int
}

func newStory(p *place) *story {
	s := &story{place: p, people: map[string]access.Actor{"client": p.Client(), "specialist": p.Specialist()}}
	for _, name := range []string{"banker", "second"} {
		s.people[name] = p.Person(account.NewPerson{Roles: []access.Role{access.Bank}})
	}
	s.client, s.specialist, s.banker, s.second = s.steppedUp("client"), s.steppedUp("specialist"), s.steppedUp("banker"), s.steppedUp("second")
	s.department = p.Department("Repairs")
	s.ticket = p.Ticket(s.people["client"], s.department).ID
	s.fine(s.client.ask("POST", "/api/v1/tickets/"+string(s.ticket)+"/invitations", ChosenSpecialist{string(s.people["specialist"].Account)}), 204)
	return s
}

// steppedUp has proved again who they are: signing in counts for some minutes.
func (s *story) steppedUp(name string) *visitor { return s.as(s.people[name]) }

// fine demands a status.
func (s *story) fine(g got, status int) got {
	s.T.Helper()
	if g.StatusCode != status {
		s.T.Fatalf("%s: %d %s, want %d", g.Request.URL.Path, g.StatusCode, g.body, status)
	}
	return g
}

// refused demands a problem.
func (s *story) refused(g got, status int, code string) {
	s.T.Helper()
	if g.StatusCode != status || g.code() != code {
		s.T.Fatalf("%s: %d %s, want %d %s", g.Request.URL.Path, g.StatusCode, g.body, status, code)
	}
}

func dealTerms(milestones int) Terms {
	t := Terms{Title: "Clean the accounting server", Currency: "EUR", Rounds: 1, SilenceDays: 14, WarrantyDays: 30, Language: "en", SecondLanguage: "fa",
		Taxes: []deal.Tax{{Label: "VAT", BasisPoints: 1_900, Added: true}}, NotIncluded: []string{"New hardware"}, Secrets: []deal.Secret{{What: "Salaries", Who: []string{"The accountant"}}},
		SecretDays: 365, Licence: deal.NonExclusive}
	for i := range milestones {
		t.Milestones = append(t.Milestones, deal.Milestone{Title: fmt.Sprintf("Part %d", i+1), Description: "As discussed.", AmountMinor: 10_000, Due: "2026-06-01"})
	}
	return t
}

func at(id, rest string) string { return "/api/v1/deals/" + id + rest }

// do sends a change with the version that its sender sees now, and returns the deal.
func (s *story) do(v *visitor, id, rest string, body any) (d Deal) {
	s.T.Helper()
	version := s.read(v, id).Header.Get("ETag")
	headers := []string{"If-Match", version, keyHeader, at(id, rest) + version}
	g := v.ask("POST", at(id, rest), body, headers...)
	if g.StatusCode != 200 && g.StatusCode != 201 {
		s.T.Fatalf("%s: %d %s", rest, g.StatusCode, g.body)
	}
	if g.StatusCode == 201 { // it makes something: who asks again, though with a version now stale, is answered again
		if again := s.fine(v.ask("POST", at(id, rest), body, headers...), 201); string(again.body) != string(g.body) || again.Header.Get("ETag") != g.Header.Get("ETag") {
			s.T.Errorf("%s: first %s, again %s", rest, g.body, again.body)
		}
	}
	g.json(s.T, &d)
	return d
}

func (s *story) read(v *visitor, id string) got {
	s.T.Helper()
	return s.fine(v.ask("GET", at(id, ""), nil), 200)
}

func (s *story) deal(v *visitor, id string) (d Deal) {
	s.T.Helper()
	s.read(v, id).json(s.T, &d)
	return d
}

// offered begins a deal and offers it.
func (s *story) offered(milestones int) string {
	s.T.Helper()
	var d Deal
	s.ask2(s.specialist, "/api/v1/tickets/"+string(s.ticket)+"/deals", dealTerms(milestones)).json(s.T, &d)
	s.do(s.specialist, string(d.ID), "/offers", dealTerms(milestones))
	return string(d.ID)
}

func signingOf(d Deal) Signing {
	x := Signing{Version: d.Current.Version}
	for _, p := range d.Papers {
		if p.Kind == "contract" {
			x.Contract = p.Digest
		} else {
			x.NDA = p.Digest
		}
	}
	return x
}

// signed is a deal in force.
func (s *story) signed(milestones int) string {
	s.T.Helper()
	id := s.offered(milestones)
	s.do(s.client, id, "/accept", VersionOf{1})
	s.do(s.client, id, "/sign", signingOf(s.deal(s.client, id)))
	s.do(s.specialist, id, "/sign", signingOf(s.deal(s.specialist, id)))
	return id
}

// statement is a camt.053 of one line.
func (s *story) statement(minor int64, words, endToEnd string) string {
	s.statements++
	opening := s.closing
	s.closing += minor
	euro := escrow.Currency("EUR").Format
	side, size := "CRDT", minor
	if minor < 0 {
		side, size = "DBIT", -minor
	}
	day := s.Clock.Now().Format(time.DateOnly)
	balance := func(code string, n int64) string {
		return fmt.Sprintf(`<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>`, code, euro(n), day)
	}
	return fmt.Sprintf(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S%d</Id><Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>%s%s
		<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>%s</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs>
		<RltdPties><Dbtr><Nm>Vera Zimina</Nm></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`,
		s.statements, ourAccounts[0].Account, balance("OPBD", opening), balance("CLBD", s.closing), euro(size), side, day, endToEnd, words)
}

const statements = "/api/v1/bank/statements"

func (s *story) bring(file string) (r StatementResult) {
	s.T.Helper()
	var all StatementResults
	s.fine(s.banker.ask("POST", statements+"?format=camt053", file, "Content-Type", "application/xml"), 201).json(s.T, &all)
	s.drain()
	return all.Statements[0]
}

func (s *story) drain() {
	s.T.Helper()
	if err := s.Jobs.Drain(s.T.Context()); err != nil {
		s.T.Fatal(err)
	}
}

// funded pays the milestone by the reference that the client sees, and begins work.
func (s *story) funded(id string, i int) string {
	s.T.Helper()
	p := s.deal(s.client, id).Progress[i]
	if r := s.bring(s.statement(p.Charge.PriceMinor, p.Reference, "NOTPROVIDED")); r.Held != 1 {
		s.T.Fatalf("not held: %+v", r)
	}
	s.do(s.specialist, id, "/milestones/"+string(p.ID)+"/start", Empty{})
	return string(p.ID)
}

func (s *story) destination() {
	s.T.Helper()
	s.fine(s.specialist.ask("PUT", "/api/v1/me/destination", NewDestination{Holder: "Max Fixit", IBAN: "NL91 ABNA 0417 1643 00"}), 204)
	s.Clock.Advance(25 * time.Hour)
	s.client, s.specialist, s.banker, s.second = s.steppedUp("client"), s.steppedUp("specialist"), s.steppedUp("banker"), s.steppedUp("second")
}

func eachStory(t *testing.T, fn func(t *testing.T, s *story)) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) { fn(t, newStory(newPlace(t, w, nil))) })
}

func TestADealFromOfferToPaid(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.destination()
		id := s.signed(1)
		m := s.funded(id, 0)
		work := s.upload(id, m, "the script")
		d := s.do(s.specialist, id, "/milestones/"+m+"/submit", HandIn{"It is done.", []string{work.ID}})
		if d.Progress[0].State != deal.Submitted || len(d.Clocks) == 0 || d.Turn != deal.Client {
			t.Fatalf("submitted: %+v", d)
		}
		s.refused(s.client.ask("GET", at(id, "/works/"+work.ID), nil), 403, "work_locked")
		d = s.do(s.client, id, "/milestones/"+m+"/approve", Empty{})
		s.guarantee(d.Progress[0].Money.FeesMinor)
		s.drain()
		if g := s.fine(s.client.ask("GET", at(id, "/works/"+work.ID), nil), 200); string(g.body) != "the script" || !strings.HasPrefix(g.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the work: %q %q", g.body, g.Header.Get("Content-Disposition"))
		}
		s.paid(id)
		s.balanced(id)
	})
}

func (s *story) upload(id, m, body string) (w Work) {
	s.T.Helper()
	path := fmt.Sprintf("%s?milestone=%s&size=%d", at(id, "/works"), m, len(body))
	headers := []string{"Content-Type", "application/octet-stream", "Upload-Name", "c2NyaXB0LnNo", keyHeader, "a-work-once"}
	s.fine(s.specialist.ask("POST", path, body, headers...), 201).json(s.T, &w)
	var again Work
	if s.fine(s.specialist.ask("POST", path, body, headers...), 201).json(s.T, &again); again.ID != w.ID || again.Digest != w.Digest {
		s.T.Errorf("first %+v, again %+v", w, again)
	}
	return w
}

// paid makes the file of payouts, takes it to the bank, and brings in what the bank says of it.
func (s *story) paid(id string) {
	s.T.Helper()
	before := s.deal(s.specialist, id).Progress[0].Payouts
	if len(before) != 1 || before[0].State != "payable" {
		s.T.Fatalf("payouts: %+v", before)
	}
	var b Batch
	s.ask2(s.banker, "/api/v1/bank/batches", NewBatch{"EUR"}).json(s.T, &b)
	s.refused(s.banker.ask("POST", "/api/v1/bank/batches", NewBatch{"EUR"}), 409, "nothing_to_pay")
	file := s.fine(s.banker.ask("GET", "/api/v1/bank/batches/"+b.ID+"/file", nil), 200)
	again := s.fine(s.second.ask("GET", "/api/v1/bank/batches/"+b.ID+"/file", nil), 200)
	if string(file.body) != string(again.body) || !strings.Contains(string(file.body), "NL91ABNA0417164300") || file.Header.Get("X-Content-Type-Options") != "nosniff" {
		s.T.Errorf("the file: %s", file.body)
	}
	if r := s.bring(s.statement(-b.TotalMinor, "", strings.ToUpper(before[0].ID))); r.Paid != 1 {
		s.T.Fatalf("the bank's answer: %+v", r)
	}
	if after := s.deal(s.specialist, id).Progress[0].Payouts; after[0].State != "paid" {
		s.T.Errorf("payouts: %+v", after)
	}
}

// balanced looks at the books as the bank desk does, and where the money is as the parties do.
func (s *story) balanced(id string) {
	s.T.Helper()
	p := s.deal(s.client, id).Progress[0]
	if m := p.Money; m.FundedMinor != p.Charge.PriceMinor || m.HeldMinor != 0 || m.ReleasedMinor+m.FeesMinor+m.TaxesMinor != m.FundedMinor {
		s.T.Errorf("M2: %+v", m)
	}
	var d Differences
	s.fine(s.banker.ask("GET", "/api/v1/bank/differences?currency=EUR", nil), 200).json(s.T, &d)
	if d.BankMinor != d.LedgerMinor || d.UnexplainedMinor != 0 || d.BankMinor != s.closing {
		s.T.Errorf("differences: %+v", d)
	}
	var sheets []Sheet
	s.fine(s.banker.ask("GET", "/api/v1/bank/sheets", nil), 200).json(s.T, &sheets)
	if len(sheets) != 1 || sheets[0].DiffersMinor != 0 {
		s.T.Errorf("sheets: %+v", sheets)
	}
	var r LedgerReport
	s.fine(s.banker.ask("POST", "/api/v1/bank/verify", nil), 200).json(s.T, &r)
	if !r.Ok || r.Transfers == 0 || len(r.Head) != 64 {
		s.T.Errorf("verify: %+v", r)
	}
	var lines Page[LedgerLine]
	s.fine(s.client.ask("GET", at(id, "/milestones/"+string(p.ID)+"/ledger"), nil), 200).json(s.T, &lines)
	if len(lines.Items) < 3 || lines.Items[0].Operation != "receive" || lines.Items[1].Operation != "hold" {
		s.T.Errorf("the ledger: %+v", lines)
	}
}

func TestPapersAreReadBeforeTheyAreSigned(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.offered(1)
		var p Paper
		s.fine(s.client.ask("GET", at(id, "/papers/1/contract"), nil), 200).json(t, &p)
		if p.Digest != "" || p.Exact || len(p.Languages) != 2 || len(p.Clauses) < 5 || p.Clauses[0].Summary[1] == "" {
			t.Errorf("before: %+v", p)
		}
		s.refused(s.client.ask("GET", at(id, "/papers/1/contract/file"), nil), 404, "absent")
		s.do(s.client, id, "/questions", NewQuestion{"contract", p.Clauses[0].ID, "What does this mean?"})
		d := s.do(s.client, id, "/accept", VersionOf{1})
		s.fine(s.client.ask("GET", at(id, "/papers/1/nda"), nil), 200).json(t, &p)
		if !p.Exact || p.Digest == "" {
			t.Errorf("after: %+v", p.Exact)
		}
		version := s.read(s.client, id).Header.Get("ETag")
		s.refused(s.client.ask("POST", at(id, "/sign"), signingOf(d), "If-Match", version), 409, "deal_questions_open")
		s.do(s.specialist, id, "/questions/"+d.Questions[0].ID+"/answer", Words{"Just what it says."})
		wrong := signingOf(d)
		wrong.NDA = wrong.Contract
		version = s.read(s.client, id).Header.Get("ETag")
		s.refused(s.client.ask("POST", at(id, "/sign"), wrong, "If-Match", version), 409, "deal_outdated")
		s.do(s.client, id, "/sign", signingOf(d))
		pdf := s.fine(s.client.ask("GET", at(id, "/papers/1/contract/file"), nil), 200)
		if !strings.HasPrefix(string(pdf.body), "%PDF-") || !strings.HasPrefix(pdf.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the paper: %.20q", pdf.body)
		}
		text := s.fine(s.specialist.ask("GET", at(id, "/papers/1/contract/text"), nil), 200)
		if !strings.Contains(string(text.body), "Clean the accounting server") && !strings.Contains(string(text.body), "Part 1") {
			t.Errorf("the text: %.200s", text.body)
		}
		var broughtIn Deal
		s.fine(s.client.ask("POST", at(id, "/papers/1/contract/brought"), string(pdf.body), "Content-Type", "application/pdf", "If-Match", s.read(s.client, id).Header.Get("ETag")), 201).json(t, &broughtIn)
		if b := broughtIn.Papers[0].Brought; len(b) != 1 || !b[0].Sound {
			t.Errorf("brought: %+v", broughtIn.Papers)
		}
	})
}

func TestWhatADealRefuses(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.signed(2)
		m := s.funded(id, 0)
		stranger := s.as(s.Client())
		for _, path := range []string{"", "/draft", "/offers/1", "/papers/1/contract", "/papers/1/nda/file", "/milestones/" + m + "/ledger"} {
			s.refused(stranger.ask("GET", at(id, path), nil), 404, "absent")
		}
		s.refused(stranger.ask("POST", at(id, "/milestones/"+m+"/approve"), Empty{}, "If-Match", `"1"`), 404, "absent")
		d := s.do(s.specialist, id, "/milestones/"+m+"/submit", HandIn{"Done.", []string{}})
		seen := etag(d.Version)
		approve := at(id, "/milestones/"+m+"/approve")
		s.refused(s.specialist.ask("POST", approve, Empty{}, "If-Match", seen), 403, "denied")
		s.refused(s.client.ask("POST", approve, Empty{}), 428, "version_needed")
		s.refused(s.client.ask("POST", approve, Empty{}, "If-Match", `"1"`), 412, "version_stale")
		s.Clock.Advance(time.Hour)
		s.refused(s.client.ask("POST", approve, Empty{}, "If-Match", seen), 403, "step_up_needed")
		s.client = s.steppedUp("client")
		s.fine(s.client.ask("POST", approve, Empty{}, "If-Match", seen), 200)
		s.refused(s.client.ask("POST", approve, Empty{}, "If-Match", seen), 412, "version_stale")
		now := s.read(s.client, id).Header.Get("ETag")
		s.refused(s.client.ask("POST", approve, Empty{}, "If-Match", now), 409, "deal_state")
		other := s.story2(s)
		s.refused(s.client.ask("POST", at(other, "/milestones/"+m+"/cancel"), Empty{}, "If-Match", now), 404, "absent")
	})
}

// story2 is a second deal of the same client, on another ticket.
func (s *story) story2(of *story) string {
	s.T.Helper()
	other := *of
	other.ticket = s.Ticket(s.people["client"], s.Department("Other")).ID
	s.fine(s.client.ask("POST", "/api/v1/tickets/"+string(other.ticket)+"/invitations", ChosenSpecialist{string(s.people["specialist"].Account)}), 204)
	return other.offered(1)
}

func TestTheBankDeskOverHTTP(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id := s.signed(1)
		p := s.deal(s.client, id).Progress[0]
		if len(p.PayTo) != 1 || p.PayTo[0].Account != ourAccounts[0].Account || s.deal(s.specialist, id).Progress[0].Reference != "" {
			t.Errorf("where to pay: %+v", p.PayTo)
		}
		file := s.statement(p.Charge.PriceMinor-1, p.Reference, "")
		var preview StatementPreviews
		s.fine(s.banker.ask("POST", statements+"/preview?format=camt053", file), 200).json(t, &preview)
		if x := preview.Statements[0]; !x.Ours || x.InMinor != p.Charge.PriceMinor-1 || x.Lines != 1 || x.First[0].Name != "Vera Zimina" {
			t.Errorf("preview: %+v", x)
		}
		if r := s.bring(file); r.Suspense != 1 || r.Known {
			t.Errorf("a cent too little: %+v", r)
		}
		if r := s.bring(file); r.Lines != 0 || !r.Known {
			t.Errorf("the same again: %+v", r)
		}
		forged := strings.Replace(file, "Vera", "Nora", 1)
		s.refused(s.banker.ask("POST", statements+"?format=camt053", forged), 409, "statement_changed")
		s.refused(s.banker.ask("POST", statements+"?format=camt053", strings.Replace(file, `<CdtDbtInd>CRDT</CdtDbtInd><Sts>`, `<CdtDbtInd>DBIT</CdtDbtInd><Sts>`, 1)), 422, "statement_sum")
		s.refused(s.banker.ask("POST", statements+"?format=camt053", "nonsense"), 422, "statement_unreadable")
		s.refused(s.banker.ask("POST", statements+"?format=pdf", file), 422, "invalid")
		s.refused(s.client.ask("POST", statements+"?format=camt053", file), 403, "denied")
		s.suspense(p)
	})
}

// suspense is resolved by two people.
func (s *story) suspense(p Progress) {
	s.T.Helper()
	var lines Page[BankLine]
	s.fine(s.banker.ask("GET", "/api/v1/bank/lines?open=true", nil), 200).json(s.T, &lines)
	if len(lines.Items) != 1 || lines.Items[0].State != "suspense" || lines.Items[0].Entry.Name != "Vera Zimina" {
		s.T.Fatalf("suspense: %+v", lines)
	}
	var e Expected
	s.fine(s.banker.ask("GET", "/api/v1/bank/expected?reference="+strings.ReplaceAll(p.Reference, " ", ""), nil), 200).json(s.T, &e)
	if e.Milestone != string(p.ID) || e.AmountMinor != p.Charge.PriceMinor {
		s.T.Errorf("expected: %+v", e)
	}
	path := "/api/v1/bank/lines/" + lines.Items[0].ID + "/proposals"
	var made Proposal
	s.ask2(s.banker, path, NewProposal{Kind: "milestone", Reference: p.Reference}).json(s.T, &made)
	s.refused(s.second.ask("POST", path, NewProposal{Kind: "left"}), 409, "line_settled")
	approve := "/api/v1/bank/proposals/" + made.ID + "/approve"
	s.refused(s.banker.ask("POST", approve, nil), 403, "same_person")
	s.fine(s.second.ask("POST", approve, nil), http.StatusNoContent)
	s.refused(s.second.ask("POST", approve, nil), 409, "line_settled")
	var kept Page[BankStatement]
	s.fine(s.second.ask("GET", statements, nil), 200).json(s.T, &kept)
	if len(kept.Items) != 1 || kept.Items[0].Number != "S1" || kept.Items[0].By.Name == "" {
		s.T.Errorf("statements: %+v", kept)
	}
}

func TestWhatAModeHasNotIsAbsentToEverybody(t *testing.T) {
	for mode, want := range map[Mode][3]int{HelpDesk: {404, 404, 404}, Firm: {200, 200, 404}, Market: {200, 200, 200}} {
		s := newStoryIn(t, mode)
		for i, path := range []string{"/api/v1/bank", "/api/v1/deals", "/api/v1/calls"} {
			if g := s.all.ask("GET", path, nil); g.StatusCode != want[i] {
				t.Errorf("%s in %s: %d, want %d", path, mode, g.StatusCode, want[i])
			}
		}
		var session Session
		s.all.ask("GET", "/api/v1/session", nil).json(t, &session)
		if session.Installation.Mode != string(mode) {
			t.Errorf("the app is told %q in %s", session.Installation.Mode, mode)
		}
	}
}

type modeWorld struct {
	*place
	all *visitor // holds every role
}

func newStoryIn(t *testing.T, mode Mode) modeWorld {
	p := newPlace(t, suretytest.New(t, "sqlite"), func(s *Settings) { s.Mode = mode })
	return modeWorld{p, p.as(p.Person(account.NewPerson{Roles: access.Roles}))}
}
