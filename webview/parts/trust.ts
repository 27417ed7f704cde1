import type { Trust } from '../../src/core/model/score.ts';
import * as format from './format.ts';

/** `trust strong · AUROC@4 0.78 [0.72, 0.83] · n 512`; nobody's check is `untested`. */
export function trustText(trust: Trust | undefined): string {
  if (!trust || trust.level === 'untested') return trust && trust.n > 0 ? `trust untested · n ${format.whole(trust.n)}` : 'trust untested';
  const { auroc, interval, atStep, n } = trust;
  const at = atStep === undefined ? '' : `@${atStep}`;
  const width = interval ? ` [${interval.map((v) => v.toFixed(2)).join(', ')}]` : '';
  const measure = auroc === undefined ? '' : ` · AUROC${at} ${auroc.toFixed(2)}${width}`;
  return `trust ${trust.level}${measure} · n ${format.whole(n)}`;
}

export function trustNote(trust: Trust | undefined): string {
  if (!trust) return 'Nobody has checked this scorer against the outcomes of this run.';
  const left =
    trust.leftOut > 0 ? ` ${format.plural(trust.leftOut, 'trajectory', 'trajectories')} left out: outcome or score unknown.` : '';
  return `${trust.note}${left}`;
}
