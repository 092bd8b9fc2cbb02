#!/usr/bin/env bash
# A duration of days, handed on as ISO 8601 text: pydantic (PyPI) 2.14.4 or sosodev/duration (Go) 1.3.1 write it, luxon
# (npm) 3.7.2 reads it.
#
# Guess:  398 days are written as P398D, as every reader means them.
# Seen:   pydantic writes days as they are up to 364 and from then on with years of 365 days: P1Y33D. luxon, which knows
#         the calendar, reads it as 399 days from 1 March 2027. In pydantic twelve months (360 days) are no year (365).
#         sosodev, whose months have 730 hours, writes 30 days as P4W2D and 90 as P2M4W1DT4H: 88 days and 4 hours from 1 January.
# So:     a limit of 398 days for a certificate's lifetime lets 399 pass behind such a service, and a notice 90 days
#         before the end is sent on another day. Hand days on as a number, or refuse years and months in durations.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.4
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund luxon@3.7.2
mkdir go && cd go
printf 'module look\n\ngo 1.22\n' >go.mod
go get github.com/sosodev/duration@v1.3.1 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"

	"github.com/sosodev/duration"
)

func main() {
	for _, days := range []int{7, 30, 90, 398} {
		fmt.Printf("sosodev %d %s\n", days, duration.Format(time.Duration(days)*24*time.Hour))
	}
}
GO
cd ..
cat >write.py <<'PY'
from datetime import timedelta
from pydantic import TypeAdapter

spans = TypeAdapter(timedelta)
for days in (90, 364, 365, 398):
    print("pydantic", days, spans.dump_json(timedelta(days=days)).decode().strip('"'))
print("P12M is", spans.validate_python("P12M").days, "days, P1Y is", spans.validate_python("P1Y").days)
PY
cat >read.js <<'JS'
const { DateTime, Duration } = require('luxon');
for (const [text, from] of [['P1Y33D', '2027-03-01'], ['P2M4W1DT4H', '2027-01-01']]) {
  const begin = DateTime.fromISO(from, { zone: 'utc' });
  const days = begin.plus(Duration.fromISO(text)).diff(begin, 'days').days;
  console.log(`luxon reads ${text} from ${from} as ${Math.round(days * 100) / 100} days`);
}
JS
{ env/bin/python write.py; (cd go && go run .); node read.js; } | tee seen
cat >expected <<'TEXT'
pydantic 90 P90D
pydantic 364 P364D
pydantic 365 P1Y
pydantic 398 P1Y33D
P12M is 360 days, P1Y is 365
sosodev 7 P1W
sosodev 30 P4W2D
sosodev 90 P2M4W1DT4H
sosodev 398 P1Y1M2DT14H
luxon reads P1Y33D from 2027-03-01 as 399 days
luxon reads P2M4W1DT4H from 2027-01-01 as 88.17 days
TEXT
while read -r line; do grep -qxF -- "$line" seen || { echo "changed: no longer seen: $line" >&2; exit 1; }; done <expected
echo "as described"
