/** The kinds of source. What spec and payloads call the connector is the kind: fixed uuid and name. */
export const discoveryKinds = ['pushed_content', 'folder', 'tls_scan', 'ct_monitor', 'issued_list'] as const;
export type DiscoveryKind = (typeof discoveryKinds)[number];

export interface KindOfDiscovery {
  readonly connectorUuid: string;
  readonly connectorName: string;
  readonly description: string;
  /** Content comes when somebody sends it; a run waits for it. */
  readonly isPushed: boolean;
}

/** Uuids are never changed: rules and receivers may compare them. */
export const kindsOfDiscovery: Readonly<Record<DiscoveryKind, KindOfDiscovery>> = {
  pushed_content: {
    connectorUuid: '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a01',
    connectorName: 'Pushed content',
    description:
      'Programs send what they have found: PEM, DER, PKCS #7 or JSON Lines with the place of each certificate.',
    isPushed: true,
  },
  folder: {
    connectorUuid: '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a02',
    connectorName: 'Folder of files',
    description: 'Reads the files of a folder of the worker: PEM, DER, PKCS #7, PKCS #12 and JKS.',
    isPushed: false,
  },
  tls_scan: {
    connectorUuid: '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a03',
    connectorName: 'TLS scan',
    description: 'Connects to hosts, address ranges and ports, also by STARTTLS, and reads the chains they send.',
    isPushed: false,
  },
  ct_monitor: {
    connectorUuid: '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a04',
    connectorName: 'Certificate Transparency monitor',
    description: 'Reads a list in the JSON form of crt.sh, from a file or a URL, and gets the certificates it names.',
    isPushed: false,
  },
  issued_list: {
    connectorUuid: '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a05',
    connectorName: 'Issued list of an authority',
    description: 'Reads the certificates that an authority says it has issued.',
    isPushed: false,
  },
};
