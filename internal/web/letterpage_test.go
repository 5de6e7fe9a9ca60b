package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// A letter may look as it likes and do nothing; its link leads the whole window on, and only we may frame it.
func TestALetterIsADocumentThatDoesNothing(t *testing.T) {
	w := httptest.NewRecorder()
	if err := writeLetter(w, `<!doctype html><html><head><title>x</title></head><body style="margin:0"></body></html>`); err != nil {
		t.Fatal(err)
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'", "sandbox allow-top-navigation-by-user-activation"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%q is missing from %q", part, policy)
		}
	}
	for _, part := range []string{"script-src", "allow-scripts", "allow-same-origin"} {
		if strings.Contains(policy, part) {
			t.Errorf("%q stands in %q", part, policy)
		}
	}
	if w.Header().Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(w.Body.String(), `<head><base target="_top">`) {
		t.Errorf("not framed as ours: %v %s", w.Header(), w.Body)
	}
}
