package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// idle measures what sessions at rest cost the server: a relay of their own process, which has done nothing else, with all four lanes of each; both
// ends of all sessions are in another process.
func (w *remoteWorld) idle(ctx context.Context) error {
	if w.plan.Sessions == 0 {
		return nil
	}
	relay, err := w.child(ctx, "relay")
	if err != nil {
		return err
	}
	before, _, err := w.resting(ctx, relay)
	if err != nil {
		return err
	}
	if _, err := w.child(ctx, "idle", relay.said, strconv.Itoa(w.plan.Sessions)); err != nil {
		return err
	}
	after, resident, err := w.resting(ctx, relay)
	if resident > 0 {
		w.add(fmt.Sprintf("memory of a server with %d idle sessions", w.plan.Sessions), "MiB", resident, 0, "≤ 150 at 1,000")
	}
	w.add("heap and stacks of an idle session", "KiB", (after-before)/1024/float64(w.plan.Sessions), 0, "≤ 100")
	return err
}

// resting has a relay come to rest, and tells its bytes in use and, where proc(5) is, its MiB in memory.
func (w *remoteWorld) resting(ctx context.Context, relay process) (inUse, resident float64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+relay.said+"/"+restPath, nil)
	if err != nil {
		return 0, 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	if _, err := fmt.Fscan(res.Body, &inUse); err != nil {
		return 0, 0, err
	}
	resident, _ = residentOf(relay.pid)
	return inUse, resident, nil
}

// worked is how many seconds of processor time the relay and the client's ends have used, with their start; 0 where proc(5) is not.
func (w *remoteWorld) worked() (seconds float64) {
	for _, p := range w.children {
		seconds += workedBy(p.pid)
	}
	return seconds
}

const ticks = 100 // a second, of what proc(5) counts in

func workedBy(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	user, err1 := strconv.ParseFloat(fields[11], 64)
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	return (user + system) / ticks
}

// residentOf is a process's memory in MiB.
func residentOf(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kib / 1024, err
}
