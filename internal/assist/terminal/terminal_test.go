//go:build linux || darwin

package terminal

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/wire"
)

var size = wire.Size{Cols: 80, Rows: 24}

func TestMain(m *testing.M) { os.Exit(assisttest.Main(m)) }

// desk is a session with both powers, whose shells run a script.
type desk struct {
	t         *testing.T
	terminals *Terminals
	set       *power.Set
	rec       *assisttest.Recorder
}

func newDesk(t *testing.T, script string) *desk {
	t.Helper()
	d := &desk{t: t, rec: assisttest.NewRecorder()}
	d.terminals = New(d.rec)
	d.terminals.command = func(command string) (*exec.Cmd, error) {
		cmd, err := login(command)
		if err == nil && script != "" {
			cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", script}
		}
		return cmd, err
	}
	var err error
	d.set, err = power.New(d.rec, map[wire.Purpose]power.Handler{wire.TerminalView: d.terminals.View, wire.TerminalType: d.terminals.Type})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.terminals.Close)
	return d
}

func (d *desk) dial() *assisttest.Far {
	return assisttest.Dial(d.t, func(ctx context.Context, c net.Conn) error { return d.set.Serve(ctx, c) })
}

func open(stream uint32) []byte { return wire.TerminalOpen{Stream: stream, Size: size}.Encode() }

// until reads what is shown until it holds the text.
func until(far *assisttest.Far, text string) (all string) {
	for !strings.Contains(all, text) {
		if kind, payload := far.Read(); kind == wire.FrameShow {
			all += payload
		}
	}
	return all
}

func typed(far *assisttest.Far, text string) { far.Must(far.Send(wire.FrameType, []byte(text))) }

func TestW2OutputIsRecordedBeforeItIsHandedOn(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	s, err := d.terminals.Start(7, size, "")
	if err != nil {
		t.Fatal(err)
	}
	var all string
	lines := []string{"one", "два", "سه", "四"}
	first, enough := true, errors.New("enough")
	err = s.Watch(t.Context(), func(b []byte) error {
		if first { // the picture
			first = false
		} else if all += string(b); !strings.HasPrefix(d.rec.Text(wire.Output), all) {
			t.Fatalf("%q is shown, and %q recorded", all, d.rec.Text(wire.Output))
		}
		if len(lines) == 0 && strings.Contains(all, "<四>") {
			return enough
		}
		if len(lines) > 0 {
			if err := s.Type([]byte(lines[0] + "\n")); err != nil {
				t.Fatal(err)
			}
			lines = lines[1:]
		}
		return nil
	})
	if err != enough {
		t.Error(err)
	}
	for _, e := range d.rec.Events(wire.Output) {
		if e.Stream != 7 {
			t.Errorf("recorded as stream %d", e.Stream)
		}
	}
}

func TestW2WhatCannotBeRecordedIsShownToNobody(t *testing.T) {
	d := newDesk(t, `read line; echo secret-output; sleep 600`)
	far := d.dial()
	number := far.Opened(wire.TerminalType, open(0))
	s, err := d.terminals.find(number)
	if err != nil {
		t.Fatal(err)
	}
	d.rec.Fail(errors.New("disk full"))
	if err := write(s.pty, []byte("go\n")); err != nil { // past the recorder, which takes no input either
		t.Fatal(err)
	}
	for {
		kind, payload := far.Read()
		if kind == wire.FrameExit {
			break
		}
		if strings.Contains(payload, "secret-output") {
			t.Fatal("it was shown")
		}
	}
	<-s.Over()
}

func TestW2InputIsRefusedWhileTheRecordingIsNotReady(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	far := d.dial()
	far.Opened(wire.TerminalType, open(0))
	d.rec.SetReady(errors.New("not acknowledged"))
	typed(far, "lost\n")
	for {
		kind, payload := far.Read()
		if kind == wire.FrameRefused {
			if payload != string(wire.NotReady.Encode()) {
				t.Errorf("refused with %q", payload)
			}
			break
		}
	}
	d.rec.SetReady(nil)
	typed(far, "kept\n")
	if all := until(far, "<kept>"); strings.Contains(all, "lost") {
		t.Error("refused input was typed:", all)
	}
	if got := d.rec.Text(wire.Input); got != "kept\n" {
		t.Errorf("recorded %q", got)
	}
}

func TestW2InputIsRecordedBeforeItIsTyped(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	s, err := d.terminals.Start(1, size, "")
	if err != nil {
		t.Fatal(err)
	}
	d.rec.Fail(errors.New("disk full"))
	if err := s.Type([]byte("x\n")); !errors.Is(err, wire.NotReady) {
		t.Error(err)
	}
}

func TestW1WhoLooksOnDoesNotType(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	typing, looking := d.dial(), d.dial()
	number := typing.Opened(wire.TerminalType, open(0))
	if got := looking.Opened(wire.TerminalView, open(0)); got != number {
		t.Errorf("terminal %d instead of %d", got, number)
	}
	go func() {
		_ = looking.Send(wire.FrameType, []byte("evil\n"))
	}()
	for {
		if _, _, err := looking.Next(wire.MaxFrame); err != nil {
			break
		}
	}
	if err := looking.Over(); !errors.Is(err, power.ErrProtocol) {
		t.Error(err)
	}
	typed(typing, "good\n")
	if all := until(typing, "<good>"); strings.Contains(all, "evil") || strings.Contains(d.rec.Text(wire.Input), "evil") {
		t.Errorf("it was typed: %q", all)
	}
}

func TestW1ViewingStartsNothing(t *testing.T) {
	d := newDesk(t, `sleep 600`)
	d.dial().Refused(wire.TerminalView, open(0), wire.NotFound)
	d.dial().Refused(wire.TerminalView, open(9), wire.NotFound)
	d.dial().Refused(wire.TerminalType, open(9), wire.NotFound)
}

func TestASecretIsRecordedByItsLength(t *testing.T) {
	d := newDesk(t, `stty -echo; echo password:; read x; stty echo; echo "length ${#x}"; read y; echo "<$y>"`)
	far := d.dial()
	far.Opened(wire.TerminalType, open(0))
	until(far, "password:")
	typed(far, "hunter2\n")
	until(far, "length 7")
	typed(far, "plain\n")
	until(far, "<plain>")
	if got := d.rec.Text(wire.Input); got != "plain\n" {
		t.Errorf("input recorded: %q", got)
	}
	if !d.rec.Has(wire.Masked, string(wire.EncodeCount(8))) || strings.Contains(d.rec.Text(wire.Output), "hunter2") {
		t.Error("the secret is not masked")
	}
}

func TestASizeIsSetAndRecorded(t *testing.T) {
	d := newDesk(t, `while read line; do stty size; done`)
	far := d.dial()
	far.Opened(wire.TerminalType, open(0))
	wide := wire.Size{Cols: 132, Rows: 50}
	far.Must(far.Send(wire.FrameResize, wide.Encode()))
	typed(far, "\n")
	until(far, "50 132")
	if !d.rec.Has(wire.Resized, string(wide.Encode())) || !d.rec.Has(wire.Resized, string(size.Encode())) {
		t.Error("not recorded")
	}
}

func TestAShellOutlivesItsStreamAndIsSeenAgain(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	far := d.dial()
	number := far.Opened(wire.TerminalType, open(0))
	typed(far, "before\n")
	until(far, "<before>")
	far.Conn.Close()
	if far.Over() == nil {
		t.Error("no end was noticed")
	}
	again := d.dial()
	if got := again.Opened(wire.TerminalType, open(number)); got != number {
		t.Errorf("terminal %d instead of %d", got, number)
	}
	until(again, "<before>")
	typed(again, "after\n")
	until(again, "<after>")
}

// TestAShellThatWasLeftIsTakenUp: the program of who typed was killed, and nobody knows the shell's number any more.
func TestAShellThatWasLeftIsTakenUp(t *testing.T) {
	d := newDesk(t, `while read line; do echo "<$line>"; done`)
	killed, other := d.dial(), d.dial()
	number, second := killed.Opened(wire.TerminalType, open(0)), other.Opened(wire.TerminalType, open(0))
	if number == second {
		t.Fatal("a shell in which somebody types was given away")
	}
	typed(killed, "before\n")
	until(killed, "<before>")
	killed.Conn.Close()
	_ = killed.Over()
	again := d.dial()
	if got := again.Opened(wire.TerminalType, open(0)); got != number {
		t.Errorf("terminal %d instead of %d", got, number)
	}
	until(again, "<before>")
	typed(again, "after\n")
	until(again, "<after>")
	if got := d.dial().Opened(wire.TerminalType, open(0)); got == number || got == second {
		t.Errorf("terminal %d was taken up twice", got)
	}
}

func TestTheEndOfAShellIsTold(t *testing.T) {
	d := newDesk(t, `echo last; exit 3`)
	far := d.dial()
	far.Opened(wire.TerminalType, open(0))
	var all bytes.Buffer
	for {
		kind, payload := far.Read()
		if kind == wire.FrameExit {
			if code, err := wire.DecodeExit([]byte(payload)); code != 3 || err != nil {
				t.Error(code, err)
			}
			break
		}
		all.WriteString(payload)
	}
	if !strings.Contains(all.String(), "last") {
		t.Errorf("shown: %q", all.String())
	}
}

func TestShellsAreBounded(t *testing.T) {
	d := newDesk(t, `sleep 600`)
	for range MaxShells {
		d.dial().Opened(wire.TerminalType, open(0))
	}
	d.dial().Refused(wire.TerminalType, open(0), wire.TooMany)
}

func TestW1TheEnvironmentIsClean(t *testing.T) {
	for _, secret := range []string{"SSH_AUTH_SOCK", "DISPLAY", "SURETY_TOKEN", "AWS_SECRET_ACCESS_KEY", "LD_PRELOAD", "BASH_ENV", "ENV"} {
		t.Setenv(secret, "evil-"+secret)
	}
	t.Setenv("LC_TIME", "fa_IR.UTF-8")
	cmd, err := login("")
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(cmd.Env, "\n"); strings.Contains(all, "evil-") || !slices.Contains(cmd.Env, "LC_TIME=fa_IR.UTF-8") || !slices.Contains(cmd.Env, "TERM="+term) {
		t.Error(all)
	}
	if !strings.HasPrefix(cmd.Args[0], "-") || !filepath.IsAbs(cmd.Path) {
		t.Errorf("not a login shell: %q", cmd.Args)
	}
}

func TestTheShellIsTheUsersOwn(t *testing.T) {
	accounts := "root:x:0:0:root:/root:/bin/bash\nzahra:x:1000:1000:Zahra,,,:/home/zahra:/usr/bin/fish\nbroken\nsvc:x:1:1::/:\n"
	for uid, want := range map[int]string{0: "/bin/bash", 1000: "/usr/bin/fish", 1: "", 7: ""} {
		if got := shellOf(accounts, uid); got != want {
			t.Errorf("%d: %q", uid, got)
		}
	}
	home := t.TempDir()
	mine := filepath.Join(home, "shell")
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := choose(program, "", "sh", "/nowhere/sh", mine, "/bin/sh"); got != "/bin/sh" {
		t.Error(got)
	}
	if err := os.Chmod(mine, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SHELL", mine)
	t.Setenv("HOME", home)
	cmd, err := login("")
	if err != nil || cmd.Path != mine || cmd.Dir != home || !slices.Contains(cmd.Env, "SHELL="+mine) || !slices.Contains(cmd.Env, "HOME="+home) {
		t.Errorf("%v: %q in %q with %q", err, cmd.Path, cmd.Dir, cmd.Env)
	}
	t.Setenv("HOME", mine) // no folder
	t.Setenv("SHELL", home)
	if cmd, err := login(""); err != nil || !filepath.IsAbs(cmd.Path) || cmd.Path == home || cmd.Dir == mine || slices.Contains(cmd.Env, "HOME="+mine) {
		t.Errorf("%v: %q in %q with %q", err, cmd.Path, cmd.Dir, cmd.Env)
	}
}
