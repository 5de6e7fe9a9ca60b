package web

import "surety/internal/access"

// personRoutes are the doors to what is kept about people.
var personRoutes = []Route{
	{"GET", "/me/data", access.PersonSee, SignedIn, Reads, call((*Server).myData)},
	{"POST", "/me/data/copy", access.PersonCopy, SignedIn, Changes, call((*Server).askMyCopy)},
	{"GET", "/me/data/copies/{id}", access.PersonFetch, SignedIn, Streams, plain((*Server).fetchMyCopy, describeMyCopy)},
	{"POST", "/me/data/erasure", access.PersonErase, SignedIn, Changes, call((*Server).askMyErasure)},
	{"POST", "/me/data/erasure/withdraw", access.PersonWithdraw, SignedIn, Changes, call((*Server).withdrawMyErasure)},
	{"GET", "/data-requests", access.PersonList, SignedIn, Reads, call((*Server).listDataRequests)},
	{"POST", "/data-requests", access.PersonList, SignedIn, Changes, call((*Server).askForPerson)},
	{"GET", "/data-requests/{id}", access.PersonList, SignedIn, Reads, call((*Server).readDataRequest)},
	{"POST", "/data-requests/{id}/approve", access.PersonDecide, SignedIn, Changes, call((*Server).approveErasure)},
	{"POST", "/data-requests/{id}/refuse", access.PersonDecide, SignedIn, Changes, call((*Server).refuseErasure)},
	{"GET", "/data-requests/{id}/certificate", access.PersonList, SignedIn, Streams, plain((*Server).fetchErasureCertificate, describeErasureCertificate)},
}
