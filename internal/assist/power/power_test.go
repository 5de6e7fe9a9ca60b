package power_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/wire"
)

// echo opens and waits for the end.
func echo(ctx context.Context, s *power.Stream, _ []byte) error {
	if err := s.Opened(); err != nil {
		return err
	}
	_, _, err := s.Next(10)
	return err
}

func set(t *testing.T, codes ...wire.Purpose) (*power.Set, *assisttest.Recorder) {
	t.Helper()
	granted, rec := map[wire.Purpose]power.Handler{}, assisttest.NewRecorder()
	for _, code := range codes {
		granted[code] = echo
	}
	s, err := power.New(rec, granted)
	if err != nil {
		t.Fatal(err)
	}
	return s, rec
}

func dial(t *testing.T, s *power.Set) *assisttest.Far {
	t.Helper()
	return assisttest.Dial(t, func(ctx context.Context, c net.Conn) error { return s.Serve(ctx, c) })
}

func TestW1WhatWasNotGrantedIsRefusedAndRecorded(t *testing.T) {
	for _, code := range wire.Powers {
		others := []wire.Purpose{}
		for _, c := range wire.Powers {
			if c != code {
				others = append(others, c)
			}
		}
		s, rec := set(t, others...)
		far := dial(t, s)
		far.Refused(code, nil, wire.NotGranted)
		if err := far.Over(); !errors.Is(err, wire.NotGranted) {
			t.Errorf("%s: %v", code, err)
		}
		if !strings.HasPrefix(rec.Text(wire.Mark), "refused: "+string(code)) {
			t.Errorf("%s: the recording says %q", code, rec.Text(wire.Mark))
		}
		dial(t, s).Opened(others[0], nil)
	}
}

func TestW1NothingGrantedIsNothing(t *testing.T) {
	s, _ := set(t)
	for _, code := range wire.Powers {
		dial(t, s).Refused(code, nil, wire.NotGranted)
	}
}

func TestW1APowerTakenBackEndsAtOnce(t *testing.T) {
	s, rec := set(t, wire.Port, wire.FilesFetch)
	port, files := dial(t, s), dial(t, s)
	port.Opened(wire.Port, nil)
	files.Opened(wire.FilesFetch, nil)
	if err := s.Take(wire.Port); err != nil {
		t.Fatal(err)
	}
	if port.Over() == nil || !rec.Has(wire.Power, "-port") {
		t.Error("it goes on")
	}
	dial(t, s).Refused(wire.Port, nil, wire.NotGranted)
	files.Must(files.Send(1, nil)) // still served
}

func TestW2NothingOpensWhileTheRecordingIsNotAcknowledged(t *testing.T) {
	s, rec := set(t, wire.Port)
	rec.SetReady(errors.New("not now"))
	dial(t, s).Refused(wire.Port, nil, wire.NotReady)
	rec.SetReady(nil)
	dial(t, s).Opened(wire.Port, nil)
}

func TestW1StreamsAreBounded(t *testing.T) {
	s, _ := set(t, wire.Port)
	for range power.MaxStreams {
		dial(t, s).Opened(wire.Port, nil)
	}
	dial(t, s).Refused(wire.Port, nil, wire.TooMany)
}

func TestAStreamBeginsWithAnOpen(t *testing.T) {
	s, _ := set(t, wire.Port)
	far := dial(t, s)
	far.Must(far.Send(wire.FrameType, []byte("ls")))
	if err := far.Over(); !errors.Is(err, power.ErrProtocol) {
		t.Error(err)
	}
}

// TestTheEndWaitsForLastWords: what a stream puts on the recording as it ends is there before the recording ends.
func TestTheEndWaitsForLastWords(t *testing.T) {
	rec := assisttest.NewRecorder()
	s, err := power.New(rec, map[wire.Purpose]power.Handler{wire.Port: func(ctx context.Context, s *power.Stream, a []byte) error {
		err := echo(ctx, s, a)
		return errors.Join(err, rec.Append(wire.Mark, s.Number, []byte("the last word")))
	}})
	if err != nil {
		t.Fatal(err)
	}
	dial(t, s).Opened(wire.Port, nil)
	s.End()
	if got := rec.Text(wire.Mark); got != "the last word" || len(s.Powers()) > 0 {
		t.Errorf("the recording says %q; powers %v", got, s.Powers())
	}
	dial(t, s).Refused(wire.Port, nil, wire.NotGranted)
}
