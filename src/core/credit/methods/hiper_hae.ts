import type { JsonObject } from '../../model/json.ts';
import { list, toNumber } from '../inputs.ts';
import type { CreditMethod } from '../method.ts';

/**
 * Two time scales: inside a segment GAE whose last turn bootstraps to the high-level value of the next segment start; over
 * segments GAE with gamma^duration. Segments start at turn 1 and at every SWITCH.
 */
export const hiperHae: CreditMethod = {
  id: 'hiper_hae',
  name: 'HiPER (HAE)',
  paper: 'HiPER: Hierarchical Reinforcement Learning with Explicit Credit Assignment for LLM Agents (2602.16165)',
  source: 'JonP07/HiPER-agent@9d3c118b hiper_hae/core_hae.py',
  status: 'reference',
  needs: ['step-rewards', 'values'],
  params: [
    { id: 'gamma', name: 'discount', default: 0.99, min: 0, max: 1 },
    { id: 'lam_turn', name: 'lambda of turns', default: 0.95, min: 0, max: 1 },
    { id: 'lam_seg', name: 'lambda of segments', default: 0.95, min: 0, max: 1 },
    { id: 'bootstrap_truncated', name: 'bootstrap truncated episodes', default: false },
  ],
  granularity: 'step',
  unit: 'reward',
  flat: '0: the critics expected exactly this.',
  learn: 'Planning credit apart from execution credit.',
  scope: 'batch',
  comparesGroup: false,
  formula: (inputs, params) => {
    const done = inputs.objects('trajectories').map((t) => advantages(t, params.number('gamma'), params.number('lam_turn'), params.number('lam_seg'), params.boolean('bootstrap_truncated'))); // biome-ignore format: one call
    return { low: done.map((d) => d.low), high: done.map((d) => d.high) };
  },
};

function advantages(t: JsonObject, gamma: number, lamTurn: number, lamSeg: number, bootstrap: boolean) {
  const numbers = (name: string): number[] => list(t[name], name).map((v) => toNumber(v, name));
  const [reward, low, high] = [numbers('reward'), numbers('v_low'), numbers('v_high')];
  const flags = list(t.switch, 'switch').map(Boolean);
  const n = reward.length;
  const truncated = !list(t.done, 'done').map(Boolean)[n - 1];
  const starts = flags.flatMap((s, i) => (i === 0 || s ? [i] : []));
  const lowAdv = new Array<number>(n).fill(0);
  const highAdv = new Array<number | null>(n).fill(null);
  let runningHigh = 0;
  for (let k = starts.length - 1; k >= 0; k--) {
    const start = starts[k] as number;
    const end = starts[k + 1] ?? n;
    const lastSegment = end === n;
    const own = truncated && bootstrap;
    const afterLow = lastSegment ? (own ? (low[n - 1] as number) : 0) : (high[end] as number);
    const afterHigh = lastSegment ? (own ? (high[start] as number) : 0) : (high[end] as number);
    let running = 0;
    for (let i = end - 1; i >= start; i--) {
      const next = i === end - 1 ? afterLow : (low[i + 1] as number);
      const delta = (reward[i] as number) + gamma * next - (low[i] as number);
      running = delta + (i === end - 1 ? 0 : gamma * lamTurn * running);
      lowAdv[i] = running;
    }
    const duration = end - start;
    const gained = reward.slice(start, end).reduce((total, r, j) => total + gamma ** j * r, 0);
    const delta = gained + gamma ** duration * afterHigh - (high[start] as number);
    runningHigh = delta + (lastSegment ? 0 : gamma ** duration * lamSeg * runningHigh);
    highAdv[start] = runningHigh;
  }
  return { low: lowAdv, high: highAdv };
}
