#!/bin/sh
# logged.sh NAME PATTERN COMMAND... - runs a step of the Makefile and says little.
#
# All that the command says goes to .build/logs/NAME.log. If it succeeds, its last line that matches PATTERN is shown. If
# it fails, the matching lines are, behind the end of the log if they are too few to tell (it crashed), and its code is
# passed on.
set -u
cd "$(dirname "$0")/../.."
name=$1
pattern=$2
shift 2
lines_max=60

log=.build/logs/$name.log
mkdir -p .build/logs
if "$@" > "$log" 2>&1; then
    grep -E "$pattern" "$log" | tail -n 1
    exit 0
else
    code=$?
fi
found=$(grep -cE "$pattern" "$log")
if [ "$found" -le 2 ]; then tail -n 30 "$log"; fi
grep -E "$pattern" "$log" | cut -c 1-500 | tail -n "$lines_max"
echo "$name: code $code, $found lines like these; everything is in $log" >&2
exit "$code"
