package face

import "surety/internal/wire"

// Persian stands in short lines, a value on a line of its own and digits of ASCII, so that it can be read in terminals that do not turn
// lines around; for those that show it the wrong way round altogether there is the mirrored form.
var persian = Words{
	Name: "فارسی", Title: "Surety · کمک روی این رایانه", Connecting: "در حال اتصال به %s …", Waiting: "یک لحظه …",
	NoAnswer: "پنج دقیقه بی‌پاسخی یعنی «نه».",
	KeyStop:  "0  توقف", KeyLanguage: "8  زبان", KeyReport: "9  گزارش و مسدود کردن", KeyMore: "Space  ادامهٔ متن", Stop: "Esc  توقف",
	Enter: "Enter  ادامه", Back: "Enter  بازگشت", Empty: "Enter بدون متن: لازم نیست",

	WarnTitle: "پیش از هر چیز",
	Warn: []string{
		"آیا کسی به شما تلفن کرده است؟",
		"آیا پیامی روی صفحه گفته این برنامه را اجرا کنید؟",
		"پس همین حالا متوقف کنید. کلاهبرداران این‌طور دزدی می‌کنند.",
		"هیچ بانک و پلیس و شرکتی چنین چیزی نمی‌خواهد.",
		"فقط اگر خودتان در سایت درخواست داده‌اید، ادامه دهید.",
		"وقتی کسی نگاه می‌کند، هرگز رمز یا کد ننویسید.",
	},
	WarnGo: "1  کسی تلفن نکرده؛ خودم کمک خواسته‌ام", WarnWait: "1  (تا %d ثانیهٔ دیگر)",

	Outdated: "هشدار: این برنامه از سامانهٔ پشتیبانی قدیمی‌تر است و این درخواست محرمانه است. ایرادهایی که از آن زمان رفع شده هنوز در آن هست. بهتر است نه بگویید، برنامه را دوباره از وب‌سایت بگیرید و کد تازه بخواهید.",

	FactsTitle: "کسی می‌خواهد روی این رایانه کمک کند", Who: "چه کسی", Verified: "هویت او بررسی شده است.", Unverified: "هویت او بررسی نشده است!",
	Since: "عضو از", Standing: "قرارداد انجام‌شده: %d. اختلاف باخته: %d.", Ticket: "درخواست شما", Deal: "قرارداد", Price: "قیمت", NoPrice: "قیمتی توافق نشده است.",
	Why: "چرا، به گفتهٔ خودش", Wants: "می‌خواهد بتواند", Until: "تا", FactsGo: "1  همین کمک را خواسته‌ام؛ ادامه", FactsNo: "2  نه",

	SnapTitle: "اول نسخه‌ای از فایل‌ها نگه داریم؟",
	SnapWhy:   "با نسخه، بعداً می‌بینید چه عوض شده و می‌توانید برگردانید. پیش از ارسال، همین‌جا مهر و موم می‌شود.",
	SnapYes:   "1  نگه داشتن نسخهٔ پوشه‌ها", SnapNo: "2  بدون نسخه", SnapFolder: "کدام پوشه؟ مسیر کامل:",
	SnapMore: "یکی دیگر؟ Enter بدون متن: همین.", SnapDisk: "نسخهٔ دوم روی دیسک خودتان؟ مسیر:",
	SnapRuns: "نگه‌داری: %d از %d فایل، %s از %s", SnapLeft: "حدود %s مانده", SnapDone: "نگه داشته شد: %d فایل، %s.", SnapNotKept: "%d مورد نگه داشته نشد.", SnapBreak: "2  قطع کردن",
	WaiveTitle: "بدون نسخه",
	WaiveHow:   "چیزی که خراب شود برنمی‌گردد. با جملهٔ خودتان بنویسید که نسخه نمی‌خواهید:", WaiveShort: "لطفاً یک جملهٔ کامل بنویسید.",

	Powers: map[wire.Purpose]string{
		wire.TerminalView: "پایانهٔ این رایانه را ببیند", wire.TerminalType: "در پایانه فرمان بنویسد: یعنی هر کاری که شما می‌توانید",
		wire.ScreenView: "صفحهٔ نمایش شما و همه چیز روی آن را ببیند", wire.ScreenControl: "با صفحهٔ نمایش، موشی و صفحه‌کلید کار کند: یعنی هر کاری که شما می‌توانید",
		wire.FilesFetch: "از پوشه‌هایی که می‌گویید فایل بردارد", wire.FilesSend: "در پوشه‌هایی که می‌گویید فایل بگذارد، نام عوض کند یا پاک کند",
		wire.Port: "از این رایانه به این نشانی‌ها برسد",
	},
	Can: map[wire.Purpose]string{wire.TerminalView: "دیدن پایانه", wire.TerminalType: "نوشتن فرمان", wire.ScreenView: "دیدن صفحهٔ نمایش",
		wire.ScreenControl: "کار با صفحهٔ نمایش", wire.FilesFetch: "برداشتن فایل", wire.FilesSend: "تغییر فایل‌ها", wire.Port: "رسیدن به نشانی‌ها"},
	Allow: "اجازه می‌دهید:", Yes: "1  بله", No: "2  نه (یا Enter)", FolderAsk: "کدام پوشه؟ مسیر کامل:",
	FolderMore: "یکی دیگر؟ Enter بدون متن: همین.", FolderBad: "چنین پوشه‌ای نیست.", PortAsk: "به این‌جا می‌رسد:", PortNowhere: "به جای مجازی نمی‌رسد و بسته می‌ماند.",
	ScreenAsk: "کدام صفحهٔ نمایش؟ سرور VNC همین رایانه:", ScreenNone: "سرور VNC پاسخ نمی‌دهد. روشنش کنید یا نشانی بنویسید.", ScreenBad: "باید روی همین رایانه باشد، مانند 127.0.0.1:5900",
	SumTitle: "این‌ها را اجازه می‌دهید", SumGo: "1  موافقم؛ شروع", SumNo: "2  نه", SumNothing: "چیزی اجازه ندادید، پس چیزی شروع نمی‌شود.", SumFolder: "پوشه‌ها",

	Here: "کسی روی این رایانه کار می‌کند: %s", Coming: "در حال پیوستن: %s", Nobody: "هنوز کسی این‌جا نیست. نشست باز است.", Left: "زمان مانده: %s", TheyCan: "می‌تواند", Nothing: "هیچ",
	Safety: "واژه‌های ایمنی", SafetyWhy: "او هم باید همین چهار واژه را ببیند. وگرنه توقف.", Offline: "اتصال قطع شد. دوباره تلاش می‌شود.",
	NotReady: "ضبط به سرور نمی‌رسد: چیزی نوشته نمی‌شود.", Recording: "همه چیز ضبط می‌شود.",
	KeyPause: "1  مکث", KeyResume: "1  ادامه", KeyTake: "2  پس گرفتن یک اجازه", TakeTitle: "کدام را پس می‌گیرید؟", Held: "دیگری مکث کرده؛ فقط خودش ادامه می‌دهد.",
	Paused: map[string]string{"here": "مکث: شما.", "client": "مکث: شما، در سایت.", "specialist": "مکث: متخصص.", "lead": "مکث: سرپرست بخش.", "server": "مکث: سرور."},
	Deeds: map[string]string{"terminal": "پایانه باز شد", "ran": "فرمان اجرا شد", "screen": "صفحهٔ نمایش باز شد", "fetched": "برداشته شد", "sent": "گذاشته شد", "removed": "پاک شد", "made": "پوشه ساخته شد",
		"moved": "نام عوض شد", "mode": "مجوزها عوض شد", "time": "زمان تغییر عوض شد", "tunnel": "نشانی باز شد", "refused": "اجازه نداشت"},

	EndTitle: "نشست تمام شد", EndOther: "پایان داده شد (%s).", EndSending: "بقیهٔ ضبط فرستاده می‌شود …",
	EndSent: "همهٔ ضبط روی سرور است. در درخواستتان می‌بینید.", EndKept: "بخشی از ضبط فرستاده نشد. مهر و موم شده این‌جاست:",
	EndClean: "هیچ چیزِ اجراشده‌ای دیگر کار نمی‌کند.", EndStill: "این فرایندها بسته نشدند: %v", EndLeave: "Enter  خروج",
	Refused: "نپذیرفتید. کسی وارد نشد.", Reported: "گزارش شد. این شخص دیگر نمی‌تواند از شما درخواست کند.",
	Ends: map[string]string{"stopped": "شما متوقف کردید.", "idle": "15 دقیقه کاری نشد.", "time_over": "زمان توافق‌شده تمام شد.",
		"recording_lost": "ضبط پنج دقیقه به سرور نرسید.", "recording_failed": "ضبط این‌جا نوشته نشد. دیسک پر است؟",
		"recording_forked": "ضبط سرور با این رایانه فرق دارد.", "connection_lost": "اتصال قطع شد.", "turned_away": "سرور پایان داد.",
		"channel_failed": "سرور به قواعد عمل نکرد.", "replaced": "برنامه با کد تازه دوباره اجرا شد.", "worker_gone": "برنامه خراب شد. همه چیز بسته شد."},
	Done: []string{"پایانه", "صفحهٔ نمایش", "دفعات نوشتن", "فایل‌های برداشته", "فایل‌های گذاشته", "دیگر تغییرها", "نشانی‌ها"},

	KeptTitle: "نسخه‌های فایل‌های شما", KeptNone: "نسخه‌ای نیست.", KeptPick: "کدام؟ شماره:", Comparing: "مقایسه با این رایانه …", Same: "فرقی نیست.",
	Differ: "%d تفاوت", BackAll: "1  برگرداندن همه", BackOne: "2  برگرداندن یکی", BackNumber: "کدام؟ شماره:",
	BackSure: "اول وضع کنونی نگه داشته می‌شود؛ این هم برگشت‌پذیر است.", BackGo: "1  همین حالا برگردان", BackRuns: "برگرداندن: %d فایل، %s", BackDone: "برگشت: %d. پاک شد: %d.", BackProblems: "%d مورد برنگشت.",
	What: map[string]string{"came": "تازه", "went": "رفته", "changed": "عوض شده", "touched": "فقط تاریخ یا اجازه‌ها"},

	Fault: "نشد (%s).",
	Faults: map[string]string{
		"code_wrong":      "این کد کار نمی‌کند. هر کد یک بار و ده دقیقه اعتبار دارد. کد تازه بگیرید.",
		"server_unproven": "کسی تأیید نمی‌کند که این همان سرور است. ادامه ندهید.", "server_unreached": "سرور پاسخ نمی‌دهد. رایانه وصل است؟",
		"server_contradicts": "حرف‌های سرور با هم نمی‌خواند. پذیرفته نشد.", "disk_full": "جا نمانده است.",
		"folder_unusable": "پوشه‌ای خوانده نمی‌شود.", "broken_off": "قطع شد.", "address_unreadable": "باید HOST/CODE باشد، همان‌طور که سایت نشان می‌دهد.",
	},
	Dial:        "خطی را که سایت کنار کد نشان می‌دهد (نشانی/کد) بنویسید یا بچسبانید و Enter را بزنید.",
	NotTerminal: "surety assist به پایانه‌ای نیاز دارد که کسی بخواند و پاسخ دهد.",
	Usage:       "surety assist [--language en|ru|fa|zh] HOST/CODE",

	Units: map[string]string{"B": "بایت", "kB": "کیلوبایت", "MB": "مگابایت", "GB": "گیگابایت", "h": "ساعت", "min": "دقیقه"}, Jalali: true,
}
