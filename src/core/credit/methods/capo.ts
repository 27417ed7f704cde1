import { field, ownRow } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** C for a right answer minus P for every step the critics voted wrong. */
export const capo: CreditMethod = stepMethod({
  id: 'capo',
  name: 'CAPO',
  paper: 'CAPO: Towards Enhancing LLM Reasoning through Verifiable Generative Credit Assignment (2508.02298)',
  source: 'paper text',
  status: 'derived',
  needs: ['step-votes', 'outcome'],
  params: [
    { id: 'C', name: 'right answer', default: 2 },
    { id: 'P', name: 'wrong step', default: 1 },
    { id: 'vote', name: 'vote', default: 'intersection', choices: ['intersection', 'majority', 'union'] },
  ],
  unit: 'reward',
  flat: 'Flat: no step was voted wrong.',
  learn: 'Right answers with wrong steps, and where critics disagree.',
  spread: (output, rollouts) => ownRow(field(output, 'reward'), rollouts),
  formula: (inputs, params) => {
    const votes = inputs.booleanMatrix('wrong_votes');
    const need = { intersection: votes.length, majority: Math.floor(votes.length / 2) + 1, union: 1 }[params.string('vote')] as number;
    const wrong = (votes[0] ?? []).map((_, t) => votes.filter((v) => v[t]).length >= need);
    const base = inputs.boolean('correct') ? params.number('C') : 0;
    return { wrong, reward: wrong.map((w) => base - (w ? params.number('P') : 0)) };
  },
});
