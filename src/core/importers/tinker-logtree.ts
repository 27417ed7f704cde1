import type { Json } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { type FileImporter, type Imported, LogError } from './importer.ts';
import { askedText } from './messages.ts';
import { solvedBy } from './outcomes.ts';
import { rootOf, type TreeEpisode, treeEpisodes } from './tinker-tree.ts';

/**
 * Log trees of tinker-cookbook, `iteration_<n>/<base>_logtree.json`: a web page as JSON whose sections hold the
 * conversations of an iteration (tinker_cookbook/utils/logtree.py). Its numbers are rounded to three places; the exact
 * ones are in the rollout summaries beside it.
 */
export const tinkerLogtree: FileImporter = {
  id: 'tinker-logtree',
  name: 'tinker-cookbook log tree',
  rewards: '`total_return` and `step_reward` of the tables, rounded by the writer',
  groups: 'one section per group, per iteration',
  containers: ['document'],
  writes: 'once',
  unit: 'file',
  detect: ({ records }) => (isTree(records[0]) ? 'sure' : 'no'),

  async *read(file): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (!isTree(document)) {
      const message = 'A tinker log tree is an object of nodes with "tag" and "children" that holds conversations';
      throw new LogError({ severity: 'error', code: 'tinker-logtree', message, file: file.path });
    }
    for (const [item, episode] of treeEpisodes(document).entries())
      yield { draft: draftOf(episode, file.path), place: { kind: 'item', item } };
  },
};

/** Any page may be nodes; a log tree has sections of rollouts. */
const isTree = (value: Json | undefined): value is Json =>
  value !== undefined && rootOf(value) !== undefined && treeEpisodes(value).length > 0;

function draftOf(episode: TreeEpisode, path: string): Draft {
  const folder = folderOf(path);
  const iteration = /^iteration_(\d{1,12})$/.exec(nameOf(folder))?.[1];
  const { preamble, steps, totals, stepRewards } = episode;
  const reward = totals.total_return ?? totals.total_reward;
  return {
    format: 'tinker-logtree',
    run: iteration === undefined ? folder : folderOf(folder),
    group: [iteration === undefined ? undefined : Number(iteration), episode.group].filter((part) => part !== undefined).join('/'),
    sample: episode.sample,
    task: { text: askedText(preamble) },
    policy: { update: iteration === undefined ? undefined : Number(iteration) },
    preamble,
    steps: steps.length === stepRewards.length ? steps.map((step, k) => ({ ...step, reward: stepRewards[k] })) : steps,
    outcome: { reward, success: solvedBy(reward) },
    status: reward === undefined ? 'unscored' : 'scored',
    logged: totals.final_group_reward === undefined ? undefined : { finalReward: totals.final_group_reward },
  };
}
