//go:build !linux || !(amd64 || arm64)

package cell

import (
	"context"
	"io"
)

// Enter does nothing: there are no cells.
func Enter(...Work) {}

// Run does nothing. Fault: cell_absent.
func Run(context.Context, string, io.ReaderAt, int64, string, Limits) ([]byte, error) {
	return nil, ErrNone
}

// Tool does nothing. Fault: cell_absent.
func Tool(context.Context, string, []string, io.Reader, Limits) ([]byte, error) { return nil, ErrNone }

// Has finds nothing.
func Has(string) bool { return false }
