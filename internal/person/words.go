package person

import "surety/internal/document"

// said is one text in the four languages.
type said = map[document.Language]string

func in(en, ru, fa, zh string) said {
	return said{document.English: en, document.Russian: ru, document.Persian: fa, document.Chinese: zh}
}

// words are those of a certificate.
var words = map[string]said{
	"title":        in("Certificate of erasure", "Акт об удалении персональных данных", "گواهی پاک‌کردن داده‌های شخصی", "个人信息删除证明"),
	"installation": in("Issued by", "Выдан", "صادرکننده", "出具方"),
	"number":       in("Number that stands for the person", "Номер, заменивший имя", "شماره‌ای که به جای نام آمده است", "代替姓名的编号"),
	"erased":       in("Erased", "Удалено", "زمان پاک‌کردن", "删除时间"),
	"entry":        in("Decision, entry of the record", "Решение: запись в журнале", "تصمیم: شمارهٔ ثبت در سابقه", "决定：记录条目"),
	"went":         in("What was erased", "Что удалено", "چه چیز پاک شد", "已删除的内容"),
	"what":         in("What", "Что", "چه", "内容"),
	"count":        in("Rows", "Строк", "ردیف", "行数"),
	"how": in("Address, name and means of sign-in were removed; a number stands in place of the name wherever it was shown. Cases that nothing obliges to keep were destroyed with their keys, each with a certificate of its own.",
		"Адрес, имя и средства входа удалены; везде, где показывалось имя, стоит номер. Дела, которые ничто не обязывает хранить, уничтожены вместе с ключами, о каждом составлен отдельный акт.",
		"نشانی، نام و راه‌های ورود برداشته شدند و هرجا نام بود شماره آمده است. پرونده‌هایی که چیزی به نگه‌داشتنشان وادار نمی‌کند با کلیدشان نابود شدند و هر یک گواهی خود را دارد.",
		"地址、姓名和登录方式均已移除，凡显示姓名之处均以编号代替。无须保留的案件已连同密钥一并销毁，各有单独的证明。"),
	"left":  in("What is kept, and why", "Что сохраняется и почему", "چه چیز نگه داشته می‌شود و چرا", "保留的内容及原因"),
	"until": in("until", "до", "تا", "至"),
	"check": in("How to verify it", "Как проверить", "چگونه راستی‌آزمایی شود", "如何验证"),
	"checkText": in("This file bears the seal of the installation and a timestamp; any reader of PDF signatures verifies them by the installation's certificate. Its SHA-256 stands on the record.",
		"Файл несёт печать установки и метку времени; их проверит любая программа для подписей PDF по сертификату установки. Его SHA-256 стоит в журнале.",
		"این پرونده مهر سامانه و مهر زمان دارد و هر خوانندهٔ امضای PDF آن را با گواهی سامانه می‌آزماید. SHA-256 آن در سابقه ثبت است.",
		"本文件带有本系统的印章和时间戳，任何 PDF 签名工具都可凭系统证书验证。其 SHA-256 已写入记录。"),
	"kind.account":          in("account: address, name, settings", "учётная запись: адрес, имя, настройки", "حساب: نشانی، نام، تنظیم‌ها", "账户：地址、姓名、设置"),
	"kind.factors":          in("means of sign-in", "средства входа", "راه‌های ورود", "登录方式"),
	"kind.sign_ins":         in("sign-ins and devices", "входы и устройства", "ورودها و دستگاه‌ها", "登录与设备"),
	"kind.cases":            in("marks on cases", "отметки в делах", "نشان‌های پرونده‌ها", "案件中的标记"),
	"kind.case":             in("case", "дело", "پرونده", "案件"),
	"kind.cases_of_others":  in("words in cases of others, under the number", "слова в делах других людей, под номером", "سخنان در پرونده‌های دیگران، با شماره", "他人案件中的言论（以编号显示）"),
	"kind.record_of_others": in("entries of the record about the person that others made", "записи журнала об этом человеке, сделанные другими", "ثبت‌هایی که دیگران دربارهٔ این شخص در سابقه گذاشته‌اند", "他人所作的、涉及此人的记录条目"),
	"kind.words_of_others":  in("what others wrote of the person by name, in a case that is kept", "то, что другие написали о человеке по имени в сохраняемом деле", "آنچه دیگران با نام این شخص در پرونده‌ای که می‌ماند نوشته‌اند", "他人在保留案件中提及此人姓名的文字"),
	"kind.deals":            in("deals", "сделки", "توافق‌ها", "交易"),
	"kind.money":            in("payments and bank details", "платежи и реквизиты", "پرداخت‌ها و حساب بانکی", "付款与银行信息"),
	"kind.disputes":         in("disputes", "споры", "اختلاف‌ها", "争议"),
	"kind.complaints":       in("complaints", "жалобы", "شکایت‌ها", "投诉"),
	"kind.reviews":          in("reviews and profile", "отзывы и профиль", "نظرها و نمایه", "评价与简介"),
	"kind.remote":           in("remote sessions", "удалённые сеансы", "نشست‌های از راه دور", "远程会话"),
	"kind.secrets":          in("keys for secrets", "ключи для секретов", "کلیدهای رازها", "密钥"),
	"kind.reports":          in("status reports", "отчёты о состоянии", "گزارش‌های وضعیت", "状态报告"),
	"kind.office":           in("acts on duty", "действия по службе", "کارهای هنگام خدمت", "职务行为"),
	"kind.record":           in("entries of the record", "записи журнала", "ثبت‌های سابقه", "记录条目"),
	"kind.requests":         in("requests about one's own data", "запросы о своих данных", "درخواست‌ها دربارهٔ داده‌های خود", "有关本人信息的请求"),

	"why.record":      in("the record cannot be rewritten; it holds ids, and whose they are is erased", "журнал нельзя переписать; в нём только номера, а чьи они — удалено", "سابقه بازنوشتنی نیست؛ تنها شناسه دارد و اینکه از کیست پاک شده است", "记录不可改写；其中仅有标识，其归属已删除"),
	"why.ledger":      in("the ledger: ids and amounts, never changed", "книга проводок: номера и суммы, не изменяется", "دفتر کل: شناسه و مبلغ، تغییرناپذیر", "账簿：仅含标识与金额，从不更改"),
	"why.bookkeeping": in("bookkeeping law", "закон о бухгалтерском учёте", "قانون حسابداری", "会计法规"),
	"why.others":      in("it is others' as well", "это относится и к другим", "از آنِ دیگران هم هست", "亦属于他人"),
	"why.office":      in("acts on duty must be accounted for", "за действия по службе надо отчитываться", "کارهای هنگام خدمت باید پاسخ‌پذیر بمانند", "职务行为须可追责"),
	"why.proof":       in("proves that the erasure was done", "доказывает, что удаление выполнено", "گواه انجام پاک‌کردن است", "证明删除已完成"),
	"why.bank":        in("the bank's own papers, kept as bookkeeping law asks", "банковские документы, хранятся по закону о бухгалтерском учёте", "اسناد خود بانک، به حکم قانون حسابداری", "银行单据，依会计法规保留"),
	"why.deal":        in("a deal runs", "идёт сделка", "توافقی در جریان است", "交易进行中"),
	"why.money":       in("money is held or on its way", "деньги удержаны или в пути", "پول در امانت یا در راه است", "款项托管或在途"),
	"why.dispute":     in("a dispute is open", "открыт спор", "اختلافی باز است", "争议未决"),
	"why.complaint":   in("a complaint is open, or what it asks for is not done", "открыта жалоба или не выполнено то, чего она требует", "شکایتی باز است یا خواستهٔ آن انجام نشده", "投诉未结，或其要求尚未完成"),
	"why.session":     in("a remote session is open", "открыт удалённый сеанс", "نشستی از راه دور باز است", "远程会话未结束"),
	"why.hold":        in("a legal hold lies on it", "наложен запрет на уничтожение", "توقف قانونی بر آن است", "处于依法保留状态"),
	"why.paper":       in("a signed contract, out of which claims can be brought", "подписан договор, из него возможны требования", "قراردادی امضا شده که می‌تواند دعوا برانگیزد", "已签合同，可能据此提出请求"),
	"why.open":        in("the case is open", "дело открыто", "پرونده باز است", "案件未关闭"),
}
