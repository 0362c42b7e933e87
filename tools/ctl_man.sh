#!/bin/sh
# greenroomctl(8), from the program's own help texts. Usage: ctl_man.sh GREENROOMCTL VERSION CONFIG_FILE
set -eu
ctl=$1

plain() { # help text as roff, line by line
	sed -e 's/\\/\\e/g; s/-/\\-/g; s/^\([.'\'']\)/\\\&\1/'
}

cat <<END
.TH GREENROOMCTL 8 "" "greenroom $2" "System administration"
.SH NAME
greenroomctl \- administer greenroom: schema, sessions, invites, proofs and diagnosis
.SH SYNOPSIS
.B greenroomctl
[\fB\-\-config\fR \fIFILE\fR] [\fB\-\-json\fR] \fICOMMAND\fR ...
.SH OPTIONS
.nf
END
"$ctl" --help | sed -n '/^  -c/,/^$/p' | plain
cat <<'END'
.fi
.SH COMMANDS
END
"$ctl" --help | awk '/^  [a-z]/ { print $1 ($2 ~ /^[a-z-]+$/ ? " " $2 : "") }' | while read -r words; do
	echo ".SS \"$words\"" | sed 's/-/\\-/g'
	echo .nf
	# shellcheck disable=SC2086
	"$ctl" $words --help | plain
	echo .fi
done
cat <<END
.SH EXIT STATUS
0 all is well, 1 it isn't or it failed, 2 wrong usage.
.SH FILES
.I $3
.SH SEE ALSO
.BR greenroom (7),
.BR greenroom.conf (5)
END
