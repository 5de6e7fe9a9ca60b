package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"surety/internal/deadline"
	"surety/internal/escrow"
	"surety/internal/payment"
)

// Limits of what money's settings may say.
const (
	feeLimit      = 5_000 // basis points: half
	clearingLimit = 90    // days
)

func (c *Config) checkMoney() (err error) {
	switch {
	case !slices.Contains([]string{"desk", "firm", "market"}, c.Mode):
		return errors.New("mode must be desk, firm or market")
	case c.FeePoints < 0 || c.FeePoints > feeLimit:
		return fmt.Errorf("fee-basis-points must be from 0 to %d", feeLimit)
	case c.ClearingDays < 0 || c.ClearingDays > clearingLimit:
		return fmt.Errorf("clearing-days must be from 0 to %d", clearingLimit)
	case (c.TimeURL == "") != (c.TimeRoots == ""):
		return errors.New("time-authority and time-authority-roots belong together: a time that nobody is believed for proves nothing")
	}
	if u, err := url.Parse(c.TimeURL); c.TimeURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("time-authority must look like https://time.example/tsr")
	}
	if c.weekend, err = deadline.ParseWeekend(c.Weekend); err != nil {
		return fmt.Errorf("weekend: %w", err)
	}
	if err := c.checkCards(); err != nil {
		return err
	}
	c.bank = nil
	for _, text := range c.Bank {
		own, err := ownAccount(text)
		if err != nil {
			return fmt.Errorf("bank-accounts: %q: %w", text, err)
		}
		c.bank = append(c.bank, own)
	}
	return nil
}

// ownAccount reads NUMBER|CURRENCY|HOLDER|BIC. What begins as an IBAN does must be one: payouts leave from it.
func ownAccount(text string) (own payment.Own, err error) {
	parts := strings.Split(text, "|")
	if len(parts) < 3 || len(parts) > 4 {
		return own, errors.New("must be NUMBER|CURRENCY|HOLDER or NUMBER|CURRENCY|HOLDER|BIC")
	}
	for i, p := range parts {
		if parts[i] = strings.TrimSpace(p); parts[i] == "" {
			return own, errors.New("a part is empty")
		}
	}
	own = payment.Own{Account: strings.ReplaceAll(parts[0], " ", ""), Holder: parts[2]}
	if len(parts) == 4 {
		own.BIC = parts[3]
	}
	if own.Currency, err = escrow.ParseCurrency(parts[1]); err != nil {
		return own, err
	}
	if len(own.Account) > 2 && own.Account[0] >= 'A' && own.Account[1] >= 'A' {
		iban, err := payment.ParseIBAN(own.Account)
		own.Account = string(iban)
		return own, err
	}
	return own, nil
}

// BusinessWeek are the days that are no business days.
func (c *Config) BusinessWeek() deadline.Weekend { return c.weekend }

// BankAccounts are the installation's own.
func (c *Config) BankAccounts() []payment.Own { return c.bank }

// checkCards refuses half a card provider, and one whose answers anybody on the way could write.
func (c *Config) checkCards() error {
	u, err := url.Parse(c.StripeURL)
	switch {
	case (c.StripeKey == "") != (c.StripeSecret == ""):
		return errors.New("stripe-key-file and stripe-webhook-secret-file belong together: without the secrets nobody's word could be believed")
	case err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return errors.New("stripe-url must look like https://api.stripe.com; plain HTTP is for this machine only")
	case c.StripeKey == "":
		return nil
	case c.Mode == "desk":
		return errors.New("stripe-key-file is for a firm or a market: a help desk alone takes no money")
	case c.RecordOnly:
		return errors.New("stripe-key-file and record-only exclude each other: a partner holds the money, and takes it")
	}
	return nil
}

// Cards reports whether milestones can be paid by card.
func (c *Config) Cards() bool { return c.StripeKey != "" }
