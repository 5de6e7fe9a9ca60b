package web

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// jobCollector reads the queue's counts when somebody looks.
type jobCollector struct {
	server *Server
	jobs   *prometheus.Desc
	oldest *prometheus.Desc
}

func newJobCollector(s *Server) *jobCollector {
	return &jobCollector{s, prometheus.NewDesc("surety_jobs", "Jobs by kind and state.", []string{"kind", "state"}, nil),
		prometheus.NewDesc("surety_job_oldest_seconds", "Age of the oldest living job by kind.", []string{"kind"}, nil)}
}

// Describe tells what Collect will send.
func (c *jobCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.jobs
	ch <- c.oldest
}

// Collect counts the jobs.
func (c *jobCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	counts, err := c.server.Jobs.Stats(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.jobs, err)
		return
	}
	for _, n := range counts {
		for state, value := range map[string]int64{"waiting": n.Waiting, "held": n.Held, "failing": n.Failing, "dead": n.Dead} {
			ch <- prometheus.MustNewConstMetric(c.jobs, prometheus.GaugeValue, float64(value), n.Kind, state)
		}
		age := 0.0
		if !n.Oldest.IsZero() {
			age = c.server.Clock.Now().Sub(n.Oldest).Seconds()
		}
		ch <- prometheus.MustNewConstMetric(c.oldest, prometheus.GaugeValue, age, n.Kind)
	}
}
