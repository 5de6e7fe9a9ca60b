package account

import "surety/internal/fault"

var (
	// ErrSignIn is every refused sign-in, whatever the cause.
	ErrSignIn = fault.New(fault.Anonymous, "sign_in_failed", "that did not sign you in")
	// ErrCode is a one-time or recovery code that does not count.
	ErrCode = fault.New(fault.Invalid, "code_wrong", "the code is wrong or was used before").At("code")
	// ErrFactor asks for the second factor beside the password.
	ErrFactor = fault.New(fault.Denied, "factor_needed", "a second factor is needed")
	// ErrLink is a one-time link that was used, has expired, was replaced, or never was.
	ErrLink = fault.New(fault.Absent, "link_used", "this link was used already or is too old")
	// ErrTooMany says to wait; RetryAfter says how long.
	ErrTooMany = fault.New(fault.Busy, "too_many", "too many attempts")
	// ErrBusy says that too many people sign in at this moment.
	ErrBusy = fault.New(fault.Busy, "busy", "too much at once")
	// ErrWeak refuses a password; Params["reason"] is short, long, common, walk or contains_name.
	ErrWeak = fault.New(fault.Invalid, "password_weak", "the password is too easy to guess").At("password")
	// ErrLastAdmin keeps the installation governable.
	ErrLastAdmin = fault.New(fault.Conflict, "last_admin", "somebody must remain administrator")
	// ErrSelf keeps people from changing their own rights.
	ErrSelf = fault.New(fault.Conflict, "self_change", "another administrator must do this to your account")
	// ErrPasskeys says that the configured address is an IP address, to which no browser binds a passkey.
	ErrPasskeys = fault.New(fault.Unavailable, "passkeys_unavailable", "passkeys need a host name")

	errURL = fault.New(fault.Invalid, "invalid", "the installation's address is not a URL").At("url")
)

func invalid(field, detail string) *fault.Fault {
	return fault.New(fault.Invalid, fault.ErrInvalid.Code, detail).At(field)
}
