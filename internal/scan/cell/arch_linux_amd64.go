package cell

import "golang.org/x/sys/unix"

const (
	arch    = unix.AUDIT_ARCH_X86_64
	highest = 0x40000000 // x32
)
