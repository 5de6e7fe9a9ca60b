package recording

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"testing"

	"surety/internal/wire"
)

func terminalText(n int) []byte {
	line := []byte("\x1b[01;34mfolder\x1b[0m  -rw-r--r-- 1 ann staff 4096 Nov 22 10:00 \x1b[01;32mreport.txt\x1b[0m\r\n")
	return bytes.Repeat(line, n/len(line)+1)[:n]
}

// BenchmarkAppend is what recording costs before a byte is shown: seal, sign, compress and write to the spool, beside a plain
// write of the same bytes.
func BenchmarkAppend(b *testing.B) {
	noise := make([]byte, 32<<10)
	rand.Read(noise)
	for _, c := range []struct {
		name string
		in   []byte
	}{{"key", []byte("x")}, {"text4KiB", terminalText(4 << 10)}, {"text32KiB", terminalText(32 << 10)}, {"noise32KiB", noise}} {
		b.Run(c.name, func(b *testing.B) {
			s := begin(b, 1, 1<<40)
			b.SetBytes(int64(len(c.in)))
			for b.Loop() {
				s.must(s.rec.Append(wire.Output, 1, c.in))
			}
		})
		b.Run(c.name+"/plain", func(b *testing.B) {
			f, err := os.Create(filepath.Join(b.TempDir(), "plain"))
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			b.SetBytes(int64(len(c.in)))
			for b.Loop() {
				f.Write(c.in)
			}
		})
	}
}

// BenchmarkMake is sealing alone, without the disk; beside it a copy in memory.
func BenchmarkMake(b *testing.B) {
	for _, size := range []int{100, 64000} {
		in := wire.AppendEvent(nil, wire.Event{Kind: wire.Output, Payload: terminalText(min(size, 32<<10))})
		b.Run(map[int]string{100: "100B", 64000: "32KiB"}[size], func(b *testing.B) {
			m := newMaker(wire.Session{1}, &Key{1}, bytes.Repeat([]byte{1}, 64))
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				m.make(in, 1, false)
			}
		})
		b.Run(map[int]string{100: "100B/copy", 64000: "32KiB/copy"}[size], func(b *testing.B) {
			dst := make([]byte, 0, len(in))
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				_ = append(dst, in...)
			}
		})
	}
}

// BenchmarkRead is what checking, opening and searching a recording cost, in bytes of output.
func BenchmarkRead(b *testing.B) {
	s := begin(b, 1, 1<<40)
	const total = 8 << 20
	for range total / (32 << 10) {
		s.must(s.rec.Append(wire.Output, 1, terminalText(32<<10)))
	}
	s.end()
	chunks := s.stored()
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(total)
			for b.Loop() {
				f()
			}
		})
	}
	claim := s.claim
	claim.Key = nil
	run("chain", func() { Verify(from(chunks), claim) })
	run("open", func() { Verify(from(chunks), s.claim) })
	run("search", func() {
		for range Search(b.Context(), s.claim.Open(from(chunks)), "nowhere") {
		}
	})
	run("cast", func() { Cast{Stream: 1}.Write(io.Discard, s.claim.Open(from(chunks))) })
}
