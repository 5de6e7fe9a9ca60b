package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"surety/internal/clock"
	"surety/internal/config"
)

const serveLong = `Serves the installation kept in DATA.

On an empty directory it makes the stores and keys, and prints a one-time link by which the first administrator sets
the installation up. Settings come from defaults, then the file given by --config, then SURETY_* in the environment,
then flags; the later wins.`

func serveCommand() *cobra.Command {
	cfg := &config.Config{}
	var printOnly bool
	c := &cobra.Command{Use: "serve --data DIR", Short: "Serve the installation", Long: serveLong, Args: wrongArgs(cobra.NoArgs), RunE: func(c *cobra.Command, _ []string) error {
		if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
			return usage(err)
		}
		if printOnly {
			return cfg.Print(c.OutOrStdout())
		}
		return serve(c.Context(), cfg, c.OutOrStdout(), c.ErrOrStderr())
	}}
	cfg.Register(c.Flags())
	c.Flags().BoolVar(&printOnly, "print-config", false, "print the settings, without secrets, and exit")
	return c
}

func serve(ctx context.Context, cfg *config.Config, out, errs io.Writer) error {
	mark, err := demoWorld(cfg)
	if err != nil {
		return err
	}
	if mark != nil {
		return usage(fmt.Errorf("%s holds a demo world; serve it by: surety demo --data %s --serve", cfg.Data, cfg.Data))
	}
	s, err := openSite(ctx, cfg, clock.System{}, logger(cfg, errs), false)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.invite(ctx, out); err != nil {
		return err
	}
	return s.run(ctx, nil, out)
}

// invite prints the link of the first start, until there is an administrator.
func (s *site) invite(ctx context.Context, out io.Writer) error {
	token, err := s.accounts.NewSetupToken(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(out, "Set the installation up (the link works once):\n  %s/setup/%s\n", s.config.URL, token)
	return err
}

func logger(cfg *config.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		panic(errors.Join(errors.New("config checked the level"), err))
	}
	o := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
