# Everything a developer or CI runs is one of: run, test, check, build, bench. Each installs what it lacks first.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unreleased)
BIN     := $(CURDIR)/.cache/bin
NPM_CI  := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
DEMO    ?= data/demo
LISTEN  ?= 127.0.0.1:8080
TICKETS ?= 2000,20000,200000
# Tests, linters and the binary then share what is compiled.
export GOFLAGS := -trimpath
export CGO_ENABLED := 0

.PHONY: help setup run build assist connect test test-go test-ui test-journeys check check-go check-ui check-generated generate pictures bench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: .cache/packages ui/node_modules/.package-lock.json e2e/node_modules/.package-lock.json tools/node_modules/.package-lock.json internal/document/font/.built $(BIN)/staticcheck ## install what is missing

run: build ## build and serve a demo world on http://127.0.0.1:8080, also named http://localhost:8080
	bin/surety demo --data $(DEMO) --serve --listen $(LISTEN) --url http://localhost:$(lastword $(subst :, ,$(LISTEN)))

build: setup ## write bin/surety, one static binary with the web app inside
	tools/build-ui
	go build -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)' -o bin/surety ./cmd/surety

assist: ## write bin/assist: the client's program for six systems, one small file each, with their SHA-256
	VERSION=$(VERSION) tools/assist assist

connect: ## write bin/connect: the specialist's program likewise
	VERSION=$(VERSION) tools/assist connect

test: build ## run every test: Go on both engines, the web app's, the browser journeys
	tools/with-postgres tools/test

test-go: setup ## Go tests only; PACKAGES=./internal/ticket/... narrows them
	tools/with-postgres tools/test go

test-ui: setup ## the web app's own tests only
	tools/test ui

test-journeys: build ## browser journeys only
	tools/test journeys

check: setup check-go check-ui check-generated ## lint everything

check-go: setup
	@unformatted=$$(gofmt -l cmd e2e/remote internal ui/*.go tools); [ -z "$$unformatted" ] || { echo "not formatted:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	tools/assist --vet
	$(BIN)/staticcheck ./...
	$(BIN)/depguard ./...
	go test -count=1 ./internal/arch

check-ui: setup
	cd ui && npm run --silent check
	cd e2e && npm run --silent check
	cd tools && npx --no-install spectral lint ../ui/openapi.json --ruleset spectral.yaml --fail-severity=warn

check-generated: setup
	tools/generated

generate: setup ## write the OpenAPI document, the typed client and docs/access.md anew
	tools/generate

pictures: build ## take the pictures of the README anew
	cd e2e && npx --no-install playwright test --config pictures.config.ts

bench: build ## fill and measure; TICKETS=2000,20000 narrows it
	tools/with-postgres --durable bin/surety bench tickets --sizes $(TICKETS)

clean: ## remove what was built and the demo world; installed packages stay
	rm -rf bin .cache artifacts test-results data/demo ui/.built ui/node_modules e2e/node_modules tools/node_modules tools/fonts/node_modules
	find internal/document/font -mindepth 1 ! -name .gitkeep -delete
	find ui/dist -mindepth 1 ! -name .gitkeep -delete

.cache/packages: tools/packages
	tools/packages
	@mkdir -p $(@D) && touch $@

%/node_modules/.package-lock.json: %/package-lock.json %/package.json
	cd $* && $(NPM_CI)
	@touch $@

internal/document/font/.built: tools/fonts/build tools/fonts/node_modules/.package-lock.json
	tools/fonts/build

$(BIN)/staticcheck: tools/go.mod tools/go.sum $(wildcard tools/gotest/*.go)
	cd tools && GOBIN=$(BIN) go install tool ./gotest
	@touch $@
