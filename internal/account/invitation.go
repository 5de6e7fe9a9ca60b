package account

// Invitation is what the holder of a link is told.
type Invitation struct {
	Email            string
	Purpose          Purpose // ForInvitation or ForSignUp
	OrganisationName string
	Language         string
	Installation     string
	PasswordMin      int
	NeedsFactor      bool
}

// Acceptance is how an invitation is taken up: with a password or with a passkey.
type Acceptance struct {
	Name, Language, TimeZone string
	Password                 string
	Flow                     string
	Credential               []byte // JSON of the browser's answer
}
