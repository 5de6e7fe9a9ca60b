package main

import (
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/bench"
	"surety/internal/config"
)

const benchEscrowLong = `Measures how many durable transfers of money a second 64 clients get: directly, with their audit entries, and over HTTP (one
statement of one line each, which is read, kept and booked), beside raw commits of the same size in the same run.

Without --database the installation lies in a temporary directory that is removed afterwards. With --database postgres://… it
needs an empty database, which it fills and does not empty.`

// benchMoney makes the installation one that has a bank desk.
var benchMoney = []string{"SURETY_MODE=firm", "SURETY_BANK_ACCOUNTS=" + bench.Account}

func benchEscrowCommand() *cobra.Command {
	cfg := &config.Config{}
	var plan bench.Plan
	var asJSON bool
	c := &cobra.Command{Use: "escrow", Short: "Transfers of money, beside raw commits", Long: benchEscrowLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		dir, err := os.MkdirTemp("", "surety-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		if err := benchConfig(c, cfg, dir, benchMoney...); err != nil {
			return err
		}
		s, run, err := benchSite{cfg}.open(c.Context())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, run.Close()) }()
		results, err := bench.Escrow(c.Context(), s.ledger, s.record, plan)
		if err != nil {
			return err
		}
		if over, err := bench.EscrowOverHTTP(c.Context(), run, plan); err != nil {
			return err
		} else {
			results = append(results, over)
		}
		if asJSON {
			return printJSON(c.OutOrStdout(), results)
		}
		return bench.PrintResults(c.OutOrStdout(), results, string(s.data.Engine()), plan.Length)
	}
	cfg.Register(c.Flags(), "database", "keys-database")
	c.Flags().DurationVar(&plan.Length, "time", 5*time.Second, "how long each figure is measured")
	c.Flags().StringVar(&plan.Only, "only", "", "of the direct ones, measure just what has this in its name")
	c.Flags().StringVar(&plan.Profile, "profile", "", "write a CPU profile of each measurement to this directory, for go tool pprof")
	jsonFlag(c, &asJSON)
	return c
}
