/** Where a step stands on the canvas of an editor; units are those of the drawing, right and down from its origin. */
export interface StepPlace {
  /** Unique name of the step. One that no step has any more stays: earlier versions may have it. */
  readonly step: string;
  readonly x: number;
  readonly y: number;
}

/** Text that people leave beside the steps. */
export interface CanvasNote {
  readonly noteId: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * How a definition is drawn. It decides nothing, so it has no versions: whoever moves a step does not begin a draft, and
 * every version is drawn alike.
 */
export interface DefinitionCanvas {
  readonly places: readonly StepPlace[];
  readonly notes: readonly CanvasNote[];
}

export const emptyCanvas: DefinitionCanvas = { places: [], notes: [] };
