import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

export interface TabEntry {
  readonly id: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps {
  readonly name: string;
  readonly tabs: readonly TabEntry[];
  /** With these the chosen tab is the caller's, for example in the address. */
  readonly selected?: string;
  readonly onSelect?: (id: string) => void;
}

/** Panels of which one is shown; what is in the others is not rendered. */
export function Tabs({ name, tabs, selected, onSelect }: TabsProps) {
  return (
    <AriaTabs
      {...(selected === undefined ? {} : { selectedKey: selected })}
      {...(onSelect === undefined ? {} : { onSelectionChange: (key) => onSelect(String(key)) })}
    >
      <TabList aria-label={name} className="flex flex-wrap gap-1 border-b border-line">
        {tabs.map(({ id, label }) => (
          <Tab
            key={id}
            id={id}
            className="-mb-px cursor-pointer border-b-2 border-transparent px-3 py-1.5 text-sm font-medium text-muted hover:text-ink data-selected:border-accent data-selected:text-ink"
          >
            {label}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="pt-4">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
