# Every target is one line of help and a command that also works by itself. "make all" is what CI runs.
TOOL := go tool -modfile=go.tool.mod
FUZZTIME ?= 30s

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

all: ## everything CI runs
	.ci/run

fmt: ## format all Go files
	gofmt -w .

lint: ## golangci-lint, with depguard for the layers, and the architecture tests
	$(TOOL) golangci-lint run ./...
	go test ./internal/archtest

test: ## the suite
	go test ./...

race: ## the suite with the race detector
	go test -race ./...

fuzz: ## run each fuzz target for FUZZTIME (default 30s)
	@for p in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
		done; \
	done

generate: ## write the generated files
	go generate ./...

drift: ## generate HEAD in a fresh worktree and compare
	.ci/drift

golden: ## rewrite the generator's golden folders
	go test ./gen -update

api: ## print the exported API of the public packages
	@for p in $$(go list ./... | grep -v /internal/ | grep -v /examples/); do echo "# $$p"; go doc -short $$p; done

cover: ## coverage of each package
	go test -cover ./...

docs: ## check links, snippets and heads of the documents
	go test ./internal/archtest -run 'README|Doc|Godoc'

specs: ## check the specs, and that the generated files are what they say
	go run ./gen/cmd/azgen -check

.PHONY: help all fmt lint test race fuzz generate drift golden api cover docs specs
