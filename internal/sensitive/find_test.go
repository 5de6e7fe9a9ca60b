package sensitive_test

import (
	"strings"
	"testing"

	"surety/internal/sensitive"
)

// found writes what Find marks as "kind=text", separated by blanks.
func found(text string) string {
	var all []string
	for _, m := range sensitive.Find(text) {
		all = append(all, string(m.Kind)+"="+text[m.From:m.To])
	}
	return strings.Join(all, " | ")
}

// Numbers are those of standards' and providers' own examples, or invented with a right checksum.
func TestFind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"4111 1111 1111 1111", "card=4111 1111 1111 1111"},
		{"4111111111111111", "card=4111111111111111"},
		{"4111111111111112", ""},
		{"cards 378282246310005, 5555-5555-5555-4444", "card=378282246310005 | card=5555-5555-5555-4444"},
		{"4111 1111 1111 1111 12/29 123", "card=4111 1111 1111 1111"},
		{"۴۱۱۱ ۱۱۱۱ ۱۱۱۱ ۱۱۱۱", "card=۴۱۱۱ ۱۱۱۱ ۱۱۱۱ ۱۱۱۱"},
		{"٤١١١١١١١١١١١١١١١", "card=٤١١١١١١١١١١١١١١١"},
		{"卡４１１１１１１１１１１１１１１１。", "card=４１１１１１１１１１１１１１１１"},
		{"4111\u200c1111\u200c1111\u200c1111", "card=4111\u200c1111\u200c1111\u200c1111"},
		{"\u202a4111\u200e-1111-1111-1111\u202c", "card=4111\u200e-1111-1111-1111"},
		{"4111–1111–1111–1111", "card=4111–1111–1111–1111"},
		{"84111111111111111", ""}, {"41111111111111110", ""}, {"0.4111111111111111", ""}, {"x_4111111111111111", ""}, {"a4111111111111111", ""},
		{"550e8400-e29b-41d4-a716-446655440000", ""},
		{"0000000000000000", ""},
		{"GB29 NWBK 6016 1331 9268 19", "iban=GB29 NWBK 6016 1331 9268 19"},
		{"de89370400440532013000", "iban=de89370400440532013000"},
		{"DE89 3704 0044 0532 0130 01", ""},
		{"IR06 0960 0000 0010 0324 2000 01 است", ""},
		{"IR580540105180021273113007", "sheba=IR580540105180021273113007"},
		{"کد ملی 0084575948", "ir_national_id=0084575948"},
		{"شماره سفارش 0084575948", ""},
		{"سفارش 1234567890، کد ملی ۰۰۸۴۵۷۵۹۴۸", "ir_national_id=۰۰۸۴۵۷۵۹۴۸"},
		{"کد ملی 1111111111", ""},
		{"СНИЛС 112-233-445 95", "ru_snils=112-233-445 95"}, {"СНИЛС 112-233-445 96", ""},
		{"ИНН 7707083893", "ru_inn=7707083893"}, {"ИНН 500100732259", "ru_inn=500100732259"}, {"Заказ 7707083893", ""},
		{"паспорт 45 09 123456", "ru_passport=45 09 123456"}, {"детали 45 09 123456", ""},
		{"11010519491231002X", "cn_resident_id=11010519491231002X"}, {"11010519491331002X", ""}, {"身份证号：440524188001010014", ""},
		{"+7 (916) 123-45-67", "phone=+7 (916) 123-45-67"}, {"тел. 8 (495) 123-45-67", "phone=8 (495) 123-45-67"}, {"۰۹۱۲ ۳۴۵ ۶۷۸۹", "phone=۰۹۱۲ ۳۴۵ ۶۷۸۹"},
		{"2026-11-22 10:20:30", ""}, {"192.168.10.200", ""},
		{"write to anna.o'neil+x@post.example, please", "email=anna.o'neil+x@post.example"}, {"a@b", ""}, {"https://user@host.example/", ""}, {"пишите: вера@почта.example.", "email=вера@почта.example"},
		{"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "wallet=1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"}, {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", ""},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "wallet=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}, {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", ""},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "wallet=bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "wallet=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}, {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", ""},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "wallet=TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
		{"password: hunter2!", "password=hunter2!"}, {"Пароль — Весна2026", "password=Весна2026"}, {"密码是abc123，谢谢", "password=abc123"}, {"رمز: ۱۲۳۴۵۶", "password=۱۲۳۴۵۶"},
		{"password: \"correct horse\"", ""}, {"Пароль: не знаю", ""}, {"the password: wrong", ""},
		{"ghp_0123456789abcdefghijABCDEFGHIJ012345", "token=ghp_0123456789abcdefghijABCDEFGHIJ012345"},
		{`"cookies": [{"name":"sid","value":"abcdef0123"},{"name":"t","value":"zyxwvu9876"}]`, "har_cookie=abcdef0123 | har_cookie=zyxwvu9876"},
		{"Authorization: Bearer abcdef.0123456", "har_cookie=Bearer abcdef.0123456"},
		{"cookies are tasty", ""},
	} {
		if got := found(c.text); got != c.want {
			t.Errorf("%q: %s; want %s", c.text, got, c.want)
		}
	}
}

func TestPrivateKeysAreFoundWhole(t *testing.T) {
	key := "-----BEGIN OPENSSH PRIVATE KEY-----\n" + strings.Repeat("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n", 40) + "-----END OPENSSH PRIVATE KEY-----"
	if got := found("here:\n" + key + "\nthanks"); got != "token="+key {
		t.Errorf("found %q", got)
	}
}

func TestStripKeepsSixAndFour(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"pay 4111 1111 1111 1111 now", "pay 4111 11•• •••• 1111 now"},
		{"۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱", "۴۱۱۱۱۱••••••۱۱۱۱"},
		{"password: 4111111111111111", "password: 411111••••••1111"},
		{"378282246310005", "378282•••••0005"},
		{"DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"},
		{"order 4111111111111112", "order 4111111111111112"},
	} {
		if got := sensitive.Strip(c.text); got != c.want {
			t.Errorf("%q: %q; want %q", c.text, got, c.want)
		}
	}
}

func TestAStrippedCardIsStillFound(t *testing.T) {
	if got := found(sensitive.Strip("pay 4111 1111 1111 1111 now")); got != "card=4111 11•• •••• 1111" {
		t.Error(got)
	}
}

// TestEffortIsBounded: texts made to cost much are marked within the same number of steps for each byte. It asserts no
// time; a quadratic finder would not end.
func TestEffortIsBounded(t *testing.T) {
	for _, unit := range []string{"pin ", "password: ", "4111 ", "4111 1111 1111 1111 ", "GB29 ", "github sk_live ", "cookies\": [", "a@", "@", "+7 ", "(((", "\u200c", "1.", "----BEGIN PRIVATE KEY", "0x", "•"} {
		text := strings.Repeat(unit, 120_000/len(unit))
		if n := len(sensitive.Find(text)); n > len(text) {
			t.Errorf("%q: %d marks", unit, n)
		}
		sensitive.Strip(text)
	}
}
