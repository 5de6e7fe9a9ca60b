package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/access"
	"surety/internal/backup"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/db"
)

const restoreLong = `Restores a backup into DATA, which must be absent or empty, and checks it before it is there: hashes, the sums of all
tables, the whole record up to the backup's checkpoint, the ledger, every file, every case key. What was destroyed since,
as the newest "life" file tells, is destroyed again. Either everything is restored or nothing.

The identity is what "surety backup init" printed. The root key is in no backup: name the copy that you kept.`

// restoring are the flags of what reads a backup.
type restoring struct {
	from, keysFrom, set, keySet, identity string
	past                                  bool
}

func (r *restoring) register(c *cobra.Command) {
	c.Flags().StringVar(&r.from, "from", "", "folder of data and files")
	c.Flags().StringVar(&r.keysFrom, "keys-from", "", "folder of keys")
	c.Flags().StringVar(&r.identity, "identity", "", "file that surety backup init printed; - reads it from standard input")
	c.Flags().StringVar(&r.set, "set", "", "name of the backup; default the newest")
	c.Flags().StringVar(&r.keySet, "key-set", "", "name of the key backup; default the newest")
	c.Flags().BoolVar(&r.past, "past-its-days", false, "take a key backup whose days are over; the record says so")
}

func (r *restoring) source(c *cobra.Command) (s backup.Source, err error) {
	if r.from == "" || r.keysFrom == "" || r.identity == "" {
		return s, usage(errors.New("--from, --keys-from and --identity are needed"))
	}
	text, err := r.read(c.InOrStdin())
	if err != nil {
		return s, usage(err)
	}
	s = backup.Source{From: r.from, KeysFrom: r.keysFrom, Set: r.set, KeySet: r.keySet, PastItsDays: r.past, Clock: clock.System{}}
	if s.Identity, err = backup.ParseIdentity(string(text)); err != nil {
		return s, usage(errors.New("the identity is not what surety backup init printed"))
	}
	return s, nil
}

func (r *restoring) read(in io.Reader) ([]byte, error) {
	if r.identity == "-" {
		return io.ReadAll(io.LimitReader(in, 64<<10))
	}
	return os.ReadFile(r.identity)
}

func restoreCommand() *cobra.Command {
	cfg, r := &config.Config{}, &restoring{}
	var asJSON bool
	c := &cobra.Command{Use: "restore --from FOLDER --keys-from FOLDER --identity FILE --data NEWDIR --root-key file:PATH", Short: "Restore a backup", Long: restoreLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
			return usage(err)
		}
		s, err := r.source(c)
		if err != nil {
			return err
		}
		if fresh, err := isNew(cfg); err != nil || !fresh {
			return errors.Join(err, usage(fmt.Errorf("%s is not empty", cfg.Data)))
		}
		f, err := restoreTo(c.Context(), s, cfg)
		if err != nil {
			return damaged(err)
		}
		return f.tell(c, asJSON, restoredWord)
	}
	r.register(c)
	cfg.Register(c.Flags(), append([]string{"blobs"}, places...)...)
	jsonFlag(c, &asJSON)
	return c
}

// damaged gives what is wrong with a backup its exit code.
func damaged(err error) error {
	if errors.Is(err, backup.ErrDamaged) {
		return coded{exitDamaged, err}
	}
	return err
}

const restoredWord = "Restored"

// finding is what a restore brought and a look at it found.
type finding struct {
	backup.Restored
	backup.Checked
	backup.Ended
	took time.Duration
}

// restoreTo restores beside the directory and moves it into place when all is checked.
func restoreTo(ctx context.Context, s backup.Source, cfg *config.Config) (f finding, err error) {
	stage := cfg.Data + ".restoring"
	if err := os.Mkdir(stage, 0o700); err != nil {
		return f, fmt.Errorf("an earlier restore was cut off, or another runs: %w", err)
	}
	if f, err = restoreAndCheck(ctx, s, staged(cfg, stage), false); err != nil {
		return f, errors.Join(err, os.RemoveAll(stage))
	}
	if err := os.Rename(stage, cfg.Data); err != nil {
		return f, err
	}
	d, err := os.Open(filepath.Dir(cfg.Data))
	if err != nil {
		return f, err
	}
	return f, errors.Join(d.Sync(), d.Close())
}

// staged is the same installation with what lies in its directory in another.
func staged(cfg *config.Config, dir string) *config.Config {
	c := *cfg
	for _, p := range []*string{&c.Database, &c.KeysDatabase, &c.Blobs, &c.AssistDir} {
		if rest, ok := strings.CutPrefix(*p, cfg.Data+string(filepath.Separator)); ok {
			*p = filepath.Join(dir, rest)
		}
	}
	c.Data = dir
	return &c
}

// restoreAndCheck fills an empty installation, looks at all of it, and begins its record anew unless it is only looked at.
func restoreAndCheck(ctx context.Context, from backup.Source, cfg *config.Config, lookOnly bool) (f finding, err error) {
	begun := time.Now()
	if path, ok := strings.CutPrefix(cfg.RootKey, "file:"); ok {
		if _, err := os.Stat(path); err != nil {
			return f, usage(errors.New("the root key is in no backup: name the copy that you kept with --root-key file:PATH"))
		}
	}
	if err := makePlace(cfg); err != nil {
		return f, err
	}
	blobs, err := blob.Directory(cfg.Blobs)
	if err != nil {
		return f, err
	}
	f.Restored, err = backup.Restore(ctx, from, backup.Target{Data: db.Settings{URL: cfg.Database, Migrations: db.Data}, LookOnly: lookOnly,
		Keys: db.Settings{URL: cfg.KeysDatabase, Schema: schema(cfg.KeysDatabase), Migrations: db.Keys}, Blobs: blobs, Put: putter(cfg)})
	if err != nil {
		return f, err
	}
	s := &site{config: cfg, clock: clock.System{}, log: slog.New(slog.DiscardHandler)}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.openStores(ctx, false); err != nil {
		return f, err
	}
	f.Checked, err = backup.Check(ctx, f.Restored, backup.Fresh{DB: s.data, Keys: s.keys, Vault: s.vault, Blobs: blobs, Record: s.record.Settings, Clock: s.clock})
	if err == nil && !lookOnly {
		f.Ended, err = backup.NoteRestored(ctx, operator, s.data, s.record, f.Restored, from.PastItsDays)
	}
	f.took = time.Since(begun)
	return f, err
}

// putter keeps the small files that come with a backup, and no others.
func putter(cfg *config.Config) func(bool, string, []byte) error {
	return func(withKeys bool, name string, content []byte) error {
		dir, known := cfg.Data, name == demoFile
		if withKeys {
			dir, known = keysDir(cfg), name == "record.key" || name == "record.pub" || name == "root.salt" || name == "backup.recipient"
		}
		if !known {
			return backup.ErrDamaged.With("file", name)
		}
		return os.WriteFile(filepath.Join(dir, name), content, 0o600)
	}
}

func (f finding) tell(c *cobra.Command, asJSON bool, what string) error {
	if asJSON {
		return printJSON(c.OutOrStdout(), map[string]any{"ok": true, "name": f.Manifest.Name, "madeAt": f.Manifest.MadeAt.Format(time.RFC3339Nano), "keySet": f.KeySet,
			"keysAt": f.KeysAt.Format(time.RFC3339Nano), "lifeAt": f.LifeAt.Format(time.RFC3339Nano), "rows": f.Rows, "files": f.Restored.Blobs, "missing": append([]string{}, f.Missing...),
			"entries": f.Entries, "transfers": f.Transfers, "caseKeys": f.Keys, "casesClosed": f.CasesClosed, "destroyedAgain": f.Destroyed,
			"ended": map[string]int64{"sessions": f.Sessions, "tokens": f.Tokens, "links": f.Links, "programs": f.Programs, "recoveries": f.Recoveries}, "tokensOf": append([]access.AccountID{}, f.TokensOf...),
			"seconds": f.took.Seconds()})
	}
	_, err := fmt.Fprintf(c.OutOrStdout(), "%s %s, the moment %s, with keys of %s: %d rows, %d files, %d entries of the record, %d transfers, %d case keys; %d cases have none, %d of them destroyed again\n",
		what, f.Manifest.Name, f.Manifest.MadeAt.Format(time.RFC3339), f.KeysAt.Format(time.RFC3339), f.Rows, f.Restored.Blobs, f.Entries, f.Transfers, f.Keys, f.CasesClosed, f.Destroyed)
	if what == restoredWord {
		fmt.Fprintf(c.OutOrStdout(), "Everybody signs in anew: %d sessions, %d API tokens, %d links in letters, %d remote programs and %d requests for lost access were ended\n",
			f.Sessions, f.Tokens, f.Links, f.Programs, f.Recoveries)
	}
	if len(f.TokensOf) > 0 {
		fmt.Fprintf(c.OutOrStdout(), "API tokens have to be made anew for the accounts %v\n", f.TokensOf)
	}
	if len(f.Missing) > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "surety: %d files were missing already when the backup was made\n", len(f.Missing))
	}
	return err
}

const verifyLong = `Restores a backup into a throwaway folder, checks it as restore does, and removes it. With --data of the installation itself
its root key and folders are used, and it notes that the backup was tried and held; elsewhere name --root-key, --from and
--keys-from. Give the identity by standard input (--identity -), so that it never lies on the machine.`

func backupVerifyCommand() *cobra.Command {
	cfg, r := &config.Config{}, &restoring{}
	var asJSON bool
	c := &cobra.Command{Use: "verify --identity FILE", Short: "Try a backup by restoring it, and throw that away", Long: verifyLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		scratch, err := os.MkdirTemp("", "surety-verify-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(scratch)
		f, err := r.verify(c, cfg, scratch)
		if err != nil {
			return damaged(err)
		}
		return f.tell(c, asJSON, "Tried")
	}
	r.register(c)
	cfg.Register(c.Flags(), backupPlaces...)
	jsonFlag(c, &asJSON)
	return c
}

func (r *restoring) verify(c *cobra.Command, cfg *config.Config, scratch string) (f finding, err error) {
	if !c.Flags().Changed("data") && os.Getenv("SURETY_DATA") == "" {
		if err := c.Flags().Set("data", scratch); err != nil {
			return f, err
		}
	}
	if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
		return f, usage(err)
	}
	if r.from == "" && r.keysFrom == "" {
		r.from, r.keysFrom = cfg.BackupTo, cfg.BackupKeysTo
	}
	s, err := r.source(c)
	if err != nil {
		return f, err
	}
	try := *cfg
	try.Data = filepath.Join(scratch, "try")
	try.Database, try.KeysDatabase, try.Blobs = filepath.Join(try.Data, "surety.db"), filepath.Join(try.Data, "keys", "keys.db"), filepath.Join(try.Data, "blobs")
	if f, err = restoreAndCheck(c.Context(), s, &try, true); err != nil || exists(cfg) != nil {
		return f, err
	}
	return f, onBackups(c, cfg, func(ctx context.Context, _ *site, k *backup.Keeper) error {
		return k.NoteVerified(ctx, operator, f.Manifest.Name)
	})
}
