import { defineRoute, type Route } from '../http/route';
import { z } from '../http/schemas';

/** A package of others that Certloom runs with. */
interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string | null;
}

export interface AboutRouteDeps {
  readonly version: string;
  readonly packages: () => readonly InstalledPackage[];
}

const about = z
  .strictObject({
    version: z.string(),
    licence: z.string().openapi({ description: 'Of Certloom itself, as an SPDX expression.' }),
    node: z.string().openapi({ description: 'Version of Node.js that the API runs with.' }),
    platform: z.string().openapi({ example: 'linux x64' }),
    packages: z.array(
      z
        .strictObject({
          name: z.string(),
          version: z.string(),
          licence: z
            .string()
            .nullable()
            .openapi({ description: 'SPDX expression; null where the package states none.' }),
        })
        .openapi('InstalledPackage'),
    ),
  })
  .openapi('About');

/** `GET /about`: versions, and the licences of what Certloom runs with. */
export function createAboutRoute({ version, packages }: AboutRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/about',
    operationId: 'getAbout',
    tag: 'Settings',
    summary: 'Get versions, and the licences of the packages that Certloom runs with',
    permission: 'settings:read',
    responses: { 200: { description: 'What runs here', schema: about } },
    handle: async () => ({
      status: 200,
      body: {
        version,
        licence: 'Apache-2.0',
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        packages: packages(),
      },
    }),
  });
}
