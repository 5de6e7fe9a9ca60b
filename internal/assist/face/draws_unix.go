//go:build !windows

package face

import "os"

// draws tells whether the terminal understands how to draw.
func draws(*os.File) bool { return os.Getenv("TERM") != "" }
