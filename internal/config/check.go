package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"surety/internal/db"
	"surety/internal/scan/clam"
)

// Languages that Surety speaks.
var languages = []string{"en", "ru", "fa", "zh"}

// Check refuses what cannot be meant or is not safe, and fills in what follows from other settings.
func (c *Config) Check() error {
	for _, check := range []func() error{c.checkPlaces, c.checkProxies, c.checkListen, c.checkURL, c.checkMail, c.checkScanner, c.checkBackup, c.checkMoney, c.checkRest} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkPlaces() error {
	if c.Data == "" {
		return errors.New("--data DIR is needed: where everything is kept")
	}
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	c.Data = data
	fill(&c.Database, filepath.Join(data, "surety.db"))
	fill(&c.KeysDatabase, filepath.Join(data, "keys", "keys.db"))
	fill(&c.Blobs, filepath.Join(data, "blobs"))
	fill(&c.AssistDir, filepath.Join(data, "assist"))
	fill(&c.RootKey, "file:"+filepath.Join(data, "keys", "root.key"))
	if c.Database == c.KeysDatabase {
		return errors.New("database and keys-database must not be the same: who holds one must not hold the other")
	}
	for name, v := range map[string]string{"database": c.Database, "keys-database": c.KeysDatabase} {
		if strings.Contains(v, "://") && !db.IsPostgres(v) {
			return fmt.Errorf("%s must be a postgres:// URL or the path of a file", name)
		}
	}
	if strings.Contains(c.Blobs, "://") {
		return errors.New("blobs must be a directory")
	}
	return nil
}

func fill(p *string, v string) {
	if *p == "" {
		*p = v
	}
}

func (c *Config) checkProxies() error {
	c.proxies = nil
	for _, s := range c.Proxies {
		if a, err := netip.ParseAddr(s); err == nil {
			c.proxies = append(c.proxies, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return fmt.Errorf("trusted-proxies: %q is neither an address nor a network", s)
		}
		c.proxies = append(c.proxies, p.Masked())
	}
	return nil
}

func (c *Config) checkListen() error {
	if c.Domain != "" {
		fill(&c.Listen, ":443")
	}
	fill(&c.Listen, "127.0.0.1:8080")
	host, _, err := net.SplitHostPort(c.Listen)
	switch {
	case err != nil:
		return fmt.Errorf("listen must be host:port: %w", err)
	case c.Node != "" && !db.IsPostgres(c.Database):
		return errors.New("node-address is for several servers on one PostgreSQL")
	case c.Node != "" && !reachable(c.Node):
		return errors.New("node-address must be host:port, with the host that the other servers call")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("tls-cert and tls-key belong together")
	case !strings.HasPrefix(c.ACMEDirectory, "https://"):
		return errors.New("acme-directory must be an https address")
	case c.ACMERoot != "" && c.Domain == "":
		return errors.New("acme-root is for domain")
	case c.Domain != "" && c.TLSCert != "":
		return errors.New("domain gets a certificate by itself: leave tls-cert out")
	case !c.TLS() && len(c.proxies) == 0 && !loopback(host):
		return fmt.Errorf("plain HTTP is for this machine only, and %s is open to others: set domain, or tls-cert and tls-key, or trusted-proxies", c.Listen)
	}
	return nil
}

// reachable reports whether the address names a host and a port that another machine can dial.
func reachable(address string) bool {
	host, port, err := net.SplitHostPort(address)
	a, notIP := netip.ParseAddr(host)
	return err == nil && host != "" && port != "" && port != "0" && (notIP != nil || !a.IsUnspecified())
}

// TLS reports whether this process ends TLS itself.
func (c *Config) TLS() bool { return c.Domain != "" || c.TLSCert != "" }

// Loopback reports whether only this machine can reach the listener.
func (c *Config) Loopback() bool {
	host, _, _ := net.SplitHostPort(c.Listen)
	return loopback(host)
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && a.IsLoopback()
}

func (c *Config) checkURL() error {
	if c.URL == "" && c.Domain != "" {
		c.URL = "https://" + c.Domain
	}
	if c.URL == "" && c.Loopback() && !c.TLS() && len(c.proxies) == 0 {
		c.URL = "http://" + c.Listen
	}
	u, err := url.Parse(c.URL)
	switch {
	case c.URL == "":
		return errors.New("url is needed: the public address, such as https://help.example")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("url must look like https://help.example")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return errors.New("url must be a host alone, without path")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return errors.New("url must begin with https: plain HTTP is for this machine only")
	}
	c.address = &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	c.URL = c.address.String()
	return nil
}

func (c *Config) checkMail() error {
	if c.SMTP == "" {
		return nil
	}
	u, err := url.Parse(c.SMTP)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return errors.New("smtp must look like smtp://user:password@host:587 or smtps://…")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		return errors.New("mail-from is needed with smtp, such as Help <help@firm.example>")
	}
	return nil
}

func (c *Config) checkScanner() error {
	if c.scanner = nil; c.Clamd == "" {
		return nil
	}
	d, err := clam.Parse(c.Clamd)
	if err == nil {
		c.scanner = &d
	}
	return err
}

// checkBackup keeps the two kinds of backups apart: who takes one folder must not take the other with it.
func (c *Config) checkBackup() error {
	switch {
	case c.KeyBackupDays < 1 || c.KeyBackupDays > 3650:
		return errors.New("key-backup-days must be between 1 and 3650")
	case c.BackupDays < 0 || c.BackupDays > 36500:
		return errors.New("backup-days must be between 1 and 36500, or 0 to keep all")
	case c.BackupLeast < 1:
		return errors.New("backup-least must be 1 or more")
	case c.BackupEvery < time.Minute:
		return errors.New("backup-every must be a minute or more, such as 24h")
	case (c.BackupTo == "") != (c.BackupKeysTo == ""):
		return errors.New("backup-to and backup-keys-to belong together")
	case c.BackupTo != "" && filepath.Clean(c.BackupTo) == filepath.Clean(c.BackupKeysTo):
		return errors.New("backup-to and backup-keys-to must not be the same: who holds one must not hold the other")
	}
	return nil
}

// Scanner is the clamd that scans files, or nil.
func (c *Config) Scanner() *clam.Daemon { return c.scanner }

func (c *Config) checkRest() error {
	for _, l := range c.Languages {
		if !slices.Contains(languages, l) {
			return fmt.Errorf("languages: %q is not one of %s", l, strings.Join(languages, ", "))
		}
	}
	switch {
	case len(c.Languages) == 0:
		return errors.New("languages: at least one is needed")
	case c.SnapshotTicket <= 0 || c.SnapshotAll < c.SnapshotTicket:
		return errors.New("snapshot-case-mib must be above 0 and not above snapshot-all-mib")
	case c.RateScale <= 0:
		return errors.New("rate-scale must be above 0")
	case !slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel):
		return errors.New("log-level must be debug, info, warn or error")
	case c.LogFormat != "text" && c.LogFormat != "json":
		return errors.New("log-format must be text or json")
	}
	return nil
}

// Address is the public address.
func (c *Config) Address() *url.URL { return c.address }

// TrustedProxies are the networks whose forwarding headers count.
func (c *Config) TrustedProxies() []netip.Prefix { return c.proxies }

// Hosts are the values of the Host header that are served: the public address, and on this machine its other names.
func (c *Config) Hosts() []string {
	if !loopback(c.address.Hostname()) {
		return []string{c.address.Host}
	}
	port := c.address.Port()
	if port == "" {
		return []string{"localhost", "127.0.0.1", "[::1]"}
	}
	return []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}
}
