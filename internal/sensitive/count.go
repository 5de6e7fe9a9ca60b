package sensitive

import "io"

// Sizes of what is looked at in one piece of a stream, and how much of it is kept before and carried on behind. A
// private key of more than the carried bytes that lies across two pieces is not found.
const (
	piece   = 128 << 10
	before  = 256
	carried = 8 << 10
)

// Counter counts what a stream holds, in constant memory. What is in it is marked, not covered: a file is taken as it is.
type Counter struct {
	found  map[Kind]int
	buffer []byte
	from   int // of the buffer: what begins before has been counted
}

// Write takes in the next bytes. It never fails.
func (c *Counter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := min(piece-len(c.buffer), len(rest))
		c.buffer = append(c.buffer, rest[:n]...)
		if rest = rest[n:]; len(c.buffer) == piece {
			c.look(piece - carried)
			keep := piece - carried - before
			c.buffer = append(c.buffer[:0], c.buffer[keep:]...)
			c.from = before
		}
	}
	return len(p), nil
}

// look counts what begins before end.
func (c *Counter) look(end int) {
	for _, m := range Find(string(c.buffer)) {
		if m.From >= c.from && m.From < end {
			if c.found == nil {
				c.found = map[Kind]int{}
			}
			c.found[m.Kind]++
		}
	}
}

// Found ends the counting and says how often each kind was there; nil when nothing was.
func (c *Counter) Found() map[Kind]int {
	c.look(len(c.buffer) + 1)
	c.buffer = c.buffer[:0]
	return c.found
}

// Count counts what a reader gives.
func Count(r io.Reader) (map[Kind]int, error) {
	var c Counter
	if _, err := io.Copy(&c, r); err != nil {
		return nil, err
	}
	return c.Found(), nil
}
