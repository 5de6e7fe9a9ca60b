// Command surety-assist is the client's program alone: "surety assist" as one small file, for people who have nothing else of Surety.
package main

import (
	"context"
	"os"

	"surety/internal/assist/program"
)

var version = "unreleased" // set when it is built

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "assist" { // as the website shows it for the whole product
		args = args[1:]
	}
	os.Exit(program.Run(context.Background(), program.Options{Args: args, Version: version, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
