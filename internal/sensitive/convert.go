//go:build ignore

// Makes data/tokens.json of gitleaks' own file of rules: go run convert.go VERSION path/to/gitleaks.toml
//
// Left out: rules about the names of files, which a text has none of, and generic-api-key, which is of use only with
// its list of 1,400 exceptions; what it is for, passwords in context find.
package main

import (
	"encoding/json"
	"os"

	"github.com/pelletier/go-toml/v2"
)

type rule struct {
	ID       string   `toml:"id" json:"id"`
	Regex    string   `toml:"regex" json:"regex"`
	Keywords []string `toml:"keywords" json:"keywords"`
	Entropy  float64  `toml:"entropy" json:"entropy,omitempty"`
	Path     string   `toml:"path" json:"-"`
}

func main() {
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	var all struct {
		Rules []rule `toml:"rules"`
	}
	if err := toml.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	var kept []rule
	for _, r := range all.Rules {
		if r.Regex != "" && len(r.Keywords) > 0 && r.Path == "" && r.ID != "generic-api-key" {
			kept = append(kept, r)
		}
	}
	out, err := json.MarshalIndent(map[string]any{
		"source":  "https://github.com/gitleaks/gitleaks config/gitleaks.toml " + os.Args[1],
		"licence": "MIT, Copyright (c) 2019 Zachary Rice; its text stands in gitleaks.licence",
		"rules":   kept,
	}, "", " ")
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile("data/tokens.json", append(out, '\n'), 0o644); err != nil {
		panic(err)
	}
}
