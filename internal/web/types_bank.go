package web

import "time"

// Day is a day of the calendar without a zone.
type Day string

// BankInfo is what the desk works with.
type BankInfo struct {
	Accounts   []OwnAccount `json:"accounts"`
	RecordOnly bool         `json:"recordOnly" doc:"a licensed partner holds the money and pays it out"`
	Currencies []string     `json:"currencies"`
	Cards      bool         `json:"cards" doc:"milestones can be paid by card"`
}

// OwnAccount is one of the installation's accounts at a bank.
type OwnAccount struct {
	Account  string `json:"account"`
	Currency string `json:"currency"`
	Holder   string `json:"holder"`
	BIC      string `json:"bic,omitempty"`
}

// StatementPreview is what a file says, before it is brought in.
type StatementPreview struct {
	Account      string      `json:"account"`
	Ours         bool        `json:"ours"`
	Currency     string      `json:"currency"`
	Number       string      `json:"number"`
	OpeningMinor int64       `json:"openingMinor"`
	ClosingMinor int64       `json:"closingMinor"`
	InMinor      int64       `json:"inMinor"`
	OutMinor     int64       `json:"outMinor"`
	From         Day         `json:"from,omitempty"`
	Until        Day         `json:"until,omitempty"`
	Lines        int         `json:"lines"`
	First        []BankEntry `json:"first"`
}

// StatementPreviews are those of one file.
type StatementPreviews struct {
	Statements []StatementPreview `json:"statements"`
}

// StatementResult says what became of a statement.
type StatementResult struct {
	ID       string `json:"id"`
	Currency string `json:"currency"`
	Known    bool   `json:"known" doc:"all of it had been brought in before"`
	Lines    int    `json:"lines" doc:"new ones"`
	Held     int    `json:"held"`
	Suspense int    `json:"suspense"`
	Paid     int    `json:"paid"`
	Returned int    `json:"returned"`
	Unclear  int    `json:"unclear"`
}

// StatementResults are those of one file.
type StatementResults struct {
	Statements []StatementResult `json:"statements"`
}

// BankStatement is one that was brought in.
type BankStatement struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	Account      string    `json:"account"`
	Currency     string    `json:"currency"`
	OpeningMinor int64     `json:"openingMinor"`
	ClosingMinor int64     `json:"closingMinor"`
	LastDay      Day       `json:"lastDay"`
	ImportedAt   time.Time `json:"importedAt"`
	By           Ref       `json:"by"`
}

// BankEntry is what the bank says of a movement.
type BankEntry struct {
	AmountMinor int64  `json:"amountMinor"`
	Booked      Day    `json:"booked,omitempty"`
	Valued      Day    `json:"valued,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Remittance  string `json:"remittance,omitempty"`
	EndToEnd    string `json:"endToEnd,omitempty"`
	Name        string `json:"name,omitempty"`
	Account     string `json:"account,omitempty"`
	BankID      string `json:"bankId,omitempty"`
	Returned    bool   `json:"returned,omitempty"`
}

// BankLine is a movement at the bank beside what the ledger made of it.
type BankLine struct {
	ID              string    `json:"id"`
	Currency        string    `json:"currency"`
	AmountMinor     int64     `json:"amountMinor" doc:"above zero came in"`
	LedgerMinor     int64     `json:"ledgerMinor"`
	DifferenceMinor int64     `json:"differenceMinor"`
	Booked          Day       `json:"booked"`
	State           string    `json:"state" enum:"held,suspense,resolved,left,paid,returned,unexplained"`
	Milestone       string    `json:"milestone,omitempty"`
	Payout          string    `json:"payout,omitempty"`
	Card            bool      `json:"card" doc:"no statement tells of it: it came by card, fits nothing, and its card did not take it back"`
	Proposal        *Proposal `json:"proposal,omitempty" doc:"one that waits for a second person"`
	Entry           BankEntry `json:"entry"`
}

// Proposal is what one person says of a line, for another to agree with.
type Proposal struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" enum:"milestone,send_back,to_client,left,card_payout,charge,chargeback"`
	Milestone string `json:"milestone,omitempty"`
	Proposer  Ref    `json:"proposer"`
	Mine      bool   `json:"mine"`
}

// NewProposal says what a line is. A milestone is named by itself or by its reference.
type NewProposal struct {
	Kind      string `json:"kind" enum:"milestone,send_back,to_client,left,card_payout,charge,chargeback"`
	Milestone string `json:"milestone,omitempty" maxLength:"64"`
	Reference string `json:"reference,omitempty" maxLength:"40"`
}

// Guarantee is the guarantee fund in one currency.
type Guarantee struct {
	Currency      string `json:"currency"`
	BalanceMinor  int64  `json:"balanceMinor"`
	PromisedMinor int64  `json:"promisedMinor" doc:"what contracts in force may still claim"`
	FeesMinor     int64  `json:"feesMinor" doc:"earned fees that could go into it"`
}

// Motion is what one person proposes of the guarantee fund, for another to decide.
type Motion struct {
	ID          string       `json:"id"`
	Kind        MotionKind   `json:"kind"`
	Currency    string       `json:"currency"`
	AmountMinor int64        `json:"amountMinor"`
	Milestone   string       `json:"milestone,omitempty" doc:"of a payment"`
	Reference   string       `json:"reference,omitempty" doc:"of the milestone, printed"`
	Reason      MotionReason `json:"reason"`
	Proposer    Ref          `json:"proposer"`
	Mine        bool         `json:"mine"`
	At          time.Time    `json:"at"`
	State       string       `json:"state" enum:"open,approved,refused"`
	Decider     *Ref         `json:"decider,omitempty"`
	DecidedAt   *time.Time   `json:"decidedAt,omitempty"`
}

// NewMotion proposes. A reserve names its currency; a payment its milestone, by itself or by its reference.
type NewMotion struct {
	Kind        MotionKind   `json:"kind"`
	Currency    string       `json:"currency,omitempty" maxLength:"3"`
	AmountMinor int64        `json:"amountMinor" minimum:"1"`
	Milestone   string       `json:"milestone,omitempty" maxLength:"64"`
	Reference   string       `json:"reference,omitempty" maxLength:"40"`
	Reason      MotionReason `json:"reason"`
}

// Expected is the money that a milestone waits for.
type Expected struct {
	Milestone   string `json:"milestone"`
	Reference   string `json:"reference"`
	Currency    string `json:"currency"`
	AmountMinor int64  `json:"amountMinor"`
	State       string `json:"state" enum:"open,met,withdrawn"`
}

// BankPayout is money on its way out, as the desk sees it.
type BankPayout struct {
	ID          string    `json:"id"`
	Account     *Ref      `json:"account,omitempty"`
	Line        string    `json:"line,omitempty" doc:"the line that is sent back"`
	Currency    string    `json:"currency"`
	AmountMinor int64     `json:"amountMinor"`
	State       string    `json:"state" enum:"payable,sent,paid,returned"`
	Batch       string    `json:"batch,omitempty"`
	MadeAt      time.Time `json:"madeAt"`
	Waits       bool      `json:"waits" doc:"for a destination that is old enough"`
}

// NewBatch asks for a file of payouts.
type NewBatch struct {
	Currency string `json:"currency" minLength:"3" maxLength:"3"`
}

// Batch is a file of payouts.
type Batch struct {
	ID         string    `json:"id"`
	Currency   string    `json:"currency"`
	Count      int64     `json:"count"`
	TotalMinor int64     `json:"totalMinor"`
	MadeAt     time.Time `json:"madeAt"`
}

// Differences compares bank and ledger: bank = ledger + unexplained + opening.
type Differences struct {
	Currency         string `json:"currency"`
	BankMinor        int64  `json:"bankMinor" doc:"what the newest statements close with"`
	LedgerMinor      int64  `json:"ledgerMinor"`
	UnexplainedMinor int64  `json:"unexplainedMinor"`
	OpeningMinor     int64  `json:"openingMinor" doc:"what was there before the first statement, or is missing between two"`
	SuspenseMinor    int64  `json:"suspenseMinor" doc:"in the ledger, of nobody yet"`
}

// Sheet is the balance sheet of one currency.
type Sheet struct {
	Currency     string     `json:"currency"`
	Rows         []SheetRow `json:"rows"`
	DiffersMinor int64      `json:"differsMinor" doc:"what we have less what we owe: anything but 0 is damage"`
}

// SheetRow is one kind of account.
type SheetRow struct {
	Kind  string `json:"kind" enum:"bank,card,client,hold,specialist,fees,taxes,guarantee,suspense,receivable"`
	Side  string `json:"side" enum:"have,owe"`
	Minor int64  `json:"minor"`
}

// LedgerAccount is an account of the ledger.
type LedgerAccount struct {
	Account        string `json:"account"`
	Kind           string `json:"kind" enum:"bank,card,client,hold,specialist,fees,taxes,guarantee,suspense,receivable"`
	Owner          string `json:"owner,omitempty"`
	Currency       string `json:"currency"`
	PostedMinor    int64  `json:"postedMinor"`
	PendingMinor   int64  `json:"pendingMinor"`
	AvailableMinor int64  `json:"availableMinor"`
}

// LedgerReport is what checking the whole ledger found.
type LedgerReport struct {
	Ok        bool       `json:"ok"`
	Transfers int64      `json:"transfers"`
	Head      string     `json:"head" doc:"of the last transfer: kept elsewhere, it proves later that nothing before it was changed"`
	Bad       *LedgerBad `json:"bad,omitempty"`
}

// LedgerBad is the first thing that is wrong.
type LedgerBad struct {
	N       int64  `json:"n"`
	Account string `json:"account,omitempty"`
	What    string `json:"what"`
}

// Destination is where somebody is paid.
type Destination struct {
	Holder     string    `json:"holder"`
	IBAN       string    `json:"iban"`
	BIC        string    `json:"bic,omitempty"`
	ChangedAt  time.Time `json:"changedAt"`
	UsableFrom time.Time `json:"usableFrom" doc:"a new one rests first, so that who took over an account cannot empty it at once"`
}

// NewDestination says where to pay.
type NewDestination struct {
	Holder string `json:"holder" minLength:"1" maxLength:"280"`
	IBAN   string `json:"iban" minLength:"5" maxLength:"50"`
	BIC    string `json:"bic,omitempty" maxLength:"14"`
}

// CSVMapping says how a bank's CSV file is to be read. Columns count from 1; 0 means that there is none.
type CSVMapping struct {
	Statement    string `json:"statement"`
	Account      string `json:"account"`
	Currency     string `json:"currency"`
	Opening      string `json:"opening" doc:"decimal, with a point"`
	Closing      string `json:"closing"`
	Separator    string `json:"separator,omitempty"`
	Skip         int    `json:"skip,omitempty"`
	Windows1251  bool   `json:"windows1251,omitempty"`
	DateForm     string `json:"dateForm" enum:"dd.mm.yyyy,yyyy-mm-dd,mm/dd/yyyy,dd/mm/yyyy"`
	DecimalComma bool   `json:"decimalComma,omitempty"`
	Booked       int    `json:"booked"`
	Valued       int    `json:"valued,omitempty"`
	Amount       int    `json:"amount,omitempty"`
	Credit       int    `json:"credit,omitempty"`
	Debit        int    `json:"debit,omitempty"`
	Reference    int    `json:"reference,omitempty"`
	Remittance   int    `json:"remittance,omitempty"`
	EndToEnd     int    `json:"endToEnd,omitempty"`
	Name         int    `json:"name,omitempty"`
	Other        int    `json:"other,omitempty"`
	BankID       int    `json:"bankId,omitempty"`
}
