import { createHash } from 'node:crypto';
import express, { Router, type Express } from 'express';
import { consoleFiles } from './console-files';
import { apiDocs, createOpenApiDocument } from './openapi';
import { cors, entrance, securityHeaders } from './entrance';
import { type HealthDeps, healthRoutes } from './health';
import type { Logger } from '../../telemetry/logging';
import type { Metrics } from '../../telemetry/metrics';
import { metricsRoute } from './metrics-route';
import { readOnly } from './methods';
import { createLimiters, type MountDeps, mountRoutes } from './mount';
import { notFound, problemEdge } from './problem-edge';
import { problemPages } from './problem-pages';
import type { Route } from './route';

export const apiPrefix = '/api/v1';

/** First segments of paths that are no pages of the console, whatever stands behind them. */
const ownPaths = ['api', 'docs', 'problems', 'livez', 'readyz', 'startupz', 'metrics', 'assets'];

/** An API of another form over the same frame: its path, and what makes its router. */
export interface Surface {
  readonly path: RegExp;
  readonly mount: (deps: MountDeps) => Router;
}

export interface AppDeps extends MountDeps {
  readonly routes: readonly Route[];
  /** Outside the API and without an API key: a path, and a router that protects itself. */
  readonly pages?: readonly { readonly path: string; readonly router: Router }[];
  /** APIs beside ours, each at a path of its own. */
  readonly surfaces?: readonly Surface[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthDeps;
  /** Where people reach the service, without a path: `https://certloom.example.org`. Shown in the API's description. */
  readonly publicUrl: string;
  /** Exact origins; empty: none. */
  readonly corsOrigins: readonly string[];
  /** Networks and addresses of proxies in front of the service whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  /** Folder of the built console; absent, or without a build in it: there is none. */
  readonly consoleFolder?: string;
  /** Product version in the API's description; undefined keeps it out. */
  readonly version?: string;
}

/** The whole HTTP side as one Express application; the caller listens and closes. Opens nothing itself. */
export function createApp(deps: AppDeps): Express {
  const { routes, logger, metrics } = deps;
  const mounted: MountDeps = { ...deps, limiters: createLimiters(deps.budgets) };
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.set('trust proxy', [...deps.trustedProxies]);

  const document = createOpenApiDocument(routes, {
    prefix: apiPrefix,
    publicUrl: deps.publicUrl,
    ...(deps.version === undefined ? {} : { version: deps.version }),
  });
  const protection = [securityHeaders('api'), cors(deps.corsOrigins)];
  app.use(entrance(logger, metrics));
  // First of all the routes, because an upload is what has to be quick.
  app.use(apiPrefix, ...protection, descriptionOf(document), mountRoutes(routes, apiPrefix, mounted));
  app.use('/docs', securityHeaders('docs'), readOnly, apiDocs(`${apiPrefix}/openapi.json`));
  app.use(...protection);
  app.use(healthRoutes(deps.health));
  app.use('/problems', readOnly, problemPages());
  for (const { path, router } of deps.pages ?? []) app.use(path, router);
  for (const { path, mount } of deps.surfaces ?? []) app.use(path, mount(mounted));
  app.use(mountRoutes([metricsRoute(metrics)], '', deps));
  if (deps.consoleFolder !== undefined) {
    const pages = (deps.pages ?? []).map(({ path }) => path.split('/')[1] ?? '');
    app.use(consoleFiles({ folder: deps.consoleFolder, reserved: [...ownPaths, ...pages] }));
  }
  app.use(notFound);
  app.use(problemEdge(logger, deps.hasRoom));
  return app;
}

/** The description may be read without a key: it holds nothing that the source does not. */
function descriptionOf(document: object): Router {
  const json = JSON.stringify(document);
  const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
  return Router().all('/openapi.json', readOnly, (req, res) => {
    res.set({ ETag: etag, 'Cache-Control': 'no-cache' });
    // `fresh` compares If-None-Match weakly (RFC 9110, section 13.1.2): what a proxy compressed is the same text.
    if (req.fresh) return void res.status(304).end();
    res.type('application/json').send(json);
  });
}
