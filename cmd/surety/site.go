package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"

	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/audit"
	"surety/internal/backup"
	"surety/internal/blob"
	"surety/internal/card"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/config"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/escrow"
	"surety/internal/handover"
	"surety/internal/honey"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/mail"
	"surety/internal/payment"
	"surety/internal/person"
	"surety/internal/place"
	"surety/internal/recovery"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/remote/keep"
	remotelive "surety/internal/remote/live"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/room"
	"surety/internal/scan"
	"surety/internal/snapshot/over"
	"surety/internal/ticket"
	"surety/internal/vault"
	"surety/internal/web"
	"surety/ui"
)

// site is an installation with everything open.
type site struct {
	config     *config.Config
	clock      clock.Clock
	log        *slog.Logger
	lock       *os.File
	data       *db.DB
	keys       *db.DB
	vault      *vault.Vault
	record     *audit.Log
	jobs       *job.Queue
	live       *live.Hub
	kept       *mail.Kept
	post       mail.Transport
	places     *place.Atlas
	accounts   *account.Accounts
	shelf      *scan.Shelf
	desk       *ticket.Desk
	ledger     *escrow.Ledger
	bank       *payment.Desk
	cards      *card.Desk
	deals      *deal.Deals
	disputes   *dispute.Disputes
	complaints *complaint.Complaints
	honey      *honey.Keeper
	recoveries *recovery.Recoveries
	retention  *retention.Keeper
	people     *person.Registrar
	reviews    *review.Reviews
	remote     *remote.Desk
	secrets    *handover.Desk
	rooms      *room.Desk
	chunks     *chunk.Store
	player     *replay.Player
	keeper     *keep.Keeper
	work       *work.Book
	assurance  *assurance.Desk
	ends       *remotelive.Node
	backups    *backup.Keeper
}

// openSite opens an installation to serve it or fill it; it holds the directory's lock. Demo keeps mails instead of
// sending them and lets personas in.
func openSite(ctx context.Context, c *config.Config, clk clock.Clock, log *slog.Logger, demo bool) (_ *site, err error) {
	s := &site{config: c, clock: clk, log: log}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if c.Places != "" {
		if s.places, err = place.Open(c.Places, clk, log); err != nil {
			return nil, err
		}
	}
	if err := makePlace(c); err != nil {
		return nil, err
	}
	if s.lock, err = hold(c); err != nil {
		return nil, err
	}
	if err := s.openStores(ctx, true); err != nil {
		return nil, err
	}
	return s, s.openSlices(ctx, demo)
}

// openStores opens the stores, the vault and the record; it holds no lock, so that the operator's tools can run beside
// a server.
func (s *site) openStores(ctx context.Context, create bool) (err error) {
	if err := s.openData(ctx); err != nil {
		return err
	}
	if s.keys, err = db.Open(ctx, db.Settings{URL: s.config.KeysDatabase, Schema: schema(s.config.KeysDatabase), Migrations: db.Keys}); err != nil {
		return err
	}
	if s.vault, err = unlock(ctx, s.config, s.clock, s.keys, create); err != nil {
		return err
	}
	s.record, err = openRecord(ctx, s.config, s.clock, s.data, s.log, create)
	return err
}

func (s *site) openData(ctx context.Context) (err error) {
	s.data, err = db.Open(ctx, db.Settings{URL: s.config.Database, Migrations: db.Data})
	return err
}

// schema keeps the key store apart should both stand on one server.
func schema(url string) string {
	if db.IsPostgres(url) {
		return "surety_keys"
	}
	return ""
}

func (s *site) openSlices(ctx context.Context, demo bool) (err error) {
	s.jobs = job.Open(job.Settings{DB: s.data, Clock: s.clock, Logger: s.log})
	if s.live, err = live.Open(ctx, s.data, s.log); err != nil {
		return err
	}
	if s.post, err = s.transport(demo); err != nil {
		return err
	}
	rpID, origins := passkeySite(s.config)
	s.accounts, err = account.Open(account.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Live: s.live,
		Transport: s.post, Places: s.places, Logger: s.log, URL: s.config.URL, RPID: rpID, Origins: origins, Demo: demo})
	if err != nil {
		return err
	}
	blobs, err := blob.Directory(s.config.Blobs)
	if err != nil {
		return err
	}
	s.shelf = scan.Open(s.scanning(blobs))
	s.desk = ticket.Open(ticket.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Live: s.live,
		Accounts: s.accounts, Shelf: s.shelf, Logger: s.log})
	if s.backups, err = s.openBackups(blobs); err != nil {
		return err
	}
	return s.openDeals(blobs)
}

func (s *site) scanning(blobs blob.Store) scan.Settings {
	o := scan.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Blobs: blobs, Log: s.record, Jobs: s.jobs, Look: scan.LookInCell, Logger: s.log}
	if d := s.config.Scanner(); d != nil {
		o.Scanner = d
	}
	return o
}

// transport is how mail leaves: kept in the demo world, by SMTP when set, else not at all.
func (s *site) transport(demo bool) (mail.Transport, error) {
	if demo {
		s.kept = mail.Keep(s.data, s.vault, s.clock)
		return s.kept, nil
	}
	if s.config.SMTP == "" {
		return nil, nil //nolint:nilnil // nobody is written to
	}
	return mail.SMTP(mail.SMTPSettings{URL: s.config.SMTP, From: s.config.MailFrom, Clock: s.clock})
}

// passkeySite is what passkeys are bound to. Browsers bind none to an address of numbers, so on this machine it is
// localhost.
func passkeySite(c *config.Config) (rpID string, origins []string) {
	u := c.Address()
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return u.Hostname(), []string{u.String()}
	}
	return "localhost", []string{u.Scheme + "://localhost:" + u.Port()}
}

// server is the installation as HTTP.
func (s *site) server(personas []web.Persona) (*web.Server, error) {
	key, err := publicKey(s.config)
	if err != nil {
		return nil, err
	}
	if err := s.openEnds(); err != nil {
		return nil, err
	}
	return web.Open(web.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Live: s.live, Accounts: s.accounts,
		Desk: s.desk, Deals: s.deals, Bank: s.bank, Cards: s.cards, Disputes: s.disputes, Complaints: s.complaints, Honey: s.honey, Retention: s.retention, People: s.people, Recoveries: s.recoveries, Reviews: s.reviews, Remote: s.remote, Secrets: s.secrets, Rooms: s.rooms, Ends: s.ends, Backups: s.backups, Player: s.player, Keeper: s.keeper, Work: s.work, Assurance: s.assurance, AssistDir: s.config.AssistDir, Mode: web.Mode(s.config.Mode), Logger: s.log, UI: ui.FS(), URL: s.config.Address(), Hosts: s.config.Hosts(), Proxies: s.config.TrustedProxies(),
		RateScale: s.config.RateScale, RecordKey: key, Version: version, DataDir: s.config.Data, Demo: s.kept, Personas: personas,
		RotateRoot: func(ctx context.Context) error { return rotateRoot(ctx, s.config, s.vault) }})
}

// openEnds makes the place where the ends of remote sessions meet, and opens the door for other servers where there are some.
func (s *site) openEnds() (err error) {
	o := remotelive.Settings{DB: s.data, Clock: s.clock, Chunks: s.chunks, Desk: remotelive.Of(s.remote), Snapshot: s.shelve, Logger: s.log, Seed: s.vault.Shared("node"), Address: s.config.Node}
	if o.Address != "" {
		if o.Inner, err = net.Listen("tcp", o.Address); err != nil {
			return err
		}
	}
	if s.ends, err = remotelive.Open(o); err == nil {
		s.remote.Attach(s.ends)
	}
	return err
}

// shelve serves a stream of snapshots: all of them to who comes to put back, else what the session itself keeps.
func (s *site) shelve(ctx context.Context, f remotelive.Facts, line *channel.Stream) {
	shelf := s.keeper.Shelf(f.Ticket)
	if !f.Restore {
		shelf = shelf.Since(f.Asked)
	}
	if err := over.Serve(ctx, line, shelf); err != nil {
		s.log.Debug("a stream of snapshots ended", "session", f.Session, "error", err)
	}
}

func (s *site) close() error {
	var all []error
	for _, c := range []io.Closer{closer(s.data), closer(s.keys), closer(s.lock)} {
		if c != nil {
			all = append(all, c.Close())
		}
	}
	return errors.Join(all...)
}

// closer is nil for a nil pointer, which an interface around one is not.
func closer[T any, P interface {
	*T
	io.Closer
}](p P) io.Closer {
	if p == nil {
		return nil
	}
	return p
}
