package document

import (
	"fmt"
	"testing"
)

func BenchmarkRender(b *testing.B) {
	for _, name := range []string{"en", "ru", "fa", "zh", "fa-en"} {
		b.Run(name, func(b *testing.B) {
			d := sample(samples[name]...)
			must(Render(d)) // fonts are read once
			for b.Loop() {
				must(Render(d))
			}
		})
	}
}

func BenchmarkSeal(b *testing.B) {
	pdf, s := rendered(), sealing("client", "Mina")
	for b.Loop() {
		must(Seal(b.Context(), pdf, s))
	}
}

func BenchmarkVerify(b *testing.B) {
	for n, pdf := range sealedThrice()[1:] {
		b.Run(fmt.Sprint(n+1), func(b *testing.B) {
			for b.Loop() {
				must(Verify(pdf, trusted()))
			}
		})
	}
}
