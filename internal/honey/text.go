package honey

import "slices"

// DecoyText is what a decoy can say in one language. Officers change it: a text that all installations share is no decoy for long. Numbers
// in it are of the forms that are found and covered, and nobody's.
type DecoyText struct {
	Language string `json:"language"`
	Name     string `json:"name"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	Last     string `json:"last"`
	FileName string `json:"fileName"`
	FileText string `json:"fileText"`
}

// Texts are two stories in each language of the installation.
func Texts() []DecoyText { return slices.Clone(texts) }

var texts = []DecoyText{
	{"en", "Martin Ashby", "Refund went to the wrong card",
		"Hello, the refund for our order never came. The card it was paid with is 4111 1111 1111 1111, the account for it is GB33 BUKB 2020 1555 5555 55. Our office list with everybody's numbers is attached, so that you can see which department paid.",
		"It arrived this morning after all. Nothing more to do, I am closing this.", "office-list.txt",
		"Name;Telephone;Account\nM. Ashby;+44 20 7946 0018;GB33BUKB20201555555555\nR. Lowe;+44 20 7946 0142;GB82WEST12345698765432\n"},
	{"en", "Clara Whitfield", "Payroll export before the audit",
		"Good morning. The auditors come on Monday and the payroll export stops half way. I attach what it wrote. The login for the test is payroll.audit with password: Harvest-Lantern-82, please change nothing there.",
		"Our own people found it: the disk was full. Thank you, I close this.", "payroll-part.csv",
		"employee;gross;account\n1042;4180.00;GB33BUKB20201555555555\n1043;3975.50;GB82WEST12345698765432\n"},
	{"ru", "Игорь Савельев", "Возврат ушёл не на ту карту",
		"Здравствуйте! Возврат за заказ так и не пришёл. Платили картой 4111 1111 1111 1111. Прикладываю наш список сотрудников с телефонами, чтобы вы видели, какой отдел платил. СНИЛС бухгалтера, если понадобится: 112-233-445 95.",
		"Сегодня утром всё-таки поступил. Больше ничего не нужно, закрываю.", "список.txt",
		"Имя;Телефон;СНИЛС\nСавельев И.;+7 495 123-45-67;112-233-445 95\nКрылова Н.;+7 495 123-45-89;112-233-445 95\n"},
	{"ru", "Наталья Крылова", "Выгрузка зарплаты перед проверкой",
		"Доброе утро. В понедельник проверка, а выгрузка зарплаты обрывается на середине. Прикладываю то, что получилось. Вход для проверки: audit, пароль: Журавль-Полдень-82. Пожалуйста, ничего там не меняйте.",
		"Свои нашли причину: на диске кончилось место. Спасибо, закрываю.", "зарплата.csv",
		"табельный;начислено;карта\n1042;84180,00;4111 1111 1111 1111\n1043;79755,50;5555 5555 5555 4444\n"},
	{"fa", "کامران صادقی", "بازپرداخت به کارت اشتباه رفت",
		"سلام. بازپرداخت سفارش ما هنوز نرسیده است. با کارت ۶۰۳۷ ۹۹۷۱ ۱۱۱۱ ۱۱۱۹ پرداخت کرده بودیم. فهرست همکاران را با شماره‌هایشان پیوست کرده‌ام تا ببینید کدام بخش پرداخت کرده است. کد ملی حسابدار: ۰۰۱۲۳۴۵۶۷۹.",
		"امروز صبح رسید. دیگر کاری نیست؛ می‌بندم.", "فهرست.txt",
		"نام؛تلفن؛کد ملی\nصادقی؛+98 21 8888 1234؛۰۰۱۲۳۴۵۶۷۹\nمهرابی؛+98 21 8888 5678؛۰۰۸۴۵۷۵۹۴۸\n"},
	{"fa", "الهام مهرابی", "خروجی حقوق پیش از حسابرسی",
		"صبح بخیر. دوشنبه حسابرس می‌آید و خروجی حقوق نیمه‌کاره می‌ماند. آنچه نوشته پیوست است. برای آزمایش با این رمز عبور وارد شوید: رمز عبور: Anar-Baran-82. لطفاً چیزی را در آن تغییر ندهید.",
		"همکاران خودمان علت را یافتند: دیسک پر بود. سپاس؛ می‌بندم.", "حقوق.csv",
		"شماره؛حقوق؛کارت\n۱۰۴۲؛۴۱۸۰۰۰۰۰۰؛4111 1111 1111 1111\n۱۰۴۳؛۳۹۷۵۵۰۰۰۰؛5555 5555 5555 4444\n"},
	{"zh", "沈文博", "退款退到了别的卡上",
		"您好，订单的退款一直没有到账。当时用的卡号是 4111 1111 1111 1111。附上我们部门的通讯录，方便您查是哪个部门付的款。财务的身份证号：11010519491231002X。",
		"今天早上到账了，没有别的事，我先关闭了。", "通讯录.txt",
		"姓名；电话；身份证\n沈文博；+86 10 5555 1234；11010519491231002X\n罗静；+86 10 5555 5678；11010519491231002X\n"},
	{"zh", "罗静", "审计前的工资导出",
		"早上好。周一审计要来，工资导出到一半就停了，附上已经导出的部分。测试账号 audit，密码：Lantern-Harvest-82，请不要改动里面的数据。",
		"我们自己找到原因了，是磁盘满了。谢谢，我先关闭。", "工资.csv",
		"工号；应发；卡号\n1042；14180.00；4111 1111 1111 1111\n1043；13975.50；5555 5555 5555 4444\n"},
}
