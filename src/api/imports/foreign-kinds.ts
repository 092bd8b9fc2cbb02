import { czertainlyKinds } from '../../domain/imports/czertainly/kinds';
import type { ForeignKind } from '../../domain/imports/foreign-kind';
import { keyfactorKinds } from '../../domain/imports/keyfactor/kinds';

/** Every kind that can be imported, those first that others refer to: one line for each product. */
export const foreignKinds: readonly ForeignKind[] = [...keyfactorKinds, ...czertainlyKinds];
