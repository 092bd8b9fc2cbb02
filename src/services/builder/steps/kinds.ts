import type { StepKindOf } from '../../../domain/builder/step-kind';
import { branchStep } from './branch/kind';
import { customScriptStep } from './custom_script/kind';
import type { DescribedStepKind } from './described-kind';
import { emailStep } from './email/kind';
import { endStep } from './end/kind';
import { enrollStep } from './enroll/kind';
import { eventLogStep } from './event_log/kind';
import { placeholderStep } from './placeholder/kind';
import { renewCertificateStep } from './renew_certificate/kind';
import { requireApprovalStep } from './require_approval/kind';
import { restRequestStep } from './rest_request/kind';
import { revokeStep } from './revoke/kind';
import { setVariablesStep } from './set_variables/kind';
import { startStep } from './start/kind';
import { updateAttributeStep } from './update_attribute/kind';
import { updateEnrollmentFieldStep } from './update_enrollment_field/kind';
import { waitStep } from './wait/kind';

/** The kinds of steps that this release has: one line each, in the order in which people are shown them. */
export const stepKinds: readonly DescribedStepKind[] = [
  startStep,
  endStep,
  setVariablesStep,
  customScriptStep,
  emailStep,
  eventLogStep,
  requireApprovalStep,
  restRequestStep,
  renewCertificateStep,
  enrollStep,
  revokeStep,
  updateAttributeStep,
  updateEnrollmentFieldStep,
  waitStep,
  branchStep,
  placeholderStep,
];

const byCode = new Map(stepKinds.map((kind) => [kind.code, kind]));

export function describedStepKind(code: string): DescribedStepKind | undefined {
  return byCode.get(code);
}

export const stepKindOf: StepKindOf = describedStepKind;
