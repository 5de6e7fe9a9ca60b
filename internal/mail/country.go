package mail

import "encoding/json"

// countries are their names by ISO 3166-1 code and language, from the Unicode Consortium's CLDR 48 (Unicode License v3):
// what browsers show too. tools/countries.mjs writes the file.
var countries = loadCountries()

func loadCountries() (m map[string]map[string]string) {
	text, err := wordFiles.ReadFile("words/countries.json")
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		panic("mail: names of countries: " + err.Error()) // the file is embedded and tested
	}
	return m
}
