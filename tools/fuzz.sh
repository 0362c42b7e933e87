#!/bin/sh
# Fuzz what reads bytes from outside, each target for SECONDS (default 30), with clang's libFuzzer, ASan and UBSan. What is
# found stays in build-fuzz/; a crash ends with 1 and names the input.
set -eu

seconds=${SECONDS_EACH:-30}
if ! command -v clang >/dev/null 2>&1; then
	echo 'clang is missing: apt-get install clang libclang-rt-14-dev' >&2
	exit 1
fi
targets=''
for source in tests/fuzz/fuzz_*.c; do
	targets="$targets build-fuzz/${source%.c}"
done
# shellcheck disable=SC2086
make --no-print-directory CC=clang BUILD=build-fuzz \
	CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -U_FORTIFY_SOURCE' $targets
for target in $targets; do
	name=${target##*/}
	mkdir -p "build-fuzz/corpus/$name"
	echo "Fuzzing $name for $seconds s"
	"$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
		-artifact_prefix="build-fuzz/$name-" "build-fuzz/corpus/$name" $(ls -d tests/fuzz/corpus/"$name" 2>/dev/null)
done
echo 'Nothing found.'
