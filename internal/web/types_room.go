package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/room"
)

// Room is a ticket's sealed room, from outside.
type Room struct {
	ID        string       `json:"id,omitempty" doc:"absent: there is none"`
	State     RoomState    `json:"state"`
	OfferedBy *Ref         `json:"offeredBy,omitempty"`
	OpenedBy  *Ref         `json:"openedBy,omitempty"`
	Key       *RoomKey     `json:"key,omitempty" doc:"the present one"`
	Last      int64        `json:"last" doc:"number of the newest message; 0: none"`
	Recovery  string       `json:"recovery,omitempty" doc:"the recipient that each key is sealed to for recovery; absent: nobody can recover them"`
	Members   []RoomMember `json:"members" doc:"whom the present key is sealed to"`
	May       []RoomDo     `json:"may" doc:"what this reader may do now; a step-up may still be asked for"`
}

// RoomKey is a key that a room has, or had.
type RoomKey struct {
	Epoch     int64     `json:"epoch" doc:"its number, from 1"`
	Recipient string    `json:"recipient" doc:"of age: a hybrid public key"`
	Digest    string    `json:"digest" doc:"SHA-256 of the recipient, in hex, as the record names it"`
	Entry     int64     `json:"entry" doc:"of the turn to it, on the record"`
	At        time.Time `json:"at"`
}

// RoomMember is somebody whom the present key is sealed to.
type RoomMember struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Standing RoomStanding `json:"standing" doc:"whoever is not in is the reason for a new key"`
}

// RoomPerson is somebody who can be in the room.
type RoomPerson struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Role    RoomRole    `json:"role"`
	Key     *PublicKey  `json:"key,omitempty" doc:"absent: none was made yet"`
	Earlier []PublicKey `json:"earlier" doc:"newest first"`
}

// RoomEnvelope is a key of the room, sealed to one.
type RoomEnvelope struct {
	Member string `json:"member" maxLength:"64" doc:"an account; empty: for recovery"`
	Key    string `json:"key" maxLength:"64" doc:"the id of the member's key that it is sealed to; empty: for recovery"`
	Sealed []byte `json:"sealed" doc:"an age file"`
}

// NewRoomKey is a key as a browser made it.
type NewRoomKey struct {
	Recipient string         `json:"recipient" minLength:"1" maxLength:"2000"`
	Envelopes []RoomEnvelope `json:"envelopes" minItems:"1" maxItems:"21"`
}

// RoomRecovery is how the client can come to the keys when all others are lost.
type RoomRecovery struct {
	Recipient string `json:"recipient" minLength:"1" maxLength:"2000"`
	Sealed    []byte `json:"sealed" doc:"its identity: an age file, by words that the client alone has"`
}

// NewRoom opens one.
type NewRoom struct {
	Key      NewRoomKey    `json:"key"`
	Recovery *RoomRecovery `json:"recovery,omitempty" doc:"absent: nobody can recover the keys, ever"`
}

// RoomTurn gives the room another key.
type RoomTurn struct {
	Epoch int64      `json:"epoch" minimum:"2" doc:"the number after the present key's"`
	Key   NewRoomKey `json:"key"`
}

// RoomCopy is a key of the room, sealed to who asked for it.
type RoomCopy struct {
	Key    RoomKey `json:"key"`
	By     Ref     `json:"by" doc:"whose browser made it"`
	Sealed []byte  `json:"sealed"`
}

// RoomRecovered is what the recovery words open, and what that opens.
type RoomRecovered struct {
	Sealed []byte     `json:"sealed" doc:"the identity for recovery: an age file, by the words"`
	Keys   []RoomCopy `json:"keys"`
}

// NewRoomMessage is one as its author's browser sealed it.
type NewRoomMessage struct {
	Epoch  int64  `json:"epoch" minimum:"1" doc:"of the key that it is sealed to: the present one"`
	Seq    int64  `json:"seq" minimum:"1" doc:"the number after the newest"`
	Sealed []byte `json:"sealed" doc:"an age file"`
}

// RoomMessage is what the server knows of one.
type RoomMessage struct {
	Seq    int64     `json:"seq"`
	Epoch  int64     `json:"epoch"`
	Author Ref       `json:"author"`
	Kind   RoomKind  `json:"kind"`
	Digest string    `json:"digest" doc:"SHA-256 of what is sealed, in hex, as the record names it"`
	Size   int64     `json:"size" doc:"of what is sealed, in bytes"`
	Entry  int64     `json:"entry" doc:"on the record"`
	At     time.Time `json:"at"`
	Sealed []byte    `json:"sealed,omitempty" doc:"absent: a file, or sealed to a key that the reader has no copy of"`
}

type roomQuery struct {
	ID     string `path:"id" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	After  int64  `query:"after" minimum:"0" doc:"messages after this number, oldest first"`
}

// The closed vocabularies of rooms.
type (
	RoomState    string
	RoomStanding string
	RoomRole     string
	RoomKind     string
	RoomDo       string
)

func (RoomState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RoomState", each(room.States, func(s room.State) any { return string(s) })...)
}

func (RoomStanding) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RoomStanding", each(room.Standings, func(s room.Standing) any { return string(s) })...)
}

func (RoomRole) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RoomRole", each(room.Roles, func(s string) any { return s })...)
}

func (RoomKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RoomKind", each(room.Kinds, func(k room.Kind) any { return string(k) })...)
}

func (RoomDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RoomDo", each(room.May, func(s string) any { return s })...)
}
