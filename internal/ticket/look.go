package ticket

import (
	"bytes"
	"slices"

	"surety/internal/sensitive"
)

// lookLimit is how many bytes of a file are looked at for what is sensitive.
const lookLimit = 16 << 20

// looker looks at the bytes of a file as they pass. What it finds is told beside the file; the file stays as it is, for
// one that is changed is not the one that was sent. Only texts are looked into (they hold no NUL): not pictures, archives or documents.
type looker struct {
	counter sensitive.Counter
	seen    int
	binary  bool
}

// Write never fails.
func (l *looker) Write(p []byte) (int, error) {
	if l.binary = l.binary || bytes.IndexByte(p, 0) >= 0; !l.binary && l.seen < lookLimit {
		_, _ = l.counter.Write(p[:min(len(p), lookLimit-l.seen)])
	}
	l.seen += len(p)
	return len(p), nil
}

// found are the kinds it saw, in the order of their urgency.
func (l *looker) found() (kinds []sensitive.Kind) {
	if l.binary {
		return nil
	}
	counted := l.counter.Found()
	for _, k := range sensitive.Kinds {
		if counted[k] > 0 {
			kinds = append(kinds, k)
		}
	}
	return slices.Clip(kinds)
}
