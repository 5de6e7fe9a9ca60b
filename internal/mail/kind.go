package mail

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"surety/internal/fault"
)

// kind says what a letter of a code needs and where its link leads; its words are in words/.
type kind struct {
	needs   []string // of Data
	path    string   // of the link, below the installation's address
	details []string // of Data, shown as a list when given
}

// kinds are all codes. Data may hold, besides what a code needs: organisation of an invitation, number of a ticket,
// and the details of a sign-in, its country as an ISO 3166-1 code. A sentence that names a value that is not given is left out.
var kinds = map[string]kind{
	"invitation":           {needs: []string{"token", "until"}, path: "/welcome/{token}"},
	"sign_up":              {needs: []string{"token", "until"}, path: "/welcome/{token}"},
	"welcome_exists":       {path: "/sign-in"},
	"password_reset":       {needs: []string{"token", "until"}, path: "/reset/{token}"},
	"password_changed":     {needs: []string{"at"}, path: "/me", details: []string{"at"}},
	"new_sign_in":          {needs: []string{"at"}, path: "/me", details: []string{"at", "device", "place", "address"}},
	"factor_added":         {needs: []string{"at", "what"}, path: "/me", details: []string{"what", "at"}},
	"factor_removed":       {needs: []string{"at", "what"}, path: "/me", details: []string{"what", "at"}},
	"call_back_changed":    {needs: []string{"at"}, path: "/me", details: []string{"at"}},
	"recovery_code_used":   {needs: []string{"at"}, path: "/me", details: []string{"at"}},
	"recovery":             {needs: []string{"token", "until"}, path: "/lost-access/enter/{token}"},
	"recovery_asked":       {needs: []string{"token", "at"}, path: "/lost-access/stop/{token}", details: []string{"at"}},
	"recovery_approved":    {needs: []string{"token", "at"}, path: "/lost-access/stop/{token}", details: []string{"at"}},
	"recovery_used":        {needs: []string{"token", "at"}, path: "/lost-access/stop/{token}", details: []string{"at"}},
	"recovery_operator":    {needs: []string{"token", "at"}, path: "/lost-access/stop/{token}", details: []string{"at"}},
	"recovery_operated":    {needs: []string{"recovery"}, path: "/recoveries/{recovery}"},
	"recovery_refused":     {},
	"recovery_waiting":     {needs: []string{"recovery"}, path: "/recoveries/{recovery}"},
	"recovery_stopped":     {needs: []string{"recovery"}, path: "/recoveries/{recovery}"},
	"answer":               {needs: []string{"ticket"}, path: "/tickets/{ticket}", details: []string{"number"}},
	"ticket_opened":        {needs: []string{"ticket"}, path: "/tickets/{ticket}", details: []string{"number"}},
	"assigned":             {needs: []string{"ticket"}, path: "/tickets/{ticket}", details: []string{"number"}},
	"account_disabled":     {},
	"offer_received":       {needs: []string{"deal", "until"}, path: "/deals/{deal}"},
	"offer_countered":      {needs: []string{"deal", "until"}, path: "/deals/{deal}"},
	"offer_expired":        {needs: []string{"deal"}, path: "/deals/{deal}"},
	"deal_signed":          {needs: []string{"deal"}, path: "/deals/{deal}"},
	"milestone_funded":     {needs: []string{"deal"}, path: "/deals/{deal}"},
	"work_submitted":       {needs: []string{"deal"}, path: "/deals/{deal}"},
	"work_approved":        {needs: []string{"deal"}, path: "/deals/{deal}"},
	"money_released":       {needs: []string{"deal"}, path: "/deals/{deal}"},
	"deal_reminder":        {needs: []string{"deal"}, path: "/deals/{deal}"},
	"backup_failed":        {path: "/admin"},
	"complaint_waiting":    {needs: []string{"complaint"}, path: "/complaints/desk"},
	"alert_raised":         {needs: []string{"alert"}, path: "/complaints/alerts/{alert}"},
	"alert_unheard":        {path: "/admin/accounts"},
	"complaint_overdue":    {needs: []string{"complaint"}, path: "/complaints/{complaint}"},
	"complaint_reminder":   {needs: []string{"complaint", "until"}, path: "/complaints/{complaint}"},
	"complaint_accused":    {needs: []string{"complaint", "until"}, path: "/complaints/{complaint}"},
	"complaint_decided":    {needs: []string{"complaint"}, path: "/complaints/{complaint}"},
	"complaint_attest":     {needs: []string{"complaint", "until"}, path: "/complaints/{complaint}"},
	"complaint_attested":   {needs: []string{"complaint"}, path: "/complaints/{complaint}"},
	"dispute_opened":       {needs: []string{"dispute", "until"}, path: "/disputes/{dispute}"},
	"dispute_offers":       {needs: []string{"dispute", "until"}, path: "/disputes/{dispute}"},
	"dispute_seeking":      {needs: []string{"dispute"}, path: "/disputes/desk"},
	"dispute_arbiter":      {needs: []string{"dispute"}, path: "/disputes/{dispute}"},
	"dispute_proposed":     {needs: []string{"dispute", "until"}, path: "/disputes/{dispute}"},
	"dispute_awarded":      {needs: []string{"dispute", "until"}, path: "/disputes/{dispute}"},
	"dispute_closed":       {needs: []string{"dispute"}, path: "/disputes/{dispute}"},
	"dispute_reminder":     {needs: []string{"dispute", "until"}, path: "/disputes/{dispute}"},
	"dispute_unattended":   {needs: []string{"dispute"}, path: "/disputes/lead"},
	"dispute_request":      {path: "/disputes/lead"},
	"dispute_allowed":      {needs: []string{"deal"}, path: "/deals/{deal}"},
	"dispute_denied":       {needs: []string{"deal"}, path: "/deals/{deal}"},
	"remote_asked":         {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"remote_reported":      {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"remote_lifted":        {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"storage_damaged":      {needs: []string{"ticket"}, path: "/record"},
	"snapshot_damaged":     {needs: []string{"ticket"}, path: "/remote/snapshots/{ticket}"},
	"secret_key":           {path: "/me"},
	"secret_given":         {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"secret_opened":        {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"secret_change":        {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"person_copy_asked":    {path: "/me/data"},
	"person_copy_made":     {needs: []string{"until"}, path: "/me/data"},
	"person_erasure_asked": {needs: []string{"until"}, path: "/me/data"},
	"person_erasing":       {needs: []string{"until", "number"}, path: "/me/data"},
	"person_refused":       {path: "/me/data"},
	"room_offered":         {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"room_joined":          {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"room_written":         {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"retention_due":        {needs: []string{"ticket", "until"}, path: "/tickets/{ticket}"},
	"retention_wished":     {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"retention_done":       {needs: []string{"ticket"}, path: "/tickets/{ticket}"},
	"status_report":        {path: "/status", details: []string{"cases", "openings"}},
	"follow_up":            {needs: []string{"until"}, path: "/status/follow-ups"},
	"follow_up_overdue":    {needs: []string{"until"}, path: "/status/follow-ups"},
	"follow_up_answered":   {needs: []string{"report"}, path: "/status/report/{report}"},
	"review_due":           {needs: []string{"deal", "until"}, path: "/deals/{deal}"},
	"review_published":     {needs: []string{"deal"}, path: "/deals/{deal}"},
}

// Codes are the letters there are, sorted.
func Codes() []string { return slices.Sorted(maps.Keys(kinds)) }

// Languages are those that letters are written in.
func Languages() []string { return slices.Clone(languages) }

var (
	place   = regexp.MustCompile(`\{(\w+)\}`)
	inPath  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	factors = []string{"passkey", "password", "recovery_codes", "totp"}
)

func (k kind) check(data map[string]string) error {
	for _, need := range k.needs {
		if !wellFormed(need, data[need]) {
			return fault.ErrInvalid.At(need)
		}
	}
	return nil
}

func wellFormed(key, value string) bool {
	switch key {
	case "at", "until":
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	case "what":
		return slices.Contains(factors, value)
	case "token", "ticket", "deal", "dispute", "recovery", "report":
		return inPath.MatchString(value)
	}
	return value != ""
}

func (k kind) link(data map[string]string) string {
	return place.ReplaceAllStringFunc(k.path, func(p string) string { return data[strings.Trim(p, "{}")] })
}

// Sample is a letter of the code with plainly invented values, for previews and tests.
func Sample(code, language string) Letter {
	names := map[string]string{"en": "Ada Example", "ru": "Вера Примерова", "fa": "سارا نمونه", "zh": "李样例"}
	zones := map[string]string{"en": "Europe/London", "ru": "Europe/Moscow", "fa": "Asia/Tehran", "zh": "Asia/Shanghai"}
	return Letter{To: "reader@firm.example", Name: names[language], Language: language, TimeZone: zones[language], Code: code,
		Data: map[string]string{"token": "a-sample-that-opens-nothing", "ticket": "sample", "deal": "sample", "dispute": "sample", "complaint": "sample", "alert": "sample", "recovery": "sample", "report": "sample", "cases": "2", "openings": "17", "number": "1042", "organisation": "Example & Co",
			"at": "2026-11-22T08:30:00Z", "until": "2026-11-29T08:30:00Z", "what": "passkey", "device": "Firefox, Linux", "country": "FR", "address": "192.0.2.7"}}
}
