import { steps } from '../../prm/helpers.ts';
import { request, watched } from './helpers.ts';

/** A host that scores something, says the id of its PRM process, and stays until it is killed. */
const { scoring, pids } = watched();
await scoring.score(request('a', steps(3)));
process.stdout.write(`${pids()[0]}\n`);
setInterval(() => {}, 1000);
