/** What a link in a notice opens for whoever has it. A digest is known by its delivery id. */
export interface PageTarget {
  readonly kind: 'firing' | 'certificate' | 'digest' | 'approval';
  /** A uuid, or 64 hex digits. */
  readonly id: string;
}

/** What a personal link opens: the approval of this uuid, to be decided by one user and nobody else. */
export interface DecisionTarget {
  readonly kind: 'decision';
  readonly id: string;
  /** uuid of who decides. */
  readonly user: string;
}

/** Whatever a signed link may lead to. */
export type LinkTarget = PageTarget | DecisionTarget;
