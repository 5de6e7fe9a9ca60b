package dispute

import (
	"testing"

	"pgregory.net/rapid"

	"surety/internal/deal"
)

// Silence leads on, and ends a dispute only where two arbiters have agreed.
func TestSilenceNeverWins(t *testing.T) {
	for _, s := range States {
		to, ok := Next(s, Silence)
		switch {
		case s == Closed && ok:
			t.Error("what is closed moves")
		case s != Closed && !ok:
			t.Errorf("%s has no end", s)
		case to == Closed && s != Awarded:
			t.Errorf("silence ends a dispute that is %s", s)
		case s == Answering && to != Seeking:
			t.Errorf("a side that is silent goes to %s", to)
		}
		if _, timed := clocks[s]; timed != (s != Closed) {
			t.Errorf("%s: clock %v", s, timed)
		}
	}
}

// From everywhere the end can be reached, and from the end nothing.
func TestEveryStateCanEnd(t *testing.T) {
	for _, s := range States {
		seen := map[State]bool{s: true}
		for queue := []State{s}; len(queue) > 0; queue = queue[1:] {
			for _, to := range Events(queue[0]) {
				if !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
		if !seen[Closed] || s == Closed && len(seen) != 1 {
			t.Errorf("from %s: %v", s, seen)
		}
	}
}

func TestOffersMeetInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		client, specialist, release int64
		ok                          bool
	}{{0, 0, 0, true}, {5_000, 5_000, 5_000, true}, {6_000, 5_000, 5_500, true}, {5_001, 5_000, 5_000, true}, {4_999, 5_000, 0, false}, {0, 1, 0, false}} {
		if got, ok := Meet(c.client, c.specialist); got != c.release || ok != c.ok {
			t.Errorf("%d and %d: %d %v", c.client, c.specialist, got, ok)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, 1<<50).Draw(t, "client"), rapid.Int64Range(0, 1<<50).Draw(t, "specialist")
		got, ok := Meet(a, b)
		if ok != (a >= b) || ok && (got < b || got > a || a-got < got-b || a-got > got-b+1) {
			t.Fatalf("%d and %d: %d %v", a, b, got, ok)
		}
	})
}

func TestVerdictsAreOpposite(t *testing.T) {
	opposite := map[Verdict]Verdict{Won: Lost, Lost: Won, Even: Even}
	rapid.Check(t, func(t *rapid.T) {
		stake := rapid.Int64Range(1, 1<<40).Draw(t, "stake")
		release := rapid.Int64Range(0, stake).Draw(t, "release")
		if c, s := Judged(deal.Client, release, stake), Judged(deal.Specialist, release, stake); opposite[c] != s {
			t.Fatalf("client %s, specialist %s", c, s)
		}
	})
	if Judged(deal.Client, 0, 100) != Won || Judged(deal.Specialist, 51, 100) != Won || Judged(deal.Client, 50, 100) != Even {
		t.Error("who got more than half did not win")
	}
}

func TestSerialDisputers(t *testing.T) {
	for _, c := range []struct {
		decided, lost int64
		want          bool
	}{{9, 9, false}, {10, 6, false}, {10, 7, true}, {20, 13, false}, {20, 14, true}} {
		if isSerial(c.decided, c.lost) != c.want {
			t.Errorf("%d of %d lost: %v", c.lost, c.decided, !c.want)
		}
	}
}
