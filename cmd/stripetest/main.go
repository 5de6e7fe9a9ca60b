// Command stripetest serves the Stripe of package stripetest for the browser journeys: its pages to pay and to enrol, and
// events to the installation's address. It is no part of what is shipped.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"surety/internal/card/stripetest"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to serve on")
	events := flag.String("events", "", "where events go")
	flag.Parse()
	fake := stripetest.New(time.Now)
	fake.Address = "http://" + *listen
	fake.Heard(func(e stripetest.Event) { tell(*events, e) })
	server := &http.Server{Addr: *listen, Handler: fake, ReadHeaderTimeout: time.Minute}
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// tell delivers an event twice, as Stripe may: the second must do nothing.
func tell(address string, e stripetest.Event) {
	for range 2 {
		r, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(e.Body))
		if err != nil {
			continue
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Stripe-Signature", stripetest.Sign(e.Body, stripetest.Secret, time.Now()))
		if answer, err := http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
		}
	}
}
