import { timeLeftText } from '../values/people-time';
import { cutText, visibleText } from './visible-text';

const longestReason = 300;

/** How soon a certificate ends; `hoursLeft` only where so little is left that people are told hours. */
interface Ending {
  readonly name: string | null;
  readonly daysLeft: number | null;
  readonly hoursLeft?: number;
}

/** In a list of mails only the beginning is seen: what became of the CA, else which certificate ends next, and when. */
export function mailSubjectOf(total: number, first: Ending | undefined, because?: string): string {
  if (because !== undefined) return followingHeadline(total, because);
  if (first === undefined || first.name === null || first.daysLeft === null) return headlineOf(total, first);
  return `${first.name}, ${rowTimeLeft(first)}: ${countOf(total)}`;
}

function followingHeadline(total: number, because: string): string {
  const count = total === 1 ? '1 certificate changed its status' : `${total} certificates changed their status`;
  return `${cutText(visibleText(because), longestReason)}: ${count}`;
}

function countOf(total: number): string {
  return total === 1 ? '1 certificate is expiring' : `${total} certificates are expiring`;
}

/** The first line of a digest: what became of the CA, else how soon the first certificate ends. */
export function headlineOf(total: number, first: Ending | undefined, because?: string): string {
  if (because !== undefined) return followingHeadline(total, because);
  const count = countOf(total);
  if (first === undefined || first.daysLeft === null) return count;
  return `${count}, the first ${when(first.daysLeft, first.hoursLeft)}`;
}

function when(days: number, hoursLeft: number | undefined): string {
  if (hoursLeft === 0) return 'within a day';
  if (hoursLeft !== undefined) return hoursLeft === 1 ? 'in 1 hour' : `in ${hoursLeft} hours`;
  if (hasEnded(days, hoursLeft)) return 'has expired';
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}

/** On the last day there are hours, and none on the first day after the end. */
function hasEnded(daysLeft: number, hoursLeft: number | undefined): boolean {
  return hoursLeft === undefined && daysLeft <= 0;
}

/** What is left of a certificate, for people; empty when its end is not known. */
export function rowTimeLeft({ daysLeft, hoursLeft }: Pick<Ending, 'daysLeft' | 'hoursLeft'>): string {
  if (daysLeft === null) return '';
  if (hoursLeft !== undefined) return timeLeftText(hoursLeft * 3_600_000);
  if (hasEnded(daysLeft, hoursLeft)) return 'expired';
  return daysLeft === 1 ? '1 day left' : `${daysLeft} days left`;
}
