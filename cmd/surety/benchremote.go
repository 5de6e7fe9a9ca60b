package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"surety/internal/bench"
)

const benchRemoteLong = `Starts a relay, a client's end with the real powers and recorder, and an sshd with keys of its own, each as a process on this
machine's loopback, and measures what a specialist notices: the echo of a key, alone and behind a transfer, a tunnel, a file, and what
resting sessions cost. OpenSSH stands beside it in the same run where it is installed.

Everything lies in a temporary directory that is removed afterwards. The relay relays and has no accounts and no database.`

func benchRemoteCommand() *cobra.Command {
	plan := bench.RemotePlan{}
	var asJSON bool
	var dir, end string
	c := &cobra.Command{Use: "remote", Short: "Terminal, tunnel and files of a remote session, beside ssh", Long: benchRemoteLong}
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		if end != "" {
			return usage(remoteEnd(c, end, args))
		}
		if len(args) > 0 || plan.Keys < 50 || plan.MiB <= 0 || plan.Sessions < 0 {
			return usage(errors.New("--keys must be 50 at least, --size above 0, and nothing follows"))
		}
		if plan.Self, err = os.Executable(); err != nil {
			return err
		}
		if plan.Dir, err = os.MkdirTemp(dir, "surety-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(plan.Dir)) }()
		results, missing, err := bench.Remote(c.Context(), plan)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(c.OutOrStdout(), results)
		}
		return bench.PrintRemote(c.OutOrStdout(), plan, results, missing)
	}
	c.Flags().IntVar(&plan.Keys, "keys", 1000, "typed for each figure")
	c.Flags().IntVar(&plan.MiB, "size", 512, "MiB of each transfer")
	c.Flags().IntVar(&plan.Sessions, "sessions", 1000, "idle at a time")
	c.Flags().StringVar(&plan.Only, "only", "", "measure just what has this in its name: echo, behind, port, file, idle")
	c.Flags().StringVar(&dir, "dir", "", "make the temporary directory here")
	c.Flags().StringVar(&end, "end", "", "what this program is started as by itself")
	_ = c.Flags().MarkHidden("end")
	jsonFlag(c, &asJSON)
	return c
}

// remoteEnd is one of the processes of the bench.
func remoteEnd(c *cobra.Command, end string, args []string) error {
	ctx, out := c.Context(), c.OutOrStdout()
	switch {
	case end == "relay" && len(args) == 0:
		return bench.RelayEnd(ctx, out)
	case end == "near" && len(args) == 4:
		return bench.Near(ctx, args[0], args[1], args[2], args[3], out)
	case end == "idle" && len(args) == 2:
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return bench.IdleEnds(ctx, args[0], n, out)
	}
	return fmt.Errorf("%q is no end", end)
}
