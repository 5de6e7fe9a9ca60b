package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/config"
)

const recoverLong = `Lets an administrator in again who has lost every way in, where fewer than two others are left who could decide that
(security officers and other administrators). Where two are, they ask at "I cannot sign in" like everybody; whoever cannot
sign in either is disabled first (surety admin account disable) and does not count.

It prints a link that lives one hour and lets one way to sign in be added. It takes none away. When the link is followed
all sessions of the account end, and for 24 hours nothing sensitive opens. The account's owner is written to and can stop
it; all other administrators and security officers are written to; the record says that the operator did it. Give the link
to nobody but the person, whom you know by more than a letter.`

func accountRecoverCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "recover --data DIR EMAIL", Short: "Let the last administrator in again, who has lost every way in", Long: recoverLong, Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			token, until, err := s.recoveries.LetIn(ctx, operator, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "Until %s this link lets one way to sign in be added. None is taken away, and nothing sensitive opens for 24 hours:\n  %s/lost-access/enter/%s\n"+
				"It stands on the record, and the owner, all administrators and security officers are written to.\n", until.Format(time.RFC3339), s.config.URL, token)
			return err
		})
	}
	cfg.Register(c.Flags(), append([]string{"listen", "url", "domain", "blobs"}, places...)...)
	return c
}
