package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"surety/internal/db"
)

// meters are what is measured. Labels are route templates and codes: nothing that names a person or a thing.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	under    prometheus.Gauge
}

func newMeters(s *Server) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "surety_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "surety_request_seconds", Help: "How long requests took.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		under: prometheus.NewGauge(prometheus.GaugeOpts{Name: "surety_requests_under_way", Help: "Requests being worked on."}),
	}
	open := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "surety_streams_open", Help: "Live streams open."}, func() float64 { return float64(s.streams.count()) })
	m.registry.MustRegister(m.requests, m.seconds, m.under, open, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(newJobCollector(s))
	if s.Ends != nil {
		m.registry.MustRegister(remoteMeters(s)...)
	}
	return m
}

// remoteMeters tell of the remote sessions whose client's end is at this server.
func remoteMeters(s *Server) []prometheus.Collector {
	return []prometheus.Collector{
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "surety_remote_sessions", Help: "Remote sessions at this server."}, func() float64 { return float64(s.Ends.Count().Sessions) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "surety_remote_lanes", Help: "Connections of their ends."}, func() float64 { return float64(s.Ends.Count().Lanes) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "surety_remote_relayed_bytes_total", Help: "Bytes copied between their ends."}, func() float64 { return float64(s.Ends.Count().Relayed) }),
	}
}

// begin counts a request in; the answer counts it out.
func (m *meters) begin() func(route string, status int, took time.Duration) {
	m.under.Inc()
	return func(route string, status int, took time.Duration) {
		m.under.Dec()
		if route == "" {
			route = "app"
		}
		m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
}

// Metrics is the handler of the metrics listener.
func (s *Server) Metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.meters.registry, promhttp.HandlerOpts{}))
	return mux
}

// Ready reports whether the store answers.
func (s *Server) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var one int
		return tx.Get(ctx, `SELECT 1`, nil, &one)
	})
}
