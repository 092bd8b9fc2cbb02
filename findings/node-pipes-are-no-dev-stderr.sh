#!/usr/bin/env bash
# Node.js 20, child_process: what `stdio: 'pipe'` gives a child on Linux.
#
# Guess:  a pipe; a renewal hook or any other shell script that a service in Node.js starts behaves as behind `| cat`.
# Seen:   it is a socket. `echo failed > /dev/stderr` and `tee /dev/stderr` open it anew, which Linux refuses for sockets
#         (ENXIO): the line of the log is lost, and with `set -e` the script ends there with exit code 1.
# So:     hand over the ends of real pipes (named ones, opened and removed, need nothing native), owned by the child's
#         account where it has another one, because opening them anew asks for the right to.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/script.sh" <<'SCRIPT'
set -e
echo "something failed" > /dev/stderr
echo done
SCRIPT

echo "behind a pipe of the shell:"
bash "$folder/script.sh" 2> >(cat > "$folder/error") | sed 's/^/  stdout: /'

cat > "$folder/run.js" <<'PROGRAM'
const { spawn } = require('node:child_process');
const child = spawn('bash', [process.argv[2]], { stdio: ['ignore', 'pipe', 'pipe'] });
let text = '';
for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
child.on('close', (code) => {
  console.log(`behind Node's ${process.version} 'pipe': exit code ${code}\n${text.trim().replace(/^/gm, '  ')}`);
  process.exit(code === 1 && text.includes('No such device or address') ? 0 : 1);
});
PROGRAM
node "$folder/run.js" "$folder/script.sh"
