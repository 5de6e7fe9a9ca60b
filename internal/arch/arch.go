// Package arch holds the project to its own shape. It has no code, only tests: imports run downward, what must stay
// behind one door does, files and functions stay of a size that can be read, and the tests that the documents under
// docs/ point to exist.
package arch
