import { type Hasher, hasher } from '../text/hash.ts';
import type { ImageRef, Step, Trajectory } from './trajectory.ts';

/**
 * Hash of everything a scorer may read: task, preamble, and per step who acted, what was thought, said, done and
 * observed. Rewards, timing, token records, names and places are left out, so scores survive a moved or re-judged log
 * and no scorer can be cached on an outcome it must not see. 32 hexadecimal digits; the key of the score cache.
 */
export function contentHash(trajectory: Pick<Trajectory, 'task' | 'preamble' | 'steps'>): string {
  const hash = hasher().add('content/1').add(trajectory.task.id).add(trajectory.task.text).add(trajectory.preamble.length);
  for (const message of trajectory.preamble) {
    hash.add(message.role).add(message.text);
    addImages(hash, message.images);
  }
  for (const step of trajectory.steps) addStep(hash, step);
  return hash.hex();
}

function addStep(hash: Hasher, step: Step): void {
  hash.add(step.actor).add(step.thought).add(step.text).add(step.actions.length).add(step.observations.length);
  for (const action of step.actions) hash.add(action.tool).add(JSON.stringify(action.args));
  for (const seen of step.observations) {
    hash.add(seen.text).add(seen.from).add(seen.isError);
    addImages(hash, seen.images);
  }
}

function addImages(hash: Hasher, images: readonly ImageRef[] | undefined): void {
  hash.add(images?.length);
  for (const image of images ?? []) hash.add(image.kind === 'data' ? image.uri : image.kind === 'file' ? image.path : image.note);
}
