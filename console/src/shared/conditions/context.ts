import { createContext, useContext } from 'react';
import type { FieldContext } from './leaf-faults';
import type { Path, TreeNode } from './tree';

export type Where = 'before' | 'after' | 'into';

export interface DropPlace {
  readonly path: Path;
  readonly where: Where;
}

/** What the parts of a tree need of the whole. */
export interface BuilderContext extends FieldContext {
  readonly root: TreeNode;
  /** @param at what is to have the focus afterwards @param typed changes of the same are one step to undo */
  readonly change: (root: TreeNode | null, at?: Path, typed?: string) => void;
  readonly faultsAt: (path: Path) => { readonly errors: readonly string[]; readonly warnings: readonly string[] };
  readonly dragged: Path | undefined;
  readonly place: DropPlace | undefined;
  readonly onDrag: (path: Path | undefined) => void;
  readonly onPlace: (place: DropPlace | undefined) => void;
  readonly onDrop: () => void;
}

const Builder = createContext<BuilderContext | undefined>(undefined);

export const BuilderProvider = Builder.Provider;

export function useBuilder(): BuilderContext {
  const context = useContext(Builder);
  if (context === undefined) throw new Error('a part of the condition builder stands outside of it');
  return context;
}
