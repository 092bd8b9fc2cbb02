import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Flow } from '../model/flow';
import { flowWith, kinds, row } from '../model/testing';
import Canvas from './canvas';
import { dragType } from './drag-type';

// What jsdom does not have, and the canvas asks of every browser.
beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  vi.stubGlobal(
    'DOMMatrixReadOnly',
    class {
      m22 = 1;
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
});

function Drawn({ onFlow }: { readonly onFlow: (flow: Flow) => void }) {
  const [flow, setFlow] = useState(flowWith(row));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const change = (next: Flow) => {
    setFlow(next);
    onFlow(next);
  };
  const problems = [{ severity: 'error' as const, pointer: '/steps/1', detail: 'x', step: 'Mail' }];
  return <Canvas {...{ flow, kinds, problems, selected }} onSelect={setSelected} isEditable onFlow={change} fits={0} />;
}

it('shows every step by its name, with what is against it, and takes one that is dropped', () => {
  const seen: Flow[] = [];
  render(<Drawn onFlow={(flow) => void seen.push(flow)} />);
  expect(screen.getByLabelText('Step Mail, Send E-mail, has errors')).toBeDefined();
  expect(screen.getByLabelText('Step Start, Start')).toBeDefined();
  const canvas = screen.getByLabelText('Canvas of the workflow');
  fireEvent.drop(canvas, { dataTransfer: { getData: (type: string) => (type === dragType ? 'wait' : '') } });
  expect(seen.at(-1)?.steps.map(({ uniqueName }) => uniqueName)).toEqual(['Start', 'Mail', 'Wait', 'End', 'Wait2']);
  expect(screen.getAllByLabelText('Step Wait, Wait')).toHaveLength(2);
});
