import { keep, read } from '../preferences';
import type { FilterValues } from './list-types';

/** A filter, sort and choice of columns under a name. */
export interface SavedView {
  readonly name: string;
  readonly values: FilterValues;
  readonly columns: readonly string[];
}

/** Views of a list that this browser keeps. */
export function savedViews(id: string): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(read(keyOf(id)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Keeps a view in place of one of the same name. */
export function saveView(id: string, view: SavedView): readonly SavedView[] {
  const views = [...savedViews(id).filter(({ name }) => name !== view.name), view];
  keep(keyOf(id), JSON.stringify(views));
  return views;
}

export function removeView(id: string, name: string): readonly SavedView[] {
  const views = savedViews(id).filter((view) => view.name !== name);
  keep(keyOf(id), JSON.stringify(views));
  return views;
}

function isView(value: unknown): value is SavedView {
  return typeof value === 'object' && value !== null && 'name' in value && 'values' in value && 'columns' in value;
}

function keyOf(id: string): string {
  return `certloom.views.${id}`;
}
