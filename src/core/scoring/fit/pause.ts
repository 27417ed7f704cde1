/**
 * Called between slices of long work. The caller decides: it may wait, so that others get their turn, and throws to end
 * the work. Giving undefined goes on at once.
 */
export type Pause = () => Promise<void> | undefined;

export const NO_PAUSE: Pause = () => undefined;
