package remote

const (
	innerHost = "inside.example"
	tunnelled = "10.78.0.1"
)
