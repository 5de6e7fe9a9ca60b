package wire

import "testing"

// taken is a fuzz target for a message with one form: what is taken is written again to the same bytes.
func taken[T interface{ Encode() []byte }](f *testing.F, decode func([]byte) (T, error), seeds ...T) {
	for _, s := range seeds {
		f.Add(s.Encode())
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if v, err := decode(in); err == nil {
			same(t, in, v.Encode())
		}
	})
}

func FuzzRefusal(f *testing.F) { taken(f, DecodeRefusal, NotGranted, Unreachable) }
func FuzzTerminalOpen(f *testing.F) {
	taken(f, DecodeTerminalOpen, TerminalOpen{3, Size{80, 24}, ""}, TerminalOpen{0, Size{80, 24}, "uptime"})
}
func FuzzAsk(f *testing.F) {
	taken(f, DecodeAsk, Ask{Deed: Fetch, Path: "a/отчёт.txt", Length: 300}, Ask{Deed: Send, Path: "b", Size: 9, Replace: true}, Ask{Deed: Move, Path: "a", To: "b/c"}, Ask{Deed: SetMode, Path: "a", Value: 0o755})
}
func FuzzEntry(f *testing.F) {
	taken(f, DecodeEntry, Entry{Form: PlainFile, Name: "名字", Size: 300, Modified: -1, Mode: 0o644, Links: 1})
}
func FuzzSum(f *testing.F) { taken(f, DecodeSum, Sum{Count: 1 << 40}) }
func FuzzPicture(f *testing.F) {
	taken(f, DecodePicture, Picture{1280, 800, false}, Picture{1, 65535, true})
}
func FuzzCopy(f *testing.F) {
	taken(f, DecodeCopy, Copy{0, []byte("a")}, Copy{1 << 40, []byte("من")})
}
func FuzzCommand(f *testing.F) {
	f.Add([]byte("df -h | مرتب"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if text, err := DecodeCommand(in); err == nil {
			same(t, in, []byte(text))
		}
	})
}

func FuzzNumbers(f *testing.F) {
	f.Add([]byte{1, 2})
	f.Fuzz(func(t *testing.T, in []byte) {
		if n, err := DecodeStream(in); err == nil {
			same(t, in, EncodeStream(n))
		}
		if n, err := DecodeFrom(in); err == nil {
			same(t, in, EncodeFrom(n))
		}
		if n, err := DecodeExit(in); err == nil {
			same(t, in, EncodeExit(n))
		}
	})
}

// TestW1AnAskNamesNothingOutsideItsFolder holds the decoder to relative, clean paths.
func TestW1AnAskNamesNothingOutsideItsFolder(t *testing.T) {
	for _, path := range []string{"", "/", "/etc/passwd", "..", "../x", "a/../../x", "a//b", "a/", "./a", "a/./b"} {
		if _, err := DecodeAsk(Ask{Deed: Fetch, Path: path}.Encode()); err != ErrForm {
			t.Errorf("%q: %v", path, err)
		}
	}
	for _, path := range []string{".", "a", "a/b", "...", "a..b"} {
		if a, err := DecodeAsk(Ask{Deed: Fetch, Path: path}.Encode()); err != nil || a.Path != path {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestOpenNamesAPowerThatThereIs(t *testing.T) {
	for _, code := range []Purpose{"", "terminal", "terminal.type ", "everything"} {
		if _, err := DecodeOpen(Open{Purpose: code}.Encode()); err != ErrUnknown {
			t.Errorf("%q: %v", code, err)
		}
	}
}
