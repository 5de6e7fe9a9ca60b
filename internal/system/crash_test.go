package system_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"
)

// TestD1SurvivesTheDatabasesDeath kills PostgreSQL under load, again and again, and once the server with it. The server
// must live through it, or at least not lose what it confirmed.
func TestD1SurvivesTheDatabasesDeath(t *testing.T) {
	c := newCluster(t)
	w := newWorld(t, plainCast, filepath.Join(t.TempDir(), "data"), "--database", c.url("surety"), "--keys-database", c.url("keys"))
	l := newLoad(t, w, 8)
	begun, deaths := time.Now(), 4
	l.during(func() {
		for range deaths {
			at := l.taken.Load()
			wait(t, 30*time.Second, "writing to go on after the database's death", func() bool { return w.server.gone() || l.taken.Load() > at+100 })
			<-time.After(rand.N(200 * time.Millisecond))
			c.kill()
			c.start()
			if w.server.gone() {
				t.Fatalf("the server went down with the database: %s", w.server.errs.tail())
			}
		}
		at := l.taken.Load()
		wait(t, 30*time.Second, "writing to go on at the end", func() bool { return w.server.gone() || l.taken.Load() > at+100 })
	})
	w.server.kill()
	c.kill()
	c.start()
	took := time.Since(begun)
	w.restart(t)
	l.settle()
	l.check()
	w.server.stop()
	said := w.verify(t)
	l.report(took, "%d deaths of the database, the last one together with the server", deaths+1)
	t.Log(said)
}
