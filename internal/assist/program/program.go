// Package program is the command "assist": it parts into keeper and worker and holds the keeper's side together, the client's terminal, the
// stop, and what is left to do afterwards.
//
// W3: the stop is decided where keys are read, and done there. It asks neither the page that is shown, nor the screen, nor the worker:
// the worker is told, has a third of a second to end the recording, and is then ended with all it started, whatever it does. What is
// left of the recording is sent afterwards by a second worker, when nothing runs that anybody else began.
package program

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"surety/internal/assist/face"
	"surety/internal/assist/join"
	"surety/internal/assist/keeper"
	"surety/internal/assist/worker"
	"surety/internal/clock"
)

// Options are how the command was called.
type Options struct {
	Args    []string // after the command's name
	Self    []string // what comes before them to call it again
	Version string
	In, Out *os.File
	Err     io.Writer
	TLS     *tls.Config // for tests; nil trusts what the system trusts
}

// Exit codes.
const (
	Done   = 0
	Failed = 1
	Misuse = 2
)

// Run is the command. It returns its exit code.
func Run(ctx context.Context, o Options) int {
	flags := flag.NewFlagSet("assist", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	language := flags.String("language", "", "en, ru, fa or zh")
	plain := flags.Bool("insecure-loopback", false, "no TLS, only to this very machine")
	work := flags.Bool("worker", false, "what the program calls itself with")
	err := flags.Parse(o.Args)
	if *work && err == nil {
		beWorker(ctx, o)
		return Failed
	}
	w := face.Said(face.Language(*language))
	line := flags.Arg(0)
	if err == nil && flags.NArg() == 0 {
		line = o.asked(w)
	}
	if err != nil || line == "" || flags.NArg() > 1 {
		fmt.Fprintln(o.Err, w.Usage)
		return Misuse
	}
	place, err := join.Parse(line, *plain)
	if err != nil {
		fmt.Fprintln(o.Err, cmp.Or(w.Faults["address_unreadable"], w.Usage))
		return Misuse
	}
	code, err := keep(ctx, o, place, face.Language(*language))
	if errors.Is(err, face.ErrNotTerminal) {
		fmt.Fprintln(o.Err, w.NotTerminal)
		return Misuse
	}
	if err != nil {
		fmt.Fprintln(o.Err, "surety assist:", err)
		return Failed
	}
	return code
}

// asked reads what was not given: who opens the file by a click has had no line to type it in. It is empty where nobody can answer.
func (o Options) asked(w *face.Words) string {
	if o.In == nil || !term.IsTerminal(int(o.In.Fd())) {
		return ""
	}
	fmt.Fprint(o.Out, w.Dial, "\n> ")
	line, _ := bufio.NewReaderSize(o.In, 256).ReadString('\n') // a terminal gives a line at a time: nothing after it is swallowed
	return strings.TrimSpace(line)
}

// beWorker is the other half: it lives between two pipes.
func beWorker(ctx context.Context, o Options) {
	line, err := keeper.Attach(os.Stdin, os.Stdout, keeper.End)
	if err == nil {
		_ = worker.Serve(ctx, line, worker.Config{Version: o.Version, TLS: o.TLS, Clock: clock.System{}})
	}
	keeper.End()
}

// start starts a worker.
func (o Options) start() (*keeper.Keeper, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append(append([]string{}, o.Self...), "--worker")...)
	return keeper.Start(cmd)
}

// private makes a folder that nobody else may enter.
func private() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	base = filepath.Join(base, "surety-assist")
	if err := os.MkdirAll(base, 0o700); err != nil {
		return os.MkdirTemp("", "surety-assist-")
	}
	return os.MkdirTemp(base, "session-")
}
