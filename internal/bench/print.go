package bench

import (
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"
)

// Print writes the reports side by side, a column for each size.
func Print(w io.Writer, reports []Report, length time.Duration) error {
	if len(reports) == 0 {
		return nil
	}
	fmt.Fprintf(w, "%s/%s, %d processors, %s, %s a figure; server, store and load share the machine\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), reports[0].Engine, length)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprint(t, "\tclients")
	for _, r := range reports {
		fmt.Fprintf(t, "\t%d tickets: /s\tp50\tp99", r.Tickets)
	}
	fmt.Fprintln(t)
	for i, first := range reports[0].Results {
		fmt.Fprintf(t, "%s\t%d", first.Name, first.Clients)
		for _, r := range reports {
			x := r.Results[i]
			fmt.Fprintf(t, "\t%.0f\t%s\t%s", x.Rate, short(x.P50), short(x.P99))
		}
		fmt.Fprintln(t)
	}
	for _, row := range []struct {
		name string
		of   func(Report) string
	}{
		{"start to first answer", func(r Report) string { return short(r.Start) }},
		{"memory after start", func(r Report) string { return fmt.Sprintf("%d MiB", r.Idle>>20) }},
		{"memory at peak, load included", func(r Report) string { return fmt.Sprintf("%d MiB", r.Peak>>20) }},
		{"filled in", func(r Report) string { return r.Filled.Round(time.Second).String() }},
	} {
		fmt.Fprintf(t, "%s\t", row.name)
		for _, r := range reports {
			fmt.Fprintf(t, "\t%s\t\t", row.of(r))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

func short(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}
