package document

// said is one text in all languages: English, Russian, Persian, Chinese.
type said [4]string

var column = map[Language]int{English: 0, Russian: 1, Persian: 2, Chinese: 3}

// sample is a contract between plainly invented people, in the languages asked for.
func sample(ls ...Language) Document {
	in := func(s said) Text {
		var t Text
		for _, l := range ls {
			t = append(t, s[column[l]])
		}
		return t
	}
	par := func(s said) Block { return Paragraph{in(s)} }
	all := func(ss ...said) (ts []Text) {
		for _, s := range ss {
			ts = append(ts, in(s))
		}
		return ts
	}
	same := func(s string) said { return said{s, s, s, s} }
	return Document{
		Languages: ls,
		Title:     in(said{"Contract for remote work on a computer", "Договор об удалённых работах на компьютере", "قرارداد کار از راه دور روی رایانه", "远程计算机服务合同"}),
		Subtitle:  in(said{"No. SD-2026-0417, 22 November 2026", "№ SD-2026-0417 от 22 ноября 2026 г.", "شمارهٔ \u2068SD-2026-0417\u2069، اول آذر ۱۴۰۵", "编号 SD-2026-0417，2026 年 11 月 22 日"}),
		Blocks: []Block{
			Definitions{[]Definition{
				{in(said{"Client", "Заказчик", "کارفرما", "客户"}), in(said{"Quiet Orchard Ltd, represented by Mina Tavana (Ms), m.tavana@orchard.example", "ООО «Тихий сад» в лице Мины Тавана, m.tavana@orchard.example", "شرکت «باغ خاموش» به نمایندگی خانم مینا توانا (\u2068m.tavana@orchard.example\u2069)", "静园有限公司，代表：米娜·塔瓦娜（m.tavana@orchard.example）"})},
				{in(said{"Specialist", "Специалист", "متخصص", "专家"}), in(said{"Пётр Лесной, Kazan, registered under no. 000-17", "Пётр Лесной, г. Казань, регистрационный № 000-17", "پتر لسنوی (\u2068Пётр Лесной\u2069)، شهر کازان، شمارهٔ ثبت \u2068000-17\u2069", "彼得·列斯诺伊（Пётр Лесной），喀山，登记号 000-17"})},
			}},
			Clause{in(said{"Subject", "Предмет договора", "موضوع قرارداد", "合同标的"}), []Block{
				par(said{"The Specialist removes the malicious program “GreyHeron 2.1” from the Client’s accounting server, restores its files from the copy of 19 November 2026, and reports in writing what was found.",
					"Специалист удаляет вредоносную программу «GreyHeron 2.1» с бухгалтерского сервера Заказчика, восстанавливает файлы из копии от 19 ноября 2026 года и письменно сообщает обо всём обнаруженном.",
					"متخصص بدافزار «\u2068GreyHeron 2.1\u2069» را از سرور حسابداری کارفرما پاک می‌کند، پرونده‌ها را از نسخهٔ ۲۸ آبان ۱۴۰۵ بازمی‌گرداند و آنچه را یافته است کتباً گزارش می‌دهد.",
					"专家应从客户的财务服务器上清除恶意程序“GreyHeron 2.1”，用 2026 年 11 月 19 日的副本恢复文件，并以书面形式报告所发现的一切情况。"}),
				par(said{"Work is done through the recorded remote session only, and only on the machine named accounts-01 (192.0.2.17).",
					"Работы ведутся только в записываемом удалённом сеансе и только на компьютере accounts-01 (192.0.2.17).",
					"کار تنها در نشست از راه دورِ ضبط‌شده و تنها روی دستگاه \u2068accounts-01 (192.0.2.17)\u2069 انجام می‌شود.",
					"工作只能在有录像的远程会话中进行，且仅限于名为 accounts-01（192.0.2.17）的计算机。"}),
			}},
			Clause{in(said{"Price and payment", "Цена и порядок оплаты", "بها و شیوهٔ پرداخت", "价格与付款"}), []Block{
				par(said{"The price is fixed. Nothing may be charged beyond it unless both sides have signed an amendment.",
					"Цена твёрдая. Взимать что-либо сверх неё можно только по подписанному обеими сторонами дополнительному соглашению.",
					"بها مقطوع است و هیچ مبلغی افزون بر آن، جز با متممی که هر دو طرف امضا کرده باشند، دریافت نمی‌شود.",
					"价格固定不变。未经双方签署补充协议，不得另行收取任何费用。"}),
				Table{Total: true,
					Columns: []Column{{Heading: in(said{"Item", "Позиция", "شرح", "项目"}), Share: 5}, {Heading: in(said{"Hours", "Часы", "ساعت", "小时"}), Amount: true, Share: 2}, {Heading: in(said{"Amount, EUR", "Сумма, EUR", "مبلغ (یورو)", "金额（欧元）"}), Amount: true, Share: 3}},
					Rows: [][]Text{
						all(said{"Examination and plan", "Осмотр и план работ", "بررسی و برنامهٔ کار", "检查与方案"}, said{"2", "2", "۲", "2"}, said{"120.00", "120,00", "۱۲۰٫۰۰", "120.00"}),
						all(said{"Removal, with a second examination after 7 days", "Удаление с повторным осмотром через 7 дней", "پاک‌سازی، با بررسی دوباره پس از ۷ روز", "清除，并于 7 天后复查"}, said{"9.5", "9,5", "۹٫۵", "9.5"}, said{"1,140.00", "1 140,00", "۱٬۱۴۰٫۰۰", "1,140.00"}),
						all(said{"Fee of the platform (5 %)", "Сбор площадки (5 %)", "کارمزد سامانه (۵٪)", "平台服务费（5%）"}, same(""), said{"63.00", "63,00", "۶۳٫۰۰", "63.00"}),
						all(said{"Total", "Итого", "جمع", "合计"}, said{"11.5", "11,5", "۱۱٫۵", "11.5"}, said{"1,323.00", "1 323,00", "۱٬۳۲۳٫۰۰", "1,323.00"}),
					}},
				par(said{"The Client pays into escrow before work begins. The sum is released on acceptance, or 14 days after the work was submitted if the Client is silent; a dispute stops that clock.",
					"Заказчик вносит сумму на условное депонирование до начала работ. Она выплачивается после приёмки либо через 14 дней после сдачи работ, если Заказчик молчит; спор останавливает этот срок.",
					"کارفرما پیش از آغاز کار مبلغ را به امانت می‌سپارد. این مبلغ با پذیرش کار، یا در صورت سکوت کارفرما ۱۴ روز پس از تحویل، آزاد می‌شود؛ بروز اختلاف این مهلت را متوقف می‌کند.",
					"客户应在开工前将款项存入托管账户。款项在验收后支付；如客户未作答复，则在提交工作成果 14 天后支付；发生争议时，该期限中止。"}),
			}},
			Clause{in(said{"Confidentiality", "Конфиденциальность", "محرمانگی", "保密"}), []Block{
				par(said{"What the Specialist sees stays secret for five years. This covers in particular:", "Всё увиденное Специалист хранит в тайне пять лет. Это относится прежде всего к следующему:", "متخصص آنچه را می‌بیند پنج سال محرمانه نگه می‌دارد؛ به‌ویژه:", "专家对其所见的一切保密五年，特别是："}),
				List{all(
					said{"names, salaries and bank accounts of employees;", "имена, оклады и банковские счета работников;", "نام، حقوق و حساب بانکی کارکنان؛", "员工的姓名、工资和银行账户；"},
					said{"passwords and keys, which the Specialist neither copies nor keeps;", "пароли и ключи, которые Специалист не копирует и не хранит;", "گذرواژه‌ها و کلیدها، که متخصص نه رونوشت برمی‌دارد و نه نگه می‌دارد؛", "密码和密钥，专家不得复制或保留；"},
					said{"the cause of the incident, until the Client has made it public.", "причину происшествия, пока Заказчик сам её не обнародует.", "علت رخداد، تا زمانی که کارفرما خود آن را اعلام کند.", "事故原因，直至客户将其公开。"},
				)},
			}},
			Clause{in(said{"Disputes and language", "Споры и язык", "اختلاف و زبان", "争议与语言"}), []Block{
				par(said{"Differences are settled first between the parties, then by the arbiter named on the platform. The record of the session, the messages of the case and this contract are evidence (§ 4.2, annex A).",
					"Разногласия решают сначала сами стороны, затем арбитр, назначенный на площадке. Запись сеанса, переписка по делу и настоящий договор служат доказательствами (п. 4.2, приложение А).",
					"اختلاف نخست میان دو طرف و سپس به رأی داوری که در سامانه نام برده شده است حل می‌شود. ضبط نشست، پیام‌های پرونده و این قرارداد مدرک به شمار می‌آیند (بند ۴٫۲، پیوست الف).",
					"分歧先由双方协商解决，协商不成的，由平台指定的仲裁人裁决。会话录像、案件往来消息和本合同均为证据（第 4.2 条，附件 A）。"}),
			}},
			Signatures{[]Signatory{
				{"client", in(said{"For the Client", "За Заказчика", "از سوی کارفرما", "客户方"}), in(said{"Mina Tavana", "Мина Тавана", "مینا توانا", "米娜·塔瓦娜"})},
				{"specialist", in(said{"For the Specialist", "Специалист", "متخصص", "专家方"}), in(same("Пётр Лесной"))},
			}},
		},
		Fields: []string{"platform"},
	}
}
