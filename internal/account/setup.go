package account

// Setup is everything the first start needs.
type Setup struct {
	OrganisationName string // of the installation
	Language         string
	Languages        []string
	Departments      []Texts
	Name, Email      string // of the first administrator
	TimeZone         string
	Password         string
	Flow             string
	Credential       []byte
}
