#!/bin/sh
# Build the Debian package from a copy of the sources: deb.sh FOLDER VERSION. The packages land in FOLDER.
set -eu
folder=$1 version=$2
source=$folder/greenroom-$version
if ! command -v dh >/dev/null 2>&1 || ! command -v dpkg-buildpackage >/dev/null 2>&1; then
	echo 'The Debian package tools are missing: apt-get install debhelper dpkg-dev' >&2
	exit 1
fi
rm -rf "$source"
mkdir -p "$source"
tar -c --exclude='./build*' --exclude=./.git --exclude=__pycache__ --exclude=.pytest_cache . | tar -x -C "$source"
cd "$source"
if [ "$version" != "$(dpkg-parsechangelog -S Version)" ]; then
	{
		printf 'greenroom (%s) unstable; urgency=medium\n\n  * Built as another version.\n\n' "$version"
		printf ' -- The greenroom maintainers <maintainers@example.org>  %s\n\n' "$(date -R)"
		cat debian/changelog
	} >changelog.new
	mv changelog.new debian/changelog
fi
dpkg-buildpackage -b -us -uc >"$folder/build.log" 2>&1 || {
	tail -n 40 "$folder/build.log" >&2
	exit 1
}
cd "$folder"
rm -rf "$source"
ls "$folder"/greenroom_"$version"_*.deb
