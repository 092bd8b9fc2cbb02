import { discoveryKinds, kindsOfDiscovery, type DiscoveryKind } from '../../domain/discoveries/kinds';
import { placeInWords } from '../../domain/discoveries/places';
import { validationFailed } from '../../domain/problem';
import { scanProtocols, targetsOf, TargetFault, type ScanAttributes } from '../../outbound/tls/targets';
import { faultsOf } from '../http/faults';
import { line, z } from '../http/schemas';
import { secretName } from '../secrets/schemas';

const pushed = z
  .strictObject({})
  .openapi('PushedContentAttributes', { description: 'Pushed content has nothing to configure.' });

const folder = z
  .strictObject({
    path: line(1, 1_000).openapi({
      description: 'Absolute, on the machine of the worker, below a folder that `CERTLOOM_DISCOVERY_FOLDERS` names.',
    }),
    recursive: z.boolean().default(true),
    passwordSecrets: z.array(secretName).max(10).default([]).openapi({
      description:
        'Names of secrets (`/secrets`) that are tried as passwords of PKCS #12 and JKS files. Keys in such files are never read.',
    }),
  })
  .openapi('FolderAttributes');

const ctMonitor = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'an address with https:// or http:// is expected' })
      .max(2_000)
      .optional()
      .openapi({
        description:
          'Of a list in the JSON form of crt.sh, such as `https://crt.sh/?q=example.com&output=json`. Certificates come from `/?d=<id>` of the same origin, unless the row has a `pem`.',
      }),
    path: line(1, 1_000).optional().openapi({
      description:
        'Of such a list as a file of the worker, below a folder that `CERTLOOM_DISCOVERY_FOLDERS` names; its rows need a `pem`.',
    }),
  })
  .superRefine(({ url, path }, context) => {
    if ((url === undefined) === (path === undefined))
      context.addIssue({ code: 'custom', path: [], message: 'either url or path is expected' });
  })
  .openapi('CtMonitorAttributes');

const issuedList = z
  .strictObject({
    authority: line(1, 200).openapi({ description: 'Uuid or name of an authority (`/authorities`).' }),
  })
  .openapi('IssuedListAttributes');

const seconds = (standard: number, most: number) => z.number().int().min(1).max(most).default(standard);
const tlsScan = z
  .strictObject({
    targets: z.array(line(1, 300)).min(1).max(5_000).openapi({
      description:
        '`www.example.com`, `www.example.com:8443`, `192.0.2.7`, `[2001:db8::7]:443` or `192.0.2.0/24`. Private addresses need `CERTLOOM_OUTBOUND_ALLOW`. All targets together, ports and names counted, are at most 10,000.',
    }),
    ports: z
      .array(line(1, 20))
      .min(1)
      .max(50)
      .default(['443'])
      .openapi({
        description: `For targets without a port. \`25/smtp\` says by which dialogue TLS is reached: ${scanProtocols.join(', ')}; registered ports need no word.`,
      }),
    serverNames: z.array(line(1, 255)).max(100).default([]).openapi({
      description: 'Further names that each target is asked for (SNI), for several sites at one address.',
    }),
    concurrency: z.number().int().min(1).max(200).default(50),
    connectTimeout: seconds(5, 60).openapi({ description: 'Seconds.' }),
    timeout: seconds(10, 120).openapi({ description: 'Seconds, for connecting and handshake together.' }),
  })
  .openapi('TlsScanAttributes');

/** What each kind of discovery is configured with. */
const schemas: Readonly<Record<DiscoveryKind, z.ZodType>> = {
  pushed_content: pushed,
  folder,
  tls_scan: tlsScan,
  ct_monitor: ctMonitor,
  issued_list: issuedList,
};

/** Attributes as they are stored, with defaults. Throws `validation_failed` with pointers below `/attributes`. */
export function readKindAttributes(kind: DiscoveryKind, attributes: unknown): Readonly<Record<string, unknown>> {
  const schema = schemas[kind];
  const read = schema.safeParse(attributes, { reportInput: true });
  if (!read.success) throw validationFailed(faultsOf(read.error, '/attributes', schema));
  if (kind === 'tls_scan') refuseBadTargets(read.data as ScanAttributes);
  return read.data as Record<string, unknown>;
}

function refuseBadTargets(attributes: ScanAttributes): void {
  try {
    targetsOf(attributes);
  } catch (error) {
    if (!(error instanceof TargetFault)) throw error;
    const { member, index, message } = error;
    throw validationFailed([{ pointer: `/attributes/${member}/${index}`, code: 'wrong_value', detail: message }]);
  }
}

/** Targets that the answer names. */
const mostShown = 20;

export const discoveryPreview = z
  .strictObject({
    targets: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Servers, ports and names that a run would ask. Null where the source alone knows.' }),
    ofRanges: z.number().int().openapi({ description: 'Of these, out of address ranges, where nothing may answer.' }),
    first: z.array(z.string()).openapi({ description: `The first ${mostShown} in words.` }),
  })
  .openapi('DiscoveryPreview');

/** What a run would ask, as far as it shows without reading anything. `attributes` as `readKindAttributes` gives them. */
export function previewOf(
  kind: DiscoveryKind,
  attributes: Readonly<Record<string, unknown>>,
): z.input<typeof discoveryPreview> {
  if (kind !== 'tls_scan') return { targets: null, ofRanges: 0, first: [] };
  const targets = targetsOf(attributes as unknown as ScanAttributes);
  return {
    targets: targets.length,
    ofRanges: targets.filter(({ isOfRange }) => isOfRange).length,
    first: targets
      .slice(0, mostShown)
      .map(({ host, port, protocol, serverName }) => placeInWords({ host, port, protocol, ...sniOf(serverName) })),
  };
}

function sniOf(serverName: string | undefined) {
  return serverName === undefined ? {} : { sni: serverName };
}

export const kindView = z
  .strictObject({
    kind: z.enum(discoveryKinds),
    connectorUuid: z.string(),
    connectorName: z.string(),
    description: z.string(),
    attributes: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'JSON Schema of the attributes that a discovery of this kind has.' }),
  })
  .openapi('DiscoverySourceKind');

export function kindViews(): z.input<typeof kindView>[] {
  return discoveryKinds.map((kind) => {
    const { connectorUuid, connectorName, description } = kindsOfDiscovery[kind];
    const attributes = z.toJSONSchema(schemas[kind], { io: 'input', unrepresentable: 'any' });
    return { kind, connectorUuid, connectorName, description, attributes };
  });
}
