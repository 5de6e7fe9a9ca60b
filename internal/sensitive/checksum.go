package sensitive

import (
	"bytes"
	"encoding/hex"
	"strings"
	"time"

	"crypto/sha256"

	"golang.org/x/crypto/sha3"
)

// luhn is ISO/IEC 7812-1 annex B.
func luhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d - '0')
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// mod97 is ISO 7064's MOD 97-10 over an IBAN whose first four characters count last (ISO 13616-1).
func mod97(iban []byte) bool {
	rest := 0
	for _, part := range [][]byte{iban[4:], iban[:4]} {
		for _, b := range part {
			if b >= '0' && b <= '9' {
				rest = (rest*10 + int(b-'0')) % 97
			} else {
				rest = (rest*100 + int(b-'A') + 10) % 97
			}
		}
	}
	return rest == 1
}

// weighted is the sum of digits by their weights.
func weighted(digits []byte, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return sum
}

// same reports whether all digits are one: checksums pass many of those, nobody has them.
func same(digits []byte) bool { return len(bytes.Trim(digits, string(digits[:1]))) == 0 }

// nationalID is Iran's ten digits (Civil Registration Organization): weights 10 to 2, modulo 11.
func nationalID(d []byte) bool {
	rest := weighted(d, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11
	if rest > 1 {
		rest = 11 - rest
	}
	return !same(d) && int(d[9]-'0') == rest
}

// snils is the Russian pension insurance number (Pension Fund, order 192p of 2006, annex): weights 9 to 1, modulo 101.
// Numbers up to 001-001-998 carry no checksum, and are not taken.
func snils(d []byte) bool {
	rest := weighted(d, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100
	return !same(d) && string(d[:9]) > "001001998" && int(d[9]-'0')*10+int(d[10]-'0') == rest
}

// inn is the Russian taxpayer's number (Federal Tax Service, order ED-7-14/617): of ten digits for firms, twelve for people.
func inn(d []byte) bool {
	check := func(at int, weights ...int) bool { return weighted(d, weights...)%11%10 == int(d[at]-'0') }
	if same(d) || string(d[:2]) == "00" {
		return false
	}
	if len(d) == 10 {
		return check(9, 2, 4, 10, 3, 5, 9, 4, 6, 8)
	}
	return check(10, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) && check(11, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
}

// provinces are the first two digits of GB/T 2260.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"

// residentID is GB 11643-1999: a region, a day of birth, a row number, and ISO 7064's MOD 11-2.
func residentID(d []byte) bool {
	if len(bytes.Trim(d[:17], "0123456789")) > 0 || !strings.Contains(provinces, string(d[:2])) {
		return false
	}
	if born, err := time.Parse("20060102", string(d[6:14])); err != nil || born.Year() < 1900 || born.Year() > 2099 {
		return false
	}
	return "10X98765432"[weighted(d, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)%11] == d[17]
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58check reads the version of a Base58Check address (Bitcoin, TRON): 25 bytes, the last four of which are SHA-256
// twice over the others.
func base58check(s string) (version byte, ok bool) {
	var out [25]byte
	for i := range len(s) {
		carry := strings.IndexByte(base58, s[i])
		if carry < 0 {
			return 0, false
		}
		for j := len(out) - 1; j >= 0; j-- {
			carry += int(out[j]) * 58
			out[j], carry = byte(carry), carry>>8
		}
		if carry != 0 {
			return 0, false
		}
	}
	once := sha256.Sum256(out[:21])
	twice := sha256.Sum256(once[:])
	return out[0], bytes.Equal(twice[:4], out[21:])
}

// bech32 checks an address of BIP 173 or BIP 350, in one case.
func bech32(s string) bool {
	if lower := strings.ToLower(s); s != lower && s != strings.ToUpper(s) {
		return false
	} else {
		s = lower
	}
	cut := strings.LastIndexByte(s, '1')
	if cut < 1 || len(s)-cut < 7 || len(s) > 90 {
		return false
	}
	sum := uint32(1)
	step := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range cut {
		step(s[i] >> 5)
	}
	step(0)
	for i := range cut {
		step(s[i] & 31)
	}
	for i := cut + 1; i < len(s); i++ {
		v := strings.IndexByte("qpzry9x8gf2tvdw0s3jn54khce6mua7l", s[i])
		if v < 0 {
			return false
		}
		step(byte(v))
	}
	return sum == 1 || sum == 0x2bc830a3
}

// eip55 checks the capitals of an Ethereum address without its 0x (EIP-55). One case alone carries no checksum and passes.
func eip55(s string) bool {
	lower := strings.ToLower(s)
	if s == lower || s == strings.ToUpper(s) {
		return true
	}
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(lower))
	sum := hex.EncodeToString(h.Sum(nil))
	for i := range len(s) {
		if c := lower[i]; c >= 'a' && (sum[i] >= '8') != (s[i] != c) {
			return false
		}
	}
	return true
}
