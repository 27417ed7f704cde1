/**
 * How the model that `manifest.json` (see `manifest.ts`) names is run.
 *
 * ONNX, opset 17, float32, one GRU over steps:
 *
 * | input  | type    | shape                   |                                                    |
 * | ------ | ------- | ----------------------- | -------------------------------------------------- |
 * | tokens | int32   | [batch, steps, tokens]  | ids of `features.ts`, 0 is padding                 |
 * | dense  | float32 | [batch, steps, dense]   |                                                    |
 * | state  | float32 | [layers, batch, hidden] | zeros at the start, else `next_state` of the steps before |
 *
 * | output     | type    | shape                   |                                                 |
 * | ---------- | ------- | ----------------------- | ----------------------------------------------- |
 * | logit      | float32 | [batch, steps]          | score of a step = sigmoid(logit / temperature)  |
 * | next_state | float32 | [layers, batch, hidden] | state after the last step given                 |
 *
 * Sequences of uneven length are padded at their end: outputs before the padding are right because nothing looks ahead,
 * and the `next_state` of a padded row means nothing. A step whose observation may still come is scored without
 * keeping the state that follows it. Longer runs are cut, the state handed on.
 *
 * The value: most steps (batch x steps) one run should take. It bounds the largest tensor to about 50 MB, well inside
 * WebGPU's buffer limit.
 */
export const BATCH_STEPS = 4096;

/** P(the trajectory ends solved), from a logit. */
export function probability(logit: number, temperature: number): number {
  return 1 / (1 + Math.exp(-logit / temperature));
}
