# Jobyard: `make up` runs it, `make test` tests it, `make help` names the rest.
#
# Variables given to make reach jobyard as its environment: `make up API_PORT=9000`.

PREFIX ?= /usr/local

# Two trees in the installed layout: what `make up` runs, and what the end-to-end tests start.
RELEASE := .build/installed
DEBUG := .build/installed-debug

TEST := swift test --skip-build --disable-xctest

# The folders are listed too: their times tell of files that were added or removed.
SOURCES := Package.swift $(shell find Sources Plugins plugin-sdk -name .build -prune -o -print)

.DEFAULT_GOAL := help
.PHONY: help up build test chaos lint format install uninstall proto packages test-packages

help: ## Name these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: build ## Build what changed, then run the whole of Jobyard until Ctrl-C
	@exec $(RELEASE)/bin/jobyard up

build: packages $(RELEASE)/stamp ## Build in release mode, into .build/installed

# Units and end-to-end tests one after the other: two processors bear no more.
test: test-packages ## Build in debug mode and run every test
	@scripts/require-swift
	swift build --build-tests
	@rm -rf $(DEBUG) && scripts/install-tree debug $(DEBUG)
	@scripts/python-client .build/python
	@rm -f .build/tests-*.xml
	$(TEST) --skip EndToEndTests --xunit-output .build/tests-units.xml; units=$$?; \
	    JOBYARD_TEST_PREFIX=$(abspath $(DEBUG)) JOBYARD_TEST_PYTHON=$(abspath .build/python/bin/python3) \
	    $(TEST) --filter EndToEndTests --xunit-output .build/tests-endtoend.xml && exit $$units

chaos: build test-packages ## Kill every part under load, look for what was lost: MINUTES=5 SEED=random DATABASE=sqlite
	@scripts/python-client .build/python
	JOBYARD_MODEL_STEPS=200000 $(if $(SEED),JOBYARD_MODEL_SEED=$(SEED)) swift test --disable-xctest --filter ModelTests
	.build/python/bin/python3 Tests/Chaos/chaos --prefix $(RELEASE) --database $(or $(DATABASE),sqlite) \
	    --minutes $(or $(MINUTES),5) $(if $(SEED),--seed $(SEED))

lint: ## Check the style of every Swift file
	@scripts/require-swift
	swift format lint --strict --parallel --recursive Package.swift Sources Plugins plugin-sdk Tests benchmarks

format: ## Put every Swift file into that style
	swift format --in-place --parallel --recursive Package.swift Sources Plugins plugin-sdk Tests benchmarks

install: build ## Install under PREFIX (/usr/local by default), for packagers inside DESTDIR
	scripts/install-tree release '$(PREFIX)' '$(DESTDIR)'

uninstall: ## Remove what `make install` has put there
	scripts/uninstall-tree '$(DESTDIR)$(PREFIX)'

proto: ## Make the gRPC code again from proto/job_scheduler.proto
	@scripts/install-packages proto
	proto/generate

packages:
	@scripts/install-packages build

test-packages:
	@scripts/install-packages build test

# When nothing is newer than the stamp, `make up` does not even ask `swift build`, and is ready at once. The stamp bears
# the time at which the build began, so that what was edited meanwhile is built the next time.
$(RELEASE)/stamp: $(SOURCES) | packages
	@scripts/require-swift
	@mkdir -p .build && touch .build/began
	swift build -c release
	@rm -rf $(RELEASE) && scripts/install-tree release $(RELEASE)
	@mv .build/began $@
