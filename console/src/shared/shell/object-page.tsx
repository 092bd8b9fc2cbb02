import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CertText } from '../text/cert-text';
import { ErrorState, Loading } from '../ui/states';
import { Page } from './page';
import { PathLink } from './path-link';

export interface ObjectPageProps<T> {
  /** `Connection`. */
  readonly noun: string;
  /** The path of the list and what it holds: `/connections`, `connections`. */
  readonly list: string;
  readonly query: UseQueryResult<T>;
  readonly nameOf: (object: T) => string;
  readonly actions?: (object: T) => ReactNode;
  readonly children: (object: T) => ReactNode;
}

/** The frame of one object: read, refused, not there, or shown. */
export function ObjectPage<T>({ noun, list, query, nameOf, actions, children }: ObjectPageProps<T>) {
  if (query.isPending) {
    return (
      <Page title={noun}>
        <Loading what={`the ${noun.toLowerCase()}`} />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title={noun}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        <PathLink to={list} className="text-center underline">
          Back to the list
        </PathLink>
      </Page>
    );
  }
  const name = nameOf(query.data);
  return (
    <Page title={name} heading={<CertText>{name}</CertText>} description={noun} actions={actions?.(query.data)}>
      {children(query.data)}
    </Page>
  );
}
