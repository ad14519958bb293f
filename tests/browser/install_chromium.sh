#!/bin/sh
# Chromium from the system's packages where that is possible, without a window if it may be; else the line that would
# install it. Never fails the build: without Chromium the browser tests are skipped, and the run says so.
command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
line="apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests …" >&2
    # Where a Chromium is there already and the packages cannot be reached, no long wait for them.
    timeout 300 sh -c "$line" >/dev/null 2>&1 && exit 0
    # Older systems have it only with a window.
    command -v chromium >/dev/null 2>&1 || sh -c "apt-get install -y --no-install-recommends chromium" >/dev/null 2>&1
fi
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
echo "No Chromium: the browser tests will be skipped. This mends it: $line" >&2
exit 0
