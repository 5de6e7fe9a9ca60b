package web

import "surety/internal/access"

// roomRoutes are those of sealed rooms.
var roomRoutes = []Route{
	{"GET", "/tickets/{id}/room", access.RoomSee, SignedIn, Reads, call((*Server).readRoom)},
	{"GET", "/tickets/{id}/room/people", access.RoomSee, SignedIn, Reads, call((*Server).roomPeople)},
	{"POST", "/tickets/{id}/room", access.RoomOpen, SignedIn, Creates, create((*Server).openRoom, (*Server).openedRoom)},
	{"POST", "/tickets/{id}/room/offer", access.RoomOffer, SignedIn, Changes, call((*Server).offerRoom)},
	{"POST", "/rooms/{id}/decline", access.RoomDecline, SignedIn, Changes, call((*Server).declineRoom)},
	{"GET", "/rooms/{id}/keys", access.RoomEnter, SignedIn, Reads, call((*Server).roomKeys)},
	{"POST", "/rooms/{id}/keys", access.RoomTurn, SignedIn, Changes, call((*Server).turnRoom)},
	{"GET", "/rooms/{id}/recovery", access.RoomRecover, SignedIn, Reads, call((*Server).roomRecovery)},
	{"GET", "/rooms/{id}/messages", access.RoomRead, SignedIn, Reads, call((*Server).roomMessages)},
	{"POST", "/rooms/{id}/messages", access.RoomWrite, SignedIn, Creates, create((*Server).writeRoom, (*Server).wroteRoom)},
	{"GET", "/rooms/{id}/messages/{n}/sealed", access.RoomRead, SignedIn, Streams, plain((*Server).fetchRoom, describeRoomSealed)},
	{"POST", "/rooms/{id}/files", access.RoomWrite, SignedIn, Takes, plain((*Server).addRoomFile, describeRoomFile)},
}
