package main

import (
	"errors"

	"github.com/spf13/cobra"

	"surety/internal/bench"
)

const benchDetectLong = `Searches sentences of four languages for card numbers, identity numbers, passwords and the like, beside a loop that only counts
the digits of the same bytes. Of several rounds the best counts.`

func benchDetectCommand() *cobra.Command {
	var megabytes, rounds int
	var asJSON bool
	c := &cobra.Command{Use: "detect", Short: "Finding sensitive data, beside a plain scan", Long: benchDetectLong, Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if megabytes <= 0 || rounds <= 0 {
			return usage(errors.New("--size and --rounds must be above 0"))
		}
		d := bench.Detect(megabytes<<20, rounds)
		if asJSON {
			return printJSON(c.OutOrStdout(), d)
		}
		return bench.PrintDetect(c.OutOrStdout(), d)
	}
	c.Flags().IntVar(&megabytes, "size", 4, "how much text, in MiB")
	c.Flags().IntVar(&rounds, "rounds", 5, "how often")
	jsonFlag(c, &asJSON)
	return c
}
