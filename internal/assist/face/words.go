package face

import (
	"cmp"
	"os"
	"strings"

	"surety/internal/wire"
)

// Words are all that one language says. A field that is empty, or says other values than the English one, fails a test.
type Words struct {
	Name, Title, Connecting, Waiting, NoAnswer     string
	KeyStop, KeyLanguage, KeyReport, KeyMore, Stop string
	Enter, Back, Empty                             string

	WarnTitle, WarnGo, WarnWait string
	Warn                        []string

	Outdated string // this program is, on a request that is confidential

	FactsTitle, Who, Verified, Unverified, Since, Standing, Ticket, Deal, Price, NoPrice, Why, Wants, Until, FactsGo, FactsNo string

	SnapTitle, SnapWhy, SnapYes, SnapNo, SnapFolder, SnapMore, SnapDisk, SnapRuns, SnapLeft, SnapDone, SnapNotKept, SnapBreak string
	WaiveTitle, WaiveHow, WaiveShort                                                                                          string

	Powers                                                                          map[wire.Purpose]string // what they could do
	Can                                                                             map[wire.Purpose]string // the same, short, for the bar
	Allow, Yes, No, FolderAsk, FolderMore, FolderBad, PortAsk, PortNowhere          string
	ScreenAsk, ScreenNone, ScreenBad, SumTitle, SumGo, SumNo, SumNothing, SumFolder string

	Here, Coming, Nobody, Left, TheyCan, Nothing, Safety, SafetyWhy, Offline, NotReady, Recording string
	KeyPause, KeyResume, KeyTake, TakeTitle, Held                                                 string
	Paused                                                                                        map[string]string // by whom
	Deeds                                                                                         map[string]string

	EndTitle, EndOther, EndSending, EndSent, EndKept, EndClean, EndStill, EndLeave, Refused, Reported string
	Ends                                                                                              map[string]string // by why
	Done                                                                                              []string          // of session.Done, one by one

	KeptTitle, KeptNone, KeptPick, Comparing, Same, Differ, BackAll, BackOne, BackNumber, BackSure, BackGo, BackRuns, BackDone, BackProblems string
	What                                                                                                                                     map[string]string

	Faults map[string]string
	Fault  string

	NotTerminal, Usage, Dial string

	Units  map[string]string
	Jalali bool // days are of the Iranian calendar
}

// languages are all there are, in the order in which the key goes through them.
var languages = []string{"en", "ru", "fa", "fa-mirrored", "zh"}

var texts = map[string]*Words{"en": &english, "ru": &russian, "fa": &persian, "fa-mirrored": &persian, "zh": &chinese}

// Language chooses the language: the one named, or the environment's (LC_ALL, LC_MESSAGES, LANG), or English.
func Language(named string) string {
	env := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	for _, tag := range []string{named, env} {
		if texts[tag] != nil {
			return tag
		}
		if tag, _, _ = strings.Cut(strings.ToLower(tag), "_"); texts[tag] != nil {
			return tag
		}
		if tag, _, _ = strings.Cut(tag, "."); texts[tag] != nil {
			return tag
		}
	}
	return "en"
}

// Said are a language's words.
func Said(language string) *Words { return texts[language] }
