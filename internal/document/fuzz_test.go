package document

import (
	"bytes"
	"crypto"
	"slices"
	"testing"
)

// FuzzVerify: no file brings the verifier down, and none is sound that was not sealed. The seeds are without the weight of fonts.
func FuzzVerify(f *testing.F) {
	for _, seed := range [][]byte{small(), saving(f, small(), map[int]string{7: "[1 (a) <41> /B#43 -1.5 true null]"}, ""), []byte("%PDF-1.7\nxref\n0 0\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pdf []byte) {
		if r, err := Verify(pdf, trusted()); err == nil && r.Sound() {
			t.Errorf("sound, but never sealed: %q", pdf)
		}
	})
}

// FuzzPatched: a sealed file in which something is cut out and put in is not sound, unless it is as it was.
func FuzzPatched(f *testing.F) {
	sealed := must(Seal(ctx, small(), sealing("client", "Mina")))
	at := contents.FindSubmatchIndex(sealed)
	f.Add(uint16(100), uint16(0), []byte(" "))
	f.Add(uint16(len(small())), uint16(10), []byte("5 0 obj"))
	f.Add(uint16(len(sealed)), uint16(0), []byte("\n"))
	f.Add(uint16(at[8]+10), uint16(1), []byte("x"))
	f.Fuzz(func(t *testing.T, from, cut uint16, put []byte) {
		start := min(int(from), len(sealed))
		end := min(start+int(cut), len(sealed))
		pdf := slices.Concat(sealed[:start], put, sealed[end:])
		r, err := Verify(pdf, trusted())
		if err == nil && r.Sound() && (len(pdf) != len(sealed) || !bytes.Equal(pdf[:at[8]], sealed[:at[8]]) || !bytes.Equal(pdf[at[9]:], sealed[at[9]:])) {
			t.Errorf("sound, but never sealed: %d, %d, %q", from, cut, put)
		}
	})
}

// small is a file with one place for a seal and no more.
func small() []byte {
	f := newFile()
	root, pages, page, field, info := f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	f.object(root, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>")
	f.object(pages, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
	f.object(page, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>")
	f.object(field, emptyField("client", page))
	f.object(info, "<< /Producer (Surety) >>")
	return f.close(root, info, "00")
}

// FuzzMessage: nor does any signed message, and what is read from DER is what the library reads.
func FuzzMessage(f *testing.F) {
	id := authority().Seal
	by := must(id.sign(oidData, sha256Of([]byte("text"))))
	f.Add(must(id.message(oidData, nil, by)))
	f.Add(must(timeAuthorityOf(authority()).Timestamp(ctx, [32]byte{})))
	f.Add([]byte{0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0x41, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, ber []byte) {
		if der, _, err := definite(ber, 0); err == nil {
			if again, rest, err := definite(der, 0); err != nil || len(rest) > 0 || !bytes.Equal(again, der) {
				t.Errorf("%x is not as it was when rewritten again: %x", der, again)
			}
		}
		if m, err := readMessage(ber); err == nil {
			m.check(oidData, []byte("text"))
			readStamp(ber, func(crypto.Hash) []byte { return nil }, nil, authority().Roots())
		}
	})
}

// FuzzAnswer: the authority of time answers anything.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte{0x30, 0x00})
	f.Fuzz(func(t *testing.T, request []byte) {
		if len(timeAuthorityOf(authority()).Answer(request)) == 0 {
			t.Error("no answer")
		}
	})
}

// FuzzIsolate: what a template inserts never disturbs what stands around it.
func FuzzIsolate(f *testing.F) {
	for _, s := range []string{"Mina", "مینا (۱۲)", "a\u202Eb", "\u2069\u2068x", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		before, after := []rune("بند "), []rune(" از ۱۲")
		alone := levels([]rune(string(before)+Isolate("x")+string(after)), true)
		with := levels([]rune(string(before)+Isolate("x"+value)+string(after)), true)
		n := len(before)
		if !bytes.Equal(raw(alone[:n]), raw(with[:n])) || !bytes.Equal(raw(alone[len(alone)-len(after):]), raw(with[len(with)-len(after):])) {
			t.Errorf("%q moves what stands around it", value)
		}
	})
}

func raw(level []int8) (b []byte) {
	for _, l := range level {
		b = append(b, byte(l))
	}
	return b
}
