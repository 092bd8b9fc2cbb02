const signs: Readonly<Record<string, string>> = {
  ...{ start: '▶', end: '■', set_variables: '{ }', custom_script: '›_', email: '✉', event_log: '≡' },
  ...{ require_approval: '✓', rest_request: '⇄', renew_certificate: '↻', enroll: '✚', revoke: '⊘' },
  ...{ update_attribute: '✎', update_enrollment_field: '✎', wait: '◷', branch: '⑂' },
};

/** A sign for a kind of step; its name always stands beside it. */
export const signOf = (type: string): string => signs[type] ?? '?';
