#!/bin/sh
# greenroom.conf(5), from what --print-config says on standard input: the settings table is the only source.
# Usage: conf_man.sh VERSION CONFIG_FILE
set -eu
awk -v version="$1" -v file="$2" '
function roff(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); return text ~ /^[.\x27]/ ? "\\&" text : text }
BEGIN {
	printf ".TH GREENROOM.CONF 5 \"\" \"greenroom %s\" \"File formats\"\n.nh\n.ad l\n", version
	print ".SH NAME\ngreenroom.conf \\- settings of the greenroom services and of greenroomctl"
	print ".SH SYNOPSIS\n.I " roff(file)
	print ".SH DESCRIPTION\nSections in brackets, then lines of the form"
	print ".B key = value\nwhere the value is the rest of its line. Comments begin with # and stand on lines of their own."
	print "A line that is left out keeps its default. An unknown key, a key that stands twice or a value out of"
	print "its bounds stops the start with file and line;\n.B greenroomctl check\\-config\nfinds it before."
	print "Times take a unit: 90s, 15m, 2h, 14d.\n.PP"
	print ".B systemctl reload\nof a service applies what is marked live below; of every other setting that has changed"
	print "the log says that it waits for a restart. A restart loses no request, stream or generation."
	print ".SH SETTINGS"
}
/^\[/ { section = substr($0, 2, length($0) - 2); print ".SS [" section "]"; next }
/^# / { meaning = meaning (meaning ? " " : "") substr($0, 3); next }
section && / =/ { split($0, part, " ="); print ".TP\n.B " roff(part[1]) "\n" roff(meaning) "."; meaning = ""; next }
{ meaning = "" }
END {
	print ".SH FILES\n.I " roff(file)
	print ".SH EXAMPLES\nQuestions from an AI, whose key systemd hands to the generator:"
	print ".PP\n.nf\n.RS\n[site]\nbase_url = https://interviews.example.org\n"
	print "[ai]\nprovider = openai\nkey_file = ${CREDENTIALS_DIRECTORY}/ai_key\n.RE\n.fi"
	print ".PP\nA server of your own, without a key:"
	print ".PP\n.nf\n.RS\n[ai]\nprovider = openai\nbase_url = http://127.0.0.1:11434/v1\nmodel = llama3.2\n.RE\n.fi"
	print ".PP\nThe AI is down; the bank is to ask from now on:"
	print ".PP\n.nf\n.RS\n[generation]\non_failure = bank\n.RE\n.fi"
	print ".PP\nand then\n.BR \"systemctl reload greenroom\\-generator\" ."
	print ".SH SEE ALSO\n.BR greenroom (7),\n.BR greenroomctl (8)"
}'
