package wire

import "slices"

// Why a session ended, as codes. They stand in turns, at the end of recordings and on the record; every screen has words for each.
const (
	WhyEnded        = "ended" // somebody with the right wished so
	WhyStopped      = "stopped"
	WhyReported     = "reported"
	WhyLimit        = "limit"     // the time that was agreed is over, by the server's clock
	WhyTimeOver     = "time_over" // by the clock of who holds an end
	WhyIdle         = "idle"
	WhyRight        = "right_lost"  // the specialist is no longer of the case
	WhyDisabled     = "disabled"    // an account of the two cannot be used
	WhyFrozen       = "deal_frozen" // a complaint or a dispute is open over the deal
	WhyClosed       = "ticket_closed"
	WhyClientLost   = "client_lost" // the client's end did not come again
	WhyConnection   = "connection_lost"
	WhyTurnedAway   = "turned_away"
	WhyReplaced     = "replaced" // the program was begun again with a new code
	WhyWorkerGone   = "worker_gone"
	WhyChannel      = "channel_failed" // somebody did not keep to the protocol
	WhyUnrecorded   = "unrecorded"     // something was shown and its recording did not come
	WhyRecordEnded  = "recording_ended"
	WhyRecordBad    = "recording_bad" // not what the session's key signed
	WhyRecordLost   = "recording_lost"
	WhyRecordFailed = "recording_failed"
	WhyRecordForked = "recording_forked"
	WhyNotStarted   = "not_started"
	WhyOther        = "other" // a code that this program does not know
)

// Whys are all of them.
var Whys = []string{WhyEnded, WhyStopped, WhyReported, WhyLimit, WhyTimeOver, WhyIdle, WhyRight, WhyDisabled, WhyFrozen, WhyClosed, WhyClientLost, WhyConnection, WhyTurnedAway,
	WhyReplaced, WhyWorkerGone, WhyChannel, WhyUnrecorded, WhyRecordEnded, WhyRecordBad, WhyRecordLost, WhyRecordFailed, WhyRecordForked, WhyNotStarted, WhyOther}

// KnownWhy is the code, or WhyOther for one that a program of another version gave.
func KnownWhy(code string) string {
	if slices.Contains(Whys, code) {
		return code
	}
	return WhyOther
}
