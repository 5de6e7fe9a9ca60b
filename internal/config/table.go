package config

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// setting is one row of the table.
type setting struct {
	name, fallback, help string
	secret               bool
	value                pflag.Value
}

func (c *Config) table() []setting {
	return []setting{
		{"data", "", "directory that holds everything of the embedded default", false, (*text)(&c.Data)},
		{"listen", "", "address to listen on; default 127.0.0.1:8080, or :443 with domain", false, (*text)(&c.Listen)},
		{"url", "", "public address, such as https://help.example; links are built from it and no other host is served", false, (*text)(&c.URL)},
		{"domain", "", "domain to get a certificate for by ACME", false, (*text)(&c.Domain)},
		{"acme-directory", "https://acme-v02.api.letsencrypt.org/directory", "address of the authority's ACME directory, such as one of your own", false, (*text)(&c.ACMEDirectory)},
		{"acme-root", "", "file of the root certificates by which to know the authority; default those of the system", false, (*text)(&c.ACMERoot)},
		{"tls-cert", "", "certificate file", false, (*text)(&c.TLSCert)},
		{"tls-key", "", "file of the certificate's key", false, (*text)(&c.TLSKey)},
		{"trusted-proxies", "", "addresses or networks of proxies that end TLS; only they may say whom they speak for", false, (*list)(&c.Proxies)},
		{"database", "", "postgres:// URL of the main store; default DATA/surety.db", true, (*text)(&c.Database)},
		{"keys-database", "", "postgres:// URL of the key store; default DATA/keys/keys.db", true, (*text)(&c.KeysDatabase)},
		{"blobs", "", "directory of files; default DATA/blobs", false, (*text)(&c.Blobs)},
		{"assist-dir", "", "directory of the client's programs, as make assist writes them; default DATA/assist", false, (*text)(&c.AssistDir)},
		{"snapshot-case-mib", "51200", "how many MiB the snapshots of one case may take", false, (*whole)(&c.SnapshotTicket)},
		{"snapshot-all-mib", "512000", "how many MiB all snapshots may take", false, (*whole)(&c.SnapshotAll)},
		{"backup-to", "", "folder into which backups are made while serving; empty means none", false, (*text)(&c.BackupTo)},
		{"backup-keys-to", "", "folder of the key backups that go with them; on another disk or machine", false, (*text)(&c.BackupKeysTo)},
		{"backup-every", "24h", "how often a backup is made", false, (*duration)(&c.BackupEvery)},
		{"key-backup-days", "30", "after how many days a key backup is forgotten: so long may a destroyed case open from a backup", false, (*whole)(&c.KeyBackupDays)},
		{"backup-days", "90", "after how many days a backup of data is removed; 0 keeps all", false, (*whole)(&c.BackupDays)},
		{"backup-least", "3", "how many of the newest backups of data are kept however old they are", false, (*whole)(&c.BackupLeast)},
		{"root-key", "", "file:PATH, passphrase, or command:PROGRAM ARG…; default file:DATA/keys/root.key", false, (*text)(&c.RootKey)},
		{"root-passphrase", "", "the passphrase, when root-key is passphrase; better given in the environment", true, (*text)(&c.Passphrase)},
		{"smtp", "", "smtp://user:password@host:587 or smtps://…:465; without it no mail leaves", true, (*text)(&c.SMTP)},
		{"mail-from", "", "sender of mails, such as Help <help@firm.example>", false, (*text)(&c.MailFrom)},
		{"metrics", "", "address of the metrics listener, such as 127.0.0.1:9090; empty means none", false, (*text)(&c.Metrics)},
		{"node-address", "", "host:port at which the other servers of this installation reach this one, for remote sessions; only where several share one database", false, (*text)(&c.Node)},
		{"places", "", "database of countries (.mmdb), which tells the country of a sign-in; without it no sign-in has one", false, (*text)(&c.Places)},
		{"clamd", "", "where a clamd listens that scans files: unix:/run/clamav/clamd.ctl or tcp:host:3310; with it a file is closed until it has answered", false, (*text)(&c.Clamd)},
		{"languages", "en,ru,fa,zh", "languages offered before setup has chosen", false, (*list)(&c.Languages)},
		{"mode", "desk", "what this installation is: desk (tickets alone), firm (own specialists, deals, bank desk) or market (specialists apply)", false, (*text)(&c.Mode)},
		{"fee-basis-points", "0", "what the platform takes of each release, in hundredths of a per cent", false, (*whole)(&c.FeePoints)},
		{"clearing-days", "0", "how long released money rests before it is paid out", false, (*whole)(&c.ClearingDays)},
		{"weekend", "sat,sun", "days of the week that are no business days, of sun, mon, tue, wed, thu, fri, sat; contracts made from now on name them", false, (*text)(&c.Weekend)},
		{"bank-accounts", "", "own accounts, each NUMBER|CURRENCY|HOLDER or NUMBER|CURRENCY|HOLDER|BIC; statements of others are refused", false, (*list)(&c.Bank)},
		{"record-only", "false", "true when a licensed partner holds the money and pays it out: the ledger mirrors their statements", false, (*yesNo)(&c.RecordOnly)},
		{"stripe-key-file", "", "file of a restricted key of Stripe; with it milestones can be paid by card", true, (*text)(&c.StripeKey)},
		{"stripe-webhook-secret-file", "", "file of the signing secrets of Stripe's webhook endpoints, one a line", true, (*text)(&c.StripeSecret)},
		{"stripe-url", "https://api.stripe.com", "address of Stripe's API; another one only for tests on this machine", false, (*text)(&c.StripeURL)},
		{"time-authority", "", "address of an authority of time (RFC 3161) that dates the seals; default the installation's own", false, (*text)(&c.TimeURL)},
		{"time-authority-roots", "", "certificates (PEM) by which that authority is believed", false, (*text)(&c.TimeRoots)},
		{"trusted-signers", "", "certificates (PEM) by which papers signed elsewhere are believed", false, (*text)(&c.SignerRoots)},
		{"rate-scale", "1", "multiplies all request limits; for load tests", false, (*number)(&c.RateScale)},
		{"log-level", "info", "debug, info, warn or error", false, (*text)(&c.LogLevel)},
		{"log-format", "text", "text or json", false, (*text)(&c.LogFormat)},
	}
}

type text string

func (t *text) String() string     { return string(*t) }
func (t *text) Set(v string) error { *t = text(v); return nil }
func (t *text) Type() string       { return "text" }

type list []string

func (l *list) String() string { return strings.Join(*l, ",") }
func (l *list) Type() string   { return "list" }
func (l *list) Set(v string) error {
	*l = nil
	for p := range strings.SplitSeq(v, ",") {
		if p = strings.TrimSpace(p); p != "" {
			*l = append(*l, p)
		}
	}
	return nil
}

type number float64

func (n *number) String() string { return strconv.FormatFloat(float64(*n), 'g', -1, 64) }
func (n *number) Type() string   { return "number" }
func (n *number) Set(v string) error {
	f, err := strconv.ParseFloat(v, 64)
	if err == nil {
		*n = number(f)
	}
	return err
}

type whole int

func (w *whole) String() string { return strconv.Itoa(int(*w)) }
func (w *whole) Type() string   { return "number" }
func (w *whole) Set(v string) error {
	n, err := strconv.Atoi(v)
	if err == nil {
		*w = whole(n)
	}
	return err
}

type duration time.Duration

func (d *duration) String() string { return time.Duration(*d).String() }
func (d *duration) Set(v string) error {
	t, err := time.ParseDuration(v)
	if err == nil {
		*d = duration(t)
	}
	return err
}
func (d *duration) Type() string { return "duration" }

type yesNo bool

func (y *yesNo) String() string { return strconv.FormatBool(bool(*y)) }
func (y *yesNo) Type() string   { return "bool" }
func (y *yesNo) Set(v string) error {
	b, err := strconv.ParseBool(v)
	if err == nil {
		*y = yesNo(b)
	}
	return err
}
