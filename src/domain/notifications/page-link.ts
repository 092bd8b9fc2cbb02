/** What a link in a notice opens for whoever has it. A digest is known by its delivery id. */
export interface PageTarget {
  readonly kind: 'firing' | 'certificate' | 'digest' | 'approval';
  /** A uuid, or 64 hex digits. */
  readonly id: string;
}
