package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"surety/internal/audit"
	"surety/internal/config"
)

const checkLong = `Checks a receipt, or an export of the whole record, with nothing but the record's public key: no installation, no
network, and no trust in the server it came from.

The key is the line that "surety audit key" prints and the record's page shows. Exit code 3 means that the file does not
prove what it says.`

func keyCommand() *cobra.Command {
	cfg := &config.Config{}
	c := &cobra.Command{Use: "key --data DIR", Short: "Print the record's public key, for whoever verifies outside", Args: wrongArgs(cobra.NoArgs)}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cfg.Load(c.Flags(), os.Environ()); err != nil {
			return usage(err)
		}
		if err := exists(cfg); err != nil {
			return err
		}
		line, err := publicKey(cfg)
		fmt.Fprintln(c.OutOrStdout(), line)
		return err
	}
	cfg.Register(c.Flags(), places...)
	return c
}

func checkCommand() *cobra.Command {
	var key string
	var files []string
	var asJSON bool
	c := &cobra.Command{Use: "check --key KEY FILE", Short: "Check a receipt or an export offline; exit 3 if it proves nothing", Long: checkLong, Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		if line, err := os.ReadFile(key); err == nil {
			key = string(line)
		}
		verifier, err := note.NewVerifier(strings.TrimSpace(key))
		if err != nil {
			return usage(fmt.Errorf("--key must be the record's public key: %w", err))
		}
		text, err := os.ReadFile(args[0])
		if err != nil {
			return usage(err)
		}
		if bytes.HasPrefix(text, []byte("{")) {
			checkpoints, err := readAll(files)
			if err != nil {
				return usage(err)
			}
			r, err := audit.VerifyExport(bytes.NewReader(text), verifier, checkpoints...)
			if err != nil {
				return err
			}
			return report(c, r, asJSON)
		}
		return checkReceipt(c, text, verifier, asJSON)
	}
	c.Flags().StringVar(&key, "key", "", "the record's public key, or a file with it")
	c.Flags().StringArrayVar(&files, "checkpoint", nil, "of an export: file with a checkpoint kept from before; may be repeated")
	jsonFlag(c, &asJSON)
	return c
}

func checkReceipt(c *cobra.Command, text []byte, verifier note.Verifier, asJSON bool) error {
	e, err := audit.VerifyReceipt(text, verifier)
	if err != nil {
		return coded{exitDamaged, err}
	}
	if asJSON {
		return printJSON(c.OutOrStdout(), map[string]any{"ok": true, "entry": e.N, "at": e.At, "actor": e.Actor, "action": e.Action, "ticket": e.Ticket, "params": e.Params})
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "The receipt holds: entry %d, %s, %s by %s, ticket %s\n", e.N, e.At.Format("2006-01-02 15:04:05 UTC"), e.Action, e.Actor, e.Ticket)
	return err
}
