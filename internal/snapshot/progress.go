package snapshot

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Progress is how far a snapshot or a putting back is.
type Progress struct {
	Files, Bytes           int64 // done
	FilesTotal, BytesTotal int64 // expected; 0 while not known
	Stored                 int64 // bytes that went to the store
	SecondsLeft            int64 // an estimate from the pace so far; −1 while there is none
}

// meter counts and tells. A nil tell counts only.
type meter struct {
	read, files, stored    atomic.Int64
	filesTotal, bytesTotal atomic.Int64
	tell                   func(Progress)
	began                  time.Time
	end                    context.CancelFunc
	ended                  sync.WaitGroup
}

// every is how often a meter tells.
const every = 200 * time.Millisecond

// newMeter begins. What is to be expected is what the base had, or else counted beside the work.
func newMeter(ctx context.Context, tell func(Progress), base *Snapshot, folders []string) *meter {
	m := &meter{tell: tell, began: time.Now(), end: func() {}}
	if tell == nil {
		return m
	}
	ctx, m.end = context.WithCancel(ctx)
	if base != nil {
		m.expect(base.Files, base.Bytes)
	} else {
		m.ended.Go(func() { m.count(ctx, folders) })
	}
	m.ended.Go(func() { m.run(ctx) })
	return m
}

func (m *meter) expect(files, bytes int64) {
	m.filesTotal.Store(files)
	m.bytesTotal.Store(bytes)
}

// passed counts a file that is done.
func (m *meter) passed(e *Entry) {
	if e.Form == File {
		m.files.Add(1)
	}
}

// count walks the folders only to know how much there is. It is an estimate: nothing depends on it.
func (m *meter) count(ctx context.Context, folders []string) {
	var files, bytes int64
	for _, f := range folders {
		_ = filepath.WalkDir(f, func(_ string, d fs.DirEntry, err error) error {
			if ctx.Err() != nil {
				return fs.SkipAll
			}
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if info, err := d.Info(); err == nil {
				files, bytes = files+1, bytes+info.Size()
			}
			return nil
		})
	}
	if ctx.Err() == nil {
		m.expect(files, bytes)
	}
}

func (m *meter) run(ctx context.Context) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			m.tell(m.now())
		case <-ctx.Done():
			m.tell(m.now())
			return
		}
	}
}

func (m *meter) now() Progress {
	p := Progress{Files: m.files.Load(), Bytes: m.read.Load(), FilesTotal: m.filesTotal.Load(), BytesTotal: m.bytesTotal.Load(), Stored: m.stored.Load()}
	p.SecondsLeft = left(p, time.Since(m.began))
	return p
}

// left estimates the seconds that remain: files and bytes each go on at their pace so far, and the slower decides.
func left(p Progress, spent time.Duration) int64 {
	if p.FilesTotal == 0 || p.Files == 0 {
		return -1
	}
	share := func(done, total int64) float64 {
		if done <= 0 || total <= done {
			return 0
		}
		return spent.Seconds() * float64(total-done) / float64(done)
	}
	return int64(max(share(p.Files, p.FilesTotal), share(p.Bytes, p.BytesTotal)) + 0.5)
}

// stop ends the telling, after a last time.
func (m *meter) stop() {
	m.end()
	m.ended.Wait()
}
