import { factsOfSubject } from '../../domain/notifications/default-texts';
import type { NoticeContext } from '../../domain/notifications/notice';
import { templateData } from '../../domain/notifications/template-data';
import { engines } from './engine';

/** A fact for people, as plain text. */
export interface ShownFact {
  readonly label: string;
  readonly value: string;
}

/** What the default texts of a mail tell of the subject, one by one. */
export function shownFacts(notice: NoticeContext): ShownFact[] {
  const data = templateData(notice);
  return factsOfSubject(notice.envelope.event).flatMap(({ label, value, when }) => {
    const text = engines.text.parseAndRenderSync(`{% if ${when} %}${value}{% endif %}`, data) as string;
    return text === '' ? [] : [{ label, value: text }];
  });
}
