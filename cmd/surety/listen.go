package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"surety/internal/web"
)

// grace is how long requests under way may take to finish once the server was told to stop.
const grace = 20 * time.Second

const workers = 4

// run serves until ctx ends, then stops in order: no new connections, streams ended, requests finished, jobs put down.
func (s *site) run(ctx context.Context, personas []web.Persona, out io.Writer) error {
	srv, err := s.server(personas)
	if err != nil {
		return err
	}
	if err := srv.Prepare(ctx); err != nil {
		return err
	}
	listener, err := s.listen()
	if err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	group, groupCtx := errgroup.WithContext(work)
	group.Go(func() error { return ended(s.jobs.Run(groupCtx, workers)) })
	group.Go(func() error { return ended(s.record.Run(groupCtx)) })
	group.Go(func() error { return ended(s.live.Run(groupCtx)) })
	group.Go(func() error { return ended(s.places.Run(groupCtx)) })
	group.Go(func() error { return ended(s.ends.Run(groupCtx)) })
	servers := []*http.Server{s.httpServer(srv.Handler())}
	group.Go(func() error { return ended(servers[0].Serve(listener)) })
	if s.config.Metrics != "" {
		m, err := net.Listen("tcp", s.config.Metrics)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		servers = append(servers, s.httpServer(srv.Metrics()))
		group.Go(func() error { return ended(servers[1].Serve(m)) })
	}
	fmt.Fprintf(out, "Serving %s\n", s.config.URL)
	debug.FreeOSMemory() // what starting left behind would otherwise stay until the server has been busy
	select {
	case <-ctx.Done():
	case <-groupCtx.Done(): // something failed; Wait says what
	}
	s.log.Info("stopping")
	err = shut(srv, servers)
	stop()
	return errors.Join(err, group.Wait())
}

// shut lets requests under way finish.
func shut(srv *web.Server, servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	srv.EndStreams()
	var all []error
	for _, h := range servers {
		if err := h.Shutdown(ctx); err != nil {
			all = append(all, err, h.Close())
		}
	}
	return errors.Join(all...)
}

// ended drops what a server or worker says when it was told to stop.
func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// httpServer bounds how long headers and answers may take; routes that stream move their own deadlines.
func (s *site) httpServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
}

// listen opens the listener, with TLS when this process ends it.
func (s *site) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", s.config.Listen)
	if err != nil || !s.config.TLS() {
		return l, err
	}
	t, err := s.tls()
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return tls.NewListener(l, t), nil
}

func (s *site) tls() (*tls.Config, error) {
	if s.config.Domain != "" {
		return acmeTLS(s.config, s.log)
	}
	c := &certificate{certFile: s.config.TLSCert, keyFile: s.config.TLSKey, clock: s.clock, log: s.log}
	if _, err := c.get(nil); err != nil {
		return nil, err
	}
	return &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}
