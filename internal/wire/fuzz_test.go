package wire

import (
	"bytes"
	"testing"
)

// Each target holds a decoder to the one form: what it takes, it writes again to the same bytes.

func same(t *testing.T, in, out []byte) {
	t.Helper()
	if !bytes.Equal(in, out) {
		t.Errorf("%x was taken and is written %x", in, out)
	}
}

func FuzzEvent(f *testing.F) {
	f.Add(AppendEvent(nil, Event{At: 1e9, Kind: Output, Stream: 1, Payload: []byte("ls\r\n")}))
	f.Add(AppendEvent(nil, Event{Kind: Filed, Payload: File{Direction: Sent, Name: "отчёт.txt", Size: 9}.Encode()}))
	f.Fuzz(func(t *testing.T, in []byte) {
		d := NewDecoder(in)
		e := d.Event()
		if d.Done() != nil {
			return
		}
		same(t, in, AppendEvent(nil, e))
		if err := ValidEvent(e); err != nil {
			t.Errorf("a decoded event is not valid: %v", err)
		}
	})
}

func FuzzCount(f *testing.F) {
	f.Add(EncodeCount(300))
	f.Fuzz(func(t *testing.T, in []byte) {
		if n, err := DecodeCount(in); err == nil {
			same(t, in, EncodeCount(n))
		}
	})
}

func FuzzSize(f *testing.F) {
	f.Add(Size{80, 24}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if s, err := DecodeSize(in); err == nil {
			same(t, in, s.Encode())
		}
	})
}

func FuzzWord(f *testing.F) {
	f.Add([]byte("client"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if s, err := DecodeWord(in); err == nil {
			same(t, in, []byte(s))
		}
	})
}

func FuzzFile(f *testing.F) {
	f.Add(File{Direction: Fetched, Name: "名字", Size: 1 << 40}.Encode())
	f.Add(File{Direction: TimeSet, Name: "名字", Value: 1 << 31}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if v, err := DecodeFile(in); err == nil {
			same(t, in, v.Encode())
		}
	})
}

func FuzzTransfer(f *testing.F) {
	f.Add(Transfer{Address: "db.example:5432", In: 1, Out: 300, Finished: true}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if v, err := DecodeTransfer(in); err == nil {
			same(t, in, v.Encode())
		}
	})
}

func FuzzHeader(f *testing.F) {
	f.Add(AppendHeader(nil, Header{Last: true, Number: 1, Events: 2, Sealed: 3}))
	f.Fuzz(func(t *testing.T, in []byte) {
		if h, err := DecodeHeader(in); err == nil {
			same(t, in, AppendHeader(nil, h))
		}
	})
}

func FuzzAck(f *testing.F) {
	f.Add(Ack{Number: 1}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if a, err := DecodeAck(in); err == nil {
			same(t, in, a.Encode())
		}
	})
}

func FuzzStored(f *testing.F) {
	f.Add([]byte{})
	f.Add(Ack{Number: 1}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if a, err := DecodeStored(in); err == nil && a != nil {
			same(t, in, a.Encode())
		}
	})
}

func FuzzPut(f *testing.F) {
	f.Add(append(AppendHeader(nil, Header{Sealed: 2}), make([]byte, 2+SignatureSize)...))
	f.Fuzz(func(t *testing.T, in []byte) {
		if h, record, signature, err := DecodePut(in); err == nil {
			same(t, in, append(bytes.Clone(record), signature...))
			same(t, record[:RecordHead], AppendHeader(nil, h))
		}
	})
}

func FuzzFrames(f *testing.F) {
	f.Add(AppendFrame(AppendFrame(nil, 1, []byte("x")), 2, nil))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, out := NewFrameReader(bytes.NewReader(in)), []byte(nil)
		for {
			kind, payload, err := r.Next(MaxFrame)
			if err != nil {
				break
			}
			out = AppendFrame(out, kind, payload)
		}
		if !bytes.HasPrefix(in, out) {
			t.Errorf("%x was read as the frames %x", in, out)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(Open{Purpose: Port, Argument: []byte("db.example:5432")}.Encode())
	f.Add(Open{Purpose: FilesFetch}.Encode())
	f.Fuzz(func(t *testing.T, in []byte) {
		if o, err := DecodeOpen(in); err == nil {
			same(t, in, o.Encode())
			if len(in) > MaxOpen {
				t.Errorf("takes %d bytes, more than MaxOpen", len(in))
			}
		}
	})
}
