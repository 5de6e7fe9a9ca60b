package document

import (
	"slices"
	"strconv"
	"strings"
)

// Language is a language this package has words for, as a BCP 47 tag.
type Language string

// The languages.
const (
	English Language = "en"
	Russian Language = "ru"
	Persian Language = "fa"
	Chinese Language = "zh"
)

// words are what the package prints of its own accord, and how a language is set.
type words struct {
	rtl    bool
	tag    string // for the file, with the script where readers need it
	page   string // "Page %n of %m"
	alone  string // the notice when there is one language
	seal   string // under a place for a signature; %f is its name in the file
	text   string // before the hash of the canonical text
	digits string // zero to nine
	faces  []string
}

var languages = map[Language]words{
	English: {tag: "en", page: "Page %n of %m", alone: "Text in English",
		seal: "Electronic signature and seal, in this file: %f", text: "SHA-256 of the text", digits: "0123456789", faces: []string{"latin", "arabic", "han"}},
	Russian: {tag: "ru", page: "Страница %n из %m", alone: "Текст на русском языке",
		seal: "Электронная подпись и печать, в этом файле: %f", text: "SHA-256 текста", digits: "0123456789", faces: []string{"latin", "arabic", "han"}},
	Persian: {tag: "fa", rtl: true, page: "صفحهٔ %n از %m", alone: "متن به زبان فارسی",
		seal: "امضا و مهر الکترونیکی، درون همین فایل: %f", text: "SHA-256 متن", digits: "۰۱۲۳۴۵۶۷۸۹", faces: []string{"arabic", "latin", "han"}},
	Chinese: {tag: "zh-Hans", page: "第 %n 页，共 %m 页", alone: "文本语言：中文",
		seal: "电子签名和印章，位于本文件内：%f", text: "文本的 SHA-256", digits: "0123456789", faces: []string{"han", "latin", "arabic"}},
}

// controlled is the notice, in one language, that a language controls.
var controlled = map[Language]map[Language]string{
	English: {English: "The English text controls", Russian: "The Russian text controls", Persian: "The Persian text controls", Chinese: "The Chinese text controls"},
	Russian: {English: "Преимущество имеет текст на английском языке", Russian: "Преимущество имеет текст на русском языке", Persian: "Преимущество имеет текст на персидском языке", Chinese: "Преимущество имеет текст на китайском языке"},
	Persian: {English: "متن انگلیسی ملاک است", Russian: "متن روسی ملاک است", Persian: "متن فارسی ملاک است", Chinese: "متن چینی ملاک است"},
	Chinese: {English: "以英文文本为准", Russian: "以俄文文本为准", Persian: "以波斯文文本为准", Chinese: "以中文文本为准"},
}

func knownLanguages(ls []Language) bool {
	for i, l := range ls {
		if _, ok := languages[l]; !ok || slices.Contains(ls[:i], l) {
			return false
		}
	}
	return len(ls) == 1 || len(ls) == 2
}

// notice says in language l which of ls controls.
func notice(l Language, ls []Language) string {
	if len(ls) == 1 {
		return languages[l].alone
	}
	return controlled[l][ls[0]]
}

// number writes n in the digits of the language.
func (l Language) number(n int) string { return l.figures(strconv.Itoa(n)) }

func (l Language) figures(s string) string {
	digits := []rune(languages[l].digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return digits[r-'0']
		}
		return r
	}, s)
}

func (l Language) pageOf(n, m int) string {
	return strings.NewReplacer("%n", l.number(n), "%m", l.number(m)).Replace(languages[l].page)
}

// sealedHere says where the signature of a place is to be found.
func sealedHere(l Language, field string) string {
	return strings.ReplaceAll(languages[l].seal, "%f", Isolate(field))
}

// Languages are those this package has words for.
func Languages() []Language { return []Language{English, Russian, Persian, Chinese} }
