package account

import "strings"

// commonWords are what people choose for a password, in the four languages and as typed with the wrong layout switched on.
// Digits, years, repetitions and keyboard walks are found without a list.
var commonWords = everyLayout(strings.Fields(`
password passwort passw0rd passwd pass word admin administrator root user guest login test demo default changeme change letmein
welcome hello secret private access master server system manager support help helpdesk surety security computer internet network
qwerty qwertz azerty asdf zxcv qazwsx iloveyou ilove love lover lovely baby angel princess prince sunshine flower star moon
monkey dragon tiger lion eagle panther shadow superman batman spiderman pokemon starwars matrix ninja killer hunter ranger soccer
football baseball basketball hockey liverpool chelsea arsenal barcelona juventus realmadrid michael jordan jessica ashley charlie
daniel thomas robert george andrew joshua matthew jennifer michelle nicole hannah amanda samantha maria anna alex david john
summer winter spring autumn january february march april june july august september october november december monday tuesday
wednesday thursday friday saturday sunday google facebook apple samsung microsoft windows linux android iphone whatsapp telegram
office company business office365 money dollar freedom forever friend friends family mother father mylove trustno1 whatever
abc abcd abc123 a1b2c3 aa12345678 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3 q1w2e3r4 zaq12wsx qweasd qweasdzxc asdzxc letme open sesame
correct horse battery staple correcthorsebatterystaple thequickbrownfox tobeornottobe maytheforcebewithyou iloveyousomuch
пароль парольпароль админ администратор привет любовь люблю ятебялюблю тебя солнце солнышко котик кошка зайка малыш лапочка
милая любимая любимый красотка принцесса ангел наташа натали марина светлана катя екатерина анна мария ольга елена татьяна юля
саша александр андрей дима дмитрий сергей максим никита иван владимир алексей михаил спартак зенит динамо россия москва питер
самара казань украина киев минск счастье мама папа семья дружба друзья весна лето осень зима тест логин вход компьютер работа
natasha nastya sasha dima sergey andrey maksim vladimir aleksandr marina svetlana katya privet lubov ljubov parol solnce
zenit spartak rossiya moskva samsung spasibo davaj
رمز رمزعبور گذرواژه پسورد سلام عشق عشقم دوستت دارم دوستدارم عزیزم خدا خدایا ایران تهران اصفهان شیراز مشهد تبریز پرسپولیس استقلال
علی محمد حسین حسن رضا مهدی فاطمه زهرا مریم سارا امیر آرش بهار پاییز تابستان زمستان نوروز گل ستاره مدیر کاربر خوش آمدید
salam eshgh eshgham asheghetam azizam doostet daram khoda khodaya allah bismillah mohammad hossein hosein hassan reza mehdi mahdi
fatemeh zahra maryam amirali iran tehran isfahan shiraz mashhad tabriz persepolis esteghlal nowruz ramz
密码 我的密码 你好 我爱你 爱你 一生一世 宝贝 老婆 老公 中国 北京 上海 广州 深圳 管理员 测试 用户 登录 天天 快乐 幸福 恭喜 发财
mima wodemima nihao woaini woaini1314 woaini520 woaiwo aini wo ai ni 520 1314 5201314 1314520 520520 521521 7758521 7758258 1234qwer
baobao baobei laopo laogong mama baba zhongguo beijing shanghai guangzhou shenzhen guanliyuan ceshi yonghu denglu tiantian kuaile
xingfu gongxi facai woshishei wangyut wangwei zhangwei liwei lina wangfang limin xiaoming xiaohong dearbook taobao weixin alibaba
tencent qq qqqq xiaomi huawei woaizhongguo buzhidao
`))

// everyLayout adds each word as it comes out when the other layout is switched on ("gfhjkm" is "пароль").
func everyLayout(words []string) []string {
	rows := func(layout string) []rune { return []rune(layout) }
	latin := rows("qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
	others := [][]rune{rows("йцукенгшщзхъфывапролджэячсмитьбюё"), rows("ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو.`")}
	all := make([]string, 0, 2*len(words))
	for _, w := range words {
		w = fold(w)
		all = append(all, w)
		for _, other := range others {
			for _, t := range []string{retype(w, other, latin), retype(w, latin, other)} {
				if len([]rune(t)) >= 5 {
					all = append(all, fold(t))
				}
			}
		}
	}
	return all
}

// retype presses the keys of a word on another layout; empty when a key is missing.
func retype(word string, from, to []rune) string {
	var b strings.Builder
	for _, r := range word {
		i := -1
		for k, f := range from {
			if f == r {
				i = k
			}
		}
		if i < 0 || i >= len(to) {
			return ""
		}
		b.WriteRune(to[i])
	}
	return b.String()
}
