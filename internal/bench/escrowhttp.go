package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"

	"surety/internal/access"
	"surety/internal/account"
)

// Account is the bank account of a measured installation, in the form of the setting: an example's number, of nobody.
const Account = "DE89370400440532013000|EUR|Bench"

// EscrowOverHTTP measures transfers through the whole server: each request brings in a statement of one line, which is read,
// kept, booked to suspense and put on the record.
func EscrowOverHTTP(ctx context.Context, run Running, plan Plan) (Result, error) {
	p, err := run.Accounts.Add(ctx, access.Server("bench"), account.NewPerson{Email: "bench@bank.example", Name: "Bench", Language: "en", Roles: []access.Role{access.Bank}}, "")
	if err != nil {
		return Result{}, err
	}
	run.Accounts.Demo = true // lets this installation, made to be measured, sign in without a ceremony
	session, err := run.Accounts.SignInAs(ctx, p.ID, "", account.Client{})
	if err != nil {
		return Result{}, err
	}
	const name = "transfer over HTTP (a statement of one line)"
	return profiled(plan.Profile, name, func() (Result, error) {
		return Load{escrowClients, plan.Length}.run(name, statements(run.Address, session.Token))
	})
}

func statements(address, token string) func(int) (work, func(), error) {
	return func(int) (work, func(), error) {
		a, err := dial(address)
		if err != nil {
			return nil, nil, err
		}
		return func(int, int) (int64, error) {
			file := oneLine(access.NewID[string]())
			head := fmt.Sprintf("POST /api/v1/bank/statements?format=mt940 HTTP/1.1\r\nHost: %s\r\nCookie: surety=%s\r\nX-Surety-Csrf: 1\r\nOrigin: http://%s\r\nContent-Length: %d\r\n\r\n",
				address, token, address, len(file))
			return a.ask(head, file)
		}, a.close, nil
	}
}

// oneLine is an MT940 statement of one receipt that names nothing.
func oneLine(mark string) string {
	return ":20:" + mark[:min(16, len(mark))] + "\r\n:25:DE89370400440532013000\r\n:28C:" + mark + "\r\n:60F:C260101EUR0,00\r\n:61:2601010101C1,00NTRFNONREF//" + mark +
		"\r\n:86:" + mark + "\r\n:62F:C260101EUR1,00\r\n-\r\n"
}

// PrintResults writes one run's figures.
func PrintResults(w io.Writer, results []Result, engine string, length time.Duration) error {
	fmt.Fprintf(w, "%s/%s, %d processors, %s, %s a figure; server, store and load share the machine\n\n", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), engine, length)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "\tclients\t/s\tp50\tp99")
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%d\t%.0f\t%s\t%s\n", r.Name, r.Clients, r.Rate, short(r.P50), short(r.P99))
	}
	return t.Flush()
}
