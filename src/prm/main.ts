import { constants, setPriority } from 'node:os';
import { fail, ok, type Result } from '../core/model/result.ts';
import { Rpc } from '../protocol/rpc.ts';
import {
  channelPort,
  type Opened,
  type OpenParams,
  type ScoringCommands,
  type ScoringEvents,
  type ScoringRequests,
} from '../protocol/scoring.ts';
import { climb } from './device.ts';
import { Engine } from './engine.ts';
import { readModel } from './model.ts';
import { loadRuntime } from './runtime.ts';
import { Scorer } from './scorer.ts';

/** The PRM process: started with `fork`, it lives as long as the one who started it. */
if (process.send === undefined) {
  process.stderr.write('This is the scoring process of Rollout Lens; it is started by the extension or the command line.\n');
  process.exit(2);
}
process.on('disconnect', () => process.exit(0));
try {
  // Typing in the editor goes before scoring.
  setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Some sandboxes forbid even this.
}

const rpc = new Rpc<Record<never, never>, ScoringRequests, ScoringEvents, ScoringCommands>(channelPort(process));
let scorer: Scorer | undefined;

rpc.handle('open', open);
rpc.handle('score', async (params) =>
  scorer ? scorer.score(params) : fail({ severity: 'error', code: 'not-open', message: 'No model is open in the scoring process.' }),
);
rpc.on('cancel', ({ job }) => scorer?.cancel(job));

async function open({ model: folder, device }: OpenParams): Promise<Result<Opened>> {
  const model = await readModel(folder);
  if (!model.ok) return model;
  const runtime = await loadRuntime();
  if (!runtime.ok) return runtime;
  const rung = await climb(runtime.value, model.value, device, (tried) => rpc.send('trying', { device: tried }));
  if (!rung.ok) return rung;
  const engine = new Engine(runtime.value, model.value, rung.value, ({ device, reason }) => rpc.send('device', { device, reason }));
  scorer = new Scorer(engine, model.value.manifest.temperature, (steps) => rpc.send('beat', { steps }));
  return ok({ device: rung.value.device, reason: rung.value.reason });
}
