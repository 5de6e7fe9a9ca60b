package account

import "slices"

// Languages are those Surety speaks, in the order screens list them.
var Languages = []string{"en", "ru", "fa", "zh"}

// Installation is the settings that administrators change.
type Installation struct {
	Name             string   `json:"name"`
	Language         string   `json:"language"` // the first one offered
	Languages        []string `json:"languages"`
	SignUp           bool     `json:"signUp"`           // anyone may ask for a client's account
	FactorForClients bool     `json:"factorForClients"` // a second factor is required of clients too
	Version          int64    `json:"-"`                // 0: not set up yet
}

// SettingsChange is what changes of the settings; nil keeps.
type SettingsChange struct {
	Name             *string
	Languages        []string
	SignUp           *bool
	FactorForClients *bool
}

func knownLanguage(l string) bool { return slices.Contains(Languages, l) }
