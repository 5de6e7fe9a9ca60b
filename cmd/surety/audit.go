package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/db"
)

// places are the settings that say where an installation is; the operator's tools need no others.
var places = []string{"data", "database", "keys-database", "root-key", "root-passphrase"}

func auditCommand() *cobra.Command {
	return group("audit", "Verify, export and prove the record", verifyCommand(), exportCommand(), proofCommand(), checkpointCommand(), keyCommand(), checkCommand())
}

// onRecord runs fn with the record's store open, beside a server if there is one.
func onRecord(c *cobra.Command, cfg *config.Config, fn func(context.Context, audit.Settings) error) error {
	if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
		return usage(err)
	}
	if err := exists(cfg); err != nil {
		return err
	}
	data, err := db.Open(c.Context(), db.Settings{URL: cfg.Database, Migrations: db.Data})
	if err != nil {
		return err
	}
	defer data.Close()
	s, err := recordReader(cfg, clock.System{}, data, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return fn(c.Context(), s)
}

// exists keeps the tools from making an installation where a path was mistyped.
func exists(cfg *config.Config) error {
	if _, err := os.Stat(recordPublic(cfg)); err != nil {
		return usage(fmt.Errorf("%s holds no installation", cfg.Data))
	}
	return nil
}

func verifyCommand() *cobra.Command {
	cfg := &config.Config{}
	var files []string
	var asJSON bool
	c := &cobra.Command{Use: "verify --data DIR", Short: "Check every entry, the tree and the checkpoints; exit 3 on damage", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onRecord(c, cfg, func(ctx context.Context, s audit.Settings) error {
			checkpoints, err := readAll(files)
			if err != nil {
				return usage(err)
			}
			r, err := audit.Verify(ctx, s, checkpoints...)
			if err != nil {
				return err
			}
			return report(c, r, asJSON)
		})
	}
	cfg.Register(c.Flags(), places...)
	c.Flags().StringArrayVar(&files, "checkpoint", nil, "file with a checkpoint kept from before; may be repeated")
	jsonFlag(c, &asJSON)
	return c
}

func report(c *cobra.Command, r audit.Report, asJSON bool) error {
	var err error
	if r.FirstBad != nil {
		err = coded{exitDamaged, fmt.Errorf("the record is damaged at entry %d: %s", r.FirstBad.N, r.FirstBad.What())}
	}
	if asJSON {
		out := map[string]any{"ok": err == nil, "size": r.Size, "root": r.Root, "waiting": r.Waiting, "destroyed": r.Destroyed, "checkpoints": r.Checkpoints}
		if r.FirstBad != nil {
			out["firstBad"], out["code"], out["what"] = r.FirstBad.N, r.FirstBad.Code, r.FirstBad.What()
		}
		if e := printJSON(c.OutOrStdout(), out); e != nil {
			return e
		}
		return err
	}
	if err == nil {
		fmt.Fprintf(c.OutOrStdout(), "The record is whole: %d entries, %d checkpoints, root %s\n", r.Size, r.Checkpoints, r.Root)
	}
	return err
}

func readAll(files []string) (texts []string, err error) {
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(b))
	}
	return texts, nil
}

func exportCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "export --data DIR", Short: "Write the whole record, a line per entry, to standard output", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onRecord(c, cfg, func(ctx context.Context, s audit.Settings) error { return audit.Export(ctx, s, c.OutOrStdout()) })
	}
	cfg.Register(c.Flags(), places...)
	return c
}

// onLog runs fn with the record open for signing.
func onLog(c *cobra.Command, cfg *config.Config, fn func(context.Context, *audit.Log) error) error {
	return onRecord(c, cfg, func(ctx context.Context, s audit.Settings) error {
		l, err := openRecord(ctx, cfg, s.Clock, s.DB, s.Logger, false)
		if err != nil {
			return err
		}
		return fn(ctx, l)
	})
}

func proofCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "proof --data DIR ENTRY", Short: "Print the receipt that proves an entry", Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		n, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || n < 1 {
			return usage(fmt.Errorf("ENTRY must be the number of an entry"))
		}
		return onLog(c, cfg, func(ctx context.Context, l *audit.Log) error {
			g, err := access.Check(access.Server("cli"), access.Receipt, access.Thing{Kind: "record"})
			if err != nil {
				return err
			}
			text, err := l.Receipt(ctx, g, n)
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		})
	}
	cfg.Register(c.Flags(), places...)
	return c
}

func checkpointCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "checkpoint --data DIR", Short: "Print a signed checkpoint; keep it elsewhere and verify against it", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return onLog(c, cfg, func(ctx context.Context, l *audit.Log) error {
			text, err := l.Checkpoint(ctx)
			fmt.Fprint(c.OutOrStdout(), text)
			return err
		})
	}
	cfg.Register(c.Flags(), places...)
	return c
}
