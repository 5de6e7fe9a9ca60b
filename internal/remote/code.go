package remote

import (
	"encoding/binary"
	"strings"
)

// crockford is the alphabet of codes: digits and letters without I, L, O and U (Crockford's Base 32).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLength = 10 // characters of five bits
	codeHalf   = codeLength / 2
)

// spell writes 50 of the bits as XXXXX-XXXXX.
func spell(bits []byte) string {
	n := binary.BigEndian.Uint64(bits)
	var b strings.Builder
	for i := range codeLength {
		if i == codeHalf {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[n>>(59-5*i)&31])
	}
	return b.String()
}

// read brings a code as people type it into the form that spell writes: small letters, blanks and hyphens do not matter, and O is
// 0, I and L are 1; Persian and Arabic digits count, as do the wide forms of Chinese keyboards. It is empty for what is no code.
func read(typed string) string {
	var b strings.Builder
	if len(typed) > 8*codeLength {
		return ""
	}
	for _, c := range typed {
		switch c = plain(c); c {
		case '-', ' ':
			continue
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		if !strings.ContainsRune(crockford, c) {
			return ""
		}
		if b.Len() == codeHalf {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	if b.Len() != codeLength+1 {
		return ""
	}
	return b.String()
}

// plain is the character as an English keyboard writes it, capital.
func plain(c rune) rune {
	switch {
	case '۰' <= c && c <= '۹':
		return '0' + c - '۰'
	case '٠' <= c && c <= '٩':
		return '0' + c - '٠'
	case '！' <= c && c <= '～':
		c = '!' + c - '！'
	case c == '　':
		return ' '
	}
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}
