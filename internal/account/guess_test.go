package account

import (
	"crypto/rand"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"

	"surety/internal/fault"
)

var vera = personal{email: "vera.primerova@firm.example", name: "Вера Примерова", installation: "Northwind Help"}

func TestPasswordsEasyToGuess(t *testing.T) {
	for password, reason := range map[string]string{
		"short":                         "short",
		"passwordpassword":              reasonCommon,
		"P@$$w0rd20262026":              reasonCommon,
		"iloveyou19900101":              reasonCommon,
		"парольпароль2026":              reasonCommon,
		"Gfhjkmgfhjkm2026":              reasonCommon, // пароль on a Latin keyboard
		"сщьзгеуксщьзгеук":              reasonCommon, // computer on a Cyrillic one
		"ятебялюблюсолнышко":            reasonCommon,
		"رمزعبوررمزعبور۱۴۰۵":            reasonCommon,
		"دوستت‌دارمعزیزم":               reasonCommon,
		"asheghetam1370azizam":          reasonCommon,
		"woaini1314woaini":              reasonCommon,
		"woaini5201314woaini":           reasonCommon,
		"我爱你一生一世我爱你一生一世老婆":              reasonCommon,
		"qwertyuiopasdfgh":              reasonWalk,
		"1qaz2wsx3edc4rfv":              reasonWalk,
		"йцукенгшщзхъфыва":              reasonWalk,
		"ضصثقفغعهخحجشسیبلا":             reasonWalk,
		"aaaaaaaaaaaaaaaa":              reasonWalk,
		"abcdefghijklmnop":              reasonWalk,
		"абвгдежзиклмнопр":              reasonWalk,
		"1234567890123456":              reasonWalk,
		"۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵":               reasonWalk,
		"xyxyxyxyxyxyxyxy":              reasonWalk,
		"vera.primerova.2026":           reasonName,
		"ВераПримерова1984":             reasonName,
		"northwindhelp2026!":            reasonName,
		strings.Repeat("long and ", 40): "long",
	} {
		err := checkPassword(normalPassword(password), PasswordMinAlone, vera)
		if f := fault.As(err); err == nil || f.Code != "password_weak" || f.Params["reason"] != reason {
			t.Errorf("%q: %v, want %s", password, err, reason)
		}
	}
}

func TestPasswordsHardToGuess(t *testing.T) {
	for _, password := range []string{longPassword, "neun blaue Regenschirme", "سه قایق روی یخ لیز می‌خورد", "雨后的屋檐下有七只橘猫打瞌睡吧", "mossy-lantern-otter-quilt",
		"x9$Lq2!vTz7#Kw4p", "Twelve grey herons argue", "зелёный трамвай везёт арбузы"} {
		if err := checkPassword(normalPassword(password), PasswordMinAlone, vera); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
	if err := checkPassword("k7#mQ-2v", PasswordMinFactor, vera); err != nil {
		t.Errorf("eight beside a factor: %v", err)
	}
}

// What a generator makes is never called guessable; nor does any input take for ever or end the process.
func TestGeneratedPasswordsPass(t *testing.T) {
	const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%+-"
	for range 300 {
		b := make([]byte, 20)
		for i := range b {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
			must(t, err)
			b[i] = letters[n.Int64()]
		}
		if err := checkPassword(string(b), PasswordMinAlone, vera); err != nil {
			t.Errorf("%s: %v", b, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "password")
		n, _ := weigh(s, vera.words())
		if n < 0 || n > len([]rune(fold(s))) {
			t.Fatalf("%d pieces of %d characters", n, len([]rune(fold(s))))
		}
	})
}

// A longer word list can only lower the count, and so can nothing else.
func TestKnownWordsNeverCountForMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-zа-я0-9]{0,24}`).Draw(t, "password")
		w := rapid.StringMatching(`[a-zа-я]{3,8}`).Draw(t, "word")
		without, _ := weigh(s, nil)
		with, _ := weigh(s, []string{w})
		if with > without {
			t.Fatalf("%q with %q: %d > %d", s, w, with, without)
		}
	})
}

func TestWaitsGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		free, n := rapid.IntRange(0, 100).Draw(t, "free"), rapid.IntRange(0, 10_000).Draw(t, "count")
		if d := delay(n, free); d < 0 || d > longestWait || d > delay(n+1, free) || (d == 0) != (n <= free) {
			t.Fatalf("delay(%d, %d) = %v", n, free, d)
		}
	})
}

func TestCodesOfTheNeighbouringStepsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := totpText.EncodeToString(rapid.SliceOfN(rapid.Byte(), totpSecret, totpSecret).Draw(t, "secret"))
		now := time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "now"), 0)
		off := rapid.IntRange(-3, 3).Draw(t, "steps")
		code := codeAt(t, secret, now.Add(time.Duration(off)*totpStep))
		step, ok := matchStep(secret, code, now)
		if near := off >= -1 && off <= 1; near && !ok {
			t.Fatalf("%d steps away is refused", off)
		} else if ok && (step < now.Unix()/30-1 || step > now.Unix()/30+1) {
			t.Fatalf("step %d at %d", step, now.Unix()/30)
		}
	})
}

func TestOneAddressHasOneForm(t *testing.T) {
	for in, want := range map[string]string{
		" Sara@Mail.EXAMPLE ":    "sara@mail.example",
		"ｓａｒａ@mail.example":      "sara@mail.example",
		"info@ПРИМЕР.example":    "info@xn--e1afmkfd.example",
		"a.b+c@sub.mail.example": "a.b+c@sub.mail.example",
	} {
		if got, err := normalEmail(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "a", "@b.example", "a@", "a@localhost", "a b@c.example", "a\u200b@c.example", "a@b@c.example", "<a@c.example>", "a@c.example\nBcc: x@y.example", strings.Repeat("a", 65) + "@c.example"} {
		if got, err := normalEmail(bad); err == nil {
			t.Errorf("%q passed as %q", bad, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		once, err := normalEmail(rapid.StringMatching(`[A-Za-zА-я0-9._%+-]{1,20}@[a-zа-я]{1,9}\.(example|пример)`).Draw(t, "address"))
		if err != nil {
			return
		}
		if twice, err := normalEmail(once); err != nil || twice != once {
			t.Fatalf("%q becomes %q, %v", once, twice, err)
		}
	})
}

func TestCodesMayBeTypedOnAnyKeyboard(t *testing.T) {
	for in, want := range map[string]string{"123 456": "123456", "۱۲۳-۴۵۶": "123456", "١٢٣٤٥٦": "123456", "１２３４５６": "123456"} {
		if got := digits(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}

func codeAt(t *rapid.T, secret string, at time.Time) string {
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
