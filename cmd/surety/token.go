package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/config"
)

// beside opens what the operator's tools need, next to a server if one runs: no lock, no files, no workers.
func beside(c *cobra.Command, cfg *config.Config, fn func(context.Context, *site) error) (err error) {
	if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
		return usage(err)
	}
	if err := exists(cfg); err != nil {
		return err
	}
	s := &site{config: cfg, clock: clock.System{}, log: slog.New(slog.DiscardHandler)}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.openStores(c.Context(), false); err != nil {
		return err
	}
	return fn(c.Context(), s)
}

func tokenCommand() *cobra.Command {
	return group("token", "API tokens for programs", tokenCreateCommand())
}

func tokenCreateCommand() *cobra.Command {
	cfg := &config.Config{}
	var email, label string
	var scopes []string
	var days int
	var asJSON bool
	c := &cobra.Command{Use: "create --data DIR --account EMAIL --scope SCOPE…", Short: "Make a scoped, expiring token and print it once", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if email == "" || len(scopes) == 0 {
			return usage(errors.New("--account and --scope are needed"))
		}
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			t, secret, err := s.accounts.TokenFor(ctx, operator, email, label, scopes, days)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), map[string]any{"id": t.ID, "token": secret, "scopes": t.Scopes, "expiresAt": t.Expires.Format(time.RFC3339)})
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), secret)
			return err
		})
	}
	cfg.Register(c.Flags(), places...)
	c.Flags().StringVar(&email, "account", "", "e-mail address of the account it acts for")
	c.Flags().StringSliceVar(&scopes, "scope", nil, "what it may do, repeated or by comma: "+strings.Join(access.Scopes, ", "))
	c.Flags().StringVar(&label, "label", "command line", "what it is for")
	c.Flags().IntVar(&days, "days", 30, "days until it expires")
	jsonFlag(c, &asJSON)
	return c
}
