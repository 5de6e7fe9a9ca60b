package place

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/maxmind/mmdbwriter/mmdbtype"

	"surety/internal/clock"
	"surety/internal/place/placetest"
)

var quiet = slog.New(slog.DiscardHandler)

func open(t testing.TB, path string) *Atlas {
	t.Helper()
	a, err := Open(path, clock.System{}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAddressesHaveTheirCountryOrNone(t *testing.T) {
	flat := func(code string) placetest.Record {
		return placetest.Record{"country_code": mmdbtype.String(code), "country": mmdbtype.String("Spelt out")}
	}
	a := open(t, placetest.File(t, map[string]placetest.Record{
		"192.0.2.0/25": placetest.In("NL"), "192.0.2.128/25": placetest.In("IR"), "2001:db8::/33": placetest.In("RU"), "198.51.100.0/24": flat("CN"),
		"203.0.113.0/26": placetest.In("ZZ"), "203.0.113.64/26": placetest.In("<script>"), "203.0.113.128/26": placetest.In("de"), "203.0.113.192/26": {},
		"10.0.0.0/8": placetest.In("US"), "100.64.0.0/10": placetest.In("US"), "127.0.0.0/8": placetest.In("US"), "169.254.0.0/16": placetest.In("US"),
		"fc00::/7": placetest.In("US"), "fe80::/10": placetest.In("US"), "ff00::/8": placetest.In("US"),
	}))
	for address, want := range map[string]string{
		"192.0.2.7": "NL", "192.0.2.200": "IR", "::ffff:192.0.2.7": "NL", "2001:db8::5": "RU", "2001:db8::5%eth0": "RU", "198.51.100.1": "CN",
		"2001:db8:8000::1": "", "8.8.8.8": "", "203.0.113.1": "", "203.0.113.65": "", "203.0.113.129": "", "203.0.113.193": "",
		"10.1.2.3": "", "::ffff:10.1.2.3": "", "100.64.0.1": "", "127.0.0.1": "", "169.254.1.1": "", "fd00::1": "", "fe80::1%eth0": "", "ff02::1": "", "::1": "", "0.0.0.0": "",
	} {
		if got := a.Country(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is in %q, want %q", address, got, want)
		}
	}
	if got := a.Country(netip.Addr{}) + (*Atlas)(nil).Country(netip.MustParseAddr("192.0.2.7")); got != "" {
		t.Errorf("no address, and no database, give %q", got)
	}
}

func TestADatabaseOfIPv4AloneAnswersNothingForIPv6(t *testing.T) {
	a := open(t, placetest.FileV4(t, map[string]placetest.Record{"192.0.2.0/24": placetest.In("NL")}))
	if v4, v6 := a.Country(netip.MustParseAddr("192.0.2.7")), a.Country(netip.MustParseAddr("2001:db8::1")); v4 != "NL" || v6 != "" {
		t.Errorf("%q and %q", v4, v6)
	}
}

func TestAFileThatCannotBeUsedIsRefusedByName(t *testing.T) {
	good := placetest.File(t, map[string]placetest.Record{"192.0.2.0/24": placetest.In("NL"), "198.51.100.0/24": placetest.In("FR")})
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text []byte) string {
		path := filepath.Join(t.TempDir(), "places.mmdb")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	torn := bytes.Clone(whole)
	for i := range 40 { // the nodes of the tree lie at the beginning
		torn[i] = 0xff
	}
	folded := bytes.Clone(whole)
	for i := range 60 { // nodes of two records of three bytes; each now leads to the next twice
		copy(folded[6*i:], []byte{0, 0, byte(i + 1), 0, 0, byte(i + 1)})
	}
	for name, path := range map[string]string{
		"without end":   write(folded),
		"absent":        filepath.Join(t.TempDir(), "none.mmdb"),
		"a directory":   t.TempDir(),
		"empty":         write(nil),
		"something":     write([]byte("country,network\nNL,192.0.2.0/24\n")),
		"cut off":       write(whole[:len(whole)/2]),
		"damaged":       write(torn),
		"of no country": placetest.File(t, map[string]placetest.Record{"192.0.2.0/24": {"autonomous_system_number": mmdbtype.Uint32(64496)}}),
	} {
		_, err := Open(path, clock.System{}, quiet)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "or leave the setting out") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ticks is a clock whose waits end when the test says so.
type ticks struct {
	clock.System
	waits chan chan time.Time
}

func (s ticks) After(time.Duration) <-chan time.Time {
	c := make(chan time.Time)
	s.waits <- c
	return c
}

func TestANewerFileIsTakenUpAndABadOneTakesNothing(t *testing.T) {
	path := placetest.File(t, map[string]placetest.Record{"192.0.2.0/24": placetest.In("NL")})
	var said bytes.Buffer
	c := ticks{waits: make(chan chan time.Time)}
	a, err := Open(path, c, slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := a.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
	now := <-c.waits
	minute := func() { // has the file looked at once
		now <- time.Time{}
		now = <-c.waits
	}
	is := func(want string) {
		t.Helper()
		minute()
		if got := a.Country(netip.MustParseAddr("192.0.2.7")); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	is("NL")
	placetest.Write(t, path, map[string]placetest.Record{"192.0.2.0/24": placetest.In("FR"), "198.51.100.0/24": placetest.In("DE")})
	is("FR")
	if err := os.WriteFile(path, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	is("FR")
	is("FR")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	is("FR")
	is("FR")
	placetest.Write(t, path, map[string]placetest.Record{"192.0.2.0/24": placetest.In("CN")})
	is("CN")
	stop()
	running.Wait()
	if n := strings.Count(said.String(), "cannot be used"); n != 2 {
		t.Errorf("%d complaints about two bad files:\n%s", n, &said)
	}
}

// Whatever lies in the file, it is refused or answers with a code or nothing.
func FuzzAnyFileIsRefusedOrAnswersInCodes(f *testing.F) {
	whole, err := os.ReadFile(placetest.File(f, map[string]placetest.Record{"192.0.2.0/24": placetest.In("NL"), "2001:db8::/32": placetest.In("FR")}))
	if err != nil {
		f.Fatal(err)
	}
	for i := range 64 { // a flipped byte in every part of it
		damaged := bytes.Clone(whole)
		damaged[i*len(damaged)/64] ^= 0xff
		f.Add(damaged)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "places.mmdb")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := Open(path, clock.System{}, quiet)
		if err != nil {
			return
		}
		for _, address := range []string{"192.0.2.7", "2001:db8::5", "198.51.100.1"} {
			if code := a.Country(netip.MustParseAddr(address)); code != "" && len(code) != 2 {
				t.Errorf("%s is in %q", address, code)
			}
		}
	})
}
