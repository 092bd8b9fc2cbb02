/** Who calls. `system` stands for the product itself and has no uuid. */
export interface Actor {
  readonly type: 'user' | 'system';
  readonly uuid: string | null;
  readonly name: string;
}

export const systemActor: Actor = { type: 'system', uuid: null, name: 'system' };
