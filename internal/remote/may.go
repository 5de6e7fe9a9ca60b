package remote

import (
	"surety/internal/access"
)

// May are the codes of what a reader may do, in the order of a session's life.
var May = []string{"code", "refuse", "report", "join", "pause", "resume", "take", "end", "watch", "replay", "restore"}

// deeds say for each code the right and what the state asks.
var deeds = map[string]struct {
	act  access.Action
	fits func(r row, party string, s sheet) bool
}{
	"code":    {access.RemoteCode, func(r row, _ string, _ sheet) bool { return r.state == Requested || r.state == Prepared }},
	"refuse":  {access.RemoteRefuse, func(r row, _ string, _ sheet) bool { return r.state == Requested || r.state == Prepared }},
	"report":  {access.RemoteReport, func(_ row, _ string, s sheet) bool { return !s.again }},
	"join":    {access.RemoteJoin, func(r row, _ string, _ sheet) bool { return (r.state == Active || r.state == Paused) && r.clientHere }},
	"pause":   {access.RemotePause, func(r row, _ string, _ sheet) bool { return r.state == Active }},
	"resume":  {access.RemotePause, func(r row, party string, _ sheet) bool { return r.state == Paused && r.pausedBy == party }},
	"take":    {access.RemoteTake, func(r row, _ string, _ sheet) bool { return r.state.Runs() && len(r.left()) > 0 }},
	"end":     {access.RemoteEnd, func(r row, _ string, _ sheet) bool { return r.state.Open() }},
	"watch":   {access.RemoteWatch, func(r row, _ string, _ sheet) bool { return r.state == Active || r.state == Paused }},
	"replay":  {access.RemoteReplay, func(r row, _ string, _ sheet) bool { return r.recording != recordingNone && !r.state.Open() }},
	"restore": {access.RemoteRestore, func(r row, _ string, _ sheet) bool { return r.snapshot != "" }},
}

func (r row) may(who access.Actor, s sheet) []string {
	may, thing := []string{}, s.grant.Thing()
	who.SteppedUp = true
	w := work{row: r, grant: s.grant}
	for _, code := range May {
		if deed := deeds[code]; access.Ask(&who, deed.act, &thing) == nil && deed.fits(r, byCode(w.party()), s) {
			may = append(may, code)
		}
	}
	return may
}
