package web

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/fault"
)

// remembered bounds how many addresses or accounts a limit knows at once; the least recent are forgotten.
const remembered = 1 << 16

// allowance is a rate per second and what may come at once.
type allowance struct {
	perSecond float64
	burst     int
}

// What one address, and one account, may ask. Who guesses a secret has little room; who works has enough.
var (
	perAddress = allowance{100, 400}
	perGuess   = allowance{0.5, 40}
	perWrong   = allowance{5.0 / 60, 5} // codes of remote sessions that do not work
	allWrong   = allowance{20, 600}     // from everywhere: a year of that finds one of a thousand open codes once in 1,800 years
	perAccount = map[Kind]allowance{Reads: {50, 300}, Changes: {20, 200}, Creates: {10, 100}, Reveals: {1, 20}, Uploads: {5, 60}, Takes: {1, 20}, Guesses: {1, 40}, Streams: {2, 40}}
)

// limits counts requests by address, by address on routes that take a secret, and by account and kind of route.
type limits struct {
	clock     clock.Clock
	scale     float64
	addresses *lru.Cache[netip.Prefix, *rate.Limiter]
	guesses   *lru.Cache[netip.Prefix, *rate.Limiter]
	accounts  *lru.Cache[accountKind, *rate.Limiter]
	codes     *lru.Cache[netip.Prefix, *tries]
	brake     *rate.Limiter
}

type accountKind struct {
	account access.AccountID
	kind    Kind
}

func newLimits(c clock.Clock, scale float64) *limits {
	if scale == 0 {
		scale = 1
	}
	l := &limits{clock: c, scale: scale, addresses: newCache[netip.Prefix, *rate.Limiter](), guesses: newCache[netip.Prefix, *rate.Limiter](),
		accounts: newCache[accountKind, *rate.Limiter](), codes: newCache[netip.Prefix, *tries]()}
	l.brake = l.limiter(allWrong)
	return l
}

func (l *limits) limiter(a allowance) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(a.perSecond*l.scale), max(1, int(float64(a.burst)*l.scale)))
}

func newCache[K comparable, V any]() *lru.Cache[K, V] {
	c, err := lru.New[K, V](remembered)
	if err != nil {
		panic(err) // only a size below 1 fails
	}
	return c
}

// take counts one request of key; too many are a fault that says when to come again.
func take[K comparable](l *limits, cache *lru.Cache[K, *rate.Limiter], key K, a allowance) error {
	lim, ok := cache.Get(key)
	if !ok {
		lim = l.limiter(a)
		if before, found, _ := cache.PeekOrAdd(key, lim); found {
			lim = before
		}
	}
	now := l.clock.Now()
	r := lim.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	r.CancelAt(now)
	return fault.New(fault.Busy, "too_many", "too many requests; wait and repeat").After(max(wait, time.Second))
}

// tries are those of one address at codes that could be guessed, one at a time.
type tries struct {
	sync.Mutex
	wrong *rate.Limiter
}

// try lets somebody at the address try a code, unless too many did not work: of that address, or of all. Only what does not work counts.
func (l *limits) try(from netip.Prefix, attempt func() (works bool)) error {
	one, ok := l.codes.Get(from)
	if !ok {
		one = &tries{wrong: l.limiter(perWrong)}
		if before, found, _ := l.codes.PeekOrAdd(from, one); found {
			one = before
		}
	}
	one.Lock()
	defer one.Unlock()
	now := l.clock.Now()
	if one.wrong.TokensAt(now) < 1 || l.brake.TokensAt(now) < 1 {
		return fault.New(fault.Busy, "too_many", "too many codes did not work; wait and repeat").After(time.Duration(float64(time.Second) / perWrong.perSecond))
	}
	if !attempt() {
		one.wrong.AllowN(now, 1)
		l.brake.AllowN(now, 1)
	}
	return nil
}

// network is the address, or of IPv6 the /64 that one customer usually has.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() && !a.Is4In6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // the zero address
	}
	return p
}

// limited counts every request by its address.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := take(s.limits, s.limits.addresses, network(visitOf(r.Context()).from.Address), perAddress); err != nil {
			refuse(w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guess counts a request that takes a secret, before the secret is looked at.
func (s *Server) guess(route Route, v *visit) error {
	if route.Kind != Guesses || route.Who != Public && route.Who != Program {
		return nil
	}
	return take(s.limits, s.limits.guesses, network(v.from.Address), perGuess)
}

// spend counts a request of a known account.
func (s *Server) spend(route Route, v *visit) error {
	if v.actor.Account == "" {
		return nil
	}
	return take(s.limits, s.limits.accounts, accountKind{v.actor.Account, route.Kind}, perAccount[route.Kind])
}
