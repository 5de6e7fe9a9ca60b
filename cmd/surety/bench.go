package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/bench"
	"surety/internal/clock"
	"surety/internal/config"
	"surety/internal/freeport"
)

const benchLong = `Fills an installation of its own with tickets (five messages each, four languages), serves it on this machine, and
measures it over HTTP at each size, beside a handler that does nothing and a bare insert in the same run.

Without --database the installation lies in a temporary directory that is removed afterwards, or in the one that --keep
names. With --database postgres://… it needs an empty database, which it fills and does not empty. No mail is sent.`

func benchCommand() *cobra.Command {
	return group("bench", "Measure this build on this machine", benchTicketsCommand(), benchEscrowCommand(), benchSnapshotCommand(), benchDetectCommand(), benchRemoteCommand())
}

func benchTicketsCommand() *cobra.Command {
	cfg := &config.Config{}
	var sizes []int
	var length time.Duration
	var asJSON bool
	var dir, profile, only string
	c := &cobra.Command{Use: "tickets", Short: "Lists, tickets and replies at growing sizes", Long: benchLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		plan := bench.Plan{Sizes: sizes, Length: length, Only: only, Profile: profile}
		if dir == "" {
			if dir, err = os.MkdirTemp("", "surety-bench-"); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		} else {
			plan.Kept = filepath.Join(dir, "bench.json")
		}
		if err := benchConfig(c, cfg, dir); err != nil {
			return err
		}
		reports, err := bench.Tickets(c.Context(), benchSite{cfg}, plan, c.ErrOrStderr())
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(c.OutOrStdout(), reports)
		}
		return bench.Print(c.OutOrStdout(), reports, length)
	}
	cfg.Register(c.Flags(), "database", "keys-database")
	c.Flags().IntSliceVar(&sizes, "sizes", []int{2_000, 20_000, 200_000}, "how many tickets, rising")
	c.Flags().DurationVar(&length, "time", 5*time.Second, "how long each figure is measured")
	c.Flags().StringVar(&dir, "keep", "", "fill this directory and leave it for a later run, instead of a temporary one")
	c.Flags().StringVar(&only, "only", "", "measure just what has this in its name")
	c.Flags().StringVar(&profile, "profile", "", "write a CPU profile of each measurement to this directory, for go tool pprof")
	jsonFlag(c, &asJSON)
	return c
}

// benchConfig settles where the installation lies and listens.
func benchConfig(c *cobra.Command, cfg *config.Config, dir string, more ...string) error {
	address, err := freeport.Address()
	if err != nil {
		return err
	}
	env := append(more, "SURETY_DATA="+dir, "SURETY_LISTEN="+address, "SURETY_RATE_SCALE=1000000")
	return usage(cfg.Load(c.Flags(), env))
}

// benchSite opens the installation in this process, as serve does.
type benchSite struct{ config *config.Config }

// Open starts everything and returns once health is answered.
func (b benchSite) Open(ctx context.Context) (bench.Running, error) {
	_, run, err := b.open(ctx)
	return run, err
}

func (b benchSite) open(ctx context.Context) (*site, bench.Running, error) {
	ctx, stop := context.WithCancel(ctx)
	s, err := openSite(ctx, b.config, clock.System{}, slog.New(slog.DiscardHandler), false)
	if err != nil {
		stop()
		return nil, bench.Running{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, nil, io.Discard) }()
	run := bench.Running{World: bench.World{DB: s.data, Accounts: s.accounts, Desk: s.desk}, Address: b.config.Listen}
	run.Close = func() error {
		stop()
		return errors.Join(<-ended, s.close())
	}
	if err := healthy(ctx, "http://"+b.config.Listen+"/healthz"); err != nil {
		return s, run, errors.Join(err, run.Close())
	}
	return s, run, nil
}

func healthy(ctx context.Context, url string) error {
	for range 2000 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			return res.Body.Close()
		}
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("%s does not answer", url)
}
