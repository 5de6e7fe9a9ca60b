// Command servetest serves a built page beside a client's end with real powers, for the browser's own check of the specialist's end: the
// page with the headers of the app, the relay, a shell, a folder, and a screen that greets and ends. It prints its address. Who reaches it has a shell.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"surety/internal/assist"
	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/bench/loop"
	"surety/internal/rfb"
	"surety/internal/web"
	"surety/internal/wire"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// withScreen adds a screen to powers: RFB's greeting, then whatever came back.
type withScreen struct{ *assist.Session }

// Serve serves a stream.
func (w withScreen) Serve(ctx context.Context, line io.ReadWriteCloser) error {
	head := make([]byte, 64)
	n, err := line.Read(head)
	if err != nil {
		return err
	}
	if !strings.Contains(string(head[:n]), string(wire.ScreenView)) {
		return w.Session.Serve(ctx, struct {
			io.Reader
			io.WriteCloser
		}{io.MultiReader(strings.NewReader(string(head[:n])), line), line})
	}
	defer line.Close()
	if err := power.NewStream(line).Opened(); err != nil {
		return err
	}
	return greet(line)
}

// greet is a screen of 64 by 48 black pixels, as RFC 6143 has it, which is never drawn on.
func greet(line io.ReadWriter) error {
	steps := []struct {
		say  string
		want int
	}{{"RFB 003.008\n", 12}, {"\x01\x01", 1}, {"\x00\x00\x00\x00", 1}, {string(rfb.Init(64, 48, "demo")), 20}}
	for _, s := range steps {
		if _, err := io.WriteString(line, s.say); err != nil {
			return err
		}
		if _, err := io.ReadFull(line, make([]byte, s.want)); err != nil {
			return err
		}
	}
	_, err := io.Copy(io.Discard, line)
	return err
}

func run(page, folder string) error {
	granted, err := assist.Start(context.Background(), assisttest.NewRecorder(), assist.Grant{
		Powers: []wire.Purpose{wire.TerminalType, wire.FilesFetch, wire.FilesSend}, Folders: []string{folder}, Quota: 1 << 30})
	if err != nil {
		return err
	}
	app, err := web.App(os.DirFS(page))
	if err != nil {
		return err
	}
	server := loop.NewServer()
	mux := http.NewServeMux()
	mux.Handle("/", app)
	for _, path := range []string{"/join", "/near", "/far"} {
		mux.Handle(path, server)
	}
	mux.HandleFunc("POST /cut", func(http.ResponseWriter, *http.Request) { server.Cut() })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	near := &loop.Near{Powers: withScreen{granted}, Dial: loop.Desk{Address: l.Addr().String()}.DialNear}
	go near.Run(context.Background())
	fmt.Println("http://" + l.Addr().String())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); os.Exit(0) }()
	return http.Serve(l, mux)
}
