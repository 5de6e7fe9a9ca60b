package recording

import (
	"crypto/ed25519"
	"sync"

	"github.com/klauspost/compress/zstd"

	"surety/internal/vault/ratchet"
	"surety/internal/wire"
)

// maker makes chunks of events.
type maker struct {
	sealer   ratchet.Sealer
	signer   ed25519.PrivateKey
	header   wire.Header // of the next chunk
	packed   []byte
	record   []byte
	compress *zstd.Encoder
}

func newMaker(session wire.Session, key *Key, signer ed25519.PrivateKey) *maker {
	compress, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(MaxChunk), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the settings are constant
	}
	return &maker{sealer: ratchet.NewSealer(key), signer: signer, header: wire.Header{Session: session}, compress: compress}
}

// make seals the events as the next chunk. The answer is good until the next call.
func (m *maker) make(events []byte, count int, last bool) Sealed {
	m.packed = m.compress.EncodeAll(events, m.packed[:0])
	h := m.header
	h.Last, h.Events, h.Sealed = last, uint32(count), uint32(len(m.packed)+ratchet.Overhead)
	m.record = wire.AppendHeader(m.record[:0], h)
	m.record = m.sealer.Seal(m.record, m.packed, m.record)
	s := Sealed{Header: h, Record: m.record}
	digest := s.Digest()
	s.Signature = ed25519.Sign(m.signer, head(h, digest))
	m.header.Number, m.header.Previous = h.Number+1, digest
	return s
}

// unpack is shared: its decoder keeps nothing between calls.
var unpack = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<20), zstd.WithDecoderMaxWindow(MaxChunk), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // the settings are constant
	}
	return d
})
