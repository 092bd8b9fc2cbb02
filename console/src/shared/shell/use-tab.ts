import { useNavigate, useSearch } from '@tanstack/react-router';

/** The chosen tab of a screen, kept in the address as `tab`; the first one is not named there. */
export function useTab(first: string): readonly [string, (tab: string) => void] {
  const { tab = first }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const choose = (next: string) =>
    void navigate({
      to: '.',
      replace: true,
      search: ({ tab: _before, ...others }: Readonly<Record<string, string>>) =>
        next === first ? others : { ...others, tab: next },
    } as never);
  return [tab, choose];
}
