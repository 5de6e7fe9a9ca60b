package web

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"
)

// policy is the Content-Security-Policy of the app. Scripts and styles come from the binary alone; the hashes are those
// of index.html's own start script. Svelte's runtime names its Trusted Types policy
// svelte-trusted-html; surety-worker lets the page start one worker, of an address that the build knows.
func policy(scriptHashes []string) string {
	scripts := strings.Join(append([]string{"'self'"}, scriptHashes...), " ")
	return strings.Join([]string{
		"default-src 'none'", "script-src " + scripts, "style-src 'self'", "img-src 'self' blob: data:", "font-src 'self'",
		"connect-src 'self'", "frame-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
		"require-trusted-types-for 'script'", "trusted-types svelte-trusted-html surety-worker",
	}, "; ")
}

// workerPolicy is that of the remote session's worker, which has a policy of its own: compiling WebAssembly is allowed there and nowhere
// else. It reaches this server and loads nothing of anybody else's.
const workerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

// isWorker reports whether a path is the build's file of that worker.
func isWorker(path string) bool { return strings.HasPrefix(path, "/"+immutable+"far.worker-") }

// apiPolicy lets an answer of the API do nothing, should a browser ever show it as a page.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

// permissions switches off what no page here uses.
const permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), " +
	"publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"

// protected sets the headers that keep a browser strict, on every answer.
func (s *Server) protected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.app.policy)
		if isAPI(r.URL.Path) {
			h.Set("Content-Security-Policy", apiPolicy)
		}
		if isWorker(r.URL.Path) {
			h.Set("Content-Security-Policy", workerPolicy)
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", permissions)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.URL.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// App serves built pages with the headers of the app, and nothing else: for checks of a page without a server behind it.
func App(files fs.FS) (http.Handler, error) {
	a, err := openApp(files)
	s := &Server{app: a}
	s.URL = &url.URL{Scheme: "http"}
	return s.protected(a), err
}
