package bench

import (
	"fmt"
	"io"
	"time"

	"surety/internal/sensitive"
	"surety/internal/sensitive/labelled"
)

// Detection is how fast texts are searched for what is sensitive, beside the plainest look at the same bytes.
type Detection struct {
	Bytes      int     `json:"bytes"`
	Rounds     int     `json:"rounds"`
	Marks      int     `json:"marks"`
	FindMBps   float64 `json:"findMBps"`
	PlainMBps  float64 `json:"plainMBps"`
	PerMessage string  `json:"perMessage"` // of 500 bytes
}

// Detect searches a text of the labelled set, of about that many bytes, the number of rounds.
func Detect(size, rounds int) Detection {
	text := labelled.Text(size)
	d := Detection{Bytes: len(text), Rounds: rounds, Marks: len(sensitive.Find(text))}
	find := fastest(rounds, func() { sensitive.Find(text) })
	digits := 0
	plain := fastest(rounds, func() {
		for i := range len(text) {
			if c := text[i]; c >= '0' && c <= '9' {
				digits++
			}
		}
	})
	d.FindMBps, d.PlainMBps = rate(len(text), find), rate(len(text), plain)
	d.PerMessage = (find * 500 / time.Duration(len(text))).String()
	return d
}

func fastest(rounds int, work func()) time.Duration {
	best := time.Duration(1 << 62)
	for range rounds {
		begun := time.Now()
		work()
		best = min(best, time.Since(begun))
	}
	return max(best, 1)
}

func rate(bytes int, took time.Duration) float64 { return float64(bytes) / 1e6 / took.Seconds() }

// PrintDetect writes the figures for people.
func PrintDetect(w io.Writer, d Detection) error {
	_, err := fmt.Fprintf(w, "%.1f MB in four languages, %d marks, the best of %d rounds\nfind         %8.1f MB/s (%s for a message of 500 bytes)\nplain scan   %8.1f MB/s (counts digits)\n",
		float64(d.Bytes)/1e6, d.Marks, d.Rounds, d.FindMBps, d.PerMessage, d.PlainMBps)
	return err
}
