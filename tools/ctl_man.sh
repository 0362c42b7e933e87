#!/bin/sh
# greenroomctl(8), from the program's own help texts. Usage: ctl_man.sh GREENROOMCTL VERSION CONFIG_FILE
set -eu
ctl=$1

plain() { # help text as roff, line by line
	sed -e 's/\\/\\e/g; s/-/\\-/g; s/^\([.'\'']\)/\\\&\1/'
}

cat <<END
.TH GREENROOMCTL 8 "" "greenroom $2" "System administration"
.nh
.ad l
.SH NAME
greenroomctl \- administer greenroom: schema, sessions, invites, proofs and diagnosis
.SH SYNOPSIS
.B greenroomctl
[\fB\-\-config\fR \fIFILE\fR] [\fB\-\-json\fR] \fICOMMAND\fR ...
.SH DESCRIPTION
Talks to MariaDB, and to Redis where there is something to announce; the services need not run. Run it as root or as the user
that the services run as: MariaDB knows that user by its socket.
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
.TP
.B 0
all is well
.TP
.B 1
it isn't, or it failed; a message on standard error, or the lines printed, say why and what to do
.TP
.B 2
wrong usage
.SH ENVIRONMENT
.TP
.B CREDENTIALS_DIRECTORY
replaces \fB\${CREDENTIALS_DIRECTORY}\fR at the beginning of a key's file in the settings. Without it
.B doctor
looks where systemd shows the generator its credentials.
.SH FILES
.I $3
.SH EXAMPLES
Is all well, and if not, what is to be done?
.PP
.nf
.RS
runuser \-u greenroom \-\- greenroomctl doctor
.RE
.fi
.PP
An interview for a nurse, with the job description from a file, in German, good for two days:
.PP
.nf
.RS
greenroomctl session create \-\-role 'Nurse' \-\-language de \e
    \-\-job\-description nurse.txt \-\-expires 2d
.RE
.fi
.PP
Fifty links for a class, one a line:
.PP
.nf
.RS
greenroomctl \-\-json session create \-\-role Welder \-\-count 50 \e
    | jq \-r .url
.RE
.fi
.PP
Which interviews have failed, and why did that one?
.PP
.nf
.RS
greenroomctl session list \-\-status ERROR
greenroomctl session events 01890a5d\-ac96\-774b\-bcce\-b302099a8057
.RE
.fi
.PP
What a monthly cron job that erases would erase:
.PP
.nf
.RS
greenroomctl purge \-\-older\-than 90d \-\-dry\-run
.RE
.fi
.SH SEE ALSO
.BR greenroom (7),
.BR greenroom.conf (5)
END
