package review

import "math"

// Standing is what the published reviews of one person add up to. Each voice counts once.
type Standing struct {
	Reviews int        `json:"reviews"`
	Voices  int        `json:"voices"`
	Axes    [4]float64 `json:"axes"`  // Bayesian means
	Mean    float64    `json:"mean"`  // of the four
	Bound   float64    `json:"bound"` // Wilson's lower bound of the share of satisfaction, 0 to 1
}

// thousand is the scale in which sums of means are kept, so that they are the same on every machine.
const (
	thousand = 1_000
	million  = 1_000_000
)

// tally is what the voices add up to, in integers: sums of each voice's mean, in thousandths of a point.
type tally struct {
	reviews, voices int64
	sums            [4]int64
}

// voice is what one voice says in all of its reviews.
type voice struct {
	reviews int64
	points  [4]int64 // sums
}

// tallyOf adds the voices up: the mean of each, once.
func tallyOf(voices []voice) (t tally) {
	for _, v := range voices {
		if v.reviews == 0 {
			continue
		}
		t.reviews += v.reviews
		t.voices++
		for i, p := range v.points {
			t.sums[i] += p * thousand / v.reviews
		}
	}
	return t
}

// mean is the Bayesian mean of an axis: the prior counts as [PriorVoices] voices that all say [PriorMean].
func (t tally) mean(axis int) float64 {
	return (PriorMean*PriorVoices + float64(t.sums[axis])/thousand) / float64(PriorVoices+t.voices)
}

// bound is the lower end of Wilson's score interval (E. B. Wilson, 1927) for the share of satisfaction: points 1 to 5 on all
// axes are taken as 0 to 1, each voice as one trial. In millionths; without voices it is 0.
func (t tally) bound() int64 {
	if t.voices == 0 {
		return 0
	}
	n := float64(t.voices)
	sum := float64(t.sums[0]+t.sums[1]+t.sums[2]+t.sums[3]) / (4 * thousand)
	p := (sum/n - 1) / 4
	z2 := Confidence * Confidence
	low := (p + z2/(2*n) - Confidence*math.Sqrt((p*(1-p)+z2/(4*n))/n)) / (1 + z2/n)
	return int64(math.Round(math.Max(low, 0) * million))
}

func (t tally) standing() Standing {
	s := Standing{Reviews: int(t.reviews), Voices: int(t.voices), Bound: float64(t.bound()) / million}
	for i := range s.Axes {
		s.Axes[i] = math.Round(t.mean(i)*100) / 100
		s.Mean += t.mean(i) / 4
	}
	s.Mean = math.Round(s.Mean*100) / 100
	return s
}
