/** `www.example.com:443`, `192.0.2.7:8443`, `[2001:db8::7]:443`. */
export interface HostPort {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const form = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?)):(\d{1,5})$/;

/** Undefined for anything else. */
export function readHostPort(text: string): HostPort | undefined {
  const [, address, name, digits] = form.exec(text.trim()) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
