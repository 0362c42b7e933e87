# Where an installed greenroom lies, and the Debian package. Part of the Makefile.

LIBEXEC  := $(PREFIX)/libexec/greenroom
SBIN     := $(PREFIX)/sbin
MANDIR   := $(PREFIX)/share/man
DOCDIR   := $(PREFIX)/share/doc/greenroom
COMPDIR  := $(PREFIX)/share/bash-completion/completions
SYSTEMD  := /usr/lib
NGINXDIR := $(sysconfdir)/nginx
SERVICES := $(addprefix $(BUILD)/,greenroom-api greenroom-stream greenroom-generator)
UNITS    := $(wildcard systemd/*.socket systemd/*.timer systemd/*.target) \
            $(patsubst %.in,$(BUILD)/%,$(wildcard systemd/*.service.in))
MANPAGES := $(addprefix $(BUILD)/man/,greenroom.7 greenroom.conf.5 greenroomctl.8)
SAMPLE   := $(BUILD)/greenroom.conf
SITE     := $(BUILD)/nginx/greenroom.conf
PATIENCE := $(BUILD)/systemd/nginx.conf
put       = install -D -m $(1) $(2) $(DESTDIR)$(3)
fill_in   = sed -e 's|@LIBEXEC@|$(LIBEXEC)|g; s|@CTLDIR@|$(SBIN)|g; s|@CONF@|$(CONFDIR)/greenroom.conf|g' \
            -e 's|@SYSCONF@|$(CONFDIR)|g; s|@SHARE@|$(SHAREDIR)|g; s|@DOC@|$(DOCDIR)|g; s|@VERSION@|$(VERSION)|g' \
            -e '/^\#/!{s|@LOCAL@|127.0.0.1:9180|g; s|@RUN@|/run/greenroom|g; s|@LOG@|/var/log/nginx/greenroom.log|g}'

installed: $(PROGS) $(UNITS) $(MANPAGES) $(SAMPLE) $(SITE) $(PATIENCE)
install: installed ## install under DESTDIR, PREFIX, sysconfdir; keeps edited settings
	@set -e; for f in $(SERVICES); do $(call put,755,$$f,$(LIBEXEC)/$${f##*/}); done
	@$(call put,755,$(BUILD)/greenroomctl,$(SBIN)/greenroomctl)
	@set -e; for f in prompts/*.txt bank/*.txt schema/openapi.yaml schema/questions.schema.json; do \
		$(call put,644,$$f,$(SHAREDIR)/$$f); done
	@set -e; cd cgi && for f in $$(find page -type f); do $(call put,644,$$f,$(SHAREDIR)/$$f); done
	@set -e; for f in $(UNITS); do $(call put,644,$$f,$(unitdir)/$${f##*/}); done
	@$(call put,644,systemd/sysusers.conf,$(SYSTEMD)/sysusers.d/greenroom.conf)
	@$(call put,644,systemd/tmpfiles.conf,$(SYSTEMD)/tmpfiles.d/greenroom.conf)
	@$(call put,644,$(PATIENCE),$(SHAREDIR)/nginx.service.d/greenroom.conf)
	@set -e; for f in nginx/*.inc; do $(call put,644,$$f,$(NGINXDIR)/greenroom/$${f##*/}); done
	@$(call put,644,$(SITE),$(NGINXDIR)/sites-available/greenroom.conf)
	@set -e; keep() { [ -e "$(DESTDIR)$$2" ] || $(call put,644,$$1,$$2); }; \
		for f in public plain; do \
		keep nginx/$$f.conf $(NGINXDIR)/greenroom/$$f.conf; done; keep $(SAMPLE) $(CONFDIR)/greenroom.conf
	@set -e; for f in $(MANPAGES); do $(call put,644,$$f,$(MANDIR)/man$${f##*.}/$${f##*/}); done
	@$(call put,644,ctl/greenroomctl.bash,$(COMPDIR)/greenroomctl)
	@set -e; for f in $$(find docs -type f) README.md; do $(call put,644,$$f,$(DOCDIR)/$${f#docs/}); done
uninstall: ## remove what install has put there; settings and data stay
	rm -rf $(addprefix $(DESTDIR),$(LIBEXEC) $(SHAREDIR) $(DOCDIR))
	rm -f $(DESTDIR)$(SBIN)/greenroomctl $(DESTDIR)$(COMPDIR)/greenroomctl $(DESTDIR)$(unitdir)/greenroom[.-]*
	rm -f $(addprefix $(DESTDIR)$(SYSTEMD)/,sysusers.d/greenroom.conf tmpfiles.d/greenroom.conf)
	rm -f $(addprefix $(DESTDIR)$(MANDIR)/,man7/greenroom.7 man5/greenroom.conf.5 man8/greenroomctl.8)
	rm -f $(DESTDIR)$(NGINXDIR)/greenroom/*.inc $(DESTDIR)$(NGINXDIR)/sites-available/greenroom.conf
deb: ## build the package into build/deb; DEBVERSION= gives its version
	@sh tools/deb.sh $(abspath $(BUILD)/deb) $(or $(DEBVERSION),$(VERSION))
test-install: ## as root: a package's life on a fresh Debian 12; SUITE=trixie: 13
	@$(PYTHON) -m tests.install.run --work=$(abspath $(BUILD)/install) --cache=$(abspath $(BUILD)/install-base) \
		--suite=$(or $(SUITE),bookworm)

$(BUILD)/systemd/%.service: systemd/%.service.in Makefile tools/install.mk $(BUILD)/places
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)$(fill_in) $< > $@
$(PATIENCE): systemd/nginx.conf.in Makefile tools/install.mk $(BUILD)/places
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)$(fill_in) $< > $@
$(SITE): nginx/greenroom.conf.in Makefile tools/install.mk $(BUILD)/places
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)$(fill_in) $< > $@
$(SAMPLE): $(BUILD)/greenroomctl
	$(call SAY,GEN,$@)$< --config /dev/null --print-config > $@
$(BUILD)/man/greenroom.7: man/greenroom.7.in Makefile $(BUILD)/places
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)$(fill_in) $< > $@
$(BUILD)/man/greenroom.conf.5: tools/conf_man.sh $(SAMPLE)
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)sh $< $(VERSION) $(CONFDIR)/greenroom.conf < $(SAMPLE) > $@
$(BUILD)/man/greenroomctl.8: tools/ctl_man.sh $(BUILD)/greenroomctl
	@mkdir -p $(@D)
	$(call SAY,GEN,$@)sh $< $(BUILD)/greenroomctl $(VERSION) $(CONFDIR)/greenroom.conf > $@
.PHONY: installed install uninstall deb test-install
