import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Schema } from '../../shared/api/types';
import type { CodeMark } from '../../shared/code/code-editor';
import { lint, type LintFinding } from './queries';

const pauseMs = 600;

/** What the linter says of a text, once somebody has stopped typing. */
export function useLint(body: Schema<'ScriptLintRequest'>) {
  const key = JSON.stringify(body);
  const [asked, setAsked] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(key), pauseMs);
    return () => clearTimeout(timer);
  }, [key]);
  const query = useQuery({
    queryKey: ['lint', asked],
    queryFn: ({ signal }) => lint(JSON.parse(asked) as Schema<'ScriptLintRequest'>, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const findings = query.data?.lint;
  const marks = useMemo(() => marksOf(findings ?? []), [findings]);
  return { findings: findings ?? [], lintedBy: query.data?.lintedBy, marks, error: query.error };
}

/** Findings as marks in the editor. */
export function marksOf(findings: readonly LintFinding[]): readonly CodeMark[] {
  return findings.map(({ line, severity, rule, message, instead }) => ({
    ...{ line, severity },
    message: `${rule}: ${message}${instead === '' ? '' : ` Instead: ${instead}`}`,
  }));
}
