// Package connect is the command "connect": it joins a remote session as the specialist's end and serves it to this machine's own programs, on this machine alone. It is a
// package so that specialists can have it as one small file (cmd/surety-connect).
//
// Invariants. The API token comes from a file or the environment, goes to the one server that was named, and over TLS unless that is this very machine; no redirect is
// followed. The key by which programs come in lies in a folder of the run's own, which goes with it.
//
// It refuses what is called wrongly before it asks anybody, and answers of a server that are not of the form.
package connect

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/far/native"
	"surety/internal/wire"
)

const long = `Joins a remote session that the client has consented to, and opens it to ssh, scp and sftp of this machine until it is
interrupted: shells, files and ports, each as far as the client granted it. Everything is on the session's recording.

It listens on this machine alone, for the holder of a key that is made for this run and lies in a folder that only you may read.
SESSION is the session's identifier as its page shows it. The API token, of scope remote:work, comes from SURETY_TOKEN or --token-file, never from
the command line, where other users of this machine could read it.

Viewers that know no SSH (RDP, VNC) reach a granted port with --forward 13389=HOST:PORT, and then connect to 127.0.0.1:13389.

Usage:
  %s SESSION --server URL [flags]

Flags:
`

// Exit codes.
const (
	Done   = 0
	Failed = 1
	Misuse = 2
)

// Options are how the command was called.
type Options struct {
	Name     string   // of the command, as it was typed
	Args     []string // after it
	Version  string
	Out, Err io.Writer
}

// Run is the command. It returns its exit code, when ctx ends or the session.
func Run(ctx context.Context, o Options) int {
	how, err := parse(o)
	if errors.Is(err, flag.ErrHelp) {
		return Done
	}
	var desk *serverDesk
	var forwards []forward
	if err == nil {
		desk, err = how.desk()
	}
	if err == nil {
		forwards, err = parseForwards(how.forwards)
	}
	if err != nil {
		fmt.Fprintf(o.Err, "%s: %v\n", o.Name, err)
		return Misuse
	}
	if err := use(ctx, desk, forwards, o.Out); err != nil {
		fmt.Fprintf(o.Err, "%s: %v\n", o.Name, err)
		return Failed
	}
	return Done
}

// call is how it was called.
type call struct {
	session, server, tokenFile string
	forwards                   texts
}

// texts are the values of a flag that may be repeated.
type texts []string

func (t *texts) String() string     { return strings.Join(*t, " ") }
func (t *texts) Set(s string) error { *t = append(*t, s); return nil }

// parse reads the arguments; flags may stand on both sides of the session. Help and version are printed here, and are flag.ErrHelp.
func parse(o Options) (c call, err error) {
	flags := flag.NewFlagSet(o.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&c.server, "server", os.Getenv("SURETY_URL"), "address of the help desk, https://…; else SURETY_URL")
	flags.StringVar(&c.tokenFile, "token-file", "", "file with an API token; else SURETY_TOKEN")
	flags.Var(&c.forwards, "forward", "PORT=HOST:PORT: listen here for a viewer and lead it to a granted port; may be repeated")
	version := flags.Bool("version", false, "tell the version")
	var words []string
	for rest := o.Args; ; {
		if err = flags.Parse(rest); err != nil {
			break
		}
		if rest = flags.Args(); len(rest) == 0 {
			break
		}
		words, rest = append(words, rest[0]), rest[1:]
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(o.Out, long, o.Name)
		flags.SetOutput(o.Out)
		flags.PrintDefaults()
	case err != nil:
	case *version:
		fmt.Fprintln(o.Out, o.Version)
		err = flag.ErrHelp
	case len(words) != 1:
		err = errors.New("one session is named; see --help")
	default:
		c.session = words[0]
	}
	return c, err
}

// desk checks what was given before anything is asked.
func (h call) desk() (*serverDesk, error) {
	token := os.Getenv("SURETY_TOKEN")
	if h.tokenFile != "" {
		b, err := os.ReadFile(h.tokenFile)
		if err != nil {
			return nil, err
		}
		token = string(b)
	}
	if token = strings.TrimSpace(token); token == "" {
		return nil, errors.New("an API token is needed: in SURETY_TOKEN, or in a file that --token-file names")
	}
	return newServerDesk(h.server, h.session, token)
}

// forward is a local port for a granted one.
type forward struct{ here, there string }

func parseForwards(given []string) (all []forward, err error) {
	for _, text := range given {
		here, there, ok := strings.Cut(text, "=")
		if _, _, err := net.SplitHostPort(there); !ok || err != nil || strings.Contains(here, ":") {
			return nil, fmt.Errorf("--forward is PORT=HOST:PORT, not %q", text)
		}
		all = append(all, forward{net.JoinHostPort("127.0.0.1", here), there})
	}
	return all, nil
}

// use serves a session to this machine's programs until ctx or the session ends.
func use(ctx context.Context, desk far.Desk, forwards []forward, out io.Writer) (err error) {
	tell := teller(out)
	ports, err := listen(forwards) // first: who reads that a session is served can connect
	if err != nil {
		return err
	}
	defer leave(ports)
	var joined atomic.Pointer[far.Session]
	s, err := far.Join(ctx, desk, clock.System{}, func(lane channel.Lane, there bool) {
		if lane == channel.Interactive {
			tell(lineTold(joined.Load(), there))
		}
	})
	if err != nil {
		return err
	}
	joined.Store(s)
	defer s.Close()
	dir, err := os.MkdirTemp("", "surety-connect-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	n, err := native.New(s, dir)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	config, err := n.Setup(dir, l.Addr())
	if err != nil {
		l.Close()
		return err
	}
	tell(describe(s, config))
	return serveNative(ctx, s, n, l, ports, tell)
}

// lineTold tells that the line is there or lost. Each time anew it may be by other keys, with other safety words.
func lineTold(s *far.Session, there bool) string {
	switch {
	case !there:
		return "The line is lost; dialling again. What is typed meanwhile is not kept."
	case s == nil:
		return "Connected."
	}
	words := s.Words()
	return "Connected again. Safety words: " + strings.Join(words[:], " ")
}

// port is a forward that listens.
type port struct {
	forward
	net.Listener
}

// listen opens all ports or none.
func listen(forwards []forward) (ports []port, err error) {
	for _, f := range forwards {
		l, err := net.Listen("tcp", f.here)
		if err != nil {
			leave(ports)
			return nil, err
		}
		ports = append(ports, port{f, l})
	}
	return ports, nil
}

func leave(ports []port) {
	for _, p := range ports {
		p.Close()
	}
}

// serveNative returns when ctx ends (nil) or the session (why).
func serveNative(ctx context.Context, s *far.Session, n *native.Server, l net.Listener, ports []port, tell func(string)) error {
	ctx, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer end()
	running.Go(func() { _ = n.Serve(ctx, l) })
	for _, p := range ports {
		tell(forwarded(p))
		running.Go(func() { _ = n.Local(ctx, p, p.there, tell) })
	}
	select {
	case <-ctx.Done():
		return nil
	case <-s.Done():
		return s.Err()
	}
}

func forwarded(p port) string {
	text := fmt.Sprintf("%s leads to %s.", p.Addr(), p.there)
	if !native.Guarded {
		text += " This system does not tell who connects: every user of this machine can use it."
	}
	return text
}

// teller writes lines, from any goroutine.
func teller(out io.Writer) func(string) {
	var mu sync.Mutex
	return func(text string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(out, text)
	}
}

// describe tells what may be done and how.
func describe(s *far.Session, config string) string {
	var b strings.Builder
	words := s.Words()
	fmt.Fprintf(&b, "Safety words: %s\n", strings.Join(words[:], " "))
	fmt.Fprintln(&b, "The client reads the same on their screen. If they read others, somebody stands in between: stop.")
	fmt.Fprintf(&b, "Granted: %s\n", strings.Join(codes(s.Granted), ", "))
	if !s.Until.IsZero() {
		fmt.Fprintf(&b, "Until: %s\n", s.Until.Local().Format("2006-01-02 15:04"))
	}
	has := func(all ...wire.Purpose) bool {
		return slices.ContainsFunc(all, func(p wire.Purpose) bool { return slices.Contains(s.Granted, p) })
	}
	fmt.Fprintln(&b)
	if has(wire.TerminalType, wire.TerminalView) {
		fmt.Fprintf(&b, "  ssh -F %s %s\n", config, native.Host)
	}
	if has(wire.FilesFetch, wire.FilesSend) {
		fmt.Fprintf(&b, "  sftp -F %s %s\n  scp -F %s FILE %s:\n", config, native.Host, config, native.Host)
	}
	for _, p := range s.Ports {
		fmt.Fprintf(&b, "  ssh -F %s -N -L PORT:%s %s\n", config, p, native.Host)
	}
	b.WriteString("\nCtrl-C leaves the session; the client's end stays.")
	return b.String()
}

func codes(powers []wire.Purpose) (all []string) {
	for _, p := range powers {
		all = append(all, string(p))
	}
	return all
}
