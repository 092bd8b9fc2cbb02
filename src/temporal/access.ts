/** How a Temporal server that is not embedded is to be spoken to; PEM texts. */
export interface TemporalAccess {
  readonly temporalTls: boolean;
  readonly temporalTlsCa?: string | undefined;
  readonly temporalTlsServerName?: string | undefined;
  readonly temporalTlsCert?: string | undefined;
  readonly temporalTlsKey?: string | undefined;
  readonly temporalApiKey?: string | undefined;
}

/** What both the client and the workers hand to their connection. */
export interface ConnectionAccess {
  readonly tls?: {
    readonly serverNameOverride?: string;
    readonly serverRootCACertificate?: Buffer;
    readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
  };
  readonly apiKey?: string;
}

/**
 * TLS as soon as anything of it is given: a key or a client certificate must not travel in the clear because a switch
 * was forgotten.
 */
export function connectionAccess(access: TemporalAccess): ConnectionAccess {
  const { temporalTls, temporalTlsCa: ca, temporalTlsServerName: name, temporalApiKey: apiKey } = access;
  const { temporalTlsCert: crt, temporalTlsKey: key } = access;
  const isTls = temporalTls || [ca, name, crt, key, apiKey].some((given) => given !== undefined);
  if (!isTls) return {};
  return {
    tls: {
      ...(name === undefined ? {} : { serverNameOverride: name }),
      ...(ca === undefined ? {} : { serverRootCACertificate: Buffer.from(ca) }),
      ...(crt === undefined || key === undefined
        ? {}
        : { clientCertPair: { crt: Buffer.from(crt), key: Buffer.from(key) } }),
    },
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}
