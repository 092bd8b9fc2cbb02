import type { ForeignKind } from '../foreign-kind';
import { approvalProfileKind } from './approval-profile';
import { customAttributeKind } from './custom-attribute';
import { groupKind } from './group';
import { notificationProfileKind } from './notification-profile';
import { actionKind, conditionKind, executionKind, ruleKind } from './part-kinds';
import { raProfileKind } from './ra-profile';
import { scheduledJobKind } from './scheduled-job';
import { associationKind, eventSettingsKind } from './trigger-set';
import { triggerKind } from './trigger';

/** What CZERTAINLY's REST API shows, in the order in which it is mapped; parts of triggers follow those that read them. */
export const czertainlyKinds: readonly ForeignKind[] = [
  ...[customAttributeKind, raProfileKind, approvalProfileKind, notificationProfileKind, triggerKind],
  ...[conditionKind, ruleKind, executionKind, actionKind, associationKind, eventSettingsKind, scheduledJobKind],
  // The last, because nearly everything has what it has. Others refer to it by uuid all the same.
  groupKind,
];
