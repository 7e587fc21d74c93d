#!/bin/sh
# The main job on samples/. Findings are what the samples are there to show, so exit code 1 is fine.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/flinkmc lint samples/ || [ $? -eq 1 ]
