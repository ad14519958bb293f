#!/bin/sh
# A PostgreSQL server from the system's packages where that is possible; else the line that would do it. Never fails the
# build: without a server the tests of the site run on SQLite only, and the run says so. The tests use its programs, not
# the databases that the package sets up.
for program in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb)"; do
    [ -x "$program" ] && exit 0
done
line="apt-get update && apt-get install -y --no-install-recommends postgresql"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing PostgreSQL for the tests of the site …" >&2
    export DEBIAN_FRONTEND=noninteractive
    sh -c "$line" >/dev/null 2>&1 && exit 0
fi
echo "No PostgreSQL: the tests of the site will run on SQLite only. This mends it: $line" >&2
exit 0
