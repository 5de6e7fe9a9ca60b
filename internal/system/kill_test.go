package system_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestD1AcknowledgedWritesSurviveKill ends the server under load at random moments, most of them while it works, some
// while it starts. What it had confirmed must be there, once; what it had not, at most once. Who asks again gets the answer that was lost.
func TestD1AcknowledgedWritesSurviveKill(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 8
	}
	w := copyOf(t, filepath.Join(t.TempDir(), "data"))
	l := newLoad(t, w, 8)
	checkpoint, early := filepath.Join(t.TempDir(), "checkpoint"), 0
	begun := time.Now()
	for round := range rounds {
		if round%10 == 9 { // while it starts
			s := start(t, w.data)
			<-time.After(rand.N(150 * time.Millisecond))
			s.kill()
			early++
			continue
		}
		w.restart(t)
		l.during(func() {
			<-time.After(100*time.Millisecond + rand.N(600*time.Millisecond))
			w.server.kill()
		})
		if round == rounds/2 {
			w.verify(t) // beside no server, on what the dead one left
			keep(t, checkpoint, succeed(t, "audit", "checkpoint", "--data", w.data)+"\n")
		}
	}
	took := time.Since(begun)
	w.restart(t)
	l.settle()
	l.check()
	w.server.stop()
	said := w.verify(t, "--checkpoint", checkpoint)
	t.Logf("%d files lie in the directory", strings.Count(blobs(t, w), "\n"))
	l.report(took, "%d kills, %d of them while starting", rounds, early)
	t.Log(said)
}

// settle asks once more for all that is open.
func (l *load) settle() {
	for _, w := range l.writers {
		if d := w.last(); d != nil && d.state == asked && !l.try(l.t.Context(), w, d) {
			l.t.Errorf("%q cannot be settled", d.text)
		}
	}
}

func (l *load) report(took time.Duration, format string, args ...any) {
	l.t.Helper()
	n := 0
	for _, w := range l.writers {
		n += len(w.deeds)
	}
	if n < 10*len(l.writers) {
		l.t.Errorf("only %d deeds: there was no load", n)
	}
	l.t.Logf(format, args...)
	l.t.Logf("%d deeds, %d confirmed, %d of them when asked again after a lost answer, in %s", n, l.taken.Load(), l.again.Load(), took.Round(time.Millisecond))
}

func keep(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
