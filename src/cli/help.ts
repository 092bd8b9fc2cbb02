/** Text of `certloom help`. */
export const helpText = `Certloom: certificate-lifecycle event automation

Usage: node dist/certloom.js <command>

  start            Starts API and workers in this process, with Temporal and
                   MongoDB embedded where no address is configured.
  demo [--once]    Starts the product, or joins the one that answers at
                   CERTLOOM_PORT, sets up example rules, uploads 50 certificates
                   and shows what happened. Stays up; with --once it ends after
                   the table, with 0 only if everything came out as expected.
  config [--table] Shows the effective configuration with secrets left out; with
                   --table every setting with its type, default and effect.
  export [--kinds KINDS] [--names NAME]
                   Writes the configuration as YAML to standard output; see
                   docs/configuration.md.
  apply -f FILE [--dry-run] [--prune KINDS [--label KEY=VALUE]]
        [--replace-secrets]
                   Creates and updates what the file describes (-: standard
                   input) and shows what changed. --prune also deletes objects
                   of these kinds that it lacks, with --label only those that
                   were applied with this label. With --dry-run nothing is
                   written, and the exit code is 2 when something would change.
                   Both ask the installation at CERTLOOM_URL with the API key in
                   CERTLOOM_API_KEY or the file CERTLOOM_API_KEY_FILE.
  help             This text.
  version          The version of Certloom.

Everything is configured by environment variables; \`config --table\` lists them.
Exit codes: 0 well, 1 failed, 2 would change something (apply --dry-run), 64 wrong usage, 70 crashed again and again (npm
start), 78 wrong configuration.
`;
