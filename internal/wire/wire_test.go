package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestUvarintHasOneForm(t *testing.T) {
	for _, c := range []struct {
		in  []byte
		err error
	}{
		{[]byte{0}, nil},
		{[]byte{0xff, 1}, nil},
		{[]byte{0x80, 0}, ErrForm},                 // nought in two bytes
		{[]byte{0xff, 0x80, 0}, ErrForm},           // 127 in three
		{bytes.Repeat([]byte{0xff}, 11), ErrForm},  // more than 64 bits
		{[]byte{0x80}, ErrShort},                   // no end
		{nil, ErrShort},                            // nothing
		{binary.AppendUvarint(nil, 1001), ErrLong}, // over the limit
		{append(binary.AppendUvarint(nil, 5), 1), ErrTrailing},
	} {
		d := NewDecoder(c.in)
		d.Uvarint(1000)
		if err := d.Done(); !errors.Is(err, c.err) {
			t.Errorf("%x: %v, not %v", c.in, err, c.err)
		}
	}
}

func TestFirstFailureStays(t *testing.T) {
	d := NewDecoder([]byte{1, 2, 3})
	d.Uint64()
	if d.Uint8() != 0 || !errors.Is(d.Done(), ErrShort) {
		t.Error("a decoder goes on after a failure")
	}
}

func TestLengthIsCheckedBeforeItIsBelieved(t *testing.T) {
	d := NewDecoder(binary.AppendUvarint(nil, 1<<40))
	if d.Bytes(100) != nil || !errors.Is(d.Err(), ErrLong) {
		t.Error("a length over the limit is believed")
	}
	if NewDecoder([]byte{2, 0xff, 0xfe}).Text(5) != "" {
		t.Error("text that is not UTF-8 is taken")
	}
}

func anyEvent() *rapid.Generator[Event] {
	return rapid.Custom(func(t *rapid.T) Event {
		e := Event{
			At:     time.Duration(rapid.Int64Range(0, MaxAt).Draw(t, "at")) * time.Microsecond,
			Kind:   Kind(rapid.IntRange(int(Output), int(End)).Draw(t, "kind")),
			Stream: uint32(rapid.IntRange(0, MaxStreams).Draw(t, "stream")),
		}
		e.Payload = anyPayload(t, e.Kind)
		return e
	})
}

func anyPayload(t *rapid.T, k Kind) []byte {
	count := rapid.Uint64Range(0, maxCount)
	switch k {
	case Masked:
		return EncodeCount(rapid.Uint64Range(0, MaxPayload).Draw(t, "count"))
	case Resized:
		side := rapid.Uint16Range(1, MaxSide)
		return Size{side.Draw(t, "cols"), side.Draw(t, "rows")}.Encode()
	case Filed:
		f := File{Direction: rapid.SampledFrom([]Direction{Fetched, Sent}).Draw(t, "way"), Name: rapid.String().Draw(t, "name"), Size: count.Draw(t, "size")}
		f.SHA256[3] = 7
		return f.Encode()
	case Tunnel:
		return Transfer{rapid.String().Draw(t, "address"), count.Draw(t, "in"), count.Draw(t, "out"), rapid.Bool().Draw(t, "end")}.Encode()
	case Power, Paused, Resumed, Mark, End:
		return []byte(rapid.StringN(0, 40, MaxWord).Draw(t, "word"))
	}
	return rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "bytes")
}

func TestEventsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(anyEvent(), 0, 5).Draw(t, "events")
		var b []byte
		for _, e := range events {
			if err := ValidEvent(e); err != nil {
				t.Skip("a generated name was too long")
			}
			b = AppendEvent(b, e)
		}
		d := NewDecoder(b)
		for _, want := range events {
			have := d.Event()
			if have.At != want.At || have.Kind != want.Kind || have.Stream != want.Stream || !bytes.Equal(have.Payload, want.Payload) {
				t.Fatalf("%v came back as %v", want, have)
			}
		}
		if err := d.Done(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestEventLimits(t *testing.T) {
	for name, e := range map[string]Event{
		"time before the start": {At: -time.Microsecond, Kind: Output},
		"part of a microsecond": {At: time.Nanosecond, Kind: Output},
		"time too late":         {At: (MaxAt + 1) * time.Microsecond, Kind: Output},
		"long payload":          {Kind: Output, Payload: make([]byte, MaxPayload+1)},
		"kind nought":           {Kind: 0},
		"kind unknown":          {Kind: End + 1},
		"stream":                {Kind: Output, Stream: MaxStreams + 1},
		"no size":               {Kind: Resized, Payload: Size{0, 24}.Encode()},
		"huge size":             {Kind: Resized, Payload: Size{80, MaxSide + 1}.Encode()},
		"word not UTF-8":        {Kind: Mark, Payload: []byte{0xff}},
		"long word":             {Kind: End, Payload: make([]byte, MaxWord+1)},
		"file of no direction":  {Kind: Filed, Payload: File{}.Encode()},
		"no command":            {Kind: Ran},
		"command with a NUL":    {Kind: Ran, Payload: []byte("a\x00b")},
		"tunnel cut short":      {Kind: Tunnel, Payload: []byte{0}},
	} {
		if ValidEvent(e) == nil {
			t.Errorf("%s: valid", name)
		}
	}
}

func TestFramesComeBackInAnyPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payloads := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 100), 0, 6).Draw(t, "payloads")
		var b []byte
		for i, p := range payloads {
			b = AppendFrame(b, uint8(i), p)
		}
		r := NewFrameReader(&pieces{b: b, t: t})
		for i, p := range payloads {
			kind, have, err := r.Next(100)
			if err != nil || int(kind) != i || !bytes.Equal(have, p) {
				t.Fatalf("frame %d: %d %x %v", i, kind, have, err)
			}
		}
		if _, _, err := r.Next(100); err != io.EOF {
			t.Fatalf("after the last frame: %v", err)
		}
	})
}

type pieces struct {
	b []byte
	t *rapid.T
}

func (p *pieces) Read(dst []byte) (int, error) {
	if len(p.b) == 0 {
		return 0, io.EOF
	}
	n := copy(dst[:min(len(dst), rapid.IntRange(1, 7).Draw(p.t, "piece"))], p.b)
	p.b = p.b[n:]
	return n, nil
}

func TestFrameRefusals(t *testing.T) {
	whole := AppendFrame(nil, 1, []byte("abc"))
	if _, _, err := NewFrameReader(bytes.NewReader(whole)).Next(2); !errors.Is(err, ErrLong) {
		t.Errorf("longer than the caller takes: %v", err)
	}
	for n := 1; n < len(whole); n++ {
		if _, _, err := NewFrameReader(bytes.NewReader(whole[:n])).Next(9); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
	huge := []byte{1, 0xff, 0xff, 0xff, 0xff}
	if _, _, err := NewFrameReader(bytes.NewReader(huge)).Next(math.MaxInt); !errors.Is(err, ErrLong) {
		t.Errorf("a frame of 4 GiB: %v", err)
	}
}

func TestPutIsExact(t *testing.T) {
	h := Header{Last: true, Session: Session{1}, Number: 7, Previous: Digest{2}, Events: 3, Sealed: 5}
	put := append(AppendHeader(nil, h), make([]byte, 5+SignatureSize)...)
	have, record, signature, err := DecodePut(put)
	if err != nil || have != h || len(record) != RecordHead+5 || len(signature) != SignatureSize {
		t.Fatalf("%v %d %d %v", have, len(record), len(signature), err)
	}
	if _, _, _, err := DecodePut(put[:len(put)-1]); !errors.Is(err, ErrShort) {
		t.Errorf("cut: %v", err)
	}
	if _, _, _, err := DecodePut(append(put, 0)); !errors.Is(err, ErrTrailing) {
		t.Errorf("followed by more: %v", err)
	}
	for name, at := range map[string]int{"magic": 0, "version": 4, "flags": 5, "events": RecordHead - 8, "length": RecordHead - 4} {
		bad := bytes.Clone(put)
		bad[at] = 0xff
		if _, _, _, err := DecodePut(bad); err == nil {
			t.Errorf("a header with a strange %s is taken", name)
		}
	}
}
