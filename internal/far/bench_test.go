package far_test

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"time"

	"surety/internal/assist"
	"surety/internal/far/fartest"
	"surety/internal/wire"
)

// pipe shows a terminal on a reader.
type pipe struct{ w *io.PipeWriter }

func (p pipe) Show(b []byte)     { _, _ = p.w.Write(b) }
func (p pipe) Again()            {}
func (p pipe) Refused(err error) { p.w.CloseWithError(err) }

// BenchmarkKey types a key and waits until it is shown, all in one process, with a recorder that only remembers: what is left of
// `surety bench remote` without the recording and the hops between processes.
func BenchmarkKey(b *testing.B) {
	w := fartest.New(b, assist.Grant{Powers: []wire.Purpose{wire.TerminalType}})
	s := w.Join(b)
	r, out := io.Pipe()
	term, err := s.Terminal(b.Context(), wire.TerminalType, 0, fartest.Size, pipe{out})
	must(b, err)
	go func() { _, err := term.Run(b.Context()); out.CloseWithError(err) }()
	must(b, term.Type([]byte("printf 'typing-%s\\n' begins; exec cat >/dev/null\r")))
	seen, buf := []byte(nil), make([]byte, 4096)
	for !bytes.Contains(seen, []byte("typing-begins\r")) {
		n, err := r.Read(buf)
		must(b, err)
		seen = append(seen, buf[:n]...)
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		key := []byte{byte('a' + i%26)}
		if i%64 == 63 {
			key = []byte("\r")
		}
		began := time.Now()
		must(b, term.Type(key))
		for n := 0; !bytes.Contains(buf[:n], key); {
			n, err = r.Read(buf)
			must(b, err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
