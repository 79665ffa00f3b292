#!/bin/sh
# python.sh - prints the path of the tests' Python interpreter, after making Tests/.venv match requirements.txt.
set -eu
cd "$(dirname "$0")/../.."

requirements=Tests/Support/requirements.txt
venv=Tests/.venv
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    echo "python: installing $requirements into $venv" >&2
    python3 -m venv --clear "$venv" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" >&2
    cp "$requirements" "$venv/requirements.txt" # last, so that an interrupted installation starts again
fi
echo "$PWD/$venv/bin/python"
