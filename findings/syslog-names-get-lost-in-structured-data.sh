#!/usr/bin/env bash
# Certificate names in the structured data of RFC 5424 syslog lines, read by go-syslog (Go, leodido) 4.6.0,
# syslog-rfc5424-parser (PyPI) 0.3.2 and nsyslog-parser (npm) 0.10.1. All lines are valid: a parameter may occur
# several times in an element, a value may hold blanks, and " \ ] are escaped in it.
#
# Guess:  a parser either gives what was written or refuses the line.
# Seen:   of two `san` parameters all three keep the last, and go-syslog writes the message out again without the first.
#         nsyslog-parser makes of subject="CN=a, O=b c" the subject "CN=a," and a parameter of its own, O; with an
#         escaped quote it finds no structured data and says nothing. Only go-syslog takes the escapes off the value.
# So:     a collector searches for names that were in the event and does not find them. Put several names into one value,
#         and names that others must find into the message text as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
head='<134>1 2027-01-02T03:04:05.123Z host certs 12 renewed'
cat >lines <<TEXT
$head [cert@32473 san="a.example" san="b.example"] renewed
$head [cert@32473 subject="CN=a, O=b c"] renewed
$head [cert@32473 subject="CN=a \\"b\\""] renewed
TEXT
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check syslog-rfc5424-parser==0.3.2
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund nsyslog-parser@0.10.1
mkdir go && cd go
printf 'module look\n\ngo 1.22\n' >go.mod
go get github.com/leodido/go-syslog/v4@v4.6.0 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/leodido/go-syslog/v4/rfc5424"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		message, err := rfc5424.NewParser().Parse(lines.Bytes())
		if err != nil {
			fmt.Println("go", err)
			continue
		}
		parsed := message.(*rfc5424.SyslogMessage)
		data, _ := json.Marshal(parsed.StructuredData)
		again, _ := parsed.String()
		fmt.Printf("go %s; again: %s\n", data, again[strings.Index(again, "["):])
	}
}
GO
cd ..
cat >look.py <<'PY'
import json
import sys
from syslog_rfc5424_parser import SyslogMessage

for line in sys.stdin:
    print("python", json.dumps(SyslogMessage.parse(line.rstrip("\n")).sd))
PY
cat >look.js <<'JS'
const parse = require('nsyslog-parser');
for (const line of require('node:fs').readFileSync(0, 'utf8').trim().split('\n')) {
  console.log('node', JSON.stringify(parse(line).structuredData));
}
JS
{ (cd go && go run . <../lines); env/bin/python look.py <lines; node look.js <lines; } | tee seen
cat >expected <<'TEXT'
go {"cert@32473":{"san":"b.example"}}; again: [cert@32473 san="b.example"] renewed
go {"cert@32473":{"subject":"CN=a, O=b c"}}; again: [cert@32473 subject="CN=a, O=b c"] renewed
go {"cert@32473":{"subject":"CN=a \"b\""}}; again: [cert@32473 subject="CN=a \"b\""] renewed
python {"cert@32473": {"san": "b.example"}}
python {"cert@32473": {"subject": "CN=a, O=b c"}}
python {"cert@32473": {"subject": "CN=a \\\"b\\\""}}
node [{"$id":"cert@32473","san":"b.example"}]
node [{"$id":"cert@32473","subject":"CN=a,","O":"b c"}]
node []
TEXT
cmp expected seen || { echo "changed" >&2; exit 1; }
echo "as described"
