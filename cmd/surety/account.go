package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/config"
)

// operator is who works at the machine's own command line.
var operator = access.Server("cli")

func accountCommand() *cobra.Command {
	return group("account", "Accounts, when nobody can wait for the app", accountListCommand(), accountRecoverCommand(),
		accountStateCommand("disable", "End all that an account can do, at once: sessions, tokens and links", (*account.Accounts).Disable),
		accountStateCommand("enable", "Let a disabled account be used again", (*account.Accounts).Enable))
}

// accountStateCommand changes one account, beside a running server too: its next request is refused, its live streams
// end within five seconds.
func accountStateCommand(verb, short string, change func(*account.Accounts, context.Context, access.Actor, access.AccountID) error) *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: verb + " --data DIR EMAIL", Short: short, Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			p, err := s.accounts.PersonByEmail(ctx, operator, args[0])
			if err != nil {
				return err
			}
			return change(s.accounts, ctx, operator, p.ID)
		})
	}
	cfg.Register(c.Flags(), places...)
	return c
}

func accountListCommand() *cobra.Command {
	cfg := &config.Config{}
	var asJSON bool
	c := &cobra.Command{Use: "list --data DIR", Short: "List accounts, newest first", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return beside(c, cfg, func(ctx context.Context, s *site) error {
			if err := s.openSlices(ctx, false); err != nil {
				return err
			}
			all, err := s.everyone(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(c.OutOrStdout(), personRows(all))
			}
			return printPeople(c.OutOrStdout(), all)
		})
	}
	cfg.Register(c.Flags(), places...)
	jsonFlag(c, &asJSON)
	return c
}

func (s *site) everyone(ctx context.Context) (all []account.Person, err error) {
	for cursor := ""; ; {
		some, next, err := s.accounts.People(ctx, operator, cursor, 100)
		all = append(all, some...)
		if err != nil || next == "" {
			return all, err
		}
		cursor = next
	}
}

func printPeople(out io.Writer, all []account.Person) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "EMAIL\tNAME\tSTATE\tROLES\tCREATED")
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", p.Email, p.Name, p.State, strings.Join(rolesAndPosts(p), ","), p.Created.Format(time.RFC3339))
	}
	return w.Flush()
}

func personRows(all []account.Person) []map[string]any {
	rows := []map[string]any{}
	for _, p := range all {
		rows = append(rows, map[string]any{"id": p.ID, "email": p.Email, "name": p.Name, "state": p.State, "roles": rolesAndPosts(p), "createdAt": p.Created.Format(time.RFC3339)})
	}
	return rows
}

// rolesAndPosts are the roles, then each kind of post once.
func rolesAndPosts(p account.Person) []string {
	all := []string{}
	for _, r := range p.Roles {
		all = append(all, string(r))
	}
	posts := []string{}
	for _, post := range p.Posts {
		posts = append(posts, string(post))
	}
	slices.Sort(posts)
	return append(all, slices.Compact(posts)...)
}
