import type { ReactNode } from 'react';

/** Names and values of an object, two columns where there is room for them: by the box that they stand in. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return (
    <div className="@container">
      <dl className="grid grid-cols-1 gap-x-8 gap-y-2 text-sm @3xl:grid-cols-2">{children}</dl>
    </div>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-x-3 @sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
