package channel

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
)

// The safety words are made-up words of two plain syllables ("lomu", "sila"): sounds that English, Russian, Persian and Chinese all
// have, so that a Persian client and a Chinese specialist read each other the same words, with nothing to translate
// and nothing that means something. Stems that offend somebody, in these languages or others, are left out.
const (
	firsts  = "bdfgklmnst"
	seconds = "lmn"
	vowels  = "aiou"
)

var refusedStems = strings.Fields("bom bum dam dil dul dum fan gan gol gom gun kal kil kon kul kum kun man nim sim sin sun tam")

var list = makeList()

func makeList() (words []string) {
	for _, a := range firsts {
		for _, i := range vowels {
			for _, b := range seconds {
				stem := string([]rune{a, i, b})
				if a == b || slices.Contains(refusedStems, stem) {
					continue
				}
				for _, o := range vowels {
					words = append(words, stem+string(o))
				}
			}
		}
	}
	return words
}

// words makes four words of two public keys, the same at both ends.
//
// They are made of the keys, not of their pins, and that is what four words can rest on. Whoever wants to stand between the ends must hand each a pin of
// his own before he has seen at least one of the two keys, and a pin is kept for good (Key.With): he has one guess, of 2^33 or so, instead
// of trying keys until the words agree.
func words(a, b []byte) (four [4]string) {
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte("surety safety words 1"), a, b} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	sum := h.Sum(nil)
	for i := range four {
		four[i] = list[binary.BigEndian.Uint64(sum[8*i:])%uint64(len(list))]
	}
	return four
}
