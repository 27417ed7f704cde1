import type { Json } from '../../core/model/json.ts';
import type { ImageRef, Step } from '../../core/model/trajectory.ts';
import type { ShownStep } from '../../protocol/panel.ts';
import { hasHeat } from './token-heat.ts';

/**
 * A step as it travels to the panel: texts cut at `maxChars` a field, token records left out of windows, picture data left
 * behind until asked for. `cut` names what was cut by key path, e.g. `actions.0.args.file_text`.
 */
export function cutStep(step: Step, maxChars: number): ShownStep {
  const cut: Record<string, number> = {};
  const text = (path: string, value: string): string => {
    if (value.length <= maxChars) return value;
    cut[path] = value.length;
    return value.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '');
  };
  const optional = (path: string, value: string | undefined) => (value === undefined ? undefined : text(path, value));
  const json = (path: string, value: Json): Json => {
    if (typeof value === 'string') return text(path, value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Json, i) => json(`${path}.${i}`, item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, json(`${path}.${key}`, item as Json)]));
  };
  const shown: Step = {
    ...step,
    tokens: Number.isFinite(maxChars) ? undefined : step.tokens,
    thought: optional('thought', step.thought),
    text: optional('text', step.text),
    error: optional('error', step.error),
    actions: step.actions.map((action, i) => ({ ...action, args: json(`actions.${i}.args`, action.args) })),
    observations: step.observations.map((observation, i) => ({
      ...observation,
      text: text(`observations.${i}.text`, observation.text),
      images: withoutData(observation.images),
    })),
  };
  return { step: shown, cut, ...(hasHeat(step) ? { heat: true } : {}) };
}

/** Picture data stays here until a picture comes into view. */
export function withoutData(images: readonly ImageRef[] | undefined): readonly ImageRef[] | undefined {
  return images?.map((image) => (image.kind === 'data' ? { kind: 'data', uri: '' } : image));
}
