package recovery

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"surety/internal/db"
)

// wordsOf are the three words of a request for a stretch of time: not stored, since they follow from the installation's key. After
// an approval they are others. 18 bits are enough for words that are said to a person, of whom five wrong answers end the request.
func (r *Recoveries) wordsOf(x row, at time.Time) []string {
	text := binary.BigEndian.AppendUint64([]byte(x.id), uint64(x.approvals))
	text = binary.BigEndian.AppendUint64(text, uint64(db.Micros(at)/WordsLast.Microseconds()))
	sum := r.Vault.Index("recovery words", text)
	list := spoken[x.language]
	if list == nil {
		list = spoken["en"]
	}
	words := make([]string, 3)
	for i := range words {
		words[i] = list[int(sum[i])%len(list)]
	}
	return words
}

// wordsUntil is when the page shows others.
func wordsUntil(at time.Time) time.Time { return at.Truncate(WordsLast).Add(WordsLast) }

// heard reports whether what was heard are the words of now or of the stretch before.
func (r *Recoveries) heard(x row, said string, now time.Time) bool {
	for _, at := range []time.Time{now, now.Add(-WordsLast)} {
		if at.Add(WordsLast).After(x.asked) && letters(said) == letters(strings.Join(r.wordsOf(x, at), "")) {
			return true
		}
	}
	return false
}

// letters is what is left of words when how they are written makes no difference.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == 'ي' || c == 'ى':
			return 'ی'
		case c == 'ك':
			return 'ک'
		case c == 'ё':
			return 'е'
		case unicode.IsLetter(c):
			return c
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(s)))
}

// spoken are plain words that sound unlike each other, 64 in each language.
var spoken = map[string][]string{
	"en": strings.Fields(`apple anchor basket bridge butter button candle carpet castle cherry circle coffee copper corner cotton desert
		dinner donkey dragon engine falcon feather forest garden ginger guitar hammer harbour honey island jacket jungle
		kettle kitchen ladder lantern lemon magnet meadow melon mirror monkey mountain needle onion orange paper pencil
		pepper pillow pocket rabbit ribbon river saddle shadow silver spider summer table thunder ticket turtle window`),
	"ru": strings.Fields(`арбуз банан берёза бумага вагон варенье ветер вишня воробей ворота гитара глобус голубь гроза деревня диван
		дорога ёжик жираф забор заяц зеркало зонтик игрушка изюм камень карандаш картина клубника ключ колокол комната
		корабль костёр кошка крыша кувшин лампа лестница лимон лодка магнит медведь молоко морковь музыка облако огурец
		озеро окно орех остров парус пирог подушка радуга ракета река самовар свеча снегирь солнце тарелка яблоко`),
	"fa": strings.Fields(`آسمان آهو آینه انار انگور باران باغ بادام برف بلبل پارو پرده پلنگ پنجره پیاز ترازو
		توت جنگل چادر چراغ چشمه حلوا خرگوش خرما خورشید دریا درخت دفتر دوچرخه دیوار رنگین روباه
		زنبور زیتون ساحل ستاره سماور سنجاب سیب شمع شیر صندلی طاووس طوطی عسل عقاب فانوس فرش
		فنجان قایق قلم کبوتر کتاب کلاه کوه گردو گندم گیتار لاله لیمو ماهی نردبان نمک هندوانه`),
	"zh": strings.Fields(`苹果 香蕉 西瓜 葡萄 石榴 核桃 花生 豆腐 米饭 面条 茶杯 筷子 窗户 桌子 椅子 台灯
		雨伞 手套 毛巾 剪刀 钥匙 梯子 铃铛 风筝 灯笼 气球 火车 轮船 飞机 单车 大桥 高山
		河流 海洋 沙漠 森林 草原 月亮 星星 太阳 彩虹 白云 雷声 雪花 春天 秋天 老虎 熊猫
		兔子 骆驼 孔雀 燕子 蝴蝶 蜜蜂 乌龟 鲸鱼 松树 竹子 荷花 玫瑰 钢琴 鼓手 图书 地图`),
}
