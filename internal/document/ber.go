package document

// definite rewrites a value of BER whose lengths are left open, as older signing programs write their messages, with lengths that
// are given; strings in pieces are joined. What is already DER comes out as it was. It returns what follows the value.
func definite(ber []byte, deep int) (der, rest []byte, err error) {
	if deep > maxDepth || len(ber) < 2 || ber[0]&0x1F == 0x1F {
		return nil, nil, errMessage // tags of several bytes do not occur in signed messages
	}
	tag, constructed := ber[0], ber[0]&0x20 != 0
	body, rest, open, err := cutLength(ber[1:])
	if err != nil || open && !constructed {
		return nil, nil, errMessage
	}
	if !constructed {
		return joinLength(tag, body), rest, nil
	}
	var parts []byte
	for in := body; ; {
		if open && len(in) >= 2 && in[0] == 0 && in[1] == 0 {
			rest = in[2:]
			break
		}
		if !open && len(in) == 0 {
			break
		}
		var part []byte
		if part, in, err = definite(in, deep+1); err != nil {
			return nil, nil, err
		}
		parts = append(parts, part...)
	}
	const pieces, octets = 0x24, 0x04
	if tag == pieces {
		return joinPieces(octets, parts), rest, nil
	}
	return joinLength(tag, parts), rest, nil
}

// cutLength reads a length; with an open one, body is all that follows.
func cutLength(b []byte) (body, rest []byte, open bool, err error) {
	n, b := int(b[0]), b[1:]
	if n == 0x80 {
		return b, nil, true, nil
	}
	if n > 0x80 {
		digits := n & 0x7F
		if digits > 3 || digits > len(b) {
			return nil, nil, false, errMessage
		}
		n = 0
		for _, c := range b[:digits] {
			n = n<<8 | int(c)
		}
		b = b[digits:]
	}
	if n > len(b) {
		return nil, nil, false, errMessage
	}
	return b[:n], b[n:], false, nil
}

func joinLength(tag byte, body []byte) []byte {
	out := []byte{tag}
	switch n := len(body); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, body...)
}

// joinPieces joins octet strings that were already rewritten.
func joinPieces(tag byte, parts []byte) []byte {
	var whole []byte
	for len(parts) > 0 {
		body, rest, _, err := cutLength(parts[1:])
		if err != nil {
			break
		}
		whole, parts = append(whole, body...), rest
	}
	return joinLength(tag, whole)
}
