package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"

	"surety/internal/blob"
	"surety/internal/card"
	"surety/internal/complaint"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/handover"
	"surety/internal/honey"
	"surety/internal/paper"
	"surety/internal/payment"
	"surety/internal/person"
	"surety/internal/recovery"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/remote/keep"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/room"
)

// openDeals opens ledger, bank desk, clocks, deals, the disputes and reviews that come of them, and secrets and remote sessions, which ask them all. A help desk alone has them too, so that the clocks of deals made
// before it became one go on; only their routes are gone.
func (s *site) openDeals(blobs blob.Store) error {
	stamps, trusted, err := s.authorities()
	if err != nil {
		return err
	}
	s.ledger = escrow.Open(escrow.Settings{DB: s.data, Clock: s.clock})
	s.bank = payment.Open(payment.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Ledger: s.ledger,
		Accounts: s.config.BankAccounts(), RecordOnly: s.config.RecordOnly})
	if s.cards, err = s.openCards(); err != nil {
		return err
	}
	clocks := deadline.Open(deadline.Settings{DB: s.data, Clock: s.clock, Jobs: s.jobs})
	s.deals = deal.Open(deal.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Desk: s.desk, Clocks: clocks, Ledger: s.ledger, Bank: s.bank, Cards: s.cards, Papers: paper.Writer{}, Time: stamps, Trusted: trusted, Logger: s.log,
		URL: s.config.URL, FeeBasisPoints: int64(s.config.FeePoints), ClearingDays: s.config.ClearingDays, Weekend: s.config.BusinessWeek()})
	s.disputes = dispute.Open(dispute.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Desk: s.desk, Clocks: clocks, Ledger: s.ledger, Deals: s.deals, Logger: s.log})
	s.recoveries = recovery.Open(recovery.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Accounts: s.accounts, Desk: s.desk, Logger: s.log})
	s.retention = retention.Open(retention.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Desk: s.desk, Deals: s.deals, Ledger: s.ledger, KeyBackupDays: s.config.KeyBackupDays, Logger: s.log})
	s.reviews = review.Open(review.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Clocks: clocks, Ledger: s.ledger, Deals: s.deals, Disputes: s.disputes, Logger: s.log})
	s.remote = remote.Open(remote.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Hub: s.live, Accounts: s.accounts, Tickets: s.desk,
		Clocks: clocks, Deals: s.deals, Disputes: s.disputes, Reviews: s.reviews, Host: s.config.Address().Host, Version: version, Logger: s.log})
	s.secrets = handover.Open(handover.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Hub: s.live, Accounts: s.accounts, Tickets: s.desk,
		Clocks: clocks, Deals: s.deals, Logger: s.log})
	s.rooms = room.Open(room.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Hub: s.live, Accounts: s.accounts, Tickets: s.desk, Keys: s.secrets, Logger: s.log})
	s.complaints = complaint.Open(complaint.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Desk: s.desk, Clocks: clocks, Deals: s.deals, Disputes: s.disputes, Secrets: s.secrets, Logger: s.log})
	s.honey = honey.Open(honey.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts, Desk: s.desk, Complaints: s.complaints, Logger: s.log})
	s.people = person.Open(person.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Accounts: s.accounts, Desk: s.desk, Deals: s.deals,
		Disputes: s.disputes, Complaints: s.complaints, Reviews: s.reviews, Retention: s.retention, Logger: s.log})
	s.chunks = chunk.Open(s.data, s.clock) // one for who takes chunks in and who shows them: it tells the one of the other
	s.player = replay.Open(replay.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Sessions: s.remote, Chunks: s.chunks, People: s.accounts, Logger: s.log})
	s.keeper = keep.Open(keep.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Cases: s.desk, Keys: s.remote, Accounts: s.accounts, Logger: s.log,
		QuotaTicket: int64(s.config.SnapshotTicket) << 20, QuotaAll: int64(s.config.SnapshotAll) << 20})
	s.openAssurance(clocks)
	s.work = work.Open(work.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Sessions: s.remote, Player: s.player, Deals: s.deals})
	return nil
}

// openCards opens the card desk, where one is set; else there is none.
func (s *site) openCards() (*card.Desk, error) {
	if !s.config.Cards() {
		return nil, nil //nolint:nilnil // a nil desk takes nothing
	}
	key, err := secrets(s.config.StripeKey)
	if err != nil {
		return nil, err
	}
	signers, err := secrets(s.config.StripeSecret)
	if err != nil {
		return nil, err
	}
	if len(key) != 1 {
		return nil, fmt.Errorf("%s must hold one key", s.config.StripeKey)
	}
	return card.Open(card.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Ledger: s.ledger, Bank: s.bank, Logger: s.log,
		URL: s.config.URL, Provider: s.config.StripeURL, Key: key[0], Secrets: signers}), nil
}

// secrets reads a file of them, one a line.
func secrets(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all := strings.Fields(string(text))
	if len(all) == 0 {
		return nil, fmt.Errorf("%s is empty", path)
	}
	return all, nil
}

// authorities are who dates the seals, if not the installation itself, and whose seals on papers from elsewhere count.
func (s *site) authorities() (stamps document.Timestamper, trusted []*x509.Certificate, err error) {
	if s.config.SignerRoots != "" {
		if trusted, err = certificates(s.config.SignerRoots); err != nil {
			return nil, nil, err
		}
	}
	if s.config.TimeURL == "" {
		return nil, trusted, nil
	}
	roots, err := certificates(s.config.TimeRoots)
	if err != nil {
		return nil, nil, err
	}
	pool := x509.NewCertPool()
	for _, c := range roots {
		pool.AddCert(c)
	}
	return &document.RemoteTime{URL: s.config.TimeURL, Roots: pool}, append(trusted, roots...), nil
}

// certificates reads a file of them.
func certificates(path string) (all []*x509.Certificate, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no certificate", path)
	}
	return all, nil
}
