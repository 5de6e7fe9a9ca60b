package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/config"
	"surety/internal/db"
	"surety/internal/vault"
)

func adminCommand() *cobra.Command {
	return group("admin", "Keys, accounts, failed work and the first start, for the operator", accountCommand(), jobsCommand(), group("keys", "The keys that seal content", keysListCommand(), keysRotateCommand()), setupCommand())
}

func keysListCommand() *cobra.Command {
	cfg := &config.Config{}
	var asJSON bool
	c := &cobra.Command{Use: "list --data DIR", Short: "List keys, without their bytes", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			all, err := s.vault.Keys(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), keyRows(all))
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "LEVEL\tID\tVERSION\tCREATED\tCOUNT")
			for _, k := range all {
				fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\n", k.Level, k.ID, k.Version, k.Created.Format(time.RFC3339), k.Count)
			}
			return w.Flush()
		})
	}
	cfg.Register(c.Flags(), places...)
	jsonFlag(c, &asJSON)
	return c
}

func keyRows(all []vault.KeyInfo) []map[string]any {
	rows := []map[string]any{}
	for _, k := range all {
		rows = append(rows, map[string]any{"level": k.Level, "id": k.ID, "version": k.Version, "createdAt": k.Created.Format(time.RFC3339), "count": k.Count})
	}
	return rows
}

const rotateLong = `Makes a new key of a level: root (everything is wrapped anew), organisation or case (by --id), own (the
installation's). What was sealed before stays readable. A server that runs beside goes on by itself; where the root key
lies on several machines, put the new one in place on each.`

func keysRotateCommand() *cobra.Command {
	cfg := &config.Config{}
	var level, id string
	c := &cobra.Command{Use: "rotate --data DIR --level LEVEL", Short: "Make a new key of a level", Long: rotateLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			rotate, ok := s.rotations(ctx, id)[level]
			if !ok || id == "" && (level == "organisation" || level == "case") {
				return usage(errors.New("--level must be root or own, or organisation or case with --id"))
			}
			if err := s.recordRotation(ctx, level, id); err != nil {
				return err
			}
			return rotate()
		})
	}
	cfg.Register(c.Flags(), places...)
	c.Flags().StringVar(&level, "level", "", "root, organisation, case or own")
	c.Flags().StringVar(&id, "id", "", "id of the organisation or ticket")
	return c
}

func (s *site) rotations(ctx context.Context, id string) map[string]func() error {
	return map[string]func() error{
		"root":         func() error { return rotateRoot(ctx, s.config, s.vault) },
		"own":          func() error { return s.vault.RotateOwn(ctx) },
		"organisation": func() error { return s.vault.RotateOrganisation(ctx, access.OrganisationID(id)) },
		"case":         func() error { return s.vault.RotateCase(ctx, access.TicketID(id)) },
	}
}

func (s *site) recordRotation(ctx context.Context, level, id string) error {
	g, err := access.Check(operator, access.KeysRotate, access.Thing{Kind: "keys"})
	if err != nil {
		return err
	}
	p := audit.Params{"level": level}
	if id != "" {
		p["id"] = id
	}
	return s.data.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.record.Append(ctx, tx, g, p) })
}

func setupCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "setup --data DIR", Short: "Print a new link of the first start, while there is no administrator", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			needed, err := s.accounts.SetupNeeded(ctx)
			if err != nil {
				return err
			}
			if !needed {
				return errors.New("the installation has an administrator already")
			}
			return s.invite(ctx, c.OutOrStdout())
		})
	}
	cfg.Register(c.Flags(), append([]string{"listen", "url", "domain"}, places...)...)
	return c
}
