# Everything a developer runs. Tools are pinned here, not in go.mod: what the
# program needs and what its developers need are different lists.
GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)

GO ?= go
# The parallelism of the race detector's runs is left to the go command.
BENCH ?= .
BENCHTIME ?= 1s

.PHONY: all build test golden race lint vet bench benchmarks rules rule cover e2e fuzz reliability mutation supply-chain man vscode playground npm clean custom-gcl payloadvet

all: build lint test

build: ## the programs, in bin/
	$(GO) build -o bin/ ./cmd/...

test: ## all tests
	$(GO) test ./...

golden: ## rewrite golden files, generated pages and shown outputs; read the diff
	UPDATE=1 $(GO) test ./cmd/payloadlint ./cmd/internal/repository ./rules ./rules/internal/mirror ./cmd/internal/report ./cmd/internal/explain

race: ## all tests under the race detector
	$(GO) test -race ./...

vet:
	$(GO) vet ./...

lint: vet ## go vet and golangci-lint
	$(GOLANGCI_LINT) run ./...

bench: ## measure against the aims and write docs/performance.md
	$(GO) run ./cmd/internal/performance -write docs/performance.md

benchmarks: ## the benchmarks alone, e.g. BENCH=FullCheck
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem ./...

rules: ## the generated lists of rule families
	$(GO) run ./rules/internal/generate/cmd

rule: ## a new rule: make rule NAME=access-password-blank [IN=request]
	$(GO) run ./rules/internal/generate/cmd $(or $(IN),request) $(NAME)

cover: ## coverage of rules, schema and analyzers, floor 90 %
	$(GO) test -coverprofile=coverage.out -coverpkg=./rules/...,./schema/...,./analyzers/...,./cmd/internal/... ./rules/... ./schema/... ./analyzers/... ./cmd/...
	@$(GO) tool cover -func=coverage.out | tail -n 1
	@$(GO) tool cover -func=coverage.out | awk '/^total:/ { sub("%", "", $$3); if ($$3 + 0 < 90) { print "coverage is below 90 %"; exit 1 } }'

FUZZTIME ?= 10s
fuzz: ## every fuzz target for FUZZTIME
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; done

e2e: ## the real tools around the program; installs what it needs
	bash .ci/e2e/run

reliability: ## run hostile input and write docs/reliability.md; takes some GB and minutes
	$(GO) run ./cmd/internal/reliability -write docs/reliability.md

MUTATE ?= ./rules/internal/request
mutation: ## change the code of MUTATE in small ways and list what no test notices
	$(GO) run ./cmd/internal/mutation $(MUTATE)

supply-chain: ## modules as go.sum has them, their licences, and known vulnerabilities where the database answers
	$(GO) mod verify
	bash .ci/licenses
	bash .ci/vulnerabilities

custom-gcl: ## golangci-lint with the payloadlint plugin, as bin/golangci-lint
	cd analyzers/gclplugin/cmd/custom-gcl && $(GO) build -o $(CURDIR)/bin/golangci-lint .

PKGS ?= ./...
payloadvet: ## the analyzers over PKGS
	$(GO) run ./cmd/payloadvet $(PKGS)

playground: ## the page in dist/playground, to copy to any file server; needs npm
	bash cmd/playground/build

npm: playground ## the npm packages and the Python wheel for this platform, in dist/npm and dist/wheels
	node cmd/npm/build.mjs --build
	python3 cmd/npm/wheel.py

man: ## the manual pages, in man/
	$(GO) run ./cmd/payloadlint man man

vscode: ## the VS Code extension, as cmd/vscode/payloadlint.vsix
	cd cmd/vscode && npm ci && npm run check && npm run package

clean:
	rm -rf bin dist man coverage.out
