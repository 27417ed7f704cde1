/** Phrases that travel across tasks and tools. Counted, never matched exactly; English only, like the training data. */
export const SIGNS = {
  error:
    /\b(?:errors?|exception|traceback|fail(?:ed|ure|s)?|invalid|unable|cannot|can't|could ?n[o']t|does ?n[o']t exist|not found|no such|denied|undefined|unknown|unexpected|missing|refused|timed? ?out|aborted|nothing happens|not recognized|not permitted|illegal|unsupported|no results?)\b/gi,
  errorLine:
    /traceback \(most recent|^\s*(?:\w+\.)*\w*(?:error|exception)\b\s*[:[]|\berror:|command not found|segmentation fault|syntax error|\bpanic:|\bfatal:/im,
  exit: /\b(?:exit(?:ed)?(?: with)?(?: code| status)?|return ?code|returncode|exitcode)\s*[:=]?\s*(?!0\b)-?\d+/i,
  success:
    /\b(?:success(?:ful|fully)?|passed|passes|ok|done|completed?|created|updated|saved|correct|confirmed|found|you (?:put|take|open|pick|clean|heat|cool))\b/gi,
  hedge:
    /\b(?:however|but|maybe|perhaps|might|seems?|not sure|unclear|unsure|instead|another (?:approach|way)|try again|let me try|let's try|again|still|wrong|incorrect|mistake|issue|problem|could not|couldn't|didn't|doesn't|does not|failed|unfortunately|wait)\b/gi,
  close:
    /\b(?:final answer|the answer is|finish(?:ed)?|submit(?:ted)?|done|complete[ds]?|therefore|in conclusion|all tests pass|verified|successfully|summary|anything else)\b/gi,
  plan: /\b(?:first|next|then|now|need to|going to|i will|i'll|let me|let's|step \d+|plan)\b/gi,
  apology: /\b(?:sorry|apologi[sz]e|apologies|unfortunately|regret|transfer(?:red|ring)? (?:you )?to a human|human agent)\b/gi,
  trouble:
    /\b(?:no|not|isn't|doesn't|didn't|won't|can't|cannot|still|wrong|but|human|agent|transfer|supervisor|frustrat\w*|disappoint\w*|unacceptable|why|really need)\b/gi,
  content: /\b(?:thanks?|thank you|great|perfect|yes|correct|sounds good|appreciate|that's all|works?|working|excellent|wonderful)\b/gi,
} as const;

/** Matches of a phrase list, squashed to [0, 1): 0, 0.39, 0.63, … with `half` matches near 0.6. */
export function count(text: string, sign: RegExp, half: number): number {
  if (text === '') return 0;
  let n = 0;
  for (const _ of text.matchAll(sign)) n++;
  return 1 - Math.exp(-n / half);
}

/** Characters, logarithmic: 0 for none, 1 at the field limit. */
export function lengthOf(text: string): number {
  return Math.log1p(text.length) / Math.log1p(4000);
}
