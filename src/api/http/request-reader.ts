import { isCertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { Permission } from '../../domain/identity/permissions';
import { createNameLookup, type ObjectNames, type RawRequest } from './object-names';
import { createRequestParser, type ParsedRequest } from './request-parser';
import type { Route } from './route';

/**
 * Reads the requests of a route: uuids in the place of names, and everything validated. Names that mean nothing and all
 * else that is wrong are told together.
 * @param names absent: there are uuids only
 */
export function createRequestReader(route: Route, names: ObjectNames | undefined) {
  const lookUp = names === undefined ? undefined : createNameLookup(route, names);
  const parse = createRequestParser(route);
  return async function read(raw: RawRequest, permissions: ReadonlySet<Permission>): Promise<ParsedRequest> {
    if (lookUp === undefined) return parse(raw);
    const { request, faults } = await lookUp(raw, permissions);
    if (faults.length === 0) return parse(request);
    throw validationFailed([...faults, ...faultsOf(() => parse(request))]);
  };
}

function faultsOf(parse: () => unknown): readonly Fault[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return error.more.errors ?? [];
  }
}
