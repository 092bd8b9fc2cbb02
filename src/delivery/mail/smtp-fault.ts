import { visibleText } from '../../domain/notifications/visible-text';
import { connectionFaultOf } from '../../outbound/connection-fault';
import { permanent, temporary, type SendResult } from '../send-result';

/** What nodemailer says of a failure; every member may be missing. */
interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/** Enhanced codes (RFC 3463) that speak of this recipient or this message: no later attempt ends otherwise. */
const finalCodes = /^5\.(?:1\.(?:1|2|3|6|10)|2\.1|3\.4|6\.\d{1,3})$/;
/** Of these, what a server may know as early as MAIL FROM, where the other codes speak of the sender: the message. */
const aboutMessage = /^5\.(?:3\.4|6\.\d{1,3})$/;
/** What is final where a server sends no enhanced codes. */
const finalReplies: Readonly<Record<string, readonly number[]>> = {
  'RCPT TO': [550, 551, 553],
  'end of DATA': [552, 554],
};

/**
 * What a failed attempt means. Final is only what speaks of this recipient or this message; whatever speaks
 * of us, of our credentials or of a state of the server (policy, full mailbox, bad sequence) may pass.
 * @param server `host:port`
 */
export function resultOfSmtpError(error: unknown, server: string): SendResult {
  const { code, responseCode } = asSmtpError(error);
  const who = `The mail server ${server}`;
  const stage = stageOf(error);
  if (typeof responseCode === 'number' && responseCode >= 400) {
    const told = `${who} answered ${stage === '' ? '' : `${stage} `}with ${saidBy(error)}`;
    if (code === 'EAUTH') return temporary('smtp_authentication_failed', told);
    if (code === 'ETLS' || stage === 'STARTTLS') return temporary('tls_failed', told);
    return isFinal(error, responseCode, stage) ? permanent('smtp_refused', told) : temporary('smtp_failed', told);
  }
  if (code === 'EAUTH') {
    return temporary('smtp_authentication_failed', `${who} did not accept our user and password.`);
  }
  if (code === 'EMESSAGE') return permanent('message_too_large', `${who} takes only smaller messages.`);
  if (code === 'EENVELOPE') return permanent('address_invalid', 'The mail server library refused the address.');
  const fault = connectionFaultOf(error);
  return temporary(fault.code, `${who} ${fault.reason}.`);
}

/** The server knows no STARTTLS, or no EHLO that would announce it. */
export function isWithoutStarttls(error: unknown): boolean {
  const { command, responseCode } = asSmtpError(error);
  return (command === 'STARTTLS' || command === 'EHLO') && typeof responseCode === 'number' && responseCode >= 500;
}

function isFinal(error: unknown, reply: number, stage: string): boolean {
  if (reply < 500) return false;
  const enhanced = enhancedCodeOf(error);
  if (stage === 'MAIL FROM') return enhanced !== undefined && aboutMessage.test(enhanced);
  if (enhanced !== undefined) return ['RCPT TO', 'DATA', 'end of DATA'].includes(stage) && finalCodes.test(enhanced);
  return finalReplies[stage]?.includes(reply) === true;
}

/** The command that was answered; what comes before any, and a lost connection, have none. */
function stageOf(error: unknown): string {
  const { command, code } = asSmtpError(error);
  if (typeof command !== 'string' || command === 'API') return '';
  if (command === 'CONN') return 'the connection';
  return command === 'DATA' && code === 'EMESSAGE' ? 'end of DATA' : command;
}

/** RFC 2034: behind the reply code. Some servers put `#` before it. */
function enhancedCodeOf(error: unknown): string | undefined {
  const { response } = asSmtpError(error);
  return typeof response === 'string' ? /^\d{3}[ -]#?(\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined;
}

/** The reply on one line, visible characters only. */
function saidBy(error: unknown): string {
  const { response, responseCode } = asSmtpError(error);
  if (typeof response !== 'string') return String(responseCode);
  return visibleText(response.replace(/\s+/g, ' ').trim()).slice(0, 300);
}

function asSmtpError(error: unknown): SmtpError {
  return typeof error === 'object' && error !== null ? error : {};
}
