package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// sample is a request that would be fine for somebody with the right, about something that exists.
type sample struct {
	body    any
	headers []string
	query   string
	// open says that the action's rule is not asked about one thing: lists show what each may see.
	open bool
	// author says that beyond the rule it must be their own message.
	author bool
	// locked says that one side must wait for its part, or has none in it: 403 is then no matter of rights.
	locked bool
	// absent says that the sample's thing does not exist, so that 404 is also the answer to who may.
	absent bool
}

var version1 = []string{"If-Match", `"1"`}

// samples has a row for every route; a route without one fails TestA1.
var samples = map[string]sample{
	"GET /session": {}, "POST /sign-in/password": {body: PasswordSignIn{"nobody@people.example", "not the password"}},
	"POST /sign-in/factor": {body: FactorAnswer{Code: "000000"}}, "POST /sign-in/passkey/options": {}, "POST /sign-out": {},
	"POST /sign-in/passkey": {body: PasskeyAnswer{Flow: "none", Credential: map[string]any{"id": "x"}}},
	"POST /sign-up":         {body: SignUp{Email: "new@people.example", Language: "en"}}, "GET /sign-up/challenge": {},
	"POST /password-reset": {body: ResetAsked{Email: "nobody@people.example"}}, "GET /password-reset/{token}": {absent: true},
	"POST /password-reset/{token}": {body: NewPassword{"a long enough passphrase"}, absent: true}, "GET /invitations/{token}": {absent: true},
	"POST /invitations/{token}/passkey/options": {body: Name{"New"}, absent: true},
	"POST /invitations/{token}":                 {body: AcceptInvitation{Name: "New", Language: "en", TimeZone: "UTC", Password: "a long enough passphrase"}, absent: true},
	"POST /step-up/password":                    {body: StepUpPassword{Password: "not the password"}}, "POST /step-up/passkey/options": {},
	"POST /step-up/passkey": {body: PasskeyAnswer{Flow: "none", Credential: map[string]any{"id": "x"}}},
	"GET /setup/{token}":    {absent: true}, "POST /setup/{token}/passkey/options": {body: NameEmail{"A", "a@people.example"}, absent: true},
	"POST /setup/{token}": {body: Setup{OrganisationName: "O", Language: "en", Languages: []string{"en"}, Departments: []Name{{"S"}}, Name: "A",
		Email: "a@people.example", TimeZone: "UTC", Password: "a long enough passphrase"}, absent: true},
	"GET /demo/personas": {absent: true}, "POST /demo/sign-in": {body: Chosen{"x"}, absent: true}, "GET /demo/mail": {absent: true}, "GET /demo/mail/{id}": {absent: true}, "GET /demo/mail/{id}/page": {absent: true},

	"GET /me": {}, "PATCH /me": {body: AccountPatch{}}, "GET /me/sessions": {}, "PUT /me/sessions/network": {body: PublicNetwork{true}}, "DELETE /me/sessions/{id}": {absent: true}, "DELETE /me/sessions": {}, "GET /me/sign-ins": {},
	"GET /me/passkeys": {}, "POST /me/passkeys/options": {}, "POST /me/passkeys": {body: NewPasskey{"none", map[string]any{"id": "x"}, "Key"}},
	"PATCH /me/passkeys/{id}": {body: Label{"New"}, absent: true}, "DELETE /me/passkeys/{id}": {absent: true}, "POST /me/totp": {}, "POST /me/totp/confirm": {body: Code{"000000"}, absent: true},
	"DELETE /me/totp": {absent: true}, "POST /me/recovery-codes": {}, "PUT /me/password": {body: NewPassword{"a long enough passphrase"}},
	"GET /me/tokens": {}, "POST /me/tokens": {body: NewToken{"t", []string{access.ScopeTicketsRead}, 1}}, "DELETE /me/tokens/{id}": {absent: true},
	"GET /me/destination": {absent: true}, "PUT /me/destination": {body: NewDestination{Holder: "A", IBAN: "NL91ABNA0417164300"}},
	"GET /me/draft": {}, "PUT /me/draft": {body: RequestDraftWrite{Subject: "s"}}, "DELETE /me/draft": {},

	"GET /tickets": {open: true}, "GET /tickets/counts": {open: true}, "POST /tickets": {body: NewTicket{Subject: "S", Text: "T", Department: "{department}"}},
	"GET /tickets/{id}": {}, "PATCH /tickets/{id}": {body: `{"priority":"high"}`, headers: version1},
	"POST /tickets/{id}/hand-over": {body: HandOver{Department: "{other}"}}, "POST /tickets/{id}/close": {}, "POST /tickets/{id}/reopen": {},
	"POST /tickets/{id}/merge": {body: Merge{"{into}"}}, "POST /tickets/{id}/split": {body: Split{Messages: []int64{2}, Subject: "S"}},
	"PUT /tickets/{id}/watch": {}, "DELETE /tickets/{id}/watch": {}, "PUT /tickets/{id}/members/{account}": {body: MemberRole{"specialist"}}, "DELETE /tickets/{id}/members/{account}": {},
	"GET /tickets/{id}/messages": {}, "POST /tickets/{id}/messages": {body: NewMessage{Text: "T", Kind: "message", Anyway: true}},
	"POST /tickets/{id}/files":       {author: true, body: "0123456789", query: "?message=1&size=10", headers: []string{"Upload-Name", "YS50eHQ", "Content-Type", "application/octet-stream"}},
	"GET /tickets/{id}/files/{file}": {}, "GET /tickets/{id}/files/{file}/preview": {absent: true}, "PUT /tickets/{id}/draft": {body: DraftWrite{"T", "message"}}, "DELETE /tickets/{id}/draft": {},
	"POST /tickets/{id}/messages/{message}/uncover": {body: Uncover{0, "password", "help"}}, "POST /tickets/{id}/messages/{message}/unmark": {body: Unmark{0, "password"}},
	"GET /tickets/{id}/files/{file}/readers": {}, "PUT /tickets/{id}/files/{file}/readers": {body: NewReaders{[]string{}}}, "PUT /tickets/{id}/class": {body: ClassOf{Class: "restricted"}},
	"GET /tickets/{id}/class-motions": {}, "POST /tickets/{id}/class-motions": {body: NewLowering{ClassOf{Class: "public"}, "mistake"}},
	"POST /tickets/{id}/class-motions/{motion}/agree": {body: Empty{}, absent: true}, "POST /tickets/{id}/class-motions/{motion}/refuse": {body: Empty{}, absent: true},
	"POST /tickets/{id}/uncover": {body: UncoverField{Uncover: Uncover{0, "password", "help"}}},
	"PUT /tickets/{id}/read":     {body: Seq{1}}, "POST /tickets/{id}/presence": {body: Presence{Doing: "viewing"}},
	"GET /departments": {open: true}, "GET /people": {query: "?department={department}"}, "GET /tags": {}, "GET /requesters": {query: "?email=nobody@people.example", absent: true},
	"POST /requesters": {body: NewRequester{"N", "n@people.example", "en"}}, "GET /live": {},

	"PUT /tickets/{id}/call": {body: Brief{"Brief"}}, "DELETE /tickets/{id}/call": {absent: true}, "GET /tickets/{id}/call": {},
	"POST /tickets/{id}/invitations": {body: ChosenSpecialist{"{account}"}}, "GET /calls": {open: true}, "PUT /calls/{id}/application": {body: Words{"Me"}},
	"DELETE /calls/{id}/application": {}, "GET /tickets/{id}/deals": {open: true}, "POST /tickets/{id}/deals": {body: dealTerms(1)}, "GET /deals": {open: true},
	"POST /deals/quote": {body: dealTerms(1)}, "GET /deals/{id}": {}, "GET /deals/{id}/draft": {absent: true}, "PUT /deals/{id}/draft": {body: dealTerms(1)},
	"POST /deals/{id}/offers": {body: dealTerms(2), headers: version1}, "GET /deals/{id}/offers/{version}": {}, "POST /deals/{id}/accept": {body: VersionOf{1}, headers: version1},
	"POST /deals/{id}/decline": {body: Empty{}, headers: version1}, "POST /deals/{id}/questions": {body: NewQuestion{"contract", "price", "Why?"}, headers: version1},
	"POST /deals/{id}/questions/{question}/answer": {body: Words{"So"}, headers: version1}, "POST /deals/{id}/questions/{question}/drop": {body: Empty{}, headers: version1},
	"GET /deals/{id}/papers/{version}/{kind}": {}, "GET /deals/{id}/papers/{version}/{kind}/file": {}, "GET /deals/{id}/papers/{version}/{kind}/text": {},
	"POST /deals/{id}/papers/{version}/{kind}/brought": {body: "%PDF-", headers: version1}, "GET /deals/{id}/papers/{version}/{kind}/brought/{brought}": {absent: true},
	"POST /deals/{id}/sign": {body: Signing{1, noDigest, noDigest}, headers: version1}, "POST /deals/{id}/milestones/{milestone}/fund": {body: Empty{}, headers: version1},
	"POST /deals/{id}/milestones/{milestone}/start": {body: Empty{}, headers: version1}, "POST /deals/{id}/milestones/{milestone}/submit": {body: HandIn{"Done", []string{}}, headers: version1},
	"POST /deals/{id}/milestones/{milestone}/request-changes": {body: Words{"More"}, headers: version1}, "POST /deals/{id}/milestones/{milestone}/approve": {body: Empty{}, headers: version1},
	"POST /deals/{id}/milestones/{milestone}/release": {body: Part{1}, headers: version1}, "POST /deals/{id}/milestones/{milestone}/cancel": {body: Empty{}, headers: version1},
	"POST /deals/{id}/milestones/{milestone}/cancel/agree": {body: Empty{}, headers: version1}, "POST /deals/{id}/milestones/{milestone}/cancel/refuse": {body: Empty{}, headers: version1},
	"POST /deals/{id}/milestones/{milestone}/cancel/withdraw": {body: Empty{}, headers: version1}, "GET /deals/{id}/milestones/{milestone}/ledger": {},
	"POST /deals/{id}/payouts/{payout}/repeat": {body: Empty{}, headers: version1},
	"POST /deals/{id}/works":                   {query: "?milestone={milestone}&size=4", body: "work", headers: []string{"Upload-Name", "YS50eHQ", "Content-Type", "application/octet-stream"}}, "GET /deals/{id}/works/{work}": {locked: true},

	"POST /deals/{id}/milestones/{milestone}/dispute": {body: Words{"No."}}, "POST /deals/{id}/milestones/{milestone}/dispute-consent": {body: ChosenAccount{"{account}"}},
	"POST /deals/{id}/milestones/{milestone}/dispute-refusal": {body: ChosenAccount{"{account}"}, absent: true}, "POST /deals/{id}/milestones/{milestone}/dispute-request": {body: Empty{}},
	"GET /disputes/requests": {open: true}, "GET /disputes/unattended": {open: true}, "GET /me/reviews/waiting": {open: true},
	"GET /disputes": {open: true}, "GET /disputes/limits": {}, "GET /disputes/waiting": {}, "GET /disputes/{id}": {}, "POST /disputes/{id}/answer": {body: Words{"Yes."}, locked: true},
	"PUT /disputes/{id}/offer": {body: Release{1}}, "DELETE /disputes/{id}/offer": {}, "POST /disputes/{id}/evidence": {body: NewExhibit{Kind: "message", Ref: "1"}},
	"POST /disputes/{id}/words/{n}/uncover": {body: Uncover{0, "password", "help"}, absent: true}, "POST /disputes/{id}/words/{n}/unmark": {body: Unmark{0, "password"}, absent: true},
	"POST /disputes/{id}/evidence/{n}/uncover": {body: Uncover{0, "password", "help"}, absent: true}, "POST /disputes/{id}/evidence/{n}/unmark": {body: Unmark{0, "password"}, absent: true},
	"POST /deals/{id}/uncover":        {body: UncoverSaid{DealSpot{"report", "{milestone}", 1}, Uncover{0, "password", "help"}}, absent: true},
	"POST /deals/{id}/unmark":         {body: UnmarkSaid{DealSpot{"report", "{milestone}", 1}, Unmark{0, "password"}}, absent: true},
	"GET /disputes/{id}/evidence/{n}": {absent: true}, "POST /disputes/{id}/withdraw": {body: Empty{}, locked: true}, "POST /disputes/{id}/accept": {body: Release{1}},
	"POST /disputes/{id}/appeal": {body: Words{"No."}}, "POST /disputes/{id}/take": {body: Empty{}}, "POST /disputes/{id}/recuse": {body: Empty{}},
	"POST /disputes/{id}/propose": {body: Ruling{1, "So."}}, "POST /disputes/{id}/award": {body: Ruling{1, "So."}}, "POST /disputes/{id}/confirm": {body: Release{1}},
	"POST /disputes/{id}/object": {body: Words{"No."}}, "POST /disputes/{id}/decide": {body: Ruling{1, "So."}},
	"GET /deals/{id}/milestones/{milestone}/review": {}, "POST /deals/{id}/milestones/{milestone}/review": {body: NewReview{[4]int{5, 5, 5, 5}, "Good."}},
	"GET /people/{id}/reviews": {}, "GET /people/{id}/standing": {}, "GET /reviews/{id}": {}, "POST /reviews/{id}/reply": {body: ReviewReply{"Thanks."}},
	"POST /reviews/{id}/removals": {body: NewRemoval{"insult"}}, "GET /review-removals": {}, "POST /review-removals/{id}/approve": {absent: true},
	"POST /review-removals/{id}/refuse": {absent: true}, "GET /specialists": {}, "GET /specialists/{id}": {}, "GET /me/profile": {absent: true},
	"PUT /me/profile": {body: AboutMe{Skills: []string{"Networks"}, Languages: []string{"en"}}, headers: []string{"If-Match", `"0"`}},

	"POST /lost-access": {body: AccessAsked{Email: "x@people.example", Language: "en", Proof: "none"}}, "GET /lost-access/requests/{token}": {absent: true},
	"POST /lost-access/requests/{token}/withdraw": {body: Empty{}, absent: true}, "GET /lost-access/enter/{token}": {absent: true}, "POST /lost-access/enter/{token}": {body: Empty{}, absent: true},
	"GET /lost-access/stop/{token}": {absent: true}, "POST /lost-access/stop/{token}": {body: Empty{}, absent: true},
	"GET /recoveries": {}, "GET /recoveries/{id}": {}, "POST /recoveries/{id}/call": {body: RecoveryWhy{"asked"}},
	"POST /recoveries/{id}/approve": {body: RecoveryHeard{"one two three", true}}, "POST /recoveries/{id}/refuse": {body: RecoveryRefused{"doubt"}},
	"GET /me/call-back": {}, "PUT /me/call-back": {body: NewCallBack{"+442079460018"}}, "DELETE /me/call-back/{id}": {absent: true},
	"GET /me/recovery": {}, "POST /me/recovery/stop": {body: Empty{}},
	"GET /retention": {}, "PUT /retention/rules": {body: RetentionRuleChange{Class: "public", Days: 400}}, "GET /retention/due": {}, "GET /retention/open": {},
	"GET /tickets/{id}/retention": {}, "POST /tickets/{id}/retention/extend": {body: Empty{}}, "POST /tickets/{id}/retention/hold": {body: RetentionReason{"claim"}},
	"POST /tickets/{id}/retention/lift": {body: RetentionReason{"claim"}, absent: true}, "POST /tickets/{id}/retention/destroy": {body: Empty{}},
	"POST /tickets/{id}/retention/agree": {body: Empty{}, absent: true}, "POST /tickets/{id}/retention/refuse": {body: Empty{}, absent: true}, "GET /tickets/{id}/retention/certificate": {absent: true},

	"GET /me/data": {}, "POST /me/data/copy": {body: Empty{}}, "GET /me/data/copies/{id}": {absent: true}, "POST /me/data/erasure": {body: Empty{}}, "POST /me/data/erasure/withdraw": {body: Empty{}, absent: true},
	"GET /data-requests": {}, "POST /data-requests": {body: DataRequest{"nobody@people.example", "copy", "letter"}, absent: true}, "GET /data-requests/{id}": {absent: true},
	"POST /data-requests/{id}/approve": {body: Empty{}, absent: true}, "POST /data-requests/{id}/refuse": {body: ErasureRefused{"law"}, absent: true}, "GET /data-requests/{id}/certificate": {absent: true},
	"GET /tickets/{id}/complaints": {open: true}, "POST /tickets/{id}/complaints": {body: NewComplaint{Kind: "looked", Text: "They looked."}},
	"GET /complaints": {open: true}, "GET /complaints/laws": {}, "GET /complaints/waiting": {}, "GET /complaints/{id}": {}, "GET /complaints/{id}/trace": {}, "GET /complaints/{id}/material": {query: "?reason=extent"}, "GET /complaints/{id}/material/{file}": {query: "?reason=extent", absent: true},
	"GET /complaints/{id}/material/{file}/inside": {query: "?reason=extent", absent: true}, "GET /complaints/{id}/recordings/{session}": {query: "?reason=extent", absent: true},
	"GET /complaints/{id}/recordings/{session}/play": {query: "?reason=extent", absent: true}, "GET /complaints/{id}/recordings/{session}/search": {query: "?reason=extent&q=a", absent: true},
	"GET /complaints/{id}/recordings/{session}/commands": {query: "?reason=extent", absent: true}, "GET /complaints/{id}/recordings/{session}/verify": {query: "?reason=extent", absent: true},
	"GET /complaints/{id}/evidence": {locked: true}, "POST /complaints/{id}/attest": {body: Words{"Done."}, absent: true},
	"POST /complaints/{id}/take": {body: Empty{}}, "POST /complaints/{id}/recuse": {body: Empty{}}, "POST /complaints/{id}/sift": {body: ComplaintSifting{Laws: []string{}}},
	"POST /complaints/{id}/answer": {body: Words{"No."}}, "POST /complaints/{id}/decide": {body: ComplaintDecision{Outcome: "unfounded", Text: "No.", Remedies: []ComplaintRemedy{}}},
	"POST /complaints/{id}/duties/{code}/done": {body: Empty{}, absent: true},
	"GET /decoys": {}, "GET /decoys/texts": {}, "POST /decoys": {body: NewDecoy{Department: "{department}", Language: "en", Name: "N", Email: "none", Subject: "S", Text: "T", Last: "L", Days: 9}},
	"POST /decoys/{id}/retire": {body: Empty{}}, "GET /alerts": {}, "GET /alerts/{id}": {}, "POST /alerts/{id}/explain": {body: Words{"It was asked for."}},
	"POST /alerts/{id}/complaint": {body: AlertComplaint{"looked", "They looked."}},

	"GET /me/status-rhythm": {}, "PUT /me/status-rhythm": {body: StatusRhythm{"weekly"}}, "GET /tickets/{id}/status": {}, "GET /tickets/{id}/openings": {}, "GET /tickets/{id}/status-reports": {open: true},
	"GET /status-reports": {open: true}, "POST /status-reports": {body: Empty{}}, "GET /status-reports/cases": {open: true}, "GET /status-reports/{id}": {}, "GET /status-reports/{id}/openings": {},
	"GET /status-reports/{id}/paper":  {},
	"GET /status-reports/{id}/answer": {}, "PUT /status-reports/{id}/answer": {body: StatusAnswer{Score: 1}},
	"GET /follow-ups": {open: true}, "GET /follow-ups/averages": {open: true}, "GET /follow-ups/{id}": {}, "POST /follow-ups/{id}/answer": {body: Words{"Sorry."}, locked: true},

	"POST /deals/{id}/milestones/{milestone}/card": {body: Empty{}}, "GET /deals/{id}/milestones/{milestone}/card": {absent: true}, "PUT /deals/{id}/milestones/{milestone}/card/returned": {body: Empty{}, absent: true},
	"POST /card/events": {body: "{}"}, "GET /bank/cards": {}, "GET /me/destination/card": {}, "PUT /me/destination/card": {body: NewCardAccount{}},
	"GET /bank": {}, "POST /bank/statements/preview": {query: "?format=mt940", body: "nothing"}, "POST /bank/statements": {query: "?format=mt940", body: "nothing"},
	"GET /bank/statements": {}, "GET /bank/lines": {}, "GET /bank/expected": {query: "?reference=RF18539007547034", absent: true},
	"POST /bank/lines/{id}/proposals": {body: NewProposal{Kind: "left"}, absent: true}, "POST /bank/proposals/{id}/approve": {absent: true}, "POST /bank/proposals/{id}/refuse": {absent: true},
	"GET /bank/payouts": {}, "POST /bank/payouts/{id}/ordered": {}, "POST /bank/batches": {body: NewBatch{"EUR"}}, "GET /bank/batches": {}, "GET /bank/batches/{id}/file": {absent: true},
	"GET /bank/guarantee": {query: "?currency=EUR"}, "GET /bank/motions": {}, "POST /bank/motions/{id}/approve": {absent: true}, "POST /bank/motions/{id}/refuse": {absent: true},
	"POST /bank/motions":    {body: NewMotion{Kind: "payment", Reason: "defect", Milestone: "none", AmountMinor: 1}, absent: true},
	"GET /bank/differences": {query: "?currency=EUR"}, "GET /bank/sheets": {}, "GET /bank/accounts": {}, "POST /bank/verify": {},

	"GET /me/secret-key": {}, "PUT /me/secret-key": {body: NewSecretKey{"{recipient}", []NewSecretLock{{Kind: "passphrase", Label: "L", Sealed: []byte("none")}}}},
	"POST /me/secret-key/{id}/locks": {body: NewSecretLock{Kind: "passphrase", Label: "L", Sealed: []byte("none")}}, "DELETE /me/secret-key/locks/{id}": {absent: true},
	"GET /tickets/{id}/secret-readers": {}, "GET /tickets/{id}/secrets": {}, "GET /secrets": {open: true},
	"POST /tickets/{id}/secrets": {body: NewSecret{"{account}", "{key}", "once", "L", []byte("SEALED")}}, "POST /secrets/{id}/open": {body: Empty{}},
	"POST /secrets/{id}/withdraw": {body: Empty{}}, "POST /secrets/{id}/changed": {body: Empty{}},

	"GET /tickets/{id}/room": {}, "GET /tickets/{id}/room/people": {}, "POST /tickets/{id}/room": {body: newRoom}, "POST /tickets/{id}/room/offer": {body: Empty{}},
	"POST /rooms/{id}/decline": {}, "GET /rooms/{id}/keys": {}, "POST /rooms/{id}/keys": {body: RoomTurn{2, newRoom.Key}}, "GET /rooms/{id}/recovery": {},
	"GET /rooms/{id}/messages": {}, "POST /rooms/{id}/messages": {body: NewRoomMessage{1, 2, []byte("SEALED")}}, "GET /rooms/{id}/messages/{n}/sealed": {}, "POST /rooms/{id}/files": {query: "?epoch=1&seq=1", body: "nothing"},

	"GET /tickets/{id}/remote-sessions": {}, "POST /tickets/{id}/remote-sessions": {body: NewRemoteSession{Powers: []RemotePower{"terminal.view"}, Reason: "To look.", Minutes: 30}},
	"GET /remote-sessions": {open: true}, "GET /remote-sessions/mine": {open: true}, "GET /remote-sessions/{id}": {}, "POST /remote-sessions/{id}/code": {body: Empty{}}, "POST /remote-sessions/{id}/refuse": {body: Empty{}},
	"POST /remote-sessions/{id}/report": {body: RemoteReport{"stranger"}}, "GET /remote-sessions/reports": {open: true}, "POST /remote-sessions/{id}/lift": {body: RemoteLift{"mistaken"}}, "POST /remote-sessions/{id}/turns": {body: RemoteTurn{Step: "end"}},
	"POST /remote-sessions/{id}/join": {body: RemoteJoin{noDigest}}, "POST /snapshots/{id}/code": {body: Empty{}},
	"GET /remote-sessions/{id}/watch": {}, "GET /remote-sessions/{id}/recording": {}, "GET /remote-sessions/{id}/recording/play": {query: "?stream=1"},
	"GET /remote-sessions/{id}/recording/search": {query: "?q=x"}, "GET /remote-sessions/{id}/recording/commands": {}, "GET /remote-sessions/{id}/recording/copies/{sha256}": {absent: true}, "GET /remote-sessions/{id}/recording/verify": {},
	"GET /remote-sessions/{id}/recording/cast": {query: "?stream=1"}, "GET /remote-sessions/{id}/work": {}, "GET /milestones/{id}/work-report": {},
	"PUT /milestones/{id}/work-report": {body: WorkWritten{"Done."}, headers: []string{"If-Match", `"0"`}}, "PUT /milestones/{id}/work-report/sent": {body: Empty{}, headers: version1},
	"GET /tickets/{id}/snapshots": {}, "GET /snapshots/{id}/entries": {absent: true}, "GET /snapshots/{id}/file": {query: "?path=eABhAA", absent: true}, "GET /snapshots/{id}/compare": {query: "?with={id}", absent: true}, "POST /snapshots/{id}/verify": {body: Empty{}},
	"POST /assist/join": {body: AssistJoin{Code: "00000-00000", Key: noDigest}}, "POST /assist/prepared": {body: AssistPrepared{noDigest}}, "POST /assist/waiver": {body: AssistWaiver{"None."}},
	"POST /assist/consent": {body: AssistConsent{[]byte("x"), []byte("x")}}, "POST /assist/refuse": {body: Empty{}}, "POST /assist/report": {body: RemoteReport{"other"}},
	"GET /remote-sessions/{id}/channel": {query: "?lane=interactive&number=1"}, "GET /assist/channel": {query: "?lane=interactive"},
	"GET /assist/downloads": {}, "GET /assist/downloads/{name}": {absent: true}, "GET /assist/key": {},

	"GET /tickets/{id}/evidence": {}, "GET /tickets/{id}/record": {}, "GET /record": {}, "GET /record/checkpoint": {}, "GET /papers/root": {}, "GET /record/{n}/receipt": {}, "POST /record/verify": {},
	"GET /admin/accounts": {}, "POST /admin/accounts": {body: Invite{Email: "i@people.example", Name: "I", Language: "en", Roles: []Role{"client"}, Posts: []PostChoice{}}},
	"GET /admin/accounts/{id}": {}, "PATCH /admin/accounts/{id}": {body: AdminAccountPatch{FactorRequired: new(true)}, headers: version1},
	"POST /admin/accounts/{id}/disable": {}, "POST /admin/accounts/{id}/enable": {}, "POST /admin/accounts/{id}/invite-again": {},
	"GET /admin/organisations": {}, "POST /admin/organisations": {body: Name{"O"}}, "PATCH /admin/organisations/{id}": {body: Name{"O"}, headers: version1},
	"GET /admin/departments": {}, "POST /admin/departments": {body: DepartmentWrite{Name: map[string]string{"en": "D"}}},
	"PATCH /admin/departments/{id}": {body: DepartmentWrite{Open: new(true)}, headers: version1},
	"GET /admin/settings":           {}, "PATCH /admin/settings": {body: SettingsPatch{SignUp: new(true)}, headers: version1}, "GET /admin/keys": {},
	"POST /admin/keys/rotate":   {body: Rotate{Level: "organisation", ID: "{organisation}"}},
	"GET /admin/mail/templates": {}, "GET /admin/mail/templates/{code}": {}, "GET /admin/mail/templates/{code}/page": {}, "GET /admin/mail/queue": {}, "GET /admin/status": {},
	"GET /admin/jobs/dead": {}, "POST /admin/jobs/retry": {body: Retry{"none"}, absent: true},
}

// scene is one world of the matrix: a ticket, and everyone who could stand in some relation to anything.
type scene struct {
	*place
	department, other access.DepartmentID
	organisation      access.OrganisationID
	requester         access.Actor
	specialist        access.Actor
	people            map[string]access.Actor
	visitors          map[string]*visitor
	victim            access.Actor
	calm              ticket.Ticket // for those who only read
	calmFile          string
	deal              dealScene
	remote            string // a session on a ticket of its own
	complaint         string // by the requester, of the case's specialist, and the security officer looks into it
	decoy, alert      string // which somebody opened
	decoys            int
	recovery          string // of a client's lost access
	recoveryOwner     access.AccountID
	asked             int
	report, followUp  string // of the requester, who answered it low
	key, secret       string // of the case's specialist, and sealed to it
	own, room         string // the requester's key, and a sealed room of theirs
}

func newScene(t *testing.T, w *suretytest.World) *scene {
	s := &scene{place: newPlace(t, w, nil), visitors: map[string]*visitor{}}
	s.department, s.other, s.organisation = s.Department("Support"), s.Department("Sales"), s.Organisation("Bakery")
	s.requester, s.specialist = s.ClientOf(s.organisation), s.Specialist()
	role := func(r access.Role) access.Actor { return s.Person(account.NewPerson{Roles: []access.Role{r}}) }
	lead := s.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{s.department: access.Lead}})
	s.people = map[string]access.Actor{"requester": s.requester, "colleague": s.ClientOf(s.organisation), "other client": s.Client(), "case specialist": s.specialist,
		"other specialist": s.Specialist(), "agent": s.Agent(s.department), "lead": lead, "agent elsewhere": s.Agent(s.other), "security": role(access.Security),
		"auditor": role(access.Auditor), "manager": role(access.Manager), "arbiter": role(access.Arbiter), "banker": role(access.Bank), "admin": role(access.Administrator)}
	s.calm, s.calmFile = s.fresh()
	s.newReport()
	for name, who := range s.people {
		s.visitors[name] = s.as(who)
	}
	s.visitors["nobody"] = s.anonymous()
	s.victim = s.Client()
	s.deal = s.newDeal()
	s.remote, s.complaint, s.recovery = s.newRemote(), s.newComplaint(), s.newRecovery()
	s.decoy, s.alert = s.newAlert()
	s.key = s.newKey()
	s.secret = s.newSecret()
	s.own = s.ownKey()
	s.newRoom(s.calm, Route{Path: "/rooms/{id}"})
	return s
}

// fresh is a fresh ticket with an answer and a file, so that what one request changes does not bear on the next.
func (s *scene) fresh() (t ticket.Ticket, file string) {
	ctx := context.Background()
	t, err := s.Desk.Open(ctx, s.requester, ticket.Request{Subject: "S password: hunter2!", Text: "T password: hunter2!", Department: s.department, Files: 3})
	s.must(err)
	f, err := s.Desk.AddFile(ctx, s.requester, t.ID, ticket.Upload{Message: 1, Name: "a.txt", Size: 4, Body: strings.NewReader("file")})
	s.must(err)
	_, err = s.Desk.Reply(ctx, s.people["agent"], t.ID, ticket.Reply{Text: "Answer", Seen: 1})
	s.must(err)
	s.must(s.Desk.AddMember(ctx, s.people["agent"], t.ID, s.specialist.Account, "specialist"))
	return t, f.ID
}

// ticketFor is a ticket of its own for a request that changes one.
func (s *scene) ticketFor(r Route) (ticket.Ticket, string) {
	if r.Kind == Reads || !strings.HasPrefix(r.Path, "/tickets/{id}") {
		return s.calm, s.calmFile
	}
	return s.fresh()
}

func (s *scene) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

func TestA1EveryRouteForEveryoneInEveryRelation(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		s := newScene(t, w)
		for _, r := range Routes() {
			sm, ok := samples[r.Method+" "+r.Path]
			if !ok {
				t.Errorf("%s has no row in the matrix", r.Pattern())
				continue
			}
			if w.DB.Engine() == db.Postgres && !strings.HasPrefix(r.Path, "/tickets") && !strings.HasPrefix(r.Path, "/deals") && !strings.HasPrefix(r.Path, "/disputes") && !strings.HasPrefix(r.Path, "/complaints") && !strings.HasPrefix(r.Path, "/follow-ups") {
				continue // of the slices' SQL only the desk's and the deals' decide rights by query
			}
			for _, name := range slices.Sorted(maps.Keys(s.visitors)) {
				s.try(r, sm, name)
			}
		}
		if len(samples) != len(Routes()) {
			t.Errorf("%d rows for %d routes", len(samples), len(Routes()))
		}
	})
}

// try sends one request of the matrix and compares with what the rules say.
func (s *scene) try(r Route, sm sample, name string) {
	t, file := s.ticketFor(r)
	victim := s.victim
	if r.Kind != Reads {
		victim = s.Client() // an account for administrators to act upon
	}
	if r.Kind != Reads && (strings.HasPrefix(r.Path, "/remote-sessions/") || strings.HasPrefix(r.Path, "/snapshots/")) {
		s.remote = s.newRemote()
	}
	if r.Kind != Reads && strings.HasPrefix(r.Path, "/complaints/") {
		s.complaint = s.newComplaint()
	}
	if r.Kind != Reads && (strings.HasPrefix(r.Path, "/decoys/") || strings.HasPrefix(r.Path, "/alerts/")) {
		s.decoy, s.alert = s.newAlert()
	}
	if r.Kind != Reads && strings.HasPrefix(r.Path, "/recoveries/") {
		s.recovery = s.newRecovery()
	}
	if strings.HasPrefix(r.Path, "/secrets/") {
		s.secret = s.newSecret()
	}
	if isRoom(r) && r.Kind != Reads {
		t = s.newRoom(t, r)
	}
	fill := strings.NewReplacer("{recipient}", recipient(), base64.StdEncoding.EncodeToString([]byte("SEALED")), base64.StdEncoding.EncodeToString(sealedSecret()), "{key}", s.key, "{member}", string(s.requester.Account), "{own}", s.own, "{id}", idFor(r.Path, t, victim, s), "{name}", "none", "{file}", file, "{account}", string(s.specialist.Account), "{token}", "none", "{n}", "1", "{message}", "1", "{code}", "answer", "{sha256}", noDigest,
		"{department}", string(s.department), "{other}", string(s.other), "{into}", s.into(r), "{organisation}", string(s.organisation),
		"{version}", "1", "{kind}", "contract", "{question}", s.deal.question, "{milestone}", s.milestoneFor(r), "{payout}", s.deal.payout, "{work}", s.deal.work, "{brought}", "none")
	var body any
	if sm.body != nil {
		b, err := jsonText(sm.body)
		s.must(err)
		body = fill.Replace(b)
	}
	who := s.people[name]
	if name != "nobody" && r.Kind != Reads {
		s.visitors[name] = s.as(who) // a route may have ended the session
	}
	path := Prefix + fill.Replace(r.Path+sm.query)
	got := s.status(name, r, path, body, sm.headers)
	want := s.expect(r, sm, who, name, t)
	if !fits(want, got, sm) {
		s.T.Errorf("%s as %s: %d, the rules say %s", r.Pattern(), name, got, want)
	}
}

func (s *scene) status(name string, r Route, path string, body any, headers []string) int {
	if r.Path != "/live" {
		return s.visitors[name].ask(r.Method, path, body, headers...).StatusCode
	}
	ctx, cancel := context.WithCancel(s.T.Context())
	defer cancel()
	resp, err := s.visitors[name].http.Do(s.visitors[name].request(r.Method, path, nil).WithContext(ctx))
	s.must(err)
	resp.Body.Close()
	return resp.StatusCode
}

func (s *scene) into(r Route) string {
	if r.Action != access.TicketMerge {
		return ""
	}
	t, _ := s.fresh()
	return string(t.ID)
}

// milestoneFor is the one that is over where it is spoken of, else the one under way.
func (s *scene) milestoneFor(r Route) string {
	if strings.HasSuffix(r.Path, "/review") {
		return s.deal.over
	}
	return s.deal.milestone
}

func idFor(path string, t ticket.Ticket, victim access.Actor, s *scene) string {
	switch {
	case strings.HasPrefix(path, "/tickets"):
		return string(t.ID)
	case strings.HasPrefix(path, "/deals"):
		return s.deal.id
	case strings.HasPrefix(path, "/milestones"):
		return s.deal.milestone
	case strings.HasPrefix(path, "/calls"):
		return s.deal.call
	case strings.HasPrefix(path, "/disputes"):
		return s.deal.dispute
	case strings.HasPrefix(path, "/complaints"):
		return s.complaint
	case strings.HasPrefix(path, "/decoys"):
		return s.decoy
	case strings.HasPrefix(path, "/alerts"):
		return s.alert
	case strings.HasPrefix(path, "/recoveries"):
		return s.recovery
	case strings.HasPrefix(path, "/reviews"):
		return s.deal.review
	case strings.HasPrefix(path, "/status-reports"):
		return s.report
	case strings.HasPrefix(path, "/follow-ups"):
		return s.followUp
	case strings.HasPrefix(path, "/remote-sessions"):
		return s.remote
	case strings.HasPrefix(path, "/secrets"):
		return s.secret
	case strings.HasPrefix(path, "/rooms"):
		return s.room
	case strings.HasPrefix(path, "/snapshots"):
		return snapshotOf(s.remote)
	case strings.HasPrefix(path, "/people"), strings.HasPrefix(path, "/specialists"):
		return string(s.specialist.Account)
	case strings.HasPrefix(path, "/admin/accounts"):
		return string(victim.Account)
	case strings.HasPrefix(path, "/admin/organisations"):
		return string(s.organisation)
	case strings.HasPrefix(path, "/admin/departments"):
		return string(s.department)
	}
	return "none"
}

// expect asks the table of rules what the answer must be: allowed, denied, absent or anonymous.
func (s *scene) expect(r Route, sm sample, who access.Actor, name string, t ticket.Ticket) string {
	if r.Kind == Signed {
		return "denied" // whoever they are: only a signature counts
	}
	if r.Who == Program {
		return pick(r.Kind == Guesses, "denied", "anonymous") // whoever they are: only a code or a program's token counts
	}
	if r.Who == Public || sm.open && name != "nobody" {
		return "allowed"
	}
	if name == "nobody" {
		return "anonymous"
	}
	thing := access.Thing{Kind: "account", Owner: who.Account}
	if strings.HasPrefix(r.Path, "/tickets/{id}") {
		thing = access.Thing{Kind: "ticket", ID: string(t.ID), Ticket: t.ID, Department: s.department, Organisation: s.organisation,
			Requester: s.requester.Account, Members: []access.AccountID{s.specialist.Account}}
	}
	if strings.HasPrefix(r.Path, "/tickets/{id}/retention") {
		thing.Kind = "retention"
	}
	switch {
	case strings.HasPrefix(r.Path, "/retention"):
		thing = access.Thing{Kind: "retention"}
		if r.Action == access.RetentionList && name == "lead" {
			thing.Department = s.department
		}
	case strings.HasPrefix(r.Path, "/deals/{id}"), strings.HasPrefix(r.Path, "/milestones/{id}"):
		thing = access.Thing{Kind: "deal", ID: s.deal.id, Ticket: s.calm.ID, Department: s.department, Organisation: s.organisation,
			Requester: s.requester.Account, Specialist: s.specialist.Account}
	case strings.HasPrefix(r.Path, "/disputes/{id}"):
		thing = access.Thing{Kind: "dispute", ID: s.deal.dispute, Ticket: s.calm.ID, Organisation: s.organisation, Requester: s.requester.Account, Specialist: s.specialist.Account}
	case r.Action == access.AssuranceRead && strings.HasPrefix(r.Path, "/tickets/{id}"):
		thing.Kind = "assurance"
	case strings.HasPrefix(r.Path, "/status-reports/{id}"), strings.HasPrefix(r.Path, "/follow-ups/{id}"):
		thing = s.told(r)
	case strings.HasPrefix(r.Path, "/complaints/{id}"):
		thing = access.Thing{Kind: "complaint", ID: s.complaint, Ticket: s.calm.ID, Owner: s.requester.Account, Specialist: s.specialist.Account,
			Judges: []access.AccountID{s.people["security"].Account}}
	case r.Path == "/decoys" && r.Kind != Reads:
		thing = access.Thing{Kind: "honey", ID: "new", Department: s.department}
	case strings.HasPrefix(r.Path, "/decoys"):
		thing = access.Thing{Kind: "honey", ID: pick(strings.Contains(r.Path, "{id}"), s.decoy, "")}
	case strings.HasPrefix(r.Path, "/alerts"):
		thing = access.Thing{Kind: "alert", ID: pick(strings.Contains(r.Path, "{id}"), s.alert, "")}
	case strings.HasPrefix(r.Path, "/recoveries"):
		thing = s.recoveryFor(r, who)
	case r.Path == "/complaints/waiting" && who.Has(access.Security):
		thing = access.Thing{Kind: "complaint"}
	case r.Path == "/disputes/waiting" && who.Has(access.Arbiter):
		thing = access.Thing{Kind: "dispute"}
	case strings.HasPrefix(r.Path, "/remote-sessions/{id}"), strings.HasPrefix(r.Path, "/snapshots/{id}"):
		thing = access.Thing{Kind: "remote", ID: s.remote, Ticket: t.ID, Department: s.department, Organisation: s.organisation, Requester: s.requester.Account,
			Specialist: s.specialist.Account, Members: []access.AccountID{s.specialist.Account}}
	case isRoom(r):
		thing = s.roomThing(t)
	case strings.HasPrefix(r.Path, "/secrets/{id}"):
		thing = access.Thing{Kind: "secret", ID: s.secret, Department: s.department, Organisation: s.organisation, Requester: s.requester.Account,
			Owner: s.requester.Account, Specialist: s.specialist.Account, Members: []access.AccountID{s.specialist.Account}}
	case strings.HasPrefix(r.Path, "/reviews/{id}"):
		thing = access.Thing{Kind: "review", ID: s.deal.review, Owner: s.specialist.Account}
	case r.Action == access.ProfileWrite && !who.Has(access.Specialist):
		thing.Owner = "" // specialists alone have one
	case strings.HasPrefix(r.Path, "/calls/{id}"):
		thing = access.Thing{Kind: "call", ID: s.deal.call, Ticket: s.calm.ID}
	}
	who.SteppedUp = true
	_, err := access.Check(who, r.Action, thing)
	if err == nil && sm.author && name != "requester" {
		err = fault.ErrDenied
	}
	switch problemOf(orNil(err)).Status {
	case http.StatusNotFound:
		return "absent"
	case http.StatusForbidden:
		return "denied"
	}
	return "allowed"
}

func orNil(err error) error {
	if err == nil {
		return &Problem{}
	}
	return err
}

// fits compares. Where the sample's thing does not exist, who may sees that; a refusal of the input is no refusal of
// the person.
func fits(want string, status int, sm sample) bool {
	switch want {
	case "anonymous":
		return status == 401
	case "absent":
		return status == 404
	case "denied":
		return status == 403
	}
	return (status != 403 || sm.locked) && status < 500 && (status != 404 && status != 410 || sm.absent)
}

func jsonText(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}
