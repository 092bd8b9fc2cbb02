import { createContext, useContext } from 'react';
import { valueAt } from '../../shared/forms/pointers';
import { firstDraft, type AlertDraft } from './draft';

const Draft = createContext<AlertDraft>(firstDraft);

export const DraftProvider = Draft.Provider;

/** The alert that is edited, for fields that depend on others. */
export function useDraft(): AlertDraft {
  return useContext(Draft);
}

/** The settings that a field of a handler stands in: `/handlers/0/settings` of `/handlers/0/settings/parameters`. */
export function useSettingsOf(pointer: string): Readonly<Record<string, unknown>> {
  const settings = valueAt(useDraft(), pointer.replace(/\/[^/]*$/, ''));
  return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {};
}
