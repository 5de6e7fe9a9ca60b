package escrow

import (
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
)

// Kind is what an account of the ledger stands for.
type Kind string

const (
	Bank       Kind = "bank"       // the mirror of the real account: what the bank holds
	Card       Kind = "card"       // the mirror of what the card provider holds for us
	Client     Kind = "client"     // received for a client, not held, or refunded and not yet sent back
	Held       Kind = "hold"       // held for a milestone
	Specialist Kind = "specialist" // released to a specialist, payable
	Fees       Kind = "fees"       // earned by the installation
	Taxes      Kind = "taxes"      // to be passed on to the state
	Guarantee  Kind = "guarantee"  // the funded reserve
	Suspense   Kind = "suspense"   // a line of a statement that nobody has explained yet
	Receivable Kind = "receivable" // taken back by a client's bank, owed to the guarantee fund
)

// Account is one account of the ledger. Owner is whose or of what it is: an account for clients and specialists, a
// milestone for holds and receivables, a statement's line for suspense; empty for the rest.
type Account struct {
	Kind     Kind
	Owner    string
	Currency Currency
}

// kinds say which accounts have an owner, and which grow with debits because they are what we have, not what we owe.
var kinds = map[Kind]struct{ owned, asset bool }{
	Bank: {asset: true}, Card: {asset: true}, Receivable: {owned: true, asset: true},
	Client: {owned: true}, Held: {owned: true}, Specialist: {owned: true}, Suspense: {owned: true},
	Fees: {}, Taxes: {}, Guarantee: {},
}

// IsAsset reports whether accounts of the kind are what we have; all others are what we owe.
func (k Kind) IsAsset() bool { return kinds[k].asset }

var errAccount = fault.New(fault.Invalid, "account_invalid", "there is no such account in the ledger")

// String is the account's id: kind, owner and currency.
func (a Account) String() string { return string(a.Kind) + ":" + a.Owner + ":" + string(a.Currency) }

// ParseAccount reads what String wrote. Faults: account_invalid.
func ParseAccount(id string) (Account, error) {
	parts := strings.Split(id, ":")
	if len(parts) != 3 {
		return Account{}, errAccount
	}
	a := Account{Kind(parts[0]), parts[1], Currency(parts[2])}
	return a, a.check()
}

func (a Account) check() error {
	k, ok := kinds[a.Kind]
	if !ok || !a.Currency.Known() || k.owned != (a.Owner != "") || a.Owner != "" && !isName(a.Owner) {
		return errAccount
	}
	return nil
}

// isName accepts ids, codes and keys: 1 to 200 letters, digits and a few signs of ASCII, so that no personal word and no
// separator enters the ledger.
func isName(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-_./#", r) {
			return false
		}
	}
	return s != "" && len(s) <= 200
}

// AccountOf is the account of a person of the kind, Client or Specialist.
func AccountOf(k Kind, owner access.AccountID, c Currency) Account {
	return Account{k, string(owner), c}
}

// bankOf is the mirror of the real account in a currency.
func bankOf(c Currency) Account { return houseOf(Bank, c) }

// houseOf is the mirror of what is really held for us: at the bank, unless money goes via the card provider. Any other
// kind makes an account that there is not, which check refuses.
func houseOf(via Kind, c Currency) Account {
	switch via {
	case "", Bank:
		via = Bank
	case Card:
	default:
		via = ""
	}
	return Account{Kind: via, Currency: c}
}

// isHouse reports whether accounts of the kind mirror what is really held for us.
func (k Kind) isHouse() bool { return k == Bank || k == Card }

// Balance is what an account holds, on its own side: what is owed to its owner, or what we have.
type Balance struct {
	Account        Account
	PostedMinor    int64
	PendingMinor   int64 // reserved by transfers on their way out
	AvailableMinor int64 // posted less pending
	Seq            int64 // how many postings there are
}

// sums are an account's kept totals.
type sums struct{ debits, credits, debitsPending, creditsPending, seq int64 }

func (s sums) balance(a Account) Balance {
	b := Balance{Account: a, PostedMinor: s.credits - s.debits, PendingMinor: s.debitsPending, Seq: s.seq}
	if kinds[a.Kind].asset {
		b.PostedMinor, b.PendingMinor = s.debits-s.credits, s.creditsPending
	}
	b.AvailableMinor = b.PostedMinor - b.PendingMinor
	return b
}
