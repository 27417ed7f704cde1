import { list, toNumber } from '../inputs.ts';
import type { CreditMethod } from '../method.ts';
import { mean } from '../numeric.ts';
import { scalarMethod } from '../scalar-method.ts';

/** Exact first-error index: accuracy on wrong and on right items, and their harmonic mean; percent. Empty sides are unknown. */
export const processbench: CreditMethod = scalarMethod({
  id: 'processbench',
  name: 'ProcessBench F1',
  paper: 'ProcessBench: Identifying Process Errors in Mathematical Reasoning (2412.06559)',
  source: 'QwenLM/ProcessBench@e8024636 code/run_eval_prm_rlhflow.py',
  status: 'derived',
  needs: ['labels'],
  unit: 'percent',
  flat: 'Unknown when one side is empty.',
  learn: 'How well a scorer finds the first error without crying wolf.',
  formula: (inputs) => {
    const prediction = inputs.numbers('prediction');
    const side = (wrong: boolean): number => {
      const hits = inputs.numbers('label').flatMap((l, i) => (l === -1 ? !wrong : wrong) ? [l === prediction[i] ? 100 : 0] : []); // biome-ignore format: one call
      return hits.length === 0 ? Number.NaN : mean(hits);
    };
    const [error, correct] = [side(true), side(false)];
    return { error_acc: error, correct_acc: correct, f1: (2 * error * correct) / (error + correct) };
  },
});

/** Step-level counts with a valid step as positive; an empty denominator is -1, as in the reference. Error steps are 1-based. */
export const prmbench: CreditMethod = scalarMethod({
  id: 'prmbench',
  name: 'PRMBench score',
  paper: 'PRMBench: A Fine-grained and Challenging Benchmark for Process-Level Reward Models (2501.03124)',
  source: 'ssmisya/PRMBench@a1ae4eab mr_eval/tasks/prmtest_classified/task.py',
  status: 'reference',
  needs: ['labels'],
  unit: 'weight',
  flat: '-1: nothing to count.',
  learn: 'How well a scorer tells valid from invalid steps.',
  formula: (inputs) => {
    const errors = new Set(inputs.numbers('error_steps'));
    const labels = inputs.numbers('labels');
    const count = (said: number, wrong: boolean): number => labels.filter((l, t) => l === said && errors.has(t + 1) === wrong).length;
    const [tp, fp, tn, fn] = [count(1, false), count(1, true), count(0, true), count(0, false)];
    const ratio = (a: number, b: number): number => (b === 0 ? -1 : a / b);
    const f = (precision: number, recall: number): number =>
      precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    const first = Math.min(...errors);
    const f1 = f(ratio(tp, tp + fp), ratio(tp, tp + fn));
    const negative = f(ratio(tn, tn + fn), ratio(tn, tn + fp));
    return {
      confusion: { TP: tp, FP: fp, TN: tn, FN: fn },
      correct_step_acc: ratio(tp, tp + fn),
      wrong_step_acc: ratio(tn, tn + fp),
      total_step_acc: ratio(tp + tn, labels.length),
      first_error_acc: errors.size === 0 ? null : labels[first - 1] === 0 ? 1 : 0,
      f1,
      negative_f1: negative,
      prm_score: 0.5 * f1 + 0.5 * negative,
    };
  },
});

/** Ties: all right answers above all wrong ones, and the margin over them larger than the spread of the right ones. */
export const rewardbench2Ties: CreditMethod = scalarMethod({
  id: 'rewardbench2_ties',
  name: 'RewardBench 2 ties',
  paper: 'RewardBench 2: Advancing Reward Model Evaluation (2506.01937)',
  source: 'allenai/reward-bench@05a9005e rewardbench/utils.py',
  status: 'reference',
  needs: ['labels'],
  unit: 'weight',
  flat: 'Near 0: right answers are not kept above wrong ones.',
  learn: 'Whether equally right answers are scored alike and above wrong ones.',
  formula: (inputs) => {
    const items = inputs.objects('items').map((item) => {
      const scores = list(item.scores, 'scores').map((s) => toNumber(s, 'scores'));
      const right = scores.slice(0, toNumber(item.num_correct, 'num_correct'));
      const wrong = scores.slice(right.length);
      const [kind, prompt] = String(item.id).split(':');
      const worst = Math.min(...right);
      const gap = worst - Math.max(...wrong);
      return { kind, prompt, accurate: gap > 0, spread: Math.max(...right) - worst, gap };
    });
    const tied = items.filter((i) => i.kind === 'tied');
    const ref = new Map(items.filter((i) => i.kind === 'ref').map((i) => [i.prompt, i]));
    const pairs = tied.map((t) => ({ spread: t.spread, tied: t.gap, least: Math.min(t.gap, ref.get(t.prompt)?.gap ?? Number.NaN) }));
    const share = (flags: readonly boolean[]): number => mean(flags.map(Number));
    const tanh = mean(pairs.map((p) => (p.least === 0 && p.spread === 0 ? 0 : Math.tanh(p.least / p.spread - 1)))); // biome-ignore format: one call
    const score =
      0.3 * share(tied.map((i) => i.accurate)) +
      0.3 * share([...ref.values()].map((i) => i.accurate)) +
      0.2 * share(pairs.map((p) => p.tied > p.spread)) +
      0.2 * share(pairs.map((p) => p.least > p.spread)) +
      0.01 * tanh;
    return { ties_score: score, best_of_n: inputs.matrix('best_of_n').map(bestOf) };
  },
});

/** The first answer is the right one: 1 when it alone is on top, 1/m when it shares the top with m - 1 others. */
function bestOf(scores: readonly number[]): number {
  const top = Math.max(...scores);
  return scores[0] === top ? 1 / scores.filter((s) => s === top).length : 0;
}

/** Pairs: 1 when the chosen one scores higher, 0.5 within `tie_eps`, else 0; percent. */
export const planRewardbench: CreditMethod = scalarMethod({
  id: 'plan_rewardbench',
  name: 'Plan-RewardBench accuracy',
  paper: 'Plan-RewardBench',
  source: 'wyy-1112/Plan-RewardBench@ffe6fbe9 eval/evaluate_benchmark_final.py',
  status: 'derived',
  needs: ['labels'],
  params: [{ id: 'tie_eps', name: 'tie within', default: 1e-4 }],
  unit: 'percent',
  flat: '50: no better than a coin.',
  learn: 'How often the better trajectory of a pair scores higher.',
  formula: (inputs, params) => {
    const rejected = inputs.numbers('rejected');
    const tie = params.number('tie_eps');
    const score = inputs.numbers('chosen').map((c, i) => {
      const d = c - (rejected[i] as number);
      return Math.abs(d) <= tie ? 0.5 : d > 0 ? 1 : 0;
    });
    return { score, accuracy: 100 * mean(score), tie_rate: 100 * mean(score.map((s) => Number(s === 0.5))) };
  },
});
