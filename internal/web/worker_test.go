package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOnlyTheWorkerMayCompile(t *testing.T) {
	app, err := App(fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}, "_app/immutable/far.worker-abc.js": {Data: []byte("1")}, "_app/immutable/first-abc.js": {Data: []byte("1")}})
	if err != nil {
		t.Fatal(err)
	}
	for path, may := range map[string]bool{"/": false, "/_app/immutable/first-abc.js": false, "/_app/immutable/far.worker-abc.js": true, "/far.worker-abc.js": false} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		policy := w.Result().Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "wasm-unsafe-eval") != may || strings.Contains(policy, "'unsafe-eval'") || !strings.Contains(policy, "require-trusted-types-for 'script'") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}
