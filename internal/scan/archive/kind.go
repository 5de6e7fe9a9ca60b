package archive

import "bytes"

// kind is what bytes are, as far as it matters here.
type kind int

const (
	other kind = iota
	zipped
	tarred
	gzipped
	bzipped
	xzipped
	opaque
	program
)

func (k kind) packed() bool { return k == tarred || k == gzipped || k == bzipped || k == xzipped }

// signs are what kinds begin with: APPNOTE.TXT 4.3 (zip), RFC 1952 (gzip), the xz format 1.2, and the formats' own papers.
var signs = []struct {
	at   int
	sign string
	kind kind
}{
	{0, "PK\x03\x04", zipped}, {0, "PK\x05\x06", zipped}, {0, "PK\x07\x08", zipped},
	{257, "ustar", tarred},
	{0, "\x1f\x8b", gzipped}, {0, "BZh", bzipped}, {0, "\xfd7zXZ\x00", xzipped},
	{0, "7z\xbc\xaf\x27\x1c", opaque}, {0, "Rar!\x1a\x07", opaque}, {0, "\x28\xb5\x2f\xfd", opaque}, // zstd
	{0, "\x04\x22\x4d\x18", opaque}, {0, "MSCF", opaque}, {0, "LZIP", opaque}, {0, "\x1f\x9d", opaque}, // lz4, cab, lzip, compress
	{2, "-lh", opaque}, {0, "\x60\xea", opaque}, {0, "MSWIM\x00\x00\x00", opaque},
	{0, "MZ", program}, {0, "\x7fELF", program}, {0, "\xcf\xfa\xed\xfe", program}, {0, "\xce\xfa\xed\xfe", program},
	{0, "\xca\xfe\xba\xbe", program}, {0, "#!", program},
	{0, "L\x00\x00\x00\x01\x14\x02\x00", program}, // a Windows shortcut runs what it names
}

func kindOf(head []byte) kind {
	for _, s := range signs {
		if len(head) >= s.at && bytes.HasPrefix(head[s.at:], []byte(s.sign)) {
			return s.kind
		}
	}
	return other
}
