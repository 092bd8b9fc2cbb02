/** Text of `certloom help`. */
export const helpText = `Certloom: certificate-lifecycle event automation

Usage: node dist/certloom.js <command>

  start            Starts API and workers in this process, with Temporal and
                   MongoDB embedded where no address is configured.
  demo [--once]    Starts the product, or joins the one that answers at
                   CERTLOOM_PORT, sets up example rules, uploads 50 certificates
                   and shows what happened. Stays up; with --once it ends after
                   the table, with 0 only if everything came out as expected.
  sign-in          Writes an address that signs you in to the console, once,
                   within ten minutes. Asks the installation of this machine,
                   or the one that CERTLOOM_URL and CERTLOOM_API_KEY name.
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
  import -f FILE [-f FILE …] [--write] [--on-conflict skip|update|rename]
        [--options FILE]
                   Takes exports of other products and shows what becomes of
                   each object and of each value in it; see
                   docs/import-keyfactor.md. Nothing is written without --write.
  origins [--system SYSTEM] [--kind KIND] [--name NAME] [--object UUID]
          [--kept] [--json]
                   Shows where imported objects come from, and what of them had
                   no place here; with --kept only those that have such values.
                   All four ask the installation at CERTLOOM_URL with the API
                   key in CERTLOOM_API_KEY or the file CERTLOOM_API_KEY_FILE.
  copy-data --from PLACE --to PLACE [--prepare]
                   Moves an installation to another database while it runs; asks
                   for the product to be stopped before the last pass. A place is
                   a MongoDB connection string (--from-file and --to-file read it
                   from a file), or a data folder. With --prepare it ends before
                   the last pass. Broken off, it goes on when it is run again.
  copy-data --reopen PLACE
                   Lets the product start again at the source of a copy.
  context-key CONTEXT
                   Makes a key of a security context, api or service, and writes
                   it to standard output: the file for its workers.
  payload-key      Shows the key that seals what runs hand to Temporal, for the
                   workers that have no master key.
  help             This text.
  version          The version of Certloom.

Everything is configured by environment variables; \`config --table\` lists them.
Exit codes: 0 well, 1 failed, 2 would change something (apply --dry-run, import), 64 wrong usage, 70 crashed again and again (npm
start), 78 wrong configuration.
`;
