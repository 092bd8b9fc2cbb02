import { type ReactNode, useEffect } from 'react';
import { RequestsButton } from './requests-button';

export interface PageProps {
  /** Also the title of the window. */
  readonly title: string;
  /** In place of the title's text, for example with marks of a certificate's name. */
  readonly heading?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every screen: heading, actions, and the requests behind it. */
export function Page({ title, heading, description, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Certloom`;
  }, [title]);
  return (
    <div className="mx-auto flex w-full max-w-[110rem] flex-col gap-4 p-3 sm:p-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="text-xl font-semibold break-words">
            {heading ?? title}
          </h1>
          {description !== undefined && <div className="mt-1 max-w-prose text-sm text-muted">{description}</div>}
        </div>
        <div className="flex flex-wrap items-center gap-2 text-sm">
          {actions}
          <RequestsButton />
        </div>
      </header>
      {children}
    </div>
  );
}

/** A box for a part of a screen, with its own heading. */
export function Section({ title, actions, children }: Pick<PageProps, 'title' | 'actions' | 'children'>) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {actions}
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
