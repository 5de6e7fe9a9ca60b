//go:build linux || darwin

package session_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/assist"
	"surety/internal/assist/assisttest"
	"surety/internal/assist/join"
	"surety/internal/assist/servertest"
	"surety/internal/assist/session"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/recording"
	"surety/internal/wire"
)

func TestMain(m *testing.M) { os.Exit(assisttest.Main(m)) }

// running is a session with its server.
type running struct {
	*session.Session
	t      *testing.T
	server *servertest.Server
	spool  string
	ended  chan session.End
	whole  chan bool
	stop   context.CancelFunc
}

type option func(*session.Plan)

// run joins, consents to all that is asked, and serves.
func run(t *testing.T, s *servertest.Server, options ...option) *running {
	t.Helper()
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	place, err := join.Parse(s.String(), true)
	must(t, err)
	joined, err := join.New(place, nil).Join(t.Context(), public, "test")
	must(t, err)
	dir := filepath.Join(t.TempDir(), "spool")
	spool, err := recording.NewSpool(dir, session.SpoolLimit)
	must(t, err)
	key := recording.Key(joined.RecordingKey)
	r := &running{t: t, server: s, spool: dir, ended: make(chan session.End, 1), whole: make(chan bool, 1)}
	plan := session.Plan{Session: joined.Session, Until: time.Unix(joined.Facts.Until, 0), Signer: private, RecordingKey: &key, Spool: spool,
		Grant: assist.Grant{Powers: joined.Facts.Powers}, Dial: joined.Dial, Clock: clock.System{}, Changed: func() {}, Ended: func(session.End) {}}
	for _, o := range options {
		o(&plan)
	}
	r.Session, err = session.Start(t.Context(), plan)
	must(t, err)
	agreed := wire.Agreed{Session: joined.Session, Facts: joined.Facts.Digest(), Granted: plan.Grant.Powers}
	must(t, r.Consented(agreed))
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() {
		end, whole := r.Run(ctx)
		r.ended <- end
		r.whole <- whole
	}()
	t.Cleanup(func() {
		r.Finish(session.End{By: wire.Client, Why: "test"})
		stop()
		select {
		case <-r.whole:
		case <-time.After(20 * time.Second):
			t.Error("the session does not end")
		}
	})
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// over waits for the end.
func (r *running) over() session.End {
	r.t.Helper()
	select {
	case e := <-r.ended:
		return e
	case <-time.After(20 * time.Second):
		r.t.Fatal("the session does not end")
		return session.End{}
	}
}

// runs tells that the session has not ended: a turn still takes.
func (r *running) runs() {
	r.t.Helper()
	select {
	case e := <-r.ended:
		r.t.Fatalf("the session ended: %+v", e)
	default:
	}
}

func typing(t *testing.T) *servertest.Server { return servertest.New(t, wire.TerminalType) }

func TestASpecialistTypesAndAllOfItIsOnTheRecording(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	e := s.Specialist()
	shell := e.Shell()
	must(t, shell.Type("echo wo''rd\n"))
	must(t, shell.See("word"))
	here := r.State().Here
	if len(here) != 1 || here[0].Words != e.Words || here[0].Words[0] == "" {
		t.Errorf("the two ends show other words: %v and %v", here, e.Words)
	}
	r.Finish(session.End{By: wire.Client, Why: "stopped"})
	if got := r.over(); got.Why != "stopped" || !<-r.whole {
		t.Errorf("it ended as %+v, not whole", got)
	}
	r.whole <- true
	if !s.Ended() || !strings.Contains(s.Text(wire.Output), "word") || s.Text(wire.Input) != "echo wo''rd\n" {
		t.Error("the recording lacks something")
	}
	s.Verify()
	s.WaitTurn(wire.Turn{Step: wire.Finish, By: wire.Client, Why: "stopped"})
}

func TestALostConnectionLeavesNoGapAndAsksForNothing(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	e := s.Specialist()
	shell := e.Shell()
	must(t, shell.Type("x=kept; echo rea''dy\n"))
	must(t, shell.See("ready"))
	words, before := e.Words, s.Connections()
	s.Cut()
	if err := shell.See("never"); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a lost lane was told as %v", err)
	}
	s.Wait("new lanes", func() bool { return true })
	for s.Connections() < before+2 {
		s.Wait("a lane", func() bool { return true })
		time.Sleep(10 * time.Millisecond)
	}
	must(t, e.Enter())
	if e.Words != words {
		t.Error("the words are others after the line was lost")
	}
	o, err := e.Open(wire.TerminalType, wire.TerminalOpen{Stream: 1, Size: wire.Size{Cols: 80, Rows: 24}}.Encode())
	must(t, err)
	must(t, o.Type("echo still-$x\n"))
	must(t, o.See("still-kept"))
	r.Finish(session.End{By: wire.Client, Why: "stopped"})
	r.over()
	if !<-r.whole {
		t.Error("the recording is not whole")
	}
	r.whole <- true
	s.Verify()
}

func TestAClientsPauseHoldsAgainstEverybodyElse(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	shell := s.Specialist().Shell()
	must(t, shell.Type("echo fi''rst\n"))
	must(t, shell.See("first"))
	must(t, r.Turn(wire.Turn{Step: wire.Pause}))
	for _, by := range []wire.Party{wire.Lead, wire.Specialist, wire.Server, wire.Client} {
		s.Turn(wire.Turn{Step: wire.Pause, By: by})
		s.Turn(wire.Turn{Step: wire.Resume, By: by})
	}
	s.WaitTurn(wire.Turn{Step: wire.Pause, By: wire.Client}) // what is so now
	for len(s.Turns()) < 1+8+4 {                             // the pause; what came, repeated; what is so now

		time.Sleep(time.Millisecond)
	}
	must(t, shell.Type("echo sec''ond\n"))
	if err := shell.See("second"); !errors.Is(err, wire.NotReady) {
		t.Errorf("while paused, typing was answered by %v", err)
	}
	if got := r.State().Paused; !slices.Equal(got, []string{"here"}) {
		t.Errorf("paused by %v", got)
	}
	must(t, r.Turn(wire.Turn{Step: wire.Resume}))
	must(t, shell.Type("echo thi''rd\n"))
	must(t, shell.See("third"))
	if strings.Contains(s.Text(wire.Input), "second") {
		t.Error("what was refused stands on the recording as typed")
	}
}

func TestALeadsPauseIsNotTheClientsToLift(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	s.Turn(wire.Turn{Step: wire.Pause, By: wire.Lead})
	s.WaitTurn(wire.Turn{Step: wire.Pause, By: wire.Lead})
	if err := r.Turn(wire.Turn{Step: wire.Resume}); !errors.Is(err, session.ErrHeld) {
		t.Errorf("the client lifted a lead's pause: %v", err)
	}
	s.Turn(wire.Turn{Step: wire.Resume, By: wire.Specialist})
	s.Turn(wire.Turn{Step: wire.Resume, By: wire.Lead})
	s.WaitTurn(wire.Turn{Step: wire.Resume, By: wire.Lead})
	if got := r.State().Paused; len(got) > 0 {
		t.Errorf("paused by %v", got)
	}
}

func TestWhatIsShownGoesOnWhilePaused(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	shell := s.Specialist().Shell()
	fifo := filepath.Join(t.TempDir(), "go")
	must(t, shell.Type("mkfifo "+fifo+"; echo wai''ting; read x <"+fifo+"; echo sho''wn\n"))
	must(t, shell.See("waiting"))
	must(t, r.Turn(wire.Turn{Step: wire.Pause}))
	f, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("go\n")
	must(t, err)
	f.Close()
	must(t, shell.See("shown"))
}

func TestAPowerTakenBackEndsItsStreamsForGood(t *testing.T) {
	s := servertest.New(t, wire.TerminalView, wire.TerminalType)
	r := run(t, s)
	e := s.Specialist()
	shell := e.Shell()
	must(t, shell.Type("echo a''b\n"))
	must(t, shell.See("ab"))
	must(t, r.Turn(wire.Turn{Step: wire.Take, Power: wire.TerminalView}))
	if err := shell.See("never"); err == nil {
		t.Error("the stream goes on")
	}
	for _, code := range []wire.Purpose{wire.TerminalView, wire.TerminalType} {
		if _, err := e.Open(code, wire.TerminalOpen{Stream: 1, Size: wire.Size{Cols: 9, Rows: 9}}.Encode()); !errors.Is(err, wire.NotGranted) {
			t.Errorf("%s after it was taken back: %v", code, err)
		}
		s.WaitTurn(wire.Turn{Step: wire.Take, By: wire.Client, Power: wire.TerminalView})
	}
	if left := r.State().Powers; len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestWhatWasNotGrantedIsRefusedToAnyEnd(t *testing.T) {
	s := servertest.New(t, wire.TerminalView)
	run(t, s)
	e := s.Specialist()
	for _, code := range wire.Powers[1:] {
		if _, err := e.Open(code, nil); !errors.Is(err, wire.NotGranted) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestAServerCannotBeTheSpecialistsEnd(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	e := s.Announce()
	if _, err := s.Relay(e.Number + 1); !errors.Is(err, wire.NotFound) {
		t.Errorf("a relay for an end that nobody announced: %v", err)
	}
	stranger := *e
	stranger.Key, _ = channel.NewKey()
	stranger.Repair(t)
	if err := stranger.Enter(); !errors.Is(err, channel.ErrKeyRefused) && !errors.Is(err, channel.ErrNotSealed) {
		t.Errorf("a key that was not announced: %v", err)
	}
	must(t, e.Enter())
	r.runs()
	r.Finish(session.End{By: wire.Client, Why: "stopped"})
	r.over()
	r.ended <- session.End{}
	if !s.Recorded(wire.Mark, "not sealed: wrong_key") {
		t.Error("that somebody else came is not on the recording")
	}
}

func TestAPinIsToldOnceForAnEnd(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	e := s.Announce()
	other, _ := channel.NewKey()
	_ = s.Say(wire.FrameJoin, wire.Peer{Number: e.Number, Pin: wire.Digest(other.Pin()), Name: "Mina Example"}.Encode())
	if end := r.over(); end.Why != "channel_failed" {
		t.Errorf("it ended as %+v", end)
	}
	r.ended <- session.End{}
}

func TestWhoIsGoneIsCutOff(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	e := s.Specialist()
	shell := e.Shell()
	must(t, s.Say(wire.FrameGone, wire.EncodeStream(e.Number)))
	if err := shell.See("never"); err == nil {
		t.Error("its stream goes on")
	}
	if err := e.Enter(); !errors.Is(err, wire.NotFound) {
		t.Errorf("it came back: %v", err)
	}
	if here := r.State().Here; len(here) > 0 {
		t.Errorf("here: %v", here)
	}
}

func TestAServerThatFloodsTheControlStreamWaits(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	shell := s.Specialist().Shell()
	flood, say := make(chan struct{}), s.Control()
	go func() {
		defer close(flood)
		for range 50000 {
			if say(wire.FrameTurn, wire.Turn{Step: wire.Pause, By: wire.Server}.Encode()) != nil ||
				say(wire.FrameTurn, wire.Turn{Step: wire.Resume, By: wire.Server}.Encode()) != nil {
				return
			}
		}
	}()
	since, before := time.Now(), len(s.Events())
	for time.Since(since) < time.Second {
		must(t, r.Turn(wire.Turn{Step: wire.Pause}))
		must(t, shell.Type("no\n"))
		_ = r.Turn(wire.Turn{Step: wire.Resume})
	}
	turns := 0
	for _, e := range s.Events()[before:] {
		if (e.Kind == wire.Paused || e.Kind == wire.Resumed) && string(e.Payload) == "server" {
			turns++
		}
	}
	if turns > 200 {
		t.Errorf("%d turns of the server's in about a second", turns)
	}
	r.Finish(session.End{By: wire.Client, Why: "stopped"})
	r.over()
	r.ended <- session.End{}
	s.Cut()
	<-flood
}

func TestAServerThatDoesNotKeepToTheProtocolEndsIt(t *testing.T) {
	for name, frame := range map[string][]byte{
		"unknown":  wire.AppendFrame(nil, 99),
		"too long": wire.AppendFrame(nil, wire.FrameTurn, make([]byte, wire.MaxControl+1)),
		"a power":  wire.AppendFrame(nil, wire.FrameOpen, wire.Open{Purpose: wire.TerminalType}.Encode()),
		"a turn":   wire.AppendFrame(nil, wire.FrameTurn, []byte{1, 9, 0, 0}),
	} {
		t.Run(name, func(t *testing.T) {
			s := typing(t)
			r := run(t, s)
			must(t, s.Say(frame[0], frame[5:]))
			if end := r.over(); end.Why != "channel_failed" || end.By != wire.Server {
				t.Errorf("it ended as %+v", end)
			}
			r.ended <- session.End{}
		})
	}
}

func TestTheServersFinishEndsItWithTheRecordingWhole(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	shell := s.Specialist().Shell()
	s.Turn(wire.Turn{Step: wire.Finish, By: wire.Lead, Why: "lost_right"})
	if end := r.over(); end != (session.End{By: wire.Lead, Why: "lost_right"}) || !<-r.whole {
		t.Errorf("it ended as %+v", end)
	}
	r.whole <- true
	for shell.See("never") == nil {
		t.Error("the shell goes on")
	}
	if !s.Recorded(wire.End, "lost_right") {
		t.Error("the recording does not say why")
	}
}

// TestTheBulkLaneComesSecond: a server that does not know of the session yet would turn it away.
func TestTheBulkLaneComesSecond(t *testing.T) {
	came := make(chan channel.Lane, 16)
	run(t, typing(t), func(p *session.Plan) {
		dial, failed := p.Dial, false
		p.Dial = func(ctx context.Context, lane channel.Lane) (net.Conn, error) {
			came <- lane
			if lane == channel.Interactive && !failed {
				failed = true
				return nil, channel.ErrLaneLost
			}
			return dial(ctx, lane)
		}
	})
	for _, want := range []channel.Lane{channel.Interactive, channel.Interactive, channel.Bulk} {
		if got := <-came; got != want {
			t.Fatalf("the %v lane came, not the %v", got, want)
		}
	}
}

func TestATokenThatIsDeadEndsIt(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	s.Specialist()
	s.Refuse = func(string) string { return "not_signed_in" }
	s.Cut()
	if end := r.over(); end.Why != "turned_away" {
		t.Errorf("it ended as %+v", end)
	}
	r.ended <- session.End{}
}

func TestAFullDiskEndsItAndNothingMoreIsShown(t *testing.T) {
	s := typing(t)
	dir := filepath.Join(t.TempDir(), "small")
	r := run(t, s, func(p *session.Plan) {
		var err error
		p.Spool, err = recording.NewSpool(dir, 64<<10)
		must(t, err)
	})
	shell := s.Specialist().Shell()
	must(t, shell.Type("echo rea''dy\n"))
	must(t, shell.See("ready"))
	s.Hold(true) // nothing is acknowledged, so that the spool fills
	must(t, shell.Type("head -c 20000000 /dev/urandom | od -x\n"))
	if end := r.over(); end.Why != "recording_failed" {
		t.Errorf("it ended as %+v", end)
	}
	r.ended <- session.End{}
	if <-r.whole {
		t.Error("it was told as whole")
	}
	r.whole <- false
	shown := 0
	for {
		kind, payload, err := shell.Next(wire.MaxFrame)
		if err != nil {
			break
		}
		if kind == wire.FrameShow {
			shown += len(payload)
		}
	}
	if shown > 1<<20 {
		t.Errorf("%d bytes were shown that no spool of 64 KiB can hold", shown)
	}
}

func TestAServerThatStoresNothingIsAskedAgain(t *testing.T) {
	s := typing(t)
	r := run(t, s)
	shell := s.Specialist().Shell()
	s.Hold(true)
	before := s.Connections()
	_ = shell.Type("echo lost-li''ne\n")
	for s.Connections() < before+2 {
		time.Sleep(5 * time.Millisecond)
	}
	s.Hold(false)
	r.runs()
	for !strings.Contains(s.Text(wire.Output), "lost-line") {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestLimitsEndItWhateverTheServerSays runs on a clock that is moved by hand.
func TestLimitsEndItWhateverTheServerSays(t *testing.T) {
	for why, length := range map[string]time.Duration{"idle": time.Hour, "time_over": 10 * time.Minute} {
		t.Run(why, func(t *testing.T) {
			s := typing(t)
			fake := clock.NewFake(time.Now())
			r := run(t, s, func(p *session.Plan) { p.Clock, p.Until = fake, fake.Now().Add(length) })
			began := fake.Now()
			s.Wait("a chunk", func() bool { return s.ChunksLocked() > 0 })
			var got session.End
			for got.Why == "" {
				select {
				case got = <-r.ended:
				case <-time.After(3 * time.Millisecond): // for what was woken
					fake.Advance(5 * time.Second)
				}
			}
			spent := fake.Now().Sub(began)
			if got != (session.End{By: wire.Server, Why: why}) || spent < min(length, session.IdleLimit) || spent > min(length, session.IdleLimit)+5*time.Minute {
				t.Errorf("it ended as %+v after %v", got, spent)
			}
			r.ended <- got
			go func() {
				for range 1000 {
					fake.Advance(time.Second)
					time.Sleep(time.Millisecond)
				}
			}()
		})
	}
}
