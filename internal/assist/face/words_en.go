package face

import "surety/internal/wire"

var english = Words{
	Name: "English", Title: "Surety · help on this computer", Connecting: "Reaching %s …", Waiting: "One moment …",
	NoAnswer: "No answer for five minutes counts as no.",
	KeyStop:  "0  Stop", KeyLanguage: "8  Language", KeyReport: "9  Report and block", KeyMore: "Space  More", Stop: "Esc  Stop",
	Enter: "Enter  Go on", Back: "Enter  Back", Empty: "Enter with nothing typed: none",

	WarnTitle: "Before anything else",
	Warn: []string{
		"Did someone telephone you? Did a message on your screen tell you to run this program?",
		"Then stop now. It is how people are robbed. No bank, no police and no company asks for this.",
		"Go on only if you yourself opened a request on the website, and expect help with it.",
		"Never type a password or a code while somebody is looking.",
	},
	WarnGo: "1  Nobody telephoned me. I asked for help", WarnWait: "1  (possible in %d seconds)",

	Outdated: "WARNING: this program is older than the help desk, and this request is confidential. Faults that were mended since are still in it. Better say no, download the program anew from the website, and ask for a new code.",

	FactsTitle: "Somebody asks to help on this computer", Who: "Who", Verified: "Their identity was checked.", Unverified: "Their identity was NOT checked.",
	Since: "Here since", Standing: "Deals done: %d. Disputes lost: %d.", Ticket: "Your request", Deal: "Deal", Price: "Price", NoPrice: "No price is agreed.",
	Why: "Why, in their words", Wants: "They ask to", Until: "Until", FactsGo: "1  This is the help I asked for. Go on", FactsNo: "2  No",

	SnapTitle: "A copy of your files first?",
	SnapWhy:   "A copy lets you see afterwards what changed, and put it back. It is sealed on this computer before it is sent.",
	SnapYes:   "1  Keep a copy of folders", SnapNo: "2  Do without", SnapFolder: "A folder to keep, with its whole path:",
	SnapMore: "Another one? Enter with nothing typed: that is all.", SnapDisk: "A second copy on a disk of yours? Its path:",
	SnapRuns: "Keeping: %d of %d files, %s of %s", SnapLeft: "About %s left", SnapDone: "Kept: %d files, %s.", SnapNotKept: "%d could not be kept.", SnapBreak: "2  Break off",
	WaiveTitle: "Without a copy",
	WaiveHow:   "What goes wrong cannot be put back. Write in your own words that you do without a copy:", WaiveShort: "Please write a whole sentence.",

	Powers: map[wire.Purpose]string{
		wire.TerminalView: "see a terminal on this computer", wire.TerminalType: "type commands into a terminal: with it they can do all that you can",
		wire.ScreenView: "see your screen, with everything on it", wire.ScreenControl: "use your screen, mouse and keyboard: with it they can do all that you can",
		wire.FilesFetch: "take files out of folders that you name", wire.FilesSend: "put files into folders that you name, and rename or remove there",
		wire.Port: "reach these addresses from this computer",
	},
	Can: map[wire.Purpose]string{wire.TerminalView: "see the terminal", wire.TerminalType: "type commands", wire.ScreenView: "see the screen",
		wire.ScreenControl: "use the screen", wire.FilesFetch: "take files", wire.FilesSend: "change files", wire.Port: "reach addresses"},
	Allow: "Do you allow them to:", Yes: "1  Yes", No: "2  No (also Enter)", FolderAsk: "Which folder, with its whole path?",
	FolderMore: "Another one? Enter with nothing typed: that is all.", FolderBad: "There is no such folder.", PortAsk: "It leads to:", PortNowhere: "It leads nowhere that is allowed, and stays shut.",
	ScreenAsk: "Which screen? A VNC server on this computer:", ScreenNone: "No VNC server answers here. Start one, or type its address.", ScreenBad: "It must be on this computer, such as 127.0.0.1:5900.",
	SumTitle: "This is what you allow", SumGo: "1  I agree. Begin", SumNo: "2  No", SumNothing: "You allowed nothing, so nothing begins.", SumFolder: "Folders",

	Here: "SOMEBODY IS WORKING ON THIS COMPUTER: %s", Coming: "About to come in: %s", Nobody: "Nobody is here yet. The session is open.", Left: "Time left: %s", TheyCan: "They can", Nothing: "nothing",
	Safety: "Safety words", SafetyWhy: "They must see the same four words. If not, stop.", Offline: "The connection is lost. It is tried again.",
	NotReady: "The recording does not arrive: nothing can be typed.", Recording: "Everything is recorded.",
	KeyPause: "1  Pause", KeyResume: "1  Go on", KeyTake: "2  Take something back", TakeTitle: "Which one do you take back?", Held: "Somebody else paused. Only they can go on.",
	Paused: map[string]string{"here": "PAUSED by you.", "client": "PAUSED by you, on the website.", "specialist": "PAUSED by the specialist.", "lead": "PAUSED by the department's lead.", "server": "PAUSED by the server."},
	Deeds: map[string]string{"terminal": "a terminal was opened", "ran": "command run", "screen": "the screen was opened", "fetched": "taken", "sent": "put here", "removed": "removed", "made": "folder made",
		"moved": "renamed", "mode": "permissions changed", "time": "time of change set", "tunnel": "address reached", "refused": "not allowed"},

	EndTitle: "The session is over", EndOther: "It was ended (%s).", EndSending: "The rest of the recording is being sent …",
	EndSent: "The whole recording is on the server. You find it in your request.", EndKept: "A part of the recording was not sent. It lies sealed in:",
	EndClean: "Nothing that was started runs any more.", EndStill: "These processes could not be ended: %v", EndLeave: "Enter  Leave",
	Refused: "You said no. Nobody was let in.", Reported: "Reported. This person cannot ask you again.",
	Ends: map[string]string{"stopped": "You stopped it.", "idle": "Nothing was done for 15 minutes.", "time_over": "The agreed time is over.",
		"recording_lost": "The recording did not reach the server for five minutes.", "recording_failed": "The recording could not be written here. Is the disk full?",
		"recording_forked": "The server has another recording than this computer.", "connection_lost": "The connection was lost.", "turned_away": "The server ended it.",
		"channel_failed": "The server did not keep to the rules.", "replaced": "The program was started again with a new code.", "worker_gone": "The program failed. Everything was ended."},
	Done: []string{"Terminals", "Screens", "Pieces typed", "Files taken", "Files put here", "Other changes to files", "Addresses reached"},

	KeptTitle: "Copies of your files", KeptNone: "There is no copy.", KeptPick: "Which one? Its number:", Comparing: "Comparing with this computer …", Same: "Nothing is different.",
	Differ: "%d differences", BackAll: "1  Put everything back", BackOne: "2  Put one back", BackNumber: "Which one? Its number:",
	BackSure: "How it is now is kept first, so this too can be undone.", BackGo: "1  Put it back now", BackRuns: "Putting back: %d files, %s", BackDone: "Put back: %d. Removed: %d.", BackProblems: "%d could not be put back.",
	What: map[string]string{"came": "new", "went": "gone", "changed": "changed", "touched": "only its date or rights"},

	Fault: "It did not work (%s).",
	Faults: map[string]string{
		"code_wrong":      "This code does not work. Codes work once, for ten minutes. Take a new one from your request.",
		"server_unproven": "Nobody vouches that this is really the server. Do not go on.", "server_unreached": "The server does not answer. Is this computer connected?",
		"server_contradicts": "The server says things that do not fit together. It was not believed.", "disk_full": "There is no room left.",
		"folder_unusable": "A folder cannot be read.", "broken_off": "Broken off.", "address_unreadable": "It must be HOST/CODE, as the website shows it.",
	},
	Dial:        "Type or paste the line that the website shows beside your code (HOST/CODE), then press Enter.",
	NotTerminal: "surety assist needs a terminal in which somebody reads and answers.",
	Usage:       "usage: surety assist [--language en|ru|fa|zh] HOST/CODE",

	Units: map[string]string{"B": "B", "kB": "kB", "MB": "MB", "GB": "GB", "h": "h", "min": "min"},
}
