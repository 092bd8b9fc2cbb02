import type { z } from 'zod';
import type { StepKind } from '../../../domain/builder/step-kind';

/** A kind of step with the schema of its settings, from which their check, their description and the docs are made. */
export interface DescribedStepKind extends StepKind {
  readonly settings: z.ZodObject;
}
