package keep_test

import "surety/internal/job"

func newQueue(w *world) *job.Queue {
	return job.Open(job.Settings{DB: w.World.DB, Clock: w.World.Clock})
}
