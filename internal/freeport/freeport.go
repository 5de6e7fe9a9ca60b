// Package freeport finds addresses for servers that tests and measurements start as processes of their own.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
)

// The ports lie above those that need a right and below those that a kernel hands out by itself (from 32768 on Linux, from 49152 elsewhere): what connects or
// listens anywhere cannot get one before the server that it was found for, nor while that starts anew.
const lowest, highest = 20_000, 32_000

const tries = 100

// Address is an address of this machine alone where nothing listens. It fails as the last of many tries to listen did.
func Address() (string, error) {
	for n := 1; ; n++ {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(lowest+rand.IntN(highest-lowest))))
		if err == nil {
			return l.Addr().String(), l.Close()
		}
		if n == tries {
			return "", err
		}
	}
}
