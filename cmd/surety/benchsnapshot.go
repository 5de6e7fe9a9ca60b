package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"surety/internal/bench"
)

const benchSnapshotLong = `Generates a tree of files, takes a first snapshot of it, one of the unchanged tree, one after a hundredth of the files changed,
and restores the last, beside restic on the same tree and disk in the same run, if restic is installed.

Everything lies in a temporary directory (--dir says where that is made) that is removed afterwards; it needs about four times the size.`

func benchSnapshotCommand() *cobra.Command {
	plan := bench.SnapshotPlan{}
	var asJSON bool
	var dir, restic string
	c := &cobra.Command{Use: "snapshot", Short: "Snapshots and putting back, beside restic", Long: benchSnapshotLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		if plan.Megabytes <= 0 || plan.Files <= 0 {
			return usage(errors.New("--size and --files must be above 0"))
		}
		if err := plan.Beside(restic); err != nil && c.Flags().Changed("restic") {
			return usage(fmt.Errorf("restic: %w", err))
		}
		at, err := os.MkdirTemp(dir, "surety-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(at)) }()
		results, err := bench.Snapshot(c.Context(), at, plan)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(c.OutOrStdout(), results)
		}
		return bench.PrintSnapshot(c.OutOrStdout(), plan, results)
	}
	c.Flags().IntVar(&plan.Megabytes, "size", 1000, "about how large the tree is, in MiB")
	c.Flags().IntVar(&plan.Files, "files", 26_000, "how many files it has")
	c.Flags().StringVar(&dir, "dir", "", "make the temporary directory here")
	c.Flags().StringVar(&restic, "restic", "restic", "the restic to stand beside")
	jsonFlag(c, &asJSON)
	return c
}
