package backup

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Ways are the statements by which a restore ends sign-ins.
func Ways() (all []string) {
	for _, w := range ways {
		all = append(all, w.statement)
	}
	return all
}

// PruneFolder removes old sets of a folder; step is called before each change.
func PruneFolder(folder string, key note.Verifier, r Rule, now time.Time, step func()) (Pruned, error) {
	return prune(context.Background(), folder, key, r, now, func(Pruned) error { return nil }, step)
}

// Reading holds the folder as a restore does.
var Reading = reading
