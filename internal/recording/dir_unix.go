//go:build !windows

package recording

import (
	"errors"
	"os"
)

// syncDir forces the names in a folder to the disk.
func syncDir(dir *os.Root) error {
	d, err := dir.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
