package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

const (
	maxPorts  = 32
	maxReason = 4000 // bytes
	maxLabel  = 400  // bytes of a name or a subject
)

// Facts are what the client is shown before consenting. They are encoded once, by the server; what is shown is what was
// decoded, and what is signed is the digest of those very bytes.
type Facts struct {
	Session    Session
	Host       string // the server's name, as the client dialled it
	Ticket     string // its number
	Subject    string
	Specialist string // name
	Verified   bool   // the platform has proved who this is
	Since      int64  // the account exists since: seconds since 1970
	Deals      uint64 // done
	Disputes   uint64 // lost
	Deal       string // its title; empty where there is none
	Currency   string // ISO 4217; empty where no price is agreed
	Price      uint64 // of the deal, minor units
	Reason     string // in the specialist's words
	Powers     []Purpose
	Ports      []string // host:port, for Port
	Until      int64    // nothing is possible after: seconds since 1970
}

// Encode is the one form of the facts.
func (f Facts) Encode() []byte {
	b := append([]byte(nil), f.Session[:]...)
	for _, s := range []string{f.Host, f.Ticket, f.Subject, f.Specialist} {
		b = AppendBytes(b, s)
	}
	b = binary.BigEndian.AppendUint64(appendFlag(b, f.Verified), uint64(f.Since))
	b = binary.AppendUvarint(binary.AppendUvarint(b, f.Deals), f.Disputes)
	b = AppendBytes(AppendBytes(b, f.Deal), f.Currency)
	b = AppendBytes(binary.AppendUvarint(b, f.Price), f.Reason)
	b = appendTexts(appendTexts(b, f.Powers), f.Ports)
	return binary.BigEndian.AppendUint64(b, uint64(f.Until))
}

// DecodeFacts reads facts.
func DecodeFacts(b []byte) (Facts, error) {
	d := NewDecoder(b)
	f := Facts{}
	d.Copy(f.Session[:])
	f.Host, f.Ticket, f.Subject, f.Specialist = d.Text(maxLabel), d.Text(maxLabel), d.Text(maxLabel), d.Text(maxLabel)
	f.Verified, f.Since = d.flag(), int64(d.Uint64())
	f.Deals, f.Disputes = d.Uvarint(maxCount), d.Uvarint(maxCount)
	f.Deal, f.Currency = d.Text(maxLabel), d.Text(3)
	f.Price, f.Reason = d.Uvarint(maxCount), d.Text(maxReason)
	f.Powers, f.Ports = d.powers(), texts[string](d, maxPorts, MaxAddress)
	f.Until = int64(d.Uint64())
	return f, d.Done()
}

// Digest is what a consent answers to.
func (f Facts) Digest() Digest { return sha256.Sum256(f.Encode()) }

// Agreed is the client's answer to facts: what of the powers asked for is granted. Its bytes are signed by the key that
// assist made for the session, over AgreedPrefix and the bytes, and stand on the recording and on the record.
type Agreed struct {
	Session  Session
	Facts    Digest
	Granted  []Purpose
	Folders  uint64   // how many were named, for files; their names stay on the machine and in the recording
	Ports    []string // granted of those asked for
	Quota    uint64   // bytes that may be sent to the machine
	Snapshot string   // of what was there before: its name; empty where the client waived it in writing
	At       int64    // by the client's clock: seconds since 1970
}

// AgreedPrefix parts the signature of a consent from all others.
const AgreedPrefix = "surety consent 1\x00"

// Encode is the one form of a consent.
func (c Agreed) Encode() []byte {
	b := append(append([]byte(nil), c.Session[:]...), c.Facts[:]...)
	b = binary.AppendUvarint(appendTexts(b, c.Granted), c.Folders)
	b = binary.AppendUvarint(appendTexts(b, c.Ports), c.Quota)
	return binary.BigEndian.AppendUint64(AppendBytes(b, c.Snapshot), uint64(c.At))
}

// DecodeAgreed reads a consent.
func DecodeAgreed(b []byte) (Agreed, error) {
	d := NewDecoder(b)
	c := Agreed{}
	d.Copy(c.Session[:])
	d.Copy(c.Facts[:])
	c.Granted, c.Folders = d.powers(), d.Uvarint(maxCount)
	c.Ports, c.Quota = texts[string](d, maxPorts, MaxAddress), d.Uvarint(maxCount)
	c.Snapshot, c.At = d.Text(maxLabel), int64(d.Uint64())
	return c, d.Done()
}

// Signed is what is signed.
func (c Agreed) Signed() []byte { return append([]byte(AgreedPrefix), c.Encode()...) }

func appendTexts[T ~string](b []byte, all []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(all)))
	for _, s := range all {
		b = AppendBytes(b, string(s))
	}
	return b
}

func texts[T ~string](d *Decoder, most, limit int) (all []T) {
	for range d.Uvarint(uint64(most)) {
		all = append(all, T(d.Text(limit)))
	}
	return all
}

// powers reads codes of powers, each at most once and in their order.
func (d *Decoder) powers() []Purpose {
	codes, last := texts[Purpose](d, len(Powers), maxPurpose), -1
	for _, code := range codes {
		i := slices.Index(Powers, code)
		if i <= last {
			d.fail(ErrForm)
			return nil
		}
		last = i
	}
	return codes
}
