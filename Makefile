# Stoa: make TARGET
#
#   run          builds, then serves a demo store on 127.0.0.1:8080; prints its URL, a key and one curl line per dialect
#   test         sets up what is missing, builds, and runs every check and test (what CI runs)
#   build        release build of the server, all modules of Plugins/ and all of Extensions/
#   bench        measures throughput and latency against bare SwiftNIO, of webhooks and of imports
#   torture      the end-to-end tests with crashes, floods and full disks (minutes)
#   extensions   builds and packs Extensions/ alone
#   format       rewrites Swift and C in the project's format
#   tidy         checks what no compiler does: imports, names the kernel may not know, sizes, unused files
#   clean-data   deletes the demo store
#   help         prints this
.PHONY: help run test build bench torture extensions format tidy clean-data \
	setup compile modules format-check build-tests unit-tests abi-tests extension-checks end-to-end
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The runtime's crash reporter can hang for minutes in a server's process; the supervisor writes a record of its own.
export SWIFT_BACKTRACE := enable=no

SWIFT ?= swift
# Lines of a test run's log that say what failed, what an issue means, and how it ended.
ISSUES := '✘|recorded an issue|↳|Test run with|Fatal error|error:'
QUIET_MAKE = $(MAKE) --no-print-directory --silent
BUILT := .build/release
STOA := $(BUILT)/stoa
PLUGINS := $(patsubst Plugins/%/module.json,%,$(wildcard Plugins/*/module.json))
EXTENSIONS := $(patsubst Extensions/%/module.json,%,$(wildcard Extensions/*/module.json))
SWIFT_FILES := Package.swift Sources Plugins $(wildcard Tests/*/)
C_FILES := $(wildcard Sources/CStoaABI/*.c Sources/CStoaSystem/*.[ch] Tests/ABI/*.c Tests/ABI/modules/*.[ch] \
	Extensions/*/*.c)
C_STYLE := {BasedOnStyle: LLVM, IndentWidth: 4, ColumnLimit: 120, Cpp11BracedListStyle: false, SortIncludes: Never, \
	AllowShortFunctionsOnASingleLine: None, AlignEscapedNewlines: DontAlign}

# $(call step,what it does,command,what to do if it fails): a failure ends in one line that says what failed.
define step
	@echo "== $(1)"
	@$(2) || { echo "make: FAILED: $(1)$(if $(3),: $(3))" >&2; exit 1; }
endef
# $(call id,FOLDER): the id in the folder's manifest.
id = $(shell sed -n 's/^ *"id": *"\([^"]*\)".*/\1/p' $(1)/module.json | head -n 1)
# $(call pack,FOLDER,LIBRARY,TO): checks a built module and puts manifest.json and module.so into its place.
pack = $(call step,pack $(1),$(STOA) module pack $(1)/module.json $(2) $(3))

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

run: build
	@exec $(STOA) demo --data .demo --listen 127.0.0.1:8080

build: setup compile modules extensions

setup:
	$(call step,set up,Tests/Support/setup.sh)

compile:
	$(call step,compile,$(SWIFT) build -c release)

modules: $(PLUGINS:%=module-%)

module-%:
	$(call pack,Plugins/$*,$(BUILT)/lib$*Module.so,$(BUILT)/modules/$(call id,Plugins/$*))

extensions: $(EXTENSIONS:%=extension-%)

extension-%: ID = $(call id,Extensions/$*)
extension-%:
	$(call step,build Extensions/$*,$(QUIET_MAKE) -C Extensions/$* check OUT=$(abspath .build/extensions)/$(ID))
	$(call pack,Extensions/$*,.build/extensions/$(ID)/module.so,$(BUILT)/extensions/$(ID))

# The cheap checks speak first.
test: setup format-check tidy abi-tests build-tests build unit-tests extension-checks end-to-end
	@echo "== all passed"

format:
	$(call step,format Swift,$(SWIFT) format --in-place --recursive $(SWIFT_FILES))
	$(call step,format C,clang-format -i --style='$(C_STYLE)' $(C_FILES),it needs clang-format 14)

format-check:
	$(call step,check the format,$(SWIFT) format lint --strict --recursive $(SWIFT_FILES),see 'make format')

tidy:
	$(call step,tidy knows its rules,python3 Tests/Support/tidy.py --self-test)
	$(call step,tidy,python3 Tests/Support/tidy.py)

abi-tests:
	$(call step,check the ABI,$(QUIET_MAKE) -C Tests/ABI check OUT=$(abspath .build/abi))
	$(call step,build the loader's test modules,$(QUIET_MAKE) -C Tests/ABI modules OUT=$(abspath .build/abi))

build-tests:
	$(call step,compile with tests,Tests/Support/logged.sh build-tests 'error:|warning:|Build complete' \
		$(SWIFT) build -c release --build-tests)

unit-tests:
	$(call step,unit tests,Tests/Support/logged.sh unit-tests $(ISSUES) $(SWIFT) test -c release --skip-build)

# Partners may use either compiler.
extension-checks:
	$(call step,extensions under gcc and clang,for compiler in gcc clang; do for extension in $(EXTENSIONS); do \
		! command -v $$compiler > /dev/null || $(QUIET_MAKE) -C Extensions/$$extension check \
			CC=$$compiler OUT=$(abspath .build/extensions)/with-$$compiler/$$extension || exit 1; done; done)

end-to-end:
	$(call step,end-to-end tests,PYTHON="$$(Tests/Support/python.sh)" && "$$PYTHON" -m pytest Tests/EndToEnd -q)

torture: build
	$(call step,torture,PYTHON="$$(Tests/Support/python.sh)" && STOA_TORTURE=full "$$PYTHON" -m pytest Tests/EndToEnd -q)

bench: build
	$(call step,set up the load generator,Tests/Support/setup.sh bench)
	$(call step,bench,PYTHON="$$(Tests/Support/python.sh)" && "$$PYTHON" Tests/Bench/run.py)

clean-data:
	rm -rf .demo
