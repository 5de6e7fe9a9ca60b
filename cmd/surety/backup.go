package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/backup"
	"surety/internal/blob"
	"surety/internal/config"
)

const backupLong = `Backs up the installation in DATA, beside a server that serves it: data and files into one folder, keys into another.

Run "surety backup init" once before. Sets are sealed to the key that it prints; the server cannot read them again. A key
backup is forgotten after --key-backup-days: a case that is destroyed opens from no backup after that. Neither folder may
lie in the other, and no copy may be kept of the file "life" in the folder of the keys. The root key is in no backup.`

// backupPlaces are what commands on backups need to know of an installation.
var backupPlaces = append([]string{"blobs", "backup-to", "backup-keys-to", "backup-every", "key-backup-days", "backup-days", "backup-least"}, places...)

func recipientFile(c *config.Config) string { return filepath.Join(keysDir(c), "backup.recipient") }

func backupCommand() *cobra.Command {
	cfg := &config.Config{}
	var to, keysTo string
	var asJSON bool
	c := &cobra.Command{Use: "backup --data DIR --to FOLDER --keys-to FOLDER", Short: "Back up the installation while it serves", Long: backupLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onBackups(c, cfg, func(ctx context.Context, _ *site, k *backup.Keeper) error {
			if to == "" && keysTo == "" {
				to, keysTo = cfg.BackupTo, cfg.BackupKeysTo
			}
			if to == "" || keysTo == "" {
				return usage(errors.New("--to and --keys-to are needed"))
			}
			m, err := k.Make(ctx, operator, to, keysTo)
			if err != nil {
				return err
			}
			return tellMade(c, m, asJSON)
		})
	}
	cfg.Register(c.Flags(), backupPlaces...)
	c.Flags().StringVar(&to, "to", "", "folder for data and files; default that of backup-to")
	c.Flags().StringVar(&keysTo, "keys-to", "", "folder for keys; default that of backup-keys-to")
	jsonFlag(c, &asJSON)
	c.AddCommand(backupInitCommand(), backupStatusCommand(), backupVerifyCommand(), backupPruneCommand())
	return c
}

func tellMade(c *cobra.Command, m backup.Made, asJSON bool) error {
	if asJSON {
		return printJSON(c.OutOrStdout(), map[string]any{"name": m.Name, "at": m.At.Format(time.RFC3339Nano), "rows": m.Rows, "blobs": m.Blobs, "copied": m.Copied,
			"missing": m.Missing, "bytes": m.Bytes, "keysUntil": m.KeysUntil.Format(time.RFC3339)})
	}
	_, err := fmt.Fprintf(c.OutOrStdout(), "Made %s: %d rows, %d files (%d new), %d bytes written; its keys are kept until %s\n",
		m.Name, m.Rows, m.Blobs, m.Copied, m.Bytes, m.KeysUntil.Format(time.DateOnly))
	if m.Missing > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "surety: %d files are missing in the installation itself\n", m.Missing)
	}
	return err
}

// onBackups runs fn with the keeper of an installation's backups, beside a server if there is one.
func onBackups(c *cobra.Command, cfg *config.Config, fn func(context.Context, *site, *backup.Keeper) error) error {
	return beside(c, cfg, func(ctx context.Context, s *site) error {
		blobs, err := blob.Directory(cfg.Blobs)
		if err != nil {
			return err
		}
		k, err := s.openBackups(blobs)
		if err != nil {
			return err
		}
		return fn(ctx, s, k)
	})
}

// openBackups is how this installation is backed up; it schedules nothing before it is told to.
func (s *site) openBackups(blobs blob.Store) (*backup.Keeper, error) {
	recipient, err := os.ReadFile(recipientFile(s.config))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	withKeys, err := smallFiles(keysDir(s.config), "record.key", "record.pub", "root.salt", "backup.recipient")
	if err != nil {
		return nil, err
	}
	withData, err := smallFiles(s.config.Data, demoFile)
	if err != nil {
		return nil, err
	}
	return backup.Open(backup.Settings{DB: s.data, Keys: s.keys, Clock: s.clock, Blobs: blobs, Log: s.record, Signer: s.record.Signer, Jobs: s.jobs, Accounts: s.accounts, Logger: s.log,
		Version: version, Recipient: strings.TrimSpace(string(recipient)), DataFiles: withData, KeyFiles: withKeys, KeyDays: s.config.KeyBackupDays,
		Keep: backup.Rule{Days: s.config.BackupDays, Least: s.config.BackupLeast},
		To:   s.config.BackupTo, KeysTo: s.config.BackupKeysTo, Every: s.config.BackupEvery}), nil
}

// smallFiles reads those of the files that are there.
func smallFiles(dir string, names ...string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[name] = text
	}
	return all, nil
}

const initLong = `Makes the key pair of the backups. The half that seals stays with the installation; the half that opens is printed this
once, to standard output, and kept nowhere: put it on paper, or on two things that are not this machine. Without it no
backup can be restored by anyone. With --replace a new pair takes the place of the old; what was sealed to the old opens
with the old still.`

func backupInitCommand() *cobra.Command {
	cfg := &config.Config{}
	var again bool
	c := &cobra.Command{Use: "init --data DIR", Short: "Make the key that opens backups, and print it once", Long: initLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onBackups(c, cfg, func(ctx context.Context, s *site, k *backup.Keeper) error {
			if k.Recipient != "" && !again {
				return usage(errors.New("there is a key already; --replace makes another"))
			}
			file, err := k.Init(ctx, operator, func(recipient string) error { return os.WriteFile(recipientFile(cfg), []byte(recipient+"\n"), 0o600) })
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(c.OutOrStdout(), file)
			return err
		})
	}
	cfg.Register(c.Flags(), backupPlaces...)
	c.Flags().BoolVar(&again, "replace", false, "make another key for the backups from now on")
	return c
}

func backupStatusCommand() *cobra.Command {
	cfg := &config.Config{}
	var asJSON bool
	c := &cobra.Command{Use: "status --data DIR", Short: "Tell how the backups stand", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onBackups(c, cfg, func(ctx context.Context, _ *site, k *backup.Keeper) error {
			st, err := k.Read(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), statusRow(st))
			}
			return tellStatus(c, st)
		})
	}
	cfg.Register(c.Flags(), backupPlaces...)
	jsonFlag(c, &asJSON)
	return c
}

func statusRow(s backup.Status) map[string]any {
	row := map[string]any{"ready": s.Ready, "keyBackupDays": s.KeyDays, "backupDays": s.Keep.Days, "backupLeast": s.Keep.Least, "everySeconds": int64(s.Every.Seconds()), "failures": s.Failures, "fault": s.Fault, "late": s.Late}
	for name, r := range map[string]*backup.Run{"last": s.Last, "lastVerified": s.LastVerified} {
		if r == nil {
			continue
		}
		one := map[string]any{"name": r.Name, "at": r.At.Format(time.RFC3339Nano), "rows": r.Rows, "blobs": r.Blobs, "missing": r.Missing, "bytes": r.Bytes, "keysUntil": r.KeysUntil.Format(time.RFC3339)}
		if !r.Verified.IsZero() {
			one["verifiedAt"] = r.Verified.Format(time.RFC3339)
		}
		row[name] = one
	}
	return row
}

func tellStatus(c *cobra.Command, s backup.Status) error {
	w := c.OutOrStdout()
	fmt.Fprintf(w, "Key backups are forgotten after %d days.\n", s.KeyDays)
	if s.Keep.Days > 0 {
		fmt.Fprintf(w, "Backups of data are removed after %d days, but for the newest %d.\n", s.Keep.Days, s.Keep.Least)
	}
	if !s.Ready {
		fmt.Fprintln(w, "There is no key for backups yet: surety backup init")
	}
	if s.Last == nil {
		fmt.Fprintln(w, "No backup was made.")
	} else {
		fmt.Fprintf(w, "The last was made at %s: %s\n", s.Last.At.Format(time.RFC3339), s.Last.Name)
	}
	if s.LastVerified == nil {
		fmt.Fprintln(w, "None was tried by restoring it.")
	} else {
		fmt.Fprintf(w, "%s was tried at %s and held.\n", s.LastVerified.Name, s.LastVerified.Verified.Format(time.RFC3339))
	}
	if s.Failures > 0 {
		fmt.Fprintf(w, "%d have failed since: %s\n", s.Failures, s.Fault)
	}
	return nil
}
