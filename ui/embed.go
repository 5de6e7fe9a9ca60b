// Package ui carries the built web app inside the binary.
//
// dist holds a placeholder in version control so that the package compiles before the first UI build; whoever serves
// FS must therefore be ready for index.html to be missing.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS is the built app: index.html is the fallback for every path that is not a file, and everything under
// _app/immutable may be cached for ever because its names carry a hash of its bytes.
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only an invalid path literal can fail here
	}
	return sub
}
