#!/bin/sh
# Every test: units and end to end, each on a plain build and under ASan and UBSan, the threads under TSan, the browser,
# and the fault suite on a build with crash points, last and alone for its clocks' sake. Logs and results land in build/test/. The last line is "N passed, N failed"; the exit status is 1 if anything failed.
set -u

PYTHON=${PYTHON:-/usr/bin/python3}
export PYTHON PYTHONDONTWRITEBYTECODE=1
out=build/test
rm -rf "$out"
mkdir -p "$out"

# count FILES...: sum up results, as JUnit writes them: "PASSED FAILED SKIPPED".
count() {
	cat /dev/null "$@" 2>/dev/null | tr '>' '\n' | awk '
		function value(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0 }
		/<testsuite / { all += value("tests"); bad += value("failures") + value("errors"); skipped += value("skipped") }
		END { printf "%d %d %d\n", all - bad - skipped, bad, skipped }'
}

# build NAME VARIABLES...: programs and unit tests of one build folder.
build() {
	name=$1
	shift
	echo "Building $name"
	tests=''
	for test in tests/unit/test_*.c; do
		tests="$tests $name/${test%.c}"
	done
	# shellcheck disable=SC2086
	if ! make --no-print-directory -j2 "$@" BUILD="$name" WERROR=1 all $tests >"$out/$name.log" 2>&1; then
		cat "$out/$name.log"
		echo "$name doesn't build"
		echo '0 passed, 1 failed' | tee "$out/summary"
		exit 1
	fi
}

# A test program that ends badly without a failed test in its results (a crash, a sanitizer's report) is one failure.
failure() { # FILE
	printf '<testsuite tests="1" failures="1" errors="0" skipped="0">\n' >>"$1"
}

units() { # NAME FOLDER
	mkdir -p "$out/$1"
	for test in tests/unit/test_*.c; do
		test=$2/${test%.c}
		base=$out/$1/${test##*/}
		CMOCKA_MESSAGE_OUTPUT=xml CMOCKA_XML_FILE="$base.%g.xml" "$test" >"$base.log" 2>&1 && continue
		cat "$base.log" "$base".*.xml
		# shellcheck disable=SC2046
		set -- "$1" "$2" $(count "$base".*.xml)
		[ "$4" -gt 0 ] || failure "$base.crash.xml"
		set -- "$1" "$2"
	done
}

suite() { # NAME FOLDER TESTS...
	name=$1
	folder=$2
	shift 2
	echo "Running $name"
	mkdir -p "$out/$name"
	"$PYTHON" -m pytest -q "$@" --build-dir="$folder" --junit-xml="$out/$name/pytest.xml" -o junit_logging=no \
		--basetemp="$scratch/$name" >"$out/$name.log" 2>&1
	status=$?
	if [ "$status" -ne 0 ]; then
		cat "$out/$name.log"
		# shellcheck disable=SC2046
		set -- $(count "$out/$name/pytest.xml")
		[ "$2" -gt 0 ] || failure "$out/$name/crash.xml"
	fi
}

report() { # NAME
	# shellcheck disable=SC2046
	set -- "$1" $(count "$out/$1"/*.xml)
	printf '%-24s %5d passed, %d failed%s\n' "$1" "$2" "$3" "$([ "$4" -eq 0 ] || echo ", $4 skipped")"
}

scratch=$(mktemp -d /tmp/gr-test-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
lanes=''
trap 'kill $lanes 2>/dev/null; exit 130' INT TERM

build build
build build-san SAN=1
build build-tsan TSAN=1
build build-faults FAULTS=1
echo 'Running units'
units units build
units units-sanitized build-san
# The tests wait more than they compute: three lanes keep two cores busy and no more.
suite e2e-sanitized build-san tests/e2e &
lanes=$!
{
	suite browser build tests/browser
	suite browser-polling build tests/browser --without-stream
	suite e2e-threads build-tsan tests/e2e/test_start.py tests/e2e/test_stream.py tests/e2e/test_reading_together.py \
		tests/e2e/test_units.py
} &
lanes="$lanes $!"
suite e2e build tests/e2e
wait
suite faults build-faults tests/e2e/faults

echo
for name in units units-sanitized e2e e2e-sanitized e2e-threads browser browser-polling faults; do
	report "$name"
done
# shellcheck disable=SC2046
set -- $(count "$out"/*/*.xml)
echo "$1 passed, $2 failed" | tee "$out/summary"
[ "$2" -eq 0 ] && [ "$1" -gt 0 ]
