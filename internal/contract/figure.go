package contract

import (
	"slices"
	"strconv"
	"strings"
	"time"

	persian "github.com/yaa110/go-persian-calendar"

	"surety/internal/document"
)

var languages = []document.Language{document.English, document.Russian, document.Persian, document.Chinese}

func knownLanguages(ls []document.Language) bool {
	for i, l := range ls {
		if !slices.Contains(languages, l) || slices.Contains(ls[:i], l) {
			return false
		}
	}
	return len(ls) == 1 || len(ls) == 2
}

// figures are how a language writes numbers, sums and dates.
type figures struct {
	digits         string
	point, group   string
	percent        string // {n} is the number
	money          string // {n} and {currency}
	days, business counted
	hours, years   counted
	rounds         counted
	date           string // {day}, {month}, {year}
	instant        string // {date}, {time}, {zone}
	months         []string
	space          string // between a number and its noun
	again          bool   // the noun after 21 is that after one
	jalali         bool
	currencies     map[string]string // where the code is not what people write
	names          map[document.Language]string
	weekdays       []string // from sunday, as our texts need them: “any day but …”
	and            string   // between two of them
}

// counted is a noun after one and after many. Russian has it in the genitive, which follows the prepositions of our texts: the form
// of one stands after 1, 21, 31 and so on.
type counted struct{ one, many string }

var written = map[document.Language]figures{
	document.English: {
		digits: "0123456789", point: ".", group: ",", percent: "{n}%", money: "{currency}\u00A0{n}", space: "\u00A0",
		days: counted{"day", "days"}, business: counted{"business day", "business days"}, hours: counted{"hour", "hours"}, years: counted{"year", "years"}, rounds: counted{"round", "rounds"},
		date: "{day} {month} {year}", instant: "{date}, {time} ({zone})",
		months:   []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		names:    map[document.Language]string{document.English: "English", document.Russian: "Russian", document.Persian: "Persian", document.Chinese: "Chinese"},
		weekdays: []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}, and: " and ",
	},
	document.Russian: {
		digits: "0123456789", point: ",", group: "\u00A0", percent: "{n}\u00A0%", money: "{n}\u00A0{currency}", space: "\u00A0", again: true,
		days: counted{"дня", "дней"}, business: counted{"рабочего дня", "рабочих дней"}, hours: counted{"часа", "часов"}, years: counted{"года", "лет"}, rounds: counted{"круга", "кругов"},
		date: "{day}\u00A0{month} {year}\u00A0года", instant: "{date}, {time} ({zone})",
		months:     []string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
		currencies: map[string]string{"RUB": "₽", "EUR": "евро", "USD": "долл.\u00A0США"},
		names:      map[document.Language]string{document.English: "английском", document.Russian: "русском", document.Persian: "персидском", document.Chinese: "китайском"},
		weekdays:   []string{"воскресенья", "понедельника", "вторника", "среды", "четверга", "пятницы", "субботы"}, and: " и ",
	},
	document.Persian: {
		digits: "۰۱۲۳۴۵۶۷۸۹", point: "٫", group: "٬", percent: "{n} درصد", money: "{n} {currency}", space: "\u00A0",
		days: counted{"روز", "روز"}, business: counted{"روز کاری", "روز کاری"}, hours: counted{"ساعت", "ساعت"}, years: counted{"سال", "سال"}, rounds: counted{"نوبت", "نوبت"},
		date: "{day} {month} {year}", instant: "{date}، ساعت {time} ({zone})", jalali: true,
		months:     []string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"},
		currencies: map[string]string{"IRR": "ریال", "EUR": "یورو", "USD": "دلار آمریکا", "RUB": "روبل روسیه", "CNY": "یوان چین", "GBP": "پوند انگلیس", "AED": "درهم امارات", "TRY": "لیر ترکیه"},
		names:      map[document.Language]string{document.English: "انگلیسی", document.Russian: "روسی", document.Persian: "فارسی", document.Chinese: "چینی"},
		weekdays:   []string{"یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه"}, and: " و ",
	},
	document.Chinese: {
		digits: "0123456789", point: ".", group: ",", percent: "{n}%", money: "{n}{currency}",
		days: counted{"日", "日"}, business: counted{"个工作日", "个工作日"}, hours: counted{"小时", "小时"}, years: counted{"年", "年"}, rounds: counted{"轮", "轮"},
		date: "{year}年{month}月{day}日", instant: "{date}{time}（{zone}）",
		months:     []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
		currencies: map[string]string{"CNY": "元人民币", "EUR": "欧元", "USD": "美元", "RUB": "俄罗斯卢布", "IRR": "伊朗里亚尔", "GBP": "英镑"},
		names:      map[document.Language]string{document.English: "英文", document.Russian: "俄文", document.Persian: "波斯文", document.Chinese: "中文"},
		weekdays:   []string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}, and: "和",
	},
}

// own writes the digits of s as the language does.
func (f figures) own(s string) string {
	digits := []rune(f.digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return digits[r-'0']
		}
		return r
	}, s)
}

func (f figures) number(n int) string { return f.own(strconv.Itoa(n)) }

// label writes a number that someone else gave: digits alone become the language's own.
func (f figures) label(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		return f.own(s)
	}
	return s
}

// weekend names days of the week.
func (f figures) weekend(days []time.Weekday) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = f.weekdays[d]
	}
	return strings.Join(names, f.and)
}

// count writes a number with its noun.
func (f figures) count(n int, c counted) string {
	noun := c.many
	if n == 1 || f.again && n%10 == 1 && n%100 != 11 {
		noun = c.one
	}
	return f.number(n) + f.space + noun
}

// decimal writes a whole number of minor units.
func (f figures) decimal(minor int64, exponent int) string {
	sign := ""
	if minor < 0 {
		sign, minor = "\u2212", -minor
	}
	digits := strconv.FormatInt(minor, 10)
	if len(digits) <= exponent {
		digits = strings.Repeat("0", exponent+1-len(digits)) + digits
	}
	whole, part := digits[:len(digits)-exponent], digits[len(digits)-exponent:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + f.group + whole[i:]
	}
	if part != "" {
		whole += f.point + part
	}
	return f.own(sign + whole)
}

func (f figures) currency(c Currency) string {
	if name := f.currencies[c.Code]; name != "" {
		return name
	}
	return c.Code
}

func (f figures) amount(minor int64, c Currency) string {
	return strings.NewReplacer("{n}", f.decimal(minor, c.Exponent), "{currency}", f.currency(c)).Replace(f.money)
}

// rate writes hundredths of a percent without needless zeros.
func (f figures) rate(basisPoints int) string {
	exponent := 2
	for exponent > 0 && basisPoints%10 == 0 {
		basisPoints, exponent = basisPoints/10, exponent-1
	}
	return strings.ReplaceAll(f.percent, "{n}", f.decimal(int64(basisPoints), exponent))
}

// day writes a date in the calendar of the language: Persian has the solar Hijri one.
func (f figures) day(t time.Time) string {
	year, month, day := t.Year(), int(t.Month()), t.Day()
	if f.jalali {
		p := persian.New(t)
		year, month, day = p.Year(), int(p.Month()), p.Day()
	}
	return strings.NewReplacer("{year}", f.number(year), "{month}", f.months[month-1], "{day}", f.number(day)).Replace(f.date)
}

// Moment writes an instant as papers do, for other papers: in the language's calendar and digits, with its zone.
func Moment(l document.Language, t time.Time) string { return written[l].moment(t) }

// Digits writes the figures in a text as the language does, for other papers.
func Digits(l document.Language, s string) string { return written[l].own(s) }

// moment writes a date with its time and zone, since a paper is read anywhere.
func (f figures) moment(t time.Time) string {
	zone := "UTC"
	if _, offset := t.Zone(); offset != 0 {
		zone += t.Format("-07:00")
	}
	return strings.NewReplacer("{date}", f.day(t), "{time}", f.own(t.Format("15:04")), "{zone}", zone).Replace(f.instant)
}
