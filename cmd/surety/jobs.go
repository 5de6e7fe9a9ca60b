package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/config"
	"surety/internal/job"
	"surety/internal/web"
)

func jobsCommand() *cobra.Command {
	return group("jobs", "Work that was given up after many failures", jobsListCommand(), jobsRetryCommand())
}

// openJobs opens the queue to look at it and change it, not to work on it.
func (s *site) openJobs() { s.jobs = job.Open(job.Settings{DB: s.data, Clock: s.clock, Logger: s.log}) }

func jobsListCommand() *cobra.Command {
	cfg := &config.Config{}
	var asJSON bool
	c := &cobra.Command{Use: "list --data DIR", Short: "List what was given up, by kind and fault", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			s.openJobs()
			all, err := s.jobs.Graves(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), graveRows(all))
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "KIND\tFAULT\tCOUNT\tSINCE")
			for _, g := range all {
				fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", g.Kind, g.Fault, g.Count, g.Since.Format(time.RFC3339))
			}
			return w.Flush()
		})
	}
	cfg.Register(c.Flags(), places...)
	jsonFlag(c, &asJSON)
	return c
}

func graveRows(all []job.Grave) []map[string]any {
	rows := []map[string]any{}
	for _, g := range all {
		rows = append(rows, map[string]any{"kind": g.Kind, "fault": g.Fault, "count": g.Count, "since": g.Since.Format(time.RFC3339)})
	}
	return rows
}

func jobsRetryCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "retry --data DIR KIND", Short: "Have the given-up jobs of a kind tried again by the server", Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			s.openJobs()
			n, err := web.RetryJobs(ctx, s.data, s.record, s.jobs, operator, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "Tried again: %d\n", n)
			return err
		})
	}
	cfg.Register(c.Flags(), places...)
	return c
}
