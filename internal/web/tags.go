package web

// tagTexts say of what each group of routes is, for the API description.
var tagTexts = map[string]string{
	"session": "Who is here", "sign-in": "Sign in", "sign-out": "Sign out", "sign-up": "Ask for an account",
	"password-reset": "Lost passwords", "invitations": "Invitations", "step-up": "Prove again who is asking",
	"setup": "The first start", "demo": "The demo world; elsewhere absent", "me": "My account",
	"tickets": "Tickets and what is said in them", "departments": "Departments to ask", "people": "Staff",
	"tags": "Tags", "requesters": "Clients, found by staff", "live": "Live changes", "bank": "The bank desk", "deals": "Deals", "disputes": "Disputes", "reviews": "Reviews", "review-removals": "Reviews that break a rule", "specialists": "Profiles of specialists", "calls": "Calls to specialists", "record": "The record",
	"admin": "Administration", "remote-sessions": "Remote sessions", "secrets": "Passwords and keys, handed over sealed", "rooms": "Sealed rooms, which the server cannot read", "status-reports": "Status reports to clients", "follow-ups": "Clients who feel unsafe", "snapshots": "Snapshots", "milestones": "Milestones", "assist": "The client's program of a remote session",
}
