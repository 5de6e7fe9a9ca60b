package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"surety/internal/evidence"
)

const evidenceExportLong = `Fetches the evidence pack of a case from a running server and writes it to a file.

The pack holds what was said and signed, so it is not the operator's to take out: the token must be that of a side of the case
(its client, or a specialist called to it), with the scope evidence:export. It is read from SURETY_TOKEN, which other users of
the machine cannot see, as they can see a command's arguments.`

const evidenceVerifyLong = `Verifies an evidence pack on any machine, without the server it came from: that nothing in it is missing, added or changed,
that the seals on its papers hold, that each receipt proves its entry of the record, and that each line of the ledger is what
was hashed. Needs nothing but the file. Give the record's public key by --key, from somewhere else than the pack (surety audit key
prints it): without one the pack vouches for itself. A checkpoint of the record that you kept, given by --checkpoint, is held
to the pack's. A single paper, a PDF, is verified too: by the certificate that surety evidence root prints, given by --root. Says what the pack proves and what it does not. Exits with 3 when something does not hold.`

func evidenceCommand() *cobra.Command {
	return group("evidence", "Take out and verify the evidence pack of a case", evidenceExportCommand(), evidenceVerifyCommand(), evidenceRootCommand())
}

func evidenceExportCommand() *cobra.Command {
	var server, out string
	c := &cobra.Command{Use: "export TICKET --server URL --out FILE", Short: "Fetch the pack of a case, as one of its sides", Long: evidenceExportLong, Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		base, err := url.Parse(server)
		token := os.Getenv("SURETY_TOKEN")
		switch {
		case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
			return usage(errors.New("--server must look like https://help.example"))
		case out == "":
			return usage(errors.New("--out FILE is needed"))
		case token == "":
			return usage(errors.New("SURETY_TOKEN is empty: make a token with the scope evidence:export in your account"))
		}
		return fetchPack(c.Context(), base.JoinPath("api/v1/tickets", args[0], "evidence").String(), token, out)
	}
	c.Flags().StringVar(&server, "server", "", "public address of the installation")
	c.Flags().StringVar(&out, "out", "", "file to write; it must not exist")
	return c
}

// fetchPack leaves no half pack behind.
func fetchPack(ctx context.Context, address, token, out string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		var p struct{ Code, Detail string }
		_ = json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(&p) // what is no problem has no code
		return fmt.Errorf("the server refused: %d %s %s", res.StatusCode, p.Code, p.Detail)
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, res.Body)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(out))
	}
	return nil
}

func evidenceVerifyCommand() *cobra.Command {
	var key, kept, root string
	var asJSON bool
	c := &cobra.Command{Use: "verify FILE", Short: "Verify a pack or a sealed paper, without the server", Long: evidenceVerifyLong, Args: wrongArgs(cobra.ExactArgs(1))}
	c.RunE = func(c *cobra.Command, args []string) error {
		f, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer f.Close()
		if isPaper(f) {
			return verifyPaper(c.OutOrStdout(), f, root, asJSON)
		}
		info, err := f.Stat()
		if err != nil {
			return err
		}
		pinned := evidence.Pinned{Key: key}
		if kept != "" {
			text, err := os.ReadFile(kept)
			if err != nil {
				return err
			}
			pinned.Checkpoint = string(text)
		}
		r, err := evidence.Verify(f, info.Size(), pinned, time.Now())
		if err != nil {
			return coded{exitDamaged, err}
		}
		if err := told(c.OutOrStdout(), r, asJSON); err != nil || r.Sound() {
			return err
		}
		return coded{exitDamaged, fmt.Errorf("the pack does not hold: %s", strings.Join(r.Bad, "; "))}
	}
	c.Flags().StringVar(&key, "key", "", "the record's public key, as a line")
	c.Flags().StringVar(&root, "root", "", "file of the certificate by which a paper is verified")
	c.Flags().StringVar(&kept, "checkpoint", "", "file with a checkpoint of the record that you kept")
	jsonFlag(c, &asJSON)
	return c
}

func told(w io.Writer, r evidence.Report, asJSON bool) error {
	if asJSON {
		return printJSON(w, r)
	}
	if r.Sound() {
		fmt.Fprintf(w, "The pack holds: ticket %s of %s, made %s.\nIt proves that\n- %s\n", r.Ticket, r.Installation, r.Made, strings.Join(r.Proved, "\n- "))
	}
	if r.KeyFromPack {
		fmt.Fprintln(w, "No key was given: the pack vouches for itself. Have the record's public key from somewhere else and give it by --key.")
	}
	_, err := fmt.Fprintf(w, "It does not prove\n- %s\n", strings.Join(r.NotProved, "\n- "))
	return err
}
