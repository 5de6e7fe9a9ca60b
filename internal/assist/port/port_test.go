package port

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/wire"
)

// answers is a resolver that gives each name its answers in turn, the last one for ever.
type answers map[string][]string

func (a answers) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	all := a[host]
	if len(all) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(all) > 1 {
		a[host] = all[1:]
	}
	var out []netip.Addr
	for _, s := range strings.Fields(all[0]) {
		out = append(out, netip.MustParseAddr(s))
	}
	return out, nil
}

func TestW1ANameLeadsToNoAddressThatActsOnTheMachineItself(t *testing.T) {
	for _, address := range []string{
		"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd20:ce::254", // metadata
		"169.254.1.1", "fe80::1", "100.64.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
		"::ffff:169.254.169.254", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:7f00:1", "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "0.1.2.3",
		"224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "2001:0:1::1", "fec0::1", "198.18.0.1",
	} {
		for _, answer := range []string{address, "8.8.8.8 " + address} {
			_, err := New(t.Context(), assisttest.NewRecorder(), answers{"db.example": {answer}}, []string{"db.example:80"})
			if !errors.Is(err, ErrAddress) {
				t.Errorf("%s: %v", answer, err)
			}
		}
	}
	for _, address := range []string{"8.8.8.8", "10.1.2.3", "192.168.1.5", "172.16.0.1", "2a00:1450::1", "fd12:3456::1", "::ffff:10.0.0.1"} {
		if _, err := New(t.Context(), assisttest.NewRecorder(), answers{"db.example": {address}}, []string{"db.example:80"}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestW1LocalhostIsThisMachineAndNothingElse(t *testing.T) {
	for answer, ok := range map[string]bool{"127.0.0.1": true, "::1": true, "10.0.0.1": false, "8.8.8.8": false} {
		_, err := New(t.Context(), assisttest.NewRecorder(), answers{"localhost": {answer}}, []string{"localhost:80"})
		if (err == nil) != ok {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestW1AnAddressIsReachedWhereTheClientNamedIt(t *testing.T) {
	for _, named := range []string{"169.254.169.254:80", "127.0.0.1:5432", "[::1]:80", "[fe80::1]:80", "100.64.0.1:22"} {
		p, err := New(t.Context(), assisttest.NewRecorder(), answers{}, []string{named})
		if err != nil || p.Targets()[0].Addresses[0].String() != named {
			t.Errorf("%s: %v", named, err)
		}
	}
}

func TestW1ANameHasOneForm(t *testing.T) {
	for _, named := range []string{
		"", "db.example", ":80", "db.example:", "db.example:0", "db.example:080", "db.example:65536", "db.example:+80", "db.example:http",
		"2130706433:80", "0x7f.1:80", "0x7f000001:80", "127.1:80", "0177.0.0.1:80", "127.0.0.1.:80", "db.example.:80", "[::ffff:127.0.0.1]:80", "::1:80", "[::1%lo]:80",
		"[0:0:0:0:0:0:0:1]:80", "[127.0.0.1]:80", "a b:80", "user@db.example:80", "db..example:80", "-a.example:80", "db.example:80:80", "базa.example:80", "db.example/x:80",
	} {
		if n, err := parse(named); err == nil {
			t.Errorf("%q was read as %+v", named, n)
		}
	}
	if n, err := parse("DB.Example:5432"); err != nil || n.text != "db.example:5432" {
		t.Error(n, err)
	}
}

func FuzzName(f *testing.F) {
	f.Add("db.example:5432")
	f.Add("[::1]:80")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parse(text)
		if err != nil {
			return
		}
		if again, err := parse(n.text); err != nil || again != n {
			t.Errorf("%q has another form: %+v, %+v, %v", text, n, again, err)
		}
		host, _, err := net.SplitHostPort(n.text)
		if err != nil || net.ParseIP(host) != nil != n.addr.IsValid() {
			t.Errorf("%q: the standard library reads %q, %v", text, host, err)
		}
	})
}

// serve opens a tunnel on a fresh set.
func serve(t *testing.T, p *Ports, rec power.Recorder) *assisttest.Far {
	t.Helper()
	set, err := power.New(rec, map[wire.Purpose]power.Handler{wire.Port: p.Open})
	if err != nil {
		t.Fatal(err)
	}
	return assisttest.Dial(t, func(ctx context.Context, c net.Conn) error { return set.Serve(ctx, c) })
}

// echoing listens on this machine and gives back what it gets.
func echoing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	return l.Addr().String()
}

func TestW1OnlyWhatWasNamedIsReached(t *testing.T) {
	address, other, rec := echoing(t), echoing(t), assisttest.NewRecorder()
	p, err := New(t.Context(), rec, answers{}, []string{address})
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []string{other, "", "localhost" + address[strings.LastIndex(address, ":"):], address + " ", "[::ffff:127.0.0.1]:80"} {
		serve(t, p, rec).Refused(wire.Port, []byte(asked), wire.NotNamed)
	}
	if n := len(rec.Events(wire.Mark)); n != 5 {
		t.Errorf("%d refusals are recorded", n)
	}
	if len(rec.Events(wire.Tunnel)) > 0 {
		t.Error("a tunnel was recorded that was not opened")
	}
}

// TestW1RebindingLeadsNowhereNew answers the name with a good address first and with this machine afterwards.
func TestW1RebindingLeadsNowhereNew(t *testing.T) {
	rec := assisttest.NewRecorder()
	p, err := New(t.Context(), rec, answers{"db.example": {"10.0.0.7", "127.0.0.1", "169.254.169.254"}}, []string{"db.example:80"})
	if err != nil {
		t.Fatal(err)
	}
	var dialled []string
	p.dial = func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return nil, errors.New("nobody there")
	}
	for range 3 {
		serve(t, p, rec).Refused(wire.Port, []byte("db.example:80"), wire.Unreachable)
	}
	if got := strings.Join(dialled, " "); got != "10.0.0.7:80 10.0.0.7:80 10.0.0.7:80" {
		t.Error("dialled", got)
	}
}

func TestW2ATunnelIsRecordedBeforeItIsDialledAndAtItsEnd(t *testing.T) {
	address, rec := echoing(t), assisttest.NewRecorder()
	p, err := New(t.Context(), rec, answers{}, []string{address})
	if err != nil {
		t.Fatal(err)
	}
	dial := p.dial
	p.dial = func(ctx context.Context, network, at string) (net.Conn, error) {
		if !rec.Has(wire.Tunnel, string(wire.Transfer{Address: address}.Encode())) {
			t.Error("dialled before it was recorded")
		}
		return dial(ctx, network, at)
	}
	far := serve(t, p, rec)
	far.Opened(wire.Port, []byte(address))
	far.Must(second(far.Conn.Write([]byte("hello"))))
	back := make([]byte, 5)
	far.Must(second(io.ReadFull(far.Conn, back)))
	if string(back) != "hello" {
		t.Errorf("%q came back", back)
	}
	far.Conn.Close()
	_ = far.Over()
	if !rec.Has(wire.Tunnel, string(wire.Transfer{Address: address, In: 5, Out: 5, Finished: true}.Encode())) {
		t.Errorf("recorded %+v", rec.Events(wire.Tunnel))
	}
}

func second[T any](_ T, err error) error { return err }

func TestW2NothingGoesTowardsTheMachineWhileTheRecordingIsNotReady(t *testing.T) {
	address, rec := echoing(t), assisttest.NewRecorder()
	p, err := New(t.Context(), rec, answers{}, []string{address})
	if err != nil {
		t.Fatal(err)
	}
	far := serve(t, p, rec)
	far.Opened(wire.Port, []byte(address))
	rec.SetReady(errors.New("not acknowledged"))
	far.Must(second(far.Conn.Write([]byte("hello"))))
	if _, err := far.Conn.Read(make([]byte, 1)); err == nil {
		t.Error("it came back")
	}
	if err := far.Over(); !errors.Is(err, wire.NotReady) {
		t.Error(err)
	}
	if !rec.Has(wire.Tunnel, string(wire.Transfer{Address: address, Finished: true}.Encode())) {
		t.Errorf("recorded %+v", rec.Events(wire.Tunnel))
	}
}

func TestW2ATunnelThatCannotBeRecordedIsNotOpened(t *testing.T) {
	address, rec := echoing(t), assisttest.NewRecorder()
	p, err := New(t.Context(), rec, answers{}, []string{address})
	if err != nil {
		t.Fatal(err)
	}
	p.dial = func(context.Context, string, string) (net.Conn, error) {
		t.Error("dialled")
		return nil, io.EOF
	}
	far := serve(t, p, rec)
	rec.Fail(errors.New("disk full"))
	far.Must(far.Send(wire.FrameOpen, wire.Open{Purpose: wire.Port, Argument: []byte(address)}.Encode()))
	if far.Over() == nil {
		t.Error("it was opened")
	}
}
