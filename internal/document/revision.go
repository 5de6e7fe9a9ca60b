package document

import (
	"bytes"
	"slices"
	"strconv"

	"surety/internal/fault"
)

// ErrUnreadable is a file that is not a PDF of the plain form that Render writes: no compressed references, no encryption, no
// bytes that belong to nothing. Its cause says where.
var ErrUnreadable = fault.New(fault.Invalid, "document_unreadable", "the file is no PDF that can be read in one way only")

const (
	maxFileBytes = 16 << 20
	maxObjects   = 100_000
	maxRevisions = 32
)

// object is a numbered value with its place in the file.
type object struct {
	id, generation int
	value          any
	stream         []byte
	from, to       int // all of it
	body           int // where the value begins
	end            int // where the value ends
}

// entry is a line of a table of references.
type entry struct{ from, generation int }

// revision is what one saving added: the file from the end of the one before.
type revision struct {
	from, to int
	table    int // where its references begin
	trailer  dict
	objects  map[int]*object
	freed    []int
}

// revisions reads a file as the sequence of its savings, the first first. Every byte must belong to an object, a table of
// references or its trailer: there is then nothing left over that another reader, which searches the file when the table is
// damaged, could find and show.
func revisions(pdf []byte) ([]*revision, error) {
	if len(pdf) > maxFileBytes {
		return nil, fault.ErrTooLarge
	}
	all, err := readRevisions(pdf)
	if err != nil {
		return nil, ErrUnreadable.Because(err)
	}
	return all, nil
}

func readRevisions(pdf []byte) ([]*revision, error) {
	at, err := lastTable(pdf)
	if err != nil {
		return nil, err
	}
	var all []*revision
	for at >= 0 {
		r := &revision{table: at, objects: map[int]*object{}}
		offsets, err := r.read(pdf)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
		for id, at := range offsets {
			r.objects[id] = &object{id: id, generation: at.generation, from: at.from}
		}
		previous, more := r.trailer["Prev"]
		if !more {
			break
		}
		next, ok := previous.(int64)
		if !ok || next < 0 || next >= int64(at) || len(all) == maxRevisions {
			return nil, (&scanner{at: at}).fail("reference to an earlier table")
		}
		at = int(next)
	}
	slices.Reverse(all)
	return all, tile(pdf, all)
}

// tile reads the objects and sees that they fill the file.
func tile(pdf []byte, all []*revision) error {
	from, size := 0, int64(0)
	for i, r := range all {
		r.from = from
		if size = r.size(size); size == 0 {
			return (&scanner{at: r.table}).fail("size of the trailer")
		}
		s := &scanner{data: pdf[:r.table], at: from}
		if i == 0 && !s.head() {
			return s.fail("no head of a PDF")
		}
		for _, o := range r.ordered() {
			if err := o.read(s); err != nil {
				return err
			}
		}
		if s.space(); s.at != r.table {
			return s.fail("bytes that belong to nothing")
		}
		from = r.to
	}
	if from != len(pdf) {
		return (&scanner{at: from}).fail("bytes after the end")
	}
	return nil
}

// size is the trailer's, zero if it is below the one before or does not count an object: a reader would take that for absent.
func (r *revision) size(before int64) int64 {
	size, ok := r.trailer["Size"].(int64)
	if !ok || size < before || size > maxObjects {
		return 0
	}
	for id := range r.objects {
		if int64(id) >= size {
			return 0
		}
	}
	return size
}

// head reads the version and the comment of binary characters.
func (s *scanner) head() bool {
	line, rest, ok := bytes.Cut(s.data, []byte("\n"))
	if v := string(bytes.TrimSuffix(line, []byte("\r"))); !ok || v != "%PDF-1.7" && v != "%PDF-2.0" {
		return false
	}
	s.at = len(line) + 1
	if comment, _, ok := bytes.Cut(rest, []byte("\n")); ok && len(comment) > 0 && comment[0] == '%' && len(comment) < 16 {
		s.at += len(comment) + 1
	}
	return true
}

func (r *revision) ordered() []*object {
	var all []*object
	for _, o := range r.objects {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b *object) int { return a.from - b.from })
	return all
}

// lastTable is where the file says its newest references are.
func lastTable(pdf []byte) (int, error) {
	tail := pdf[max(0, len(pdf)-64):]
	at := bytes.LastIndex(tail, []byte("startxref"))
	s := &scanner{data: pdf, at: len(pdf) - len(tail) + max(at, 0)}
	if at < 0 {
		return 0, s.fail("no end of a PDF")
	}
	s.take("startxref")
	s.space()
	n, err := strconv.ParseUint(s.word(), 10, 31)
	if err != nil || int(n) >= len(pdf) {
		return 0, s.fail("place of the references")
	}
	return int(n), nil
}

// read reads a table of references, its trailer and the end of the saving.
func (r *revision) read(pdf []byte) (map[int]entry, error) {
	s := &scanner{data: pdf, at: r.table}
	if !s.take("xref") {
		return nil, s.fail("no table of references (compressed ones are not taken)")
	}
	offsets := map[int]entry{}
	for s.space(); !s.take("trailer"); s.space() {
		if err := r.section(s, offsets); err != nil {
			return nil, err
		}
	}
	v, err := s.value()
	if err != nil {
		return nil, err
	}
	var ok bool
	if r.trailer, ok = v.(dict); !ok {
		return nil, s.fail("no trailer")
	}
	for _, key := range []name{"XRefStm", "Encrypt"} {
		if _, has := r.trailer[key]; has {
			return nil, s.fail("hybrid or encrypted")
		}
	}
	return offsets, r.finish(s)
}

// section reads "0 5" and as many lines of twenty bytes.
func (r *revision) section(s *scanner, offsets map[int]entry) error {
	first, err := strconv.ParseUint(s.word(), 10, 31)
	if err != nil || !s.take(" ") {
		return s.fail("table of references")
	}
	count, err := strconv.ParseUint(s.word(), 10, 31)
	if err != nil || first+count > maxObjects {
		return s.fail("table of references")
	}
	s.space()
	for id := int(first); id < int(first+count); id++ {
		if s.at+20 > len(s.data) {
			return s.fail("table of references")
		}
		line := s.data[s.at : s.at+20]
		at, err := strconv.ParseUint(string(line[:10]), 10, 31)
		generation, err2 := strconv.ParseUint(string(line[11:16]), 10, 16)
		if _, twice := offsets[id]; err != nil || err2 != nil || line[10] != ' ' || line[16] != ' ' || twice || !isSpace(line[18]) || !isSpace(line[19]) {
			return s.fail("line of a table of references")
		}
		switch {
		case line[17] == 'n' && id > 0:
			offsets[id] = entry{int(at), int(generation)}
		case line[17] == 'f' && id > 0:
			r.freed = append(r.freed, id)
		case line[17] != 'f':
			return s.fail("line of a table of references")
		}
		s.at += 20
	}
	return nil
}

// finish reads startxref, the same place again, and the end mark with one line end.
func (r *revision) finish(s *scanner) error {
	s.space()
	if !s.take("startxref") {
		return s.fail("no startxref")
	}
	s.space()
	if n, err := strconv.ParseUint(s.word(), 10, 31); err != nil || int(n) != r.table {
		return s.fail("startxref of another table")
	}
	s.space()
	if !s.take("%%EOF") {
		return s.fail("no end mark")
	}
	if !s.take("\r\n") && !s.take("\n") {
		s.take("\r")
	}
	r.to = s.at
	return nil
}

// read reads "5 0 obj … endobj" where the table says, and where the object before ended.
func (o *object) read(s *scanner) error {
	s.space()
	if s.at != o.from {
		return s.fail("an object is not where the table says, or bytes belong to nothing")
	}
	id, err := strconv.ParseUint(s.word(), 10, 31)
	s.space()
	generation, err2 := strconv.ParseUint(s.word(), 10, 16)
	s.space()
	if err != nil || err2 != nil || int(id) != o.id || int(generation) != o.generation || !s.take("obj") {
		return s.fail("head of an object")
	}
	s.space()
	o.body = s.at
	if o.value, err = s.value(); err != nil {
		return err
	}
	o.end = s.at
	s.space()
	if err := o.readStream(s); err != nil {
		return err
	}
	if s.space(); !s.take("endobj") {
		return s.fail("no end of an object")
	}
	o.to = s.at
	return nil
}

func (o *object) readStream(s *scanner) error {
	if !s.take("stream") {
		return nil
	}
	d, ok := o.value.(dict)
	length, direct := d["Length"].(int64)
	if !ok || !direct || length < 0 || !s.take("\r\n") && !s.take("\n") || int(length) > len(s.data)-s.at {
		return s.fail("stream without a plain length")
	}
	o.stream = s.data[s.at : s.at+int(length)]
	s.at += int(length)
	if s.space(); !s.take("endstream") {
		return s.fail("length of a stream")
	}
	return nil
}
