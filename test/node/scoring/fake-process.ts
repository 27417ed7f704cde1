import { Rpc } from '../../../src/protocol/rpc.ts';
import { channelPort, type ScoringCommands, type ScoringEvents, type ScoringRequests } from '../../../src/protocol/scoring.ts';

/** Stands in for the PRM process where one must misbehave; `FAKE` in the environment says how. */
const mode = process.env.FAKE;
if (mode === 'dies at once') process.exit(3);

const rpc = new Rpc<Record<never, never>, ScoringRequests, ScoringEvents, ScoringCommands>(channelPort(process));
process.on('disconnect', () => process.exit(0));

rpc.handle('open', ({ device }) => {
  if (mode === 'dies on the GPU' && device !== 'cpu') {
    rpc.send('trying', { device: 'webgpu' });
    setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 20);
    return new Promise(() => {});
  }
  return { ok: true, value: { device: 'cpu', reason: 'The CPU is set as the device.' } };
});

rpc.handle('score', ({ steps }) => {
  if (mode === 'hangs') for (;;);
  if (steps[0]?.text === 'poison') process.kill(process.pid, 'SIGKILL');
  rpc.send('beat', { steps: steps.length });
  return { ok: true, value: { device: 'cpu', values: new Float32Array(steps.length).fill(0.5), computed: steps.length } };
});
