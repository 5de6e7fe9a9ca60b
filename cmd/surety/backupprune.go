package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"surety/internal/backup"
	"surety/internal/config"
)

const pruneLong = `Removes backups of data that are older than --backup-days, but for the newest --backup-least and the newest that is whole,
and the files that no backup names any more. A server that makes backups does so by itself after each. What is damaged, or
is of another installation, is named and left. Nothing is removed while a backup is made, tried or restored there.`

func backupPruneCommand() *cobra.Command {
	cfg := &config.Config{}
	var to string
	var asJSON bool
	c := &cobra.Command{Use: "prune --data DIR --to FOLDER", Short: "Remove old backups of data", Long: pruneLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onBackups(c, cfg, func(ctx context.Context, _ *site, k *backup.Keeper) error {
			if to == "" {
				to = cfg.BackupTo
			}
			if to == "" {
				return usage(errors.New("--to is needed"))
			}
			p, err := k.Prune(ctx, operator, to)
			if err != nil {
				return damaged(err)
			}
			return tellPruned(c, p, asJSON)
		})
	}
	cfg.Register(c.Flags(), backupPlaces...)
	c.Flags().StringVar(&to, "to", "", "folder of data and files; default that of backup-to")
	jsonFlag(c, &asJSON)
	return c
}

func tellPruned(c *cobra.Command, p backup.Pruned, asJSON bool) error {
	if asJSON {
		return printJSON(c.OutOrStdout(), map[string]any{"removed": append([]string{}, p.Sets...), "kept": append([]string{}, p.Kept...), "damaged": append([]string{}, p.Damaged...),
			"files": p.Blobs, "bytes": p.Bytes})
	}
	_, err := fmt.Fprintf(c.OutOrStdout(), "Removed %d backups and %d files (%d bytes); %d backups are kept\n", len(p.Sets), p.Blobs, p.Bytes, len(p.Kept))
	for _, name := range p.Damaged {
		fmt.Fprintf(c.ErrOrStderr(), "surety: %s is damaged, or is of another installation; it was left as it is\n", name)
	}
	return err
}
