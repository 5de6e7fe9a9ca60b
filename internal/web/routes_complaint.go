package web

import "surety/internal/access"

// complaintRoutes are those of complaints, and of decoys and their alerts.
var complaintRoutes = []Route{
	{"GET", "/tickets/{id}/complaints", access.ComplaintRead, SignedIn, Reads, call((*Server).ticketComplaints)},
	{"POST", "/tickets/{id}/complaints", access.ComplaintFile, SignedIn, Creates, create((*Server).fileComplaint, (*Server).filedComplaint)},
	{"GET", "/complaints", access.ComplaintRead, SignedIn, Reads, call((*Server).listComplaints)},
	{"GET", "/complaints/laws", access.OwnRead, SignedIn, Reads, call((*Server).complaintLaws)},
	{"GET", "/complaints/waiting", access.ComplaintSeek, SignedIn, Reads, call((*Server).waitingComplaints)},
	{"GET", "/decoys", access.HoneyRead, SignedIn, Reads, call((*Server).listDecoys)},
	{"POST", "/decoys", access.HoneyMake, SignedIn, Creates, create((*Server).makeDecoy, (*Server).madeDecoy)},
	{"GET", "/decoys/texts", access.HoneyRead, SignedIn, Reads, call((*Server).decoyTexts)},
	{"POST", "/decoys/{id}/retire", access.HoneyRetire, SignedIn, Changes, call((*Server).retireDecoy)},
	{"GET", "/alerts", access.HoneyRead, SignedIn, Reads, call((*Server).listAlerts)},
	{"GET", "/alerts/{id}", access.HoneyRead, SignedIn, Reads, call((*Server).readAlert)},
	{"POST", "/alerts/{id}/explain", access.HoneyExplain, SignedIn, Changes, call((*Server).explainAlert)},
	{"POST", "/alerts/{id}/complaint", access.ComplaintRaise, SignedIn, Creates, create((*Server).accuseAlert, (*Server).accusedAlert)},
	{"GET", "/complaints/{id}", access.ComplaintRead, SignedIn, Reads, call((*Server).readComplaint)},
	{"GET", "/complaints/{id}/trace", access.ComplaintTrace, SignedIn, Reads, call((*Server).traceComplaint)},
	{"GET", "/complaints/{id}/material", access.ComplaintMaterial, SignedIn, Reads, call((*Server).complaintMaterial)},
	{"GET", "/complaints/{id}/material/{file}", access.ComplaintMaterial, SignedIn, Streams, plain((*Server).complaintFile, describeComplaintFile)},
	{"GET", "/complaints/{id}/material/{file}/inside", access.ComplaintMaterial, SignedIn, Reads, call((*Server).complaintInside)},
	{"GET", "/complaints/{id}/recordings/{session}", access.ComplaintMaterial, SignedIn, Reads, call((*Server).inquireRecording)},
	{"GET", "/complaints/{id}/recordings/{session}/play", access.ComplaintMaterial, SignedIn, Reads, call((*Server).inquirePlay)},
	{"GET", "/complaints/{id}/recordings/{session}/search", access.ComplaintMaterial, SignedIn, Reads, call((*Server).inquireSearch)},
	{"GET", "/complaints/{id}/recordings/{session}/commands", access.ComplaintMaterial, SignedIn, Reads, call((*Server).inquireCommands)},
	{"GET", "/complaints/{id}/recordings/{session}/verify", access.ComplaintMaterial, SignedIn, Reads, call((*Server).inquireVerify)},
	{"GET", "/complaints/{id}/evidence", access.ComplaintExport, SignedIn, Streams, plain((*Server).exportComplaint, describeComplaintPack)},
	{"POST", "/complaints/{id}/take", access.ComplaintTake, SignedIn, Changes, call((*Server).takeComplaint)},
	{"POST", "/complaints/{id}/recuse", access.ComplaintRecuse, SignedIn, Changes, call((*Server).recuseComplaint)},
	{"POST", "/complaints/{id}/sift", access.ComplaintSift, SignedIn, Changes, call((*Server).siftComplaint)},
	{"POST", "/complaints/{id}/answer", access.ComplaintAnswer, SignedIn, Changes, call((*Server).answerComplaint)},
	{"POST", "/complaints/{id}/decide", access.ComplaintDecide, SignedIn, Changes, call((*Server).decideComplaint)},
	{"POST", "/complaints/{id}/attest", access.ComplaintAttest, SignedIn, Changes, call((*Server).attestComplaint)},
	{"POST", "/complaints/{id}/duties/{code}/done", access.ComplaintRemedy, SignedIn, Changes, call((*Server).doneComplaint)},
}
