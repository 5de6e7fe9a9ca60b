package web

import "time"

// RemoteSession is a remote session as its reader sees it.
type RemoteSession struct {
	ID          string             `json:"id"`
	Ticket      RemoteTicket       `json:"ticket"`
	State       RemoteState        `json:"state"`
	Specialist  Ref                `json:"specialist"`
	Client      Ref                `json:"client" doc:"who opened the ticket"`
	Reason      string             `json:"reason" doc:"in the specialist's words"`
	Powers      []RemotePowerRow   `json:"powers" doc:"that were asked for"`
	Ports       []string           `json:"ports" doc:"host:port, that were asked for"`
	Price       *RemotePrice       `json:"price,omitempty" doc:"of the deal"`
	Deal        string             `json:"deal,omitempty"`
	Minutes     int                `json:"minutes" doc:"that it may last from when it is consented to"`
	Until       *time.Time         `json:"until,omitempty"`
	AskedAt     time.Time          `json:"askedAt"`
	ConsentedAt *time.Time         `json:"consentedAt,omitempty"`
	StartedAt   *time.Time         `json:"startedAt,omitempty"`
	EndedAt     *time.Time         `json:"endedAt,omitempty"`
	Ended       *RemoteEnded       `json:"ended,omitempty"`
	Snapshot    RemoteSnapshot     `json:"snapshot"`
	Here        RemoteHere         `json:"here" doc:"whose end is connected now"`
	PausedBy    RemoteParty        `json:"pausedBy,omitempty"`
	Doubt       RemoteDoubt        `json:"doubt,omitempty" doc:"why the client's program is not to be relied on, on a case whose class asks for that"`
	Recording   RemoteRecordingRow `json:"recording"`
	May         []RemoteDo         `json:"may" doc:"what this reader may do now; a step-up may still be asked for"`
}

// RemoteTicket is the ticket that it is about.
type RemoteTicket struct {
	ID      string `json:"id"`
	Number  int64  `json:"number"`
	Subject string `json:"subject"`
}

// RemotePowerRow is one power and what became of it.
type RemotePowerRow struct {
	Code  RemotePower      `json:"code"`
	State RemotePowerState `json:"state"`
}

// RemotePrice is that of the deal.
type RemotePrice struct {
	Currency    string `json:"currency"`
	AmountMinor int64  `json:"amountMinor"`
}

// RemoteEnded says who ended it and why.
type RemoteEnded struct {
	By  RemoteParty `json:"by"`
	Why RemoteWhy   `json:"why"`
}

// RemoteSnapshot is what was there before the work.
type RemoteSnapshot struct {
	State SnapshotState `json:"state"`
	ID    string        `json:"id,omitempty"`
	Words string        `json:"words,omitempty" doc:"by which the client did without one"`
}

// RemoteHere says whose end is connected.
type RemoteHere struct {
	Client     bool `json:"client"`
	Specialist bool `json:"specialist"`
}

// RemoteRecordingRow is how far its recording is.
type RemoteRecordingRow struct {
	State  RecordingState `json:"state"`
	Chunks int64          `json:"chunks"`
	Bytes  int64          `json:"bytes"`
}

// NewRemoteSession asks a client for one.
type NewRemoteSession struct {
	Powers  []RemotePower `json:"powers" minItems:"1" maxItems:"7"`
	Ports   []string      `json:"ports,omitempty" maxItems:"32" doc:"host:port, for the power over ports"`
	Reason  string        `json:"reason" minLength:"1" maxLength:"4000"`
	Minutes int           `json:"minutes" minimum:"5" maximum:"480"`
}

// RemoteCode is shown to its client alone.
type RemoteCode struct {
	Code      string    `json:"code" doc:"XXXXX-XXXXX"`
	Dial      string    `json:"dial" doc:"what is typed after the program's name"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// RemoteReport says what is wrong with who asks.
type RemoteReport struct {
	Reason RemoteReason `json:"reason"`
}

// RemoteFiled is a client's newest report of a specialist, as a lead sees it.
type RemoteFiled struct {
	Session    string        `json:"session"`
	Ticket     string        `json:"ticket"`
	Client     Ref           `json:"client"`
	Specialist Ref           `json:"specialist"`
	Reason     RemoteReason  `json:"reason"`
	At         time.Time     `json:"at"`
	Lifted     *RemoteLifted `json:"lifted,omitempty" doc:"absent: the specialist cannot ask this client"`
}

// RemoteLifted says who lifted the ban, and why.
type RemoteLifted struct {
	At  time.Time     `json:"at"`
	By  Ref           `json:"by"`
	Why RemoteLiftWhy `json:"why"`
}

// RemoteLift lifts it.
type RemoteLift struct {
	Why RemoteLiftWhy `json:"why"`
}

// RemoteTurn changes a session that runs, or ends one.
type RemoteTurn struct {
	Step  RemoteStep  `json:"step"`
	Power RemotePower `json:"power,omitempty" doc:"that is taken back"`
}

// RemoteJoin brings the pin of the specialist's end.
type RemoteJoin struct {
	Pin string `json:"pin" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the public key, in hex"`
}

// RemoteJoined is what the specialist's end is given.
type RemoteJoined struct {
	Number  int64         `json:"number" doc:"of this end, for its channel"`
	Pin     string        `json:"pin" doc:"of the client's end"`
	Entry   int64         `json:"entry"`
	Receipt string        `json:"receipt" doc:"of both pins on the record"`
	Granted []RemotePower `json:"granted"`
	Ports   []string      `json:"ports"`
	Folders int64         `json:"folders" doc:"how many were named"`
	Until   time.Time     `json:"until"`
}

// AssistJoin is a client's program that somebody typed a code into.
type AssistJoin struct {
	Code    string `json:"code" minLength:"1" maxLength:"80"`
	Key     string `json:"key" pattern:"^[0-9a-f]{64}$" doc:"Ed25519, public, in hex: signs consent and recording"`
	Program string `json:"program,omitempty" maxLength:"64" doc:"its version"`
	System  string `json:"system,omitempty" maxLength:"64"`
}

// AssistJoined is what it is given.
type AssistJoined struct {
	Session      string      `json:"session"`
	Token        string      `json:"token"`
	Facts        []byte      `json:"facts,omitempty" doc:"what the client is to be shown; none for a restore"`
	RecordingKey []byte      `json:"recordingKey,omitempty" doc:"32 bytes; none for a restore"`
	SnapshotKey  []byte      `json:"snapshotKey" doc:"32 bytes"`
	Snapshot     string      `json:"snapshot,omitempty" doc:"to be put back"`
	Kind         RemoteKind  `json:"kind"`
	Client       string      `json:"client" doc:"name"`
	Languages    []string    `json:"languages" doc:"that the client reads"`
	Doubt        RemoteDoubt `json:"doubt,omitempty" doc:"why the program itself is not to be relied on"`
}

// AssistPrepared names the snapshot that was made.
type AssistPrepared struct {
	Snapshot string `json:"snapshot" pattern:"^[0-9a-f]{64}$" doc:"the name of its record, in hex"`
}

// AssistWaiver are the client's own words.
type AssistWaiver struct {
	Words string `json:"words" minLength:"1" maxLength:"2000"`
}

// AssistFacts are the facts anew: what is granted lasts from then.
type AssistFacts struct {
	Facts []byte `json:"facts"`
}

// AssistConsent is what the client agreed to, signed.
type AssistConsent struct {
	Agreed    []byte `json:"agreed" maxLength:"32768"`
	Signature []byte `json:"signature" maxLength:"100"`
}

// AssistConsented is where it stands on the record.
type AssistConsented struct {
	Entry   int64  `json:"entry"`
	Receipt string `json:"receipt"`
}

// AssistProgram is a client's program for one system.
type AssistProgram struct {
	System    string `json:"system" enum:"linux,darwin,windows"`
	Arch      string `json:"arch" enum:"amd64,arm64"`
	Name      string `json:"name"`
	Bytes     int64  `json:"bytes"`
	SHA256    string `json:"sha256" doc:"in hex"`
	Signature []byte `json:"signature" doc:"Ed25519 over: surety assist 1, name, bytes, sha256, each on a line of its own"`
}

// AssistKey is the record's public key.
type AssistKey struct {
	Key    string `json:"key" doc:"as a line of golang.org/x/mod/sumdb/note"`
	Public []byte `json:"public" doc:"Ed25519"`
}
