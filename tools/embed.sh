#!/bin/sh
# Prints the migrations as a C file, for greenroomctl to carry them: sh tools/embed.sh schema/0001_interview.sql ...
# The bytes go through od, so that any content and any length comes out as it went in.
set -eu

fail() {
	echo "embed.sh: $*" >&2
	exit 1
}

# "schema/0007_more.sql" -> number 7, name "more"
split_name() {
	base=$(basename "$1" .sql)
	case $base in
	[0-9][0-9][0-9][0-9]_[a-z]*) ;;
	*) fail "$1: migrations are called NNNN_name.sql" ;;
	esac
	number=$(echo "${base%%_*}" | sed 's/^0*//')
	name=${base#*_}
	[ -n "$number" ] || fail "$1: numbers begin with 0001"
}

last=0
rows=
echo '/* Made by tools/embed.sh from schema/; changes are lost. */'
echo '#include "common/migrate.h"'
for file in "$@"; do
	split_name "$file"
	[ "$number" -eq $((last + 1)) ] || fail "$file: the number after $last is $((last + 1))"
	last=$number
	printf '\nstatic const char text_%d[] = {\n' "$number"
	od -An -v -tx1 "$file" | sed "s/ *\([0-9a-f][0-9a-f]\)/'\\\\x\1',/g"
	printf "'\\\\0' };\n"
	rows="$rows	{ $number, \"$name\", text_$number },
"
done
printf '\nconst struct migration migrations[] = {\n%s};\n' "$rows"
printf 'const int migration_count = %d;\n' "$last"
