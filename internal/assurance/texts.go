package assurance

import "surety/internal/document"

// said is one text in the four languages.
type said = map[document.Language]string

func in(en, ru, fa, zh string) said {
	return said{document.English: en, document.Russian: ru, document.Persian: fa, document.Chinese: zh}
}

// texts are those of a report on paper; an action has its own name.
var texts = map[string]said{
	"installation":        in("Issued by", "Выдан", "صادرکننده", "出具方"),
	"case":                in("Request", "Обращение", "درخواست", "请求"),
	"client":              in("Client", "Клиент", "مشتری", "客户"),
	"made":                in("Made", "Составлен", "زمان گزارش", "生成时间"),
	"asOf":                in("What is kept stands here as of", "Состояние на", "وضعیت در", "截至"),
	"title":               in("Status report", "Отчёт о ваших данных", "گزارش وضعیت", "状态报告"),
	"since":               in("Since the report before", "С прошлого отчёта", "از گزارش پیشین", "自上一份报告以来"),
	"byOthers":            in("Opened by others", "Открыто другими", "بازشده به دست دیگران", "他人打开的次数"),
	"byPeople":            in("People who did", "Сколько человек", "شمار افراد", "人数"),
	"uncovered":           in("Covered places looked under", "Открыто скрытых мест", "جاهای پوشیده‌ای که دیده شد", "查看被遮盖内容的次数"),
	"openings":            in("Who opened what", "Кто что открывал", "چه کسی چه چیزی را باز کرد", "谁打开了什么"),
	"none":                in("Nobody else opened anything", "Больше никто ничего не открывал", "کس دیگری چیزی باز نکرده است", "没有其他人打开过任何内容"),
	"held":                in("What is kept", "Что хранится", "چه نگه داشته می‌شود", "保存的内容"),
	"class":               in("Class", "Гриф", "طبقه", "密级"),
	"messages":            in("Messages", "Сообщения", "پیام‌ها", "消息"),
	"files":               in("Files", "Файлы", "فایل‌ها", "文件"),
	"recordings":          in("Recordings", "Записи сеансов", "ضبط‌ها", "会话录像"),
	"snapshots":           in("Copies of folders", "Копии папок", "نسخه‌های پوشه‌ها", "文件夹副本"),
	"until":               in("Kept at least until", "Хранится как минимум до", "دست‌کم نگه داشته می‌شود تا", "至少保存至"),
	"class.public":        in("Public", "Открытые сведения", "عمومی", "公开"),
	"class.internal":      in("Internal", "Внутренние", "داخلی", "内部"),
	"class.confidential":  in("Confidential", "Конфиденциально", "محرمانه", "机密"),
	"class.restricted":    in("Restricted", "Строго ограниченно", "بسیار محدود", "严格限制"),
	"ticket.read":         in("Request opened to read", "Обращение открыто для чтения", "درخواست برای خواندن باز شد", "打开请求查看"),
	"sensitive.uncovered": in("Covered place shown", "Скрытое место показано", "جای پوشیده نشان داده شد", "查看了被遮盖的内容"),
	"secret.open":         in("Password opened by its reader", "Пароль открыт тем, кому передан", "گیرنده گذرواژه را باز کرد", "接收人打开了密码"),
	"room.enter":          in("Keys of a sealed room given out, sealed", "Ключи закрытой комнаты выданы запечатанными", "کلیدهای اتاق مهرشده، مهرشده داده شد", "发出封存室密钥（已封存）"),
	"room.read":           in("Sealed room read", "Закрытая комната прочитана", "اتاق مهرشده خوانده شد", "读取封存室"),
	"room.recover":        in("Recovery copies of a sealed room given out", "Выданы копии для восстановления закрытой комнаты", "نسخه‌های بازیابی اتاق مهرشده داده شد", "发出封存室的恢复副本"),
	"complaint.material":  in("What a complaint is about was opened", "Открыт предмет жалобы", "موضوع شکایت باز شد", "打开了投诉所涉内容"),
	"file.preview":        in("File looked at", "Файл просмотрен", "پرونده دیده شد", "已查看文件"),
	"file.fetch":          in("File downloaded", "Файл скачан", "پرونده دریافت شد", "已下载文件"),
	"call.answers":        in("Applications read", "Просмотрены отклики", "داوطلبان دیده شدند", "查看了应征者"),
	"deal.read":           in("Deal read", "Просмотрена сделка", "قرارداد خوانده شد", "查看了交易"),
	"deal.fetch":          in("Work downloaded", "Работа скачана", "اثر دریافت شد", "下载了作品"),
	"evidence.export":     in("Evidence pack taken out", "Выгружен пакет доказательств", "بستهٔ مدرک گرفته شد", "导出了证据包"),
	"dispute.read":        in("Dispute read", "Просмотрен спор", "پروندهٔ اختلاف خوانده شد", "查看了争议"),
	"remote.join":         in("Specialist’s end joined", "Подключился специалист", "متخصص وصل شد", "专家一端已接入"),
	"remote.watch":        in("Remote session watched", "Наблюдение за сеансом", "نشست تماشا شد", "旁观远程会话"),
	"remote.replay":       in("Recording replayed", "Просмотрена запись сеанса", "ضبط نشست پخش شد", "回放录制"),
	"remote.restore":      in("Snapshot to be put back", "Снимок для восстановления", "بازگرداندن نسخهٔ پیش از کار", "取用快照以便恢复"),
	"range":               in("It covers the record from place {from} to {to}: nothing is told twice, nothing is left out.", "Охватывает журнал с места {from} по {to}: ничего дважды и ничего не пропущено.", "دفتر ثبت را از جای {from} تا {to} می‌پوشاند: نه چیزی دو بار گفته می‌شود و نه چیزی می‌افتد.", "涵盖记录的第 {from} 至 {to} 条：既不重复，也不遗漏。"),
	"when":                in("When", "Когда", "زمان", "时间"),
	"who":                 in("Who", "Кто", "چه کسی", "谁"),
	"what":                in("What", "Что", "چه", "内容"),
	"where":               in("Country", "Страна", "کشور", "国家"),
	"entry":               in("Entry", "Запись", "ثبت", "条目"),
	"secrets":             in("Passwords opened and not changed yet", "Открытые и ещё не сменённые пароли", "گذرواژه‌های بازشده که هنوز عوض نشده‌اند", "已打开但尚未更改的密码"),
	"sessions":            in("Remote sessions asked for or running", "Запрошенные или идущие удалённые сеансы", "نشست‌های از راه دور درخواست‌شده یا جاری", "已请求或正在进行的远程会话"),
	"suspended":           in("A complaint is open on this case. Everything is closed to the other side until it is decided.", "По обращению открыта жалоба. До решения всё закрыто для другой стороны.", "بر این پرونده شکایتی باز است. تا تصمیم‌گیری همه‌چیز بر طرف دیگر بسته است.", "此请求有一项投诉正在处理。在作出决定之前，一切对另一方关闭。"),
	"more":                in("{count} more are on the report’s page.", "Ещё {count} — на странице отчёта.", "{count} مورد دیگر در صفحهٔ گزارش است.", "另有 {count} 条，见报告页面。"),
	"gone":                in("somebody who is no longer here", "кто-то, кого здесь больше нет", "کسی که دیگر اینجا نیست", "已不在此处的人"),
	"check":               in("How to verify it", "Как проверить", "چگونه راستی‌آزمایی شود", "如何验证"),
	"checkText":           in("This file bears the seal of the installation and a timestamp; any reader of PDF signatures verifies them by the installation’s certificate. Each opening is an entry of the record under the number given; a receipt proves it without the installation.", "Файл несёт печать установки и метку времени; их проверит любая программа для подписей PDF по сертификату установки. Каждое открытие — запись журнала под указанным номером; квитанция доказывает её без установки.", "این پرونده مهر سامانه و مهر زمان دارد و هر خوانندهٔ امضای PDF آن را با گواهی سامانه می‌آزماید. هر بار باز شدن با شماره‌ای که آمده در دفتر ثبت است و رسید، آن را بی‌نیاز از سامانه ثابت می‌کند.", "本文件带有本系统的印章和时间戳，任何 PDF 签名工具都可凭系统证书验证。每次打开都是记录中以所列编号标明的一条；回执可脱离本系统证明该条目。"),
}
