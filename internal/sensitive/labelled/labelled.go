// Package labelled makes the set on which detectors are measured: sentences in four languages with invented numbers,
// addresses and secrets in them, each labelled, and sentences with what only looks so. It is made of the templates under
// data/ and a fixed seed, so that it is the same everywhere. Nobody's number is in it but by chance.
//
// It is measured by those who wrote the detectors: its figures say that nothing has become worse, not what a stranger's
// text will show.
package labelled

import (
	"embed"
	"math/rand/v2"
	"strings"

	"surety/internal/sensitive"
)

//go:embed data/*.txt
var data embed.FS

// Languages are those the set has sentences in.
var Languages = []string{"en", "ru", "fa", "zh"}

// Sample is one text with what is to be found in it.
type Sample struct {
	Language string
	Text     string
	Marks    []sensitive.Mark
}

// rounds is how often each template is filled.
const rounds = 12

// Set is the whole set.
func Set() (all []Sample) {
	for _, language := range Languages {
		text, err := data.ReadFile("data/" + language + ".txt")
		if err != nil {
			panic(err) // it is embedded
		}
		m := maker{rand.New(rand.NewPCG(5, uint64(len(language)+int(language[0])))), language}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "//") {
				continue
			}
			for range rounds {
				all = append(all, m.fill(strings.ReplaceAll(line, `\n`, "\n")))
			}
		}
	}
	return all
}

// Text is the whole set as one text of at least size bytes, for measures of speed: mostly prose, as help desks see it.
func Text(size int) string {
	var b strings.Builder
	for b.Len() < size {
		for _, s := range Set() {
			b.WriteString(s.Text)
			b.WriteString("\n")
			b.WriteString(filler[s.Language])
			b.WriteString("\n")
		}
	}
	return b.String()
}

var filler = map[string]string{
	"en": "The printer on the second floor stopped answering after the update on Monday. I restarted it twice and checked the cable, but the queue stays full and nothing comes out. Could somebody have a look today? We have a meeting in the afternoon and need the papers.",
	"ru": "После обновления в понедельник принтер на втором этаже перестал отвечать. Я дважды его перезапускал и проверил кабель, но очередь не уменьшается и ничего не печатается. Может ли кто-нибудь посмотреть сегодня? Днём у нас совещание, бумаги нужны к нему.",
	"fa": "چاپگر طبقهٔ دوم از دوشنبه پس از به‌روزرسانی پاسخ نمی‌دهد. دو بار خاموش و روشنش کردم و سیم را هم دیدم، ولی صف خالی نمی‌شود و چیزی چاپ نمی‌شود. می‌شود امروز کسی نگاه کند؟ بعدازظهر جلسه داریم و به برگه‌ها نیاز داریم.",
	"zh": "二楼的打印机从星期一更新以后就没有反应了。我重启了两次，也检查了线，但是队列一直是满的，什么也打不出来。今天能请人来看一下吗？下午我们要开会，需要这些文件。",
}

// braces are how templates write what else would be a place.
var braces = strings.NewReplacer("[[", "{", "]]", "}")

// fill puts a value into every place of a template: "{card}" is to be found, "{-order}" only looks so.
func (m maker) fill(template string) Sample {
	s := Sample{Language: m.language}
	var out strings.Builder
	for template != "" {
		before, rest, ok := strings.Cut(template, "{")
		out.WriteString(braces.Replace(before))
		if !ok {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		value := m.value(name)
		if !strings.HasPrefix(name, "-") {
			kind, _, _ := strings.Cut(name, ":")
			s.Marks = append(s.Marks, sensitive.Mark{Kind: sensitive.Kind(kind), From: out.Len(), To: out.Len() + len(value)})
		}
		out.WriteString(value)
		template = after
	}
	s.Text = out.String()
	return s
}
