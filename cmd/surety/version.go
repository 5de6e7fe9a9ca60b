package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"surety/internal/web"
)

// version is set by the build.
var version = "dev"

func versionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "version", Short: "Print the version", Args: wrongArgs(cobra.NoArgs), RunE: func(c *cobra.Command, _ []string) error {
		v := map[string]string{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH, "revision": revision()}
		if asJSON {
			return printJSON(c.OutOrStdout(), v)
		}
		fmt.Fprintf(c.OutOrStdout(), "surety %s %s %s %s\n", v["version"], v["revision"], v["go"], v["platform"])
		return nil
	}}
	jsonFlag(c, &asJSON)
	return c
}

// revision is the commit that the binary was built from, when the toolchain noted it.
func revision() string {
	if i, ok := debug.ReadBuildInfo(); ok {
		for _, s := range i.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}

func openapiCommand() *cobra.Command {
	return &cobra.Command{Use: "openapi", Short: "Print the description of the API", Hidden: true, Args: wrongArgs(cobra.NoArgs), RunE: func(c *cobra.Command, _ []string) error {
		doc, err := web.OpenAPI()
		if err != nil {
			return err
		}
		_, err = c.OutOrStdout().Write(doc)
		return err
	}}
}

func jsonFlag(c *cobra.Command, p *bool) { c.Flags().BoolVar(p, "json", false, "print JSON") }

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
