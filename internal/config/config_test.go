package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"surety/internal/payment"
)

func load(t *testing.T, args, environ []string) (*Config, error) {
	t.Helper()
	c := &Config{}
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	c.Register(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return c, c.Load(flags, environ)
}

func TestLaterSourcesWin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "surety.toml")
	text := "listen = \"127.0.0.1:1\"\nmetrics = \"127.0.0.1:2\"\nlanguages = [\"fa\", \"ru\"]\nlog-level = \"warn\"\nrate-scale = 3\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, []string{"--data", "d", "--config", file, "--log-level", "debug"}, []string{"SURETY_METRICS=127.0.0.1:3", "SURETY_LOG_LEVEL=error", "PATH=/bin"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:1" || c.Metrics != "127.0.0.1:3" || c.LogLevel != "debug" || c.LogFormat != "text" || c.RateScale != 3 || !slices.Equal(c.Languages, []string{"fa", "ru"}) {
		t.Errorf("got %+v", c)
	}
}

func TestUnsafeOrUnclearSettingsAreRefused(t *testing.T) {
	for _, tc := range []struct{ args, says string }{
		{"--listen 127.0.0.1:1", "--data"},
		{"--data d --listen 0.0.0.0:80", "plain HTTP"},
		{"--data d --listen :80", "plain HTTP"},
		{"--data d --listen 0.0.0.0:443 --tls-cert a", "belong together"},
		{"--data d --listen 0.0.0.0:443 --tls-cert a --tls-key b", "url is needed"},
		{"--data d --listen 0.0.0.0:80 --trusted-proxies 10.0.0.1 --url http://help.example", "https"},
		{"--data d --domain help.example --acme-directory http://ca.example/dir", "https address"},
		{"--data d --acme-root ca.pem", "for domain"},
		{"--data d --url https://help.example/path", "without path"},
		{"--data d --trusted-proxies ten", "neither"},
		{"--data d --database mysql://h/d", "postgres://"},
		{"--data d --keys-database postgres://h/d --database postgres://h/d", "same"},
		{"--data d --smtp smtp://h", "mail-from"},
		{"--data d --languages en,de", "de"},
		{"--data d --mode shop", "desk, firm or market"},
		{"--data d --fee-basis-points 5001", "fee-basis-points"},
		{"--data d --clearing-days -1", "clearing-days"},
		{"--data d --time-authority https://time.example/tsr", "belong together"},
		{"--data d --bank-accounts DE89370400440532013001|EUR|Firm", "iban"},
		{"--data d --node-address 10.0.0.5:9443", "PostgreSQL"},
		{"--data d --database postgres://db/s --node-address 10.0.0.5", "node-address"},
		{"--data d --database postgres://db/s --node-address :9443", "node-address"},
		{"--data d --database postgres://db/s --node-address 0.0.0.0:9443", "node-address"},
		{"--data d --database postgres://db/s --node-address a.example:0", "node-address"},
		{"--data d --bank-accounts 12345|EUX|Firm", "currency"},
		{"--data d --bank-accounts 12345|EUR", "HOLDER"},
		{"--data d --mode market --stripe-key-file k", "belong together"},
		{"--data d --backup-to /b", "belong together"},
		{"--data d --backup-to /b --backup-keys-to /b/", "same"},
		{"--data d --backup-every 1s", "backup-every"},
		{"--data d --key-backup-days 0", "key-backup-days"},
		{"--data d --mode market --stripe-webhook-secret-file s", "belong together"},
		{"--data d --mode market --stripe-url http://api.stripe.com", "stripe-url"},
		{"--data d --mode market --stripe-url https://me@api.stripe.com", "stripe-url"},
		{"--data d --mode desk --stripe-key-file k --stripe-webhook-secret-file s", "help desk"},
		{"--data d --mode firm --record-only true --stripe-key-file k --stripe-webhook-secret-file s", "record-only"},
	} {
		_, err := load(t, strings.Fields(tc.args), nil)
		if err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want it to speak of %q", tc.args, err, tc.says)
		}
	}
	if _, err := load(t, []string{"--data", "d"}, []string{"SURETY_LISTN=x"}); err == nil {
		t.Error("a misspelt variable was accepted")
	}
}

func TestBankAccountsAreRead(t *testing.T) {
	c, err := load(t, []string{"--data", "d", "--bank-accounts", "DE89 3704 0044 0532 0130 00|EUR|Harbour Help GmbH|COBADEFFXXX, 40702810900000000001|RUB|Firm"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []payment.Own{{Account: "DE89370400440532013000", Currency: "EUR", Holder: "Harbour Help GmbH", BIC: "COBADEFFXXX"}, {Account: "40702810900000000001", Currency: "RUB", Holder: "Firm"}}
	if !slices.Equal(c.BankAccounts(), want) {
		t.Errorf("got %+v", c.BankAccounts())
	}
}

func TestPrintHidesSecrets(t *testing.T) {
	c, err := load(t, []string{"--data", "d", "--smtp", "smtp://me:hunter2@mail.example:587", "--mail-from", "a@b.example",
		"--database", "postgres://u:hunter2@h/d?password=hunter2", "--root-passphrase", "hunter2", "--mode", "market",
		"--stripe-key-file", "/run/hunter2", "--stripe-webhook-secret-file", "/run/hunter2"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "hunter2") || !strings.Contains(b.String(), "mail.example:587") {
		t.Errorf("printed %s", &b)
	}
}

func TestHostsAreThePublicAddressAlone(t *testing.T) {
	c, err := load(t, []string{"--data", "d", "--listen", "0.0.0.0:443", "--domain", "Help.Example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Hosts(); !slices.Equal(got, []string{"help.example"}) || c.URL != "https://help.example" {
		t.Errorf("hosts %v, url %s", got, c.URL)
	}
}
