// Command surety-connect is the specialist's end alone: "surety connect" as one small file, for Linux, macOS and Windows.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"surety/internal/connect"
)

var version = "unreleased" // set when it is built

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := connect.Run(ctx, connect.Options{Name: "surety-connect", Args: os.Args[1:], Version: version, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
