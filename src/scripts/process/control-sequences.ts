/* eslint-disable no-control-regex -- control characters are what this file is about */

/**
 * Takes out of a text, which comes in pieces, what moves a terminal's cursor or colours it, and other control characters
 * but for tabs and line breaks, which become `\n`.
 */
export interface ControlSequenceFilter {
  write(text: string): string;
  end(): string;
}

/** CSI, then the strings (OSC, DCS, SOS, PM, APC) up to their end or the end of the line, then two-character ones. */
const sequence =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g;
const character = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** The start of a sequence whose end has not come yet. */
const open =
  /(?:\x1b\[?[0-?]*[ -/]*|\x9b[0-?]*[ -/]*|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*\x1b?|\r)$/;
/** A longer one is none. */
const longestSequence = 4_096;

export function createControlSequenceFilter(): ControlSequenceFilter {
  let held = '';
  return {
    write(text) {
      const all = held + text;
      // Only the end of the text is looked at: a sequence cannot be longer.
      const from = Math.max(0, all.length - longestSequence);
      const tail = open.exec(all.slice(from));
      const cut = tail === null ? all.length : from + tail.index;
      held = all.slice(cut);
      return clean(all.slice(0, cut));
    },
    end() {
      const rest = clean(held);
      held = '';
      return rest;
    },
  };
}

function clean(text: string): string {
  return text.replace(sequence, '').replace(/\r\n?/g, '\n').replace(character, '');
}
