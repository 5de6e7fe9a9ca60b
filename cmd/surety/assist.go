package main

import (
	"os"

	"github.com/spf13/cobra"

	"surety/internal/assist/program"
)

// assistCommand is the client's program; surety-assist is the same alone.
func assistCommand() *cobra.Command {
	return &cobra.Command{
		Use: "assist HOST/CODE", Short: "Let a specialist help on this computer: asked, recorded, stoppable",
		DisableFlagParsing: true, // the program reads its own, also where there is nothing else of Surety
		RunE: func(c *cobra.Command, args []string) error {
			code := program.Run(c.Context(), program.Options{Args: args, Self: []string{"assist"}, Version: version, In: os.Stdin, Out: os.Stdout, Err: c.ErrOrStderr()})
			if code != program.Done {
				return coded{code, errSaid}
			}
			return nil
		},
	}
}
