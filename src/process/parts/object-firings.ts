import { createObjectFirings, type ObjectFirings } from '../../services/firings/object-firings';
import { createRulesOfEvents } from '../../services/firings/rules';
import type { Foundation } from '../foundation';
import { createFiringPipeline } from './firings';

/** Firings of single objects, over the stores of this process. */
export function createObjectFiringsOf(foundation: Foundation): ObjectFirings {
  return createObjectFirings({
    pipeline: createFiringPipeline(foundation),
    rules: createRulesOfEvents(foundation.stores),
  });
}
