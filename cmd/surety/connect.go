package main

import (
	"github.com/spf13/cobra"

	"surety/internal/connect"
)

// connectCommand is the specialist's end; surety-connect is the same alone.
func connectCommand() *cobra.Command {
	return &cobra.Command{
		Use: "connect SESSION --server URL", Short: "Use a remote session with ssh, scp and sftp",
		DisableFlagParsing: true, // the program reads its own, also where there is nothing else of Surety
		RunE: func(c *cobra.Command, args []string) error {
			code := connect.Run(c.Context(), connect.Options{Name: "surety connect", Args: args, Version: version, Out: c.OutOrStdout(), Err: c.ErrOrStderr()})
			if code != connect.Done {
				return coded{code, errSaid}
			}
			return nil
		},
	}
}
