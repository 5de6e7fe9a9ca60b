package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/demo"
	"surety/internal/web"
)

const demoLong = `Fills an empty directory with a demo world: people of four languages, three departments, tickets with
conversations, notes and files. With --serve it then serves the world on this machine, where anybody may sign in as any
of its people; a directory filled before is served as it is. A normal data directory is never touched.`

func demoCommand() *cobra.Command {
	cfg := &config.Config{}
	var alsoServe bool
	c := &cobra.Command{Use: "demo --data DIR", Short: "Fill an empty directory with a demo world", Long: demoLong, Args: wrongArgs(cobra.NoArgs), RunE: func(c *cobra.Command, _ []string) error {
		if err := cfg.Load(c.Flags(), append(demoSettings, os.Environ()...)); err != nil {
			return usage(err)
		}
		if !cfg.Loopback() || len(cfg.TrustedProxies()) > 0 {
			return usage(errors.New("a demo world is served to this machine alone: listen on 127.0.0.1"))
		}
		return runDemo(c.Context(), cfg, alsoServe, c.OutOrStdout(), c.ErrOrStderr())
	}}
	cfg.Register(c.Flags())
	c.Flags().BoolVar(&alsoServe, "serve", false, "serve it afterwards, and print its people")
	return c
}

// demoSettings make the demo world a market with a bank account, unless the environment or flags say otherwise.
var demoSettings = []string{"SURETY_MODE=market", "SURETY_FEE_BASIS_POINTS=500", "SURETY_BANK_ACCOUNTS=" + demo.Account}

func runDemo(ctx context.Context, cfg *config.Config, alsoServe bool, out, errs io.Writer) error {
	mark, err := demoWorld(cfg)
	if err != nil {
		return err
	}
	fresh, err := isNew(cfg)
	switch {
	case err != nil:
		return err
	case mark == nil && !fresh:
		return usage(fmt.Errorf("%s is not empty and holds no demo world", cfg.Data))
	case mark != nil && !mark.Complete:
		return usage(fmt.Errorf("%s holds a demo world that was not filled to its end; remove it and begin again", cfg.Data))
	}
	if mark == nil {
		if mark, err = fill(ctx, cfg, out, errs); err != nil {
			return err
		}
	}
	if !alsoServe {
		return nil
	}
	s, err := openSite(ctx, cfg, clock.System{}, logger(cfg, errs), true)
	if err != nil {
		return err
	}
	defer s.close()
	s.present(out, mark.Personas)
	return s.run(ctx, mark.Personas, out)
}

// fill marks the directory before anything else is in it, and fills it by a clock of its own, so that the world has a
// past.
func fill(ctx context.Context, cfg *config.Config, out, errs io.Writer) (_ *demoMark, err error) {
	fmt.Fprintln(out, "Filling the demo world …")
	if err := makePlace(cfg); err != nil {
		return nil, err
	}
	if err := (demoMark{}).write(cfg); err != nil {
		return nil, err
	}
	past := clock.NewFake(clock.System{}.Now())
	s, err := openSite(ctx, cfg, past, logger(cfg, errs), true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	people, err := demo.Fill(ctx, demo.World{Accounts: s.accounts, Desk: s.desk, Jobs: s.jobs, Deals: s.deals, Bank: s.bank, Disputes: s.disputes, Reviews: s.reviews, Remote: s.remote, Chunks: s.chunks, Keeper: s.keeper,
		Work: s.work, Retention: s.retention, Leavers: s.people, Rooms: s.rooms, Complaints: s.complaints, Assurance: s.assurance, Honey: s.honey, Recoveries: s.recoveries, Clock: past})
	if err != nil {
		return nil, err
	}
	mark := &demoMark{Complete: true}
	for _, p := range people {
		roles := make([]web.Role, len(p.Roles))
		for i, r := range p.Roles {
			roles[i] = web.Role(r)
		}
		mark.Personas = append(mark.Personas, web.Persona{ID: string(p.ID), Name: p.Name, Title: p.Title, Language: p.Language, Roles: roles})
	}
	return mark, mark.write(cfg)
}

// present prints who can be signed in as.
func (s *site) present(out io.Writer, personas []web.Persona) {
	fmt.Fprintf(out, "\nThe demo world's people; sign in as any of them at %s/demo\n\n", s.config.URL)
	for _, p := range personas {
		fmt.Fprintf(out, "  %-2s  %-22s %s\n", p.Language, p.Name, p.Title)
	}
	fmt.Fprintln(out)
}
