import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { DefinitionTemplate } from '../../domain/builder/template';

/** Where the templates lie that the product ships, beside its sources and beside what is built of them. */
export const templateFolder = path.join(__dirname, '..', '..', '..', 'templates');

/** Reads the templates of a folder, by title; they are ours, so a fault in one is a fault of the product. */
export function readTemplates(folder: string = templateFolder): readonly DefinitionTemplate[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(path.join(folder, file), 'utf8')) as DefinitionTemplate)
    .sort((one, other) => (one.title < other.title ? -1 : 1));
}
