/** What a step that is dragged from the palette is known by. */
export const dragType = 'application/x-certloom-step';
