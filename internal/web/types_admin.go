package web

import (
	"time"

	"surety/internal/account"
)

// AdminAccount is an account as administrators see it.
type AdminAccount struct {
	ID             string     `json:"id"`
	Name           string     `json:"name"`
	Email          string     `json:"email"`
	Language       string     `json:"language"`
	Roles          []Role     `json:"roles"`
	Posts          []Post     `json:"posts"`
	Organisation   *Ref       `json:"organisation,omitempty"`
	State          string     `json:"state" enum:"invited,active,disabled,erased"`
	FactorRequired bool       `json:"factorRequired"`
	Factors        *Factors   `json:"factors,omitempty"`
	CreatedAt      time.Time  `json:"createdAt"`
	SeenAt         *time.Time `json:"seenAt,omitempty"`
	Version        int64      `json:"version"`
}

// Invite invites someone.
type Invite struct {
	Email        string       `json:"email" minLength:"3" maxLength:"254"`
	Name         string       `json:"name" minLength:"1" maxLength:"200"`
	Language     string       `json:"language" enum:"en,ru,fa,zh"`
	Roles        []Role       `json:"roles" maxItems:"10"`
	Posts        []PostChoice `json:"posts" maxItems:"100"`
	Organisation string       `json:"organisation,omitempty" maxLength:"64"`
}

// PostChoice gives a post.
type PostChoice struct {
	Department string `json:"department" maxLength:"64"`
	Post       string `json:"post" enum:"agent,lead"`
}

// AdminAccountPatch changes what it names.
type AdminAccountPatch struct {
	Roles          []Role       `json:"roles,omitempty" maxItems:"10"`
	Posts          []PostChoice `json:"posts,omitempty" maxItems:"100"`
	Organisation   *string      `json:"organisation,omitempty" maxLength:"64"`
	FactorRequired *bool        `json:"factorRequired,omitempty"`
}

// Organisation groups clients.
type Organisation struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Accounts int64  `json:"accounts,omitempty"`
	Version  int64  `json:"version"`
}

// AdminDepartment is a department with its texts in every language.
type AdminDepartment struct {
	ID          string            `json:"id"`
	Name        map[string]string `json:"name"`
	Description map[string]string `json:"description"`
	Fields      []account.Field   `json:"fields"`
	Open        bool              `json:"open"`
	Version     int64             `json:"version"`
}

// DepartmentWrite makes or changes one.
type DepartmentWrite struct {
	Name        map[string]string `json:"name,omitempty"`
	Description map[string]string `json:"description,omitempty"`
	Fields      []account.Field   `json:"fields,omitempty" maxItems:"50"`
	Open        *bool             `json:"open,omitempty"`
}

// InstallSettings are the installation's.
type InstallSettings struct {
	Name             string   `json:"name"`
	Languages        []string `json:"languages"`
	SignUp           bool     `json:"signUp"`
	FactorForClients bool     `json:"factorForClients"`
	Version          int64    `json:"version"`
}

// SettingsPatch changes what it names.
type SettingsPatch struct {
	Name             *string  `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Languages        []string `json:"languages,omitempty" minItems:"1" maxItems:"4"`
	SignUp           *bool    `json:"signUp,omitempty"`
	FactorForClients *bool    `json:"factorForClients,omitempty"`
}

// KeyRow tells of keys, never their bytes.
type KeyRow struct {
	Level     string    `json:"level" enum:"root,organisation,case"`
	ID        string    `json:"id,omitempty"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	Count     int64     `json:"count"`
}

// Rotate asks for a new key of a level.
type Rotate struct {
	Level string `json:"level" enum:"root,organisation,case"`
	ID    string `json:"id,omitempty" maxLength:"64"`
}

// Template is a kind of letter.
type Template struct {
	Code      string   `json:"code"`
	Languages []string `json:"languages"`
}

// Mail is a letter in full.
type Mail struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
}

// MailRow is a letter kept by the demo world.
type MailRow struct {
	ID       string    `json:"id"`
	To       string    `json:"to"`
	Language string    `json:"language"`
	Subject  string    `json:"subject"`
	At       time.Time `json:"at"`
}

// QueueRow is work under way, most of it letters.
type QueueRow struct {
	ID       string    `json:"id"`
	Code     string    `json:"code" doc:"the kind of job"`
	State    string    `json:"state" enum:"waiting,held,dead"`
	Attempts int64     `json:"attempts"`
	At       time.Time `json:"at" doc:"when it is tried next"`
	Fault    string    `json:"fault,omitempty" doc:"the code of the last failure"`
}

// DeadJobs are jobs of one kind that were given up for one reason.
type DeadJobs struct {
	Kind  string    `json:"kind"`
	Fault string    `json:"fault" doc:"the code of the last failure"`
	Count int64     `json:"count"`
	Since time.Time `json:"since" doc:"when the first of them was given up"`
}

// Retry names what is to be tried again.
type Retry struct {
	Kind string `json:"kind" minLength:"1" maxLength:"100"`
}

// Revived is how many jobs are tried again.
type Revived struct {
	Count int64 `json:"count"`
}

// ServerStatus is how the server fares.
type ServerStatus struct {
	Version       string  `json:"version"`
	Go            string  `json:"go"`
	Engine        string  `json:"engine" enum:"sqlite,postgres"`
	UptimeSeconds int64   `json:"uptimeSeconds"`
	Queue         int64   `json:"queue" doc:"jobs waiting or under way"`
	Dead          int64   `json:"dead" doc:"jobs given up"`
	Streams       int64   `json:"streams"`
	DiskFreeBytes int64   `json:"diskFreeBytes"`
	Scanner       Scanner `json:"scanner"`
	Backups       Backups `json:"backups"`
}

// Backups is how the backups stand.
type Backups struct {
	Scheduled     bool       `json:"scheduled" doc:"the server makes them by itself"`
	KeyBackupDays int64      `json:"keyBackupDays" doc:"after so many days a key backup is forgotten, and what was destroyed opens from none"`
	BackupDays    int64      `json:"backupDays" doc:"after so many days a backup of data is removed; 0: never"`
	BackupLeast   int64      `json:"backupLeast" doc:"so many of the newest stay however old"`
	LastAt        *time.Time `json:"lastAt,omitempty" doc:"the moment of the last that was made"`
	VerifiedAt    *time.Time `json:"verifiedAt,omitempty" doc:"when one was last tried by restoring it, and held"`
	Missing       int64      `json:"missing" doc:"files that the last one could not find"`
	Failures      int64      `json:"failures" doc:"that failed since the last that was made"`
	Fault         string     `json:"fault,omitempty" doc:"the code of the last failure"`
	Late          bool       `json:"late" doc:"none was made for twice the time between two"`
}

// Scanner is how the scanning of files stands.
type Scanner struct {
	Set       bool   `json:"set" doc:"the operator has named one"`
	Answering bool   `json:"answering"`
	Version   string `json:"version" doc:"of it and its signatures"`
	Waiting   int64  `json:"waiting" doc:"files that are closed until it has looked at them"`
}
