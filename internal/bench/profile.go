package bench

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
)

// profiled writes a CPU profile of the measurement into the directory, if one is named.
func profiled(dir, name string, run func() (Result, error)) (r Result, err error) {
	if dir == "" {
		return run()
	}
	file := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
	f, err := os.Create(filepath.Join(dir, file+".pprof"))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return r, err
	}
	defer pprof.StopCPUProfile()
	return run()
}
