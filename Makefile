# greenroom. `make help` lists the targets; everything built lands in $(BUILD).
# Knobs: SAN=1 (ASan + UBSan), TSAN=1 (thread sanitizer), FAULTS=1 (crash points for the fault tests), WERROR=1 (CI),
# V=1 (show the commands), CC, CFLAGS, LDFLAGS; for `make run`: PORT, STATE; for `make install`: DESTDIR, PREFIX,
# sysconfdir, unitdir.

PREFIX  ?= /usr/local
sysconfdir ?= /etc
unitdir ?= /usr/lib/systemd/system
SHAREDIR ?= $(PREFIX)/share/greenroom
CONFDIR := $(sysconfdir)/greenroom
BUILD   ?= build$(if $(SAN),-san)$(if $(TSAN),-tsan)$(if $(FAULTS),-faults)
CFLAGS  ?= -O2 -g
PORT    ?= 8080
STATE   ?= $(BUILD)/run
PYTHON  ?= /usr/bin/python3

LIBS    := fcgi libmariadb json-c libcurl hiredis libevent libcrypto libssl libutf8proc
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum \
           $(if $(WERROR),-Werror)
SANFLAG := $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer) \
           $(if $(TSAN),-fsanitize=thread -fno-omit-frame-pointer)
HARDEN  := $(if $(SAN)$(TSAN),,-D_FORTIFY_SOURCE=2 -fstack-protector-strong)
PKGCF   := $(subst -I,-isystem ,$(shell pkg-config --cflags $(LIBS) 2>/dev/null))
DEFS    := -D_GNU_SOURCE -DSHARE_DIR='"$(SHAREDIR)"' -DSYSCONF_DIR='"$(CONFDIR)"' $(if $(FAULTS),-DGREENROOM_FAULTS)
COMPILE  = $(CC) -std=c11 -pthread -I. $(DEFS) $(WARN) $(PKGCF) $(SANFLAG) $(HARDEN) $(CPPFLAGS) $(CFLAGS)
LDLIBS  := $(shell pkg-config --libs $(LIBS) 2>/dev/null)

VERSION := $(shell sed -n 's/.*GREENROOM_VERSION "\(.*\)"/\1/p' common/program.h)

SAY      = $(if $(V),,@echo '  $(1)' $(2);)
objects  = $(patsubst %.c,$(BUILD)/%.o,$(1))
COMMON  := $(call objects,$(wildcard common/*.c)) $(BUILD)/common/check_table.o
CGI     := $(call objects,$(filter-out cgi/api.c cgi/stream.c,$(wildcard cgi/*.c)))
DAEMON  := $(call objects,$(filter-out daemon/main.c,$(wildcard daemon/*.c)))
CTL     := $(call objects,$(wildcard ctl/*.c)) $(BUILD)/ctl/migrations.o
UNIT    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
FUZZ    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCH   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
# What learns the table of protected topics, and from what.
WEIGH   := tools/weigh.c $(addprefix common/,check_features.c check_words.c unicode.c str.c buf.c)
SENTENCES := --pairs $(sort $(wildcard corpus/private.*.txt)) --pass $(sort $(wildcard corpus/work.*.txt)) \
           tests/unit/data/must_pass.txt --reject tests/unit/data/must_reject.txt --bank $(sort $(wildcard bank/*.txt))
HOSTCC  ?= $(CC)
PROGS   := $(addprefix $(BUILD)/,greenroom-api greenroom-stream greenroom-generator greenroomctl)

# So that `make run` can end with 0 when it is told to stop: see the file. Built on demand, then make starts over.
ifeq ($(MAKECMDGOALS),run)
-load $(BUILD)/tools/make_run.so
endif

all: $(PROGS) ## build the four programs into build/
run: run-deps ## build, run greenroom on PORT (8080), state in STATE; Ctrl-C stops
	@$(MAKE) --no-print-directory all
	@exec $(PYTHON) -m tests.stack.run --build-dir=$(abspath $(BUILD)) --state=$(abspath $(STATE)) --port=$(PORT)
test: deps ## run every test: units, end to end, faults, browser, sanitizers
	@exec sh tools/test.sh
unit: $(UNIT) ## run the unit tests of this build (SAN=1, TSAN=1 pick another)
	@set -e; for t in $^; do $$t; done
e2e: $(PROGS) ## run the end-to-end tests of this build
	$(PYTHON) -m pytest -q tests/e2e --build-dir=$(abspath $(BUILD))
browser: $(PROGS) ## run the browser tests of this build
	$(PYTHON) -m pytest -q tests/browser --build-dir=$(abspath $(BUILD))
soak: deps ## break things at random for SECONDS (60); SEED= repeats a run
	@$(MAKE) --no-print-directory all FAULTS=1
	@exec $(PYTHON) -m tests.e2e.faults.soak --build-dir=$(abspath build-faults) --seconds=$(or $(SECONDS),60) \
		$(if $(SEED),--seed=$(SEED))
fuzz: ## fuzz what reads bytes from outside, SECONDS=30 each (by clang)
	@SECONDS_EACH=$(or $(SECONDS),30) sh tools/fuzz.sh
bench: deps ## measure; ONLY="reads starts" picks sections, QUICK=1 is a try
	@$(MAKE) --no-print-directory all benchprogs
	@exec $(PYTHON) -m tests.bench.run --build-dir=$(abspath $(BUILD)) $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)
benchprogs: $(BENCH)
deps: ## install the Debian packages that are missing, as root or by sudo
	@sh tools/deps.sh
run-deps:
	@sh tools/deps.sh run
format: ## lay the C out as .clang-format says
	clang-format -i $(wildcard */*.c */*.h tests/unit/*.c tests/unit/*.h tests/bench/*.c)
include tools/install.mk
clean: ## remove everything built
	rm -rf build build-*
help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BUILD)/libcommon.a: $(COMMON)
$(BUILD)/libcgi.a: $(CGI)
$(BUILD)/libdaemon.a: $(DAEMON)
$(BUILD)/%.a:
	@rm -f $@
	$(call SAY,AR,$@)$(AR) rcs $@ $^

$(BUILD)/greenroom-api: $(BUILD)/cgi/api.o $(BUILD)/libcgi.a
$(BUILD)/greenroom-stream: $(BUILD)/cgi/stream.o $(BUILD)/libcgi.a
$(BUILD)/greenroom-generator: $(BUILD)/daemon/main.o $(BUILD)/libdaemon.a
$(BUILD)/greenroomctl: $(CTL) $(BUILD)/libdaemon.a
$(PROGS): $(BUILD)/libcommon.a
	$(call SAY,LD,$@)$(COMPILE) $(LDFLAGS) -o $@ $(filter-out $<,$^) $< $(LDLIBS)
$(UNIT): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libdaemon.a $(BUILD)/libcgi.a $(BUILD)/libcommon.a
	$(call SAY,LD,$@)$(COMPILE) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka
$(FUZZ): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libdaemon.a $(BUILD)/libcgi.a $(BUILD)/libcommon.a
	$(call SAY,LD,$@)$(COMPILE) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BENCH): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/libcommon.a
	$(call SAY,LD,$@)$(COMPILE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c Makefile $(BUILD)/places
	@mkdir -p $(@D)
	$(call SAY,CC,$<)$(COMPILE) -MMD -MP -c -o $@ $<
# Built anew when the programs are to look elsewhere for their files than those that are there.
$(BUILD)/places: FORCE
	@mkdir -p $(@D)
	@echo '$(SHAREDIR) $(CONFDIR)' | cmp -s - $@ || echo '$(SHAREDIR) $(CONFDIR)' > $@
$(BUILD)/tools/make_run.so: tools/make_run.c | run-deps
	@mkdir -p $(@D)
	$(call SAY,CC,$<)$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O2 -fPIC -shared -o $@ $<
$(BUILD)/ctl/migrations.c: tools/embed.sh $(wildcard schema/*.sql)
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)sh tools/embed.sh $(sort $(wildcard schema/*.sql)) > $@
$(BUILD)/tools/weigh: $(WEIGH) $(wildcard common/check_*.h) Makefile
	@mkdir -p $(@D)
	$(call SAY,LD,$@)$(HOSTCC) -std=c11 -pthread -I. -D_GNU_SOURCE $(WARN) $(PKGCF) -O2 -o $@ $(WEIGH) -lutf8proc -llinear -lm
# Made anew also when a file of sentences has come or gone.
$(BUILD)/sentences: FORCE
	@mkdir -p $(@D)
	@echo '$(SENTENCES)' | cmp -s - $@ || echo '$(SENTENCES)' > $@
$(BUILD)/common/check_table.c: $(BUILD)/tools/weigh $(BUILD)/sentences $(filter %.txt,$(SENTENCES))
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)$< $(SENTENCES) > $@.new && mv $@.new $@
$(BUILD)/common/check_table.o: $(BUILD)/common/check_table.c
	$(call SAY,CC,$<)$(COMPILE) -MMD -MP -c -o $@ $<
$(BUILD)/ctl/migrations.o: $(BUILD)/ctl/migrations.c
	$(call SAY,CC,$<)$(COMPILE) -c -o $@ $<

-include $(BUILD)/common/check_table.d $(patsubst %.c,$(BUILD)/%.d,$(wildcard */*.c tests/unit/*.c tests/bench/*.c tests/fuzz/*.c))
.PHONY: all run test unit e2e browser soak fuzz bench benchprogs deps run-deps format clean help FORCE
.SECONDARY:
