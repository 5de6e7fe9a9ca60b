package document

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"
	"time"
)

// Finding is something that does not hold. Its value is a stable code.
type Finding string

// Findings of a file.
const (
	NoSignature     Finding = "no_signature"
	ObjectReplaced  Finding = "object_replaced"  // something that was there was changed after it was signed or rendered
	SignatureCovers Finding = "signature_covers" // a signature draws on the page
	Unsealed        Finding = "unsealed"         // something was added that no signature covers to its end
	OtherOriginal   Finding = "other_original"   // the file does not begin with the original
)

// Findings of one signature.
const (
	RangeWrong           Finding = "range_wrong"      // it does not cover all before its end, its own value alone left out
	SignatureShared      Finding = "signature_shared" // it stands in another place as well
	KindRefused          Finding = "kind_refused"     // another form than PAdES or a detached CMS signature
	MessageUnreadable    Finding = "message_unreadable"
	DigestDiffers        Finding = "digest_differs" // the file was changed
	SignatureWrong       Finding = "signature_wrong"
	AlgorithmRefused     Finding = "algorithm_refused"
	CertificateMissing   Finding = "certificate_missing"
	CertificateUnbound   Finding = "certificate_unbound" // the certificate is not the one that was signed for
	CertificateUntrusted Finding = "certificate_untrusted"
	ClaimedTime          Finding = "claimed_time" // a signing time of its own, which PAdES forbids
	TimestampMissing     Finding = "timestamp_missing"
	TimestampUnreadable  Finding = "timestamp_unreadable"
	TimestampOfOther     Finding = "timestamp_of_other"
	TimestampWrong       Finding = "timestamp_wrong"
	TimestampUntrusted   Finding = "timestamp_untrusted"
)

// Trust is what Verify believes.
type Trust struct {
	Signers  *x509.CertPool // roots of those who sign
	Stamps   *x509.CertPool // roots of those who tell the time
	Now      time.Time      // required; a timestamp must not lie after it, and a signature without one is judged at it
	Original []byte         // when set, the file must begin with these bytes, whole
}

// Report is what Verify found.
type Report struct {
	Signatures []Signature // in the order in which they were made
	Findings   []Finding   // of the file as a whole
	Revisions  int         // how often it was saved
}

// Signature is one signature of a file.
type Signature struct {
	Field, Name, Reason, Contact string // as written in the file, signed but claimed by the signer alone
	Covers                       int    // so many bytes from the beginning, its own value left out
	Whole                        bool   // that is the whole file
	Signer                       *x509.Certificate
	Stamp                        *Stamp // nil if there is none that can be read
	Findings                     []Finding
}

// Sound reports that there is a signature and that nothing was found against any of them or the file.
func (r Report) Sound() bool {
	return len(r.Signatures) > 0 && len(r.Findings) == 0 && !slices.ContainsFunc(r.Signatures, func(s Signature) bool { return len(s.Findings) > 0 })
}

// Verify checks every signature of a PDF, and that the file was only ever signed after it was first written. It takes files of
// ours and those that another program signed, if it added to them in the plain form. A certificate is judged at the time of
// the timestamp, and is not asked after for revocation. A timestamp holds beyond the end of its authority's own certificate.
// What does not hold is in the report; the error is for files that cannot be read at all.
//
// Faults: [ErrUnreadable]; above 16 MiB, too_large.
func Verify(pdf []byte, t Trust) (Report, error) {
	all, err := revisions(pdf)
	if err != nil {
		return Report{}, err
	}
	r := Report{Revisions: len(all)}
	states := views(all)
	for i := 1; i < len(all); i++ {
		r.add(judge(states[i-1], states[i], all[i])...)
	}
	covered := map[int]bool{all[0].to: true}
	last, seen := states[len(states)-1], map[int]bool{}
	for _, p := range last.places() {
		_, id := last.dict(p.value["V"])
		if id == 0 {
			continue
		}
		s := t.signature(pdf, all, last, p)
		if seen[id] {
			s.Findings = append(s.Findings, SignatureShared)
		}
		seen[id] = true
		if !slices.Contains(s.Findings, RangeWrong) {
			covered[s.Covers] = true
		}
		r.Signatures = append(r.Signatures, s)
	}
	slices.SortStableFunc(r.Signatures, func(a, b Signature) int { return a.Covers - b.Covers })
	for _, v := range all {
		if !covered[v.to] {
			r.add(Unsealed)
		}
	}
	if t.Original != nil && !begins(pdf, t.Original, all) {
		r.add(OtherOriginal)
	}
	if len(r.Signatures) == 0 {
		r.add(NoSignature)
	}
	return r, nil
}

func (r *Report) add(found ...Finding) {
	for _, f := range found {
		if !slices.Contains(r.Findings, f) {
			r.Findings = append(r.Findings, f)
		}
	}
}

// begins: the original is the beginning, and ends where one saving ended.
func begins(pdf, original []byte, all []*revision) bool {
	return bytes.HasPrefix(pdf, original) && slices.ContainsFunc(all, func(r *revision) bool { return r.to == len(original) })
}

// signature checks one.
func (t Trust) signature(pdf []byte, all []*revision, v view, p place) Signature {
	d, id := v.dict(p.value["V"])
	s := Signature{Field: p.name, Name: written(d["Name"]), Reason: written(d["Reason"]), Contact: written(d["ContactInfo"])}
	from, to, ok := span(d, id, all, &s)
	if !ok {
		s.Findings = append(s.Findings, RangeWrong)
		return s
	}
	s.Whole = s.Covers == len(pdf)
	if d["SubFilter"] != name("ETSI.CAdES.detached") && d["SubFilter"] != name("adbe.pkcs7.detached") {
		s.Findings = append(s.Findings, KindRefused)
		return s
	}
	m, err := readMessage(d["Contents"].(text).bytes)
	if err != nil {
		s.Findings = append(s.Findings, MessageUnreadable)
		return s
	}
	s.Signer = m.by()
	s.Findings = m.check(oidData, pdf[:from], pdf[to:s.Covers])
	if d["SubFilter"] == name("ETSI.CAdES.detached") && has(m.signed, oidSigningTime) {
		s.Findings = append(s.Findings, ClaimedTime)
	}
	at := t.stamp(m, &s)
	if s.Signer != nil && (!mayseal(s.Signer) || !chained(m, t.Signers, at)) {
		s.Findings = append(s.Findings, CertificateUntrusted)
	}
	return s
}

// span reads the byte range: all from the beginning to the end of the saving in which the signature was added, but for its own
// value, whose token must fill the gap exactly.
func span(d dict, id int, all []*revision, s *Signature) (from, to int, ok bool) {
	var in *revision
	for _, r := range all {
		if r.objects[id] != nil {
			if in != nil {
				return 0, 0, false // written twice
			}
			in = r
		}
	}
	ranges, _ := d["ByteRange"].(array)
	value, isText := d["Contents"].(text)
	if in == nil || len(ranges) != 4 || !isText || !value.hex {
		return 0, 0, false
	}
	n := make([]int64, 4)
	for i := range n {
		if n[i], ok = ranges[i].(int64); !ok {
			return 0, 0, false
		}
	}
	s.Covers = in.to
	ok = n[0] == 0 && n[1] == int64(value.from) && n[2] == int64(value.to) && n[3] == int64(in.to-value.to)
	return value.from, value.to, ok
}

// stamp checks the timestamp and returns the time at which the signer's certificate is to be judged.
func (t Trust) stamp(m *message, s *Signature) time.Time {
	token, ok := value(m.unsigned, oidStampToken)
	if !ok {
		s.Findings = append(s.Findings, TimestampMissing)
		return t.Now
	}
	var found []Finding
	s.Stamp, found = readStamp(token, func(h crypto.Hash) []byte { return hashOf(h, m.signer.Signature) }, nil, t.Stamps)
	if s.Stamp != nil && s.Stamp.Time.After(t.Now.Add(s.Stamp.Accuracy+clockSkew)) {
		found = append(found, TimestampWrong)
	}
	s.Findings = append(s.Findings, found...)
	if len(found) > 0 {
		return t.Now
	}
	return s.Stamp.Time
}

// clockSkew is how far two clocks may differ before a timestamp counts as from the future.
const clockSkew = 5 * time.Minute

// mayseal: a certificate for signatures, neither for issuing nor for time alone.
func mayseal(c *x509.Certificate) bool {
	uses := c.KeyUsage == 0 || c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) != 0
	onlyTime := len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageTimeStamping && len(c.UnknownExtKeyUsage) == 0
	return uses && !c.IsCA && !onlyTime
}

func written(x any) string {
	t, _ := x.(text)
	return t.words()
}
