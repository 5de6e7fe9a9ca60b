// Command surety is the whole product: the server, the demo world, and the operator's tools.
//
// It is the only place that wires the packages together. Each subcommand is a file. It exits with 0 when done, 1 when it
// failed, 2 when it was called wrongly, 3 when a verification found damage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"surety/internal/scan"
)

// Exit codes.
const (
	exitDone = iota
	exitFailed
	exitUsage
	exitDamaged
)

// coded is an error that knows its exit code.
type coded struct {
	code int
	err  error
}

func (c coded) Error() string { return c.err.Error() }
func (c coded) Unwrap() error { return c.err }

func usage(err error) error {
	if err == nil {
		return nil
	}
	return coded{exitUsage, err}
}

// errSaid is an error that the command has told already, in the reader's language.
var errSaid = errors.New("told already")

// collectAt lets garbage grow to twice what lives before it is collected: a server lives on some 25 MB, and collecting
// took a tenth of the time of a list.
const collectAt = 200

func main() {
	scan.Enter()
	if len(os.Args) < 2 || os.Args[1] != "assist" { // in whose shells what is made is the client's own matter
		syscall.Umask(0o077) // whatever is made belongs to its owner alone
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process, for tests.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if !errors.Is(err, errSaid) {
		fmt.Fprintln(errs, "surety:", err)
	}
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return exitFailed
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "surety", Short: "A help desk in which both sides are protected",
		SilenceErrors: true, SilenceUsage: true, Args: wrongArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(serveCommand(), demoCommand(), adminCommand(), tokenCommand(), backupCommand(), restoreCommand(), auditCommand(), evidenceCommand(), benchCommand(), assistCommand(), connectCommand(), versionCommand(), openapiCommand())
	return root
}

// wrongArgs makes a refusal of arguments a wrong use.
func wrongArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error { return usage(check(c, args)) }
}

// group is a command that only holds others; called alone, or with a word it does not know, it is wrong use.
func group(use, short string, of ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{Use: use, Short: short, Args: wrongArgs(cobra.NoArgs), RunE: func(c *cobra.Command, _ []string) error {
		return usage(fmt.Errorf("%s needs a subcommand; see surety %s --help", c.Name(), c.Name()))
	}}
	g.AddCommand(of...)
	return g
}
