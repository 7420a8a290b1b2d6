# make check = what CI runs. Tools are installed into bin/ (ignored by git) at pinned versions.
SHELL := bash
GOLANGCI := bin/golangci-lint
GOLANGCI_VERSION := v2.15.0
PURE := ./ingest/... ./forecast/... ./reports/... ./transform/calendar ./transform/demand
RACE := ./ingest/... ./transform/... ./forecast/... ./cmd/zhiwei/pipeline
E2E := zhiwei/(cmd/zhiwei|reports/web)
FUZZTIME ?= 20s

.PHONY: check fmt fmt-check lint test race e2e fuzz bench bench-accuracy bench-speed peers cover golden nightly browser clean

check: fmt-check lint e2e test race

$(GOLANGCI):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

fmt: $(GOLANGCI)
	$(GOLANGCI) fmt ./...

fmt-check: $(GOLANGCI)
	$(GOLANGCI) fmt --diff ./...

lint: $(GOLANGCI)
	go vet ./...
	$(GOLANGCI) run ./...
	CGO_ENABLED=0 go build $(PURE)

test:
	go test -shuffle=on -timeout 30m $$(go list ./... | grep -vxE '$(E2E)')

race:
	go test -race -short -timeout 30m $(RACE)

browser:
	.ci/browser

e2e: browser
	go test -count=1 -timeout 30m ./cmd/zhiwei ./reports/web

fuzz:
	.ci/fuzz $(FUZZTIME)

bench:
	go test -run '^$$' -bench . -benchmem ./...

# Every table of forecast/RESULTS.md, control lines first; needs ../shared/bench.
bench-accuracy:
	BENCH_SET=all go test ./cmd/zhiwei/longfile -run 'TestControlLines|Gates' -count=1 -v -timeout 4h

# Milliseconds a series and rows a second of every family, one thread where the name does not say otherwise.
bench-speed:
	go test -run '^$$' -bench . -benchmem ./forecast/...

# StatsForecast beside ours, in one run on the same series.
peers:
	.ci/peers

cover:
	go test -coverprofile=cover.out ./... && go tool cover -func=cover.out | tail -n 1

golden:
	go test ./ingest ./transform ./reports/web ./reports/excel -update

nightly: check
	$(MAKE) fuzz FUZZTIME=1h
	ZHIWEI_NIGHTLY=1 go test -count=1 -timeout 3h ./...

clean:
	rm -rf bin cover.out zhiwei-demo
