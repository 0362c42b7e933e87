#!/bin/sh
# Install the Debian packages that are missing for building, running and testing, or with the argument "run" only what
# building and running need. Nothing else is touched: the servers' own services are kept from starting, as `make run`
# and the tests start private ones.
set -eu

packages='gcc make pkg-config libc6-dev
	libfcgi-dev libmariadb-dev libjson-c-dev libcurl4-openssl-dev libhiredis-dev libevent-dev libssl-dev
	libutf8proc-dev liblinear-dev
	mariadb-server mariadb-client redis-server nginx ca-certificates python3'
[ "${1:-}" = run ] || packages="$packages
	libcmocka-dev curl iproute2 openssl systemd man-db python3-pytest python3-yaml python3-jsonschema python3-selenium
	chromium chromium-driver"

missing=''
# shellcheck disable=SC2086
installed=$(dpkg-query -W -f ' ${Package}:${db:Status-Status} ' $packages 2>/dev/null || :)
for p in $packages; do
	case "$installed" in
	*" $p:installed "*) ;;
	*) missing="$missing $p" ;;
	esac
done
# npm fetches what the browser and stream tests run in a page or beside it; one that came another way will do
if [ "${1:-}" != run ] && ! command -v npm >/dev/null 2>&1; then
	missing="$missing npm"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "Missing:$missing" >&2
	echo 'This is not Debian: install these with your own package manager, then run make again.' >&2
	exit 1
fi
sudo=''
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	if ! command -v sudo >/dev/null 2>&1; then
		echo "Missing:$missing" >&2
		echo "As root: apt-get install --no-install-recommends$missing" >&2
		exit 1
	fi
fi

echo "Installing:$missing"
# A policy file keeps freshly installed servers from starting; one that is there already stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
	$sudo chmod 755 "$policy"
	trap '$sudo rm -f "$policy"' EXIT
fi
log=$(mktemp)
# shellcheck disable=SC2086
if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
	cat "$log" >&2
	rm -f "$log"
	echo 'Installing failed; the lines above say why.' >&2
	exit 1
fi
rm -f "$log"
