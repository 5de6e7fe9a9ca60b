package remote

import (
	"fmt"
	"strings"
	"time"
)

// recording is what the website tells of it, once it is sealed.
type recording struct {
	Complete  bool
	Chunks    int64
	Moments   []moment
	Terminals []struct{ Stream int64 }
	text      string // of all terminals
}

// moment is what is neither output nor keys.
type moment struct {
	Kind, Text string
	Cols, Rows int
	Tunnel     *struct {
		Address  string
		OutBytes int64
	}
	File *struct {
		Way    string
		Name   string
		Bytes  int64
		SHA256 string
	}
}

// sealed waits until nothing will be added to the recording, and has it verified and read.
func (j *journey) sealed(limit time.Duration) recording {
	j.t.Helper()
	for tick, late := time.NewTicker(200*time.Millisecond), time.After(limit); j.session().State != "sealed"; {
		select {
		case <-tick.C:
		case <-late:
			j.t.Fatalf("the recording is not sealed, but %+v", j.session())
		}
	}
	return j.verified()
}

// verified has the recording checked as it is now, by the record, and reads it.
func (j *journey) verified() (r recording) {
	j.t.Helper()
	at := "/remote-sessions/" + j.id + "/recording"
	var verdict struct {
		OK     bool
		Why    string
		Chunk  *int64
		Chunks int64
	}
	must(j.t, j.client.call("GET", at+"/verify", nil, &verdict))
	if !verdict.OK || verdict.Chunks == 0 {
		j.t.Fatalf("the recording does not verify: %+v", verdict)
	}
	must(j.t, j.client.call("GET", at, nil, &r))
	for _, terminal := range r.Terminals {
		r.text += j.played(fmt.Sprintf("%s/play?stream=%d&limit=2000", at, terminal.Stream))
	}
	return r
}

// played is all that a terminal showed.
func (j *journey) played(path string) string {
	j.t.Helper()
	var text strings.Builder
	for query := path; ; {
		var page struct {
			Events []struct {
				Kind string
				Data []byte
			}
			NextMicros *int64
			NextSkip   int
		}
		must(j.t, j.client.call("GET", query, nil, &page))
		for _, e := range page.Events {
			text.Write(e.Data)
		}
		if page.NextMicros == nil {
			return text.String()
		}
		query = fmt.Sprintf("%s&fromMicros=%d&skip=%d", path, *page.NextMicros, page.NextSkip)
	}
}
