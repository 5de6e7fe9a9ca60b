// Package config reads the settings of the process: defaults, then a file, then SURETY_* in the environment, then flags;
// the later wins. It checks them and prints them without what is secret.
//
// Every setting is one row of the table in table.go, from which the file's keys, the environment's names and the flags
// all follow: --tls-cert is tls-cert in the file and SURETY_TLS_CERT in the environment. A key that is not in the
// table is refused, so that a slip of the pen cannot leave a door open.
package config

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/pflag"

	"surety/internal/deadline"
	"surety/internal/payment"
	"surety/internal/scan/clam"
)

// Config is what the settings say. Use it after Check.
type Config struct {
	Data          string
	Listen        string
	URL           string
	Domain        string
	ACMEDirectory string
	ACMERoot      string
	TLSCert       string
	TLSKey        string
	Proxies       []string
	Database      string
	KeysDatabase  string
	Blobs         string
	AssistDir     string
	RootKey       string
	Passphrase    string
	SMTP          string
	MailFrom      string
	Metrics       string
	Node          string
	Places        string
	Clamd         string
	Languages     []string
	Mode          string
	FeePoints     int
	ClearingDays  int
	Weekend       string // days that are no business days
	Bank          []string
	RecordOnly    bool
	StripeKey     string
	StripeSecret  string
	StripeURL     string
	TimeURL       string
	TimeRoots     string
	SignerRoots   string
	RateScale     float64
	// MiB that snapshots may take: those of one case, and all.
	SnapshotTicket, SnapshotAll int
	// Folders of scheduled backups; empty: none.
	BackupTo, BackupKeysTo string
	BackupEvery            time.Duration
	KeyBackupDays          int // how long a key backup lives
	BackupDays             int // how long a data backup is kept; 0: for good
	BackupLeast            int // how many data backups are kept however old
	LogLevel               string
	LogFormat              string

	file    string
	address *url.URL
	proxies []netip.Prefix
	bank    []payment.Own
	weekend deadline.Weekend
	scanner *clam.Daemon
}

// Register adds a flag per setting, and --config.
func (c *Config) Register(flags *pflag.FlagSet, names ...string) {
	if flags.Lookup("config") == nil {
		flags.StringVar(&c.file, "config", "", "settings file (TOML)")
	}
	for _, s := range c.table() {
		if len(names) == 0 || slices.Contains(names, s.name) {
			flags.Var(s.value, s.name, s.help)
		}
	}
}

// Load fills what no flag has set from the environment (as os.Environ gives it), the file and the defaults, in that
// order, and checks the whole.
func (c *Config) Load(flags *pflag.FlagSet, environ []string) error {
	set := map[string]bool{}
	flags.Visit(func(f *pflag.Flag) { set[f.Name] = true })
	table := c.table()
	env := environment(environ)
	if c.file == "" {
		c.file = env["config"]
	}
	file, err := readFile(c.file)
	if err != nil {
		return err
	}
	if err := known(table, file, env); err != nil {
		return err
	}
	for _, s := range table {
		if set[s.name] {
			continue
		}
		if err := s.first(env, file); err != nil {
			return fmt.Errorf("setting %s: %w", s.name, err)
		}
	}
	return c.Check()
}

// first takes the value of the first source that has one.
func (s setting) first(sources ...map[string]string) error {
	for _, source := range sources {
		if v, ok := source[s.name]; ok {
			return s.value.Set(v)
		}
	}
	return s.value.Set(s.fallback)
}

func environment(environ []string) map[string]string {
	all := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if rest, ok := strings.CutPrefix(name, "SURETY_"); ok && !strings.HasPrefix(rest, "TEST_") {
			all[strings.ToLower(strings.ReplaceAll(rest, "_", "-"))] = value
		}
	}
	return all
}

func readFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("settings file: %w", err)
	}
	var raw map[string]any
	if err := toml.NewDecoder(bytes.NewReader(text)).Decode(&raw); err != nil {
		return nil, fmt.Errorf("settings file %s: %w", path, err)
	}
	all := map[string]string{}
	for k, v := range raw {
		if all[k], err = flat(v); err != nil {
			return nil, fmt.Errorf("settings file %s, %s: %w", path, k, err)
		}
	}
	return all, nil
}

func flat(v any) (string, error) {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i, p := range v {
			parts[i] = fmt.Sprint(p)
		}
		return strings.Join(parts, ","), nil
	case map[string]any:
		return "", fmt.Errorf("settings stand at the top, not in a table")
	}
	return fmt.Sprint(v), nil
}

func known(table []setting, sources ...map[string]string) error {
	for _, source := range sources {
		for name := range source {
			if name != "config" && !slices.ContainsFunc(table, func(s setting) bool { return s.name == name }) {
				return fmt.Errorf("there is no setting %q; see surety serve --help", name)
			}
		}
	}
	return nil
}

// Print writes every setting as TOML, secrets as "(set)" or empty.
func (c *Config) Print(w io.Writer) error {
	for _, s := range c.table() {
		v := s.value.String()
		if s.secret && v != "" {
			v = redact(v)
		}
		if _, err := fmt.Fprintf(w, "%s = %q\n", s.name, v); err != nil {
			return err
		}
	}
	return nil
}

// redact keeps of a URL what is not its password; of anything else nothing.
func redact(v string) string {
	u, err := url.Parse(v)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return "(set)"
	}
	if u.User != nil {
		u.User = url.User("(set)")
	}
	u.RawQuery = ""
	return u.String()
}
