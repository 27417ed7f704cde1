"""`python3 training/leave_out.py FEATURES [OPTIONS] [--on train|dev]`: how the recipe does on benchmarks it never saw.

Trains once a family of related benchmarks, without that family, and ranks the family's trajectories.
"""
import json
import math

import numpy as np

from data import Split, clean, held_out
from train import fixed_step, options, predict, train_members

FAMILIES = {
    "customer service": ["tau2_airline", "tau2_telecom", "tau_bench_airline", "tau2_retail", "agentrx_tau_retail"],
    "terminal": ["codetracer_terminalbench", "intercode_bash", "intercode_ctf", "openhands_swebench"],
    "queries": ["intercode_sql", "intercode_python"],
    "household": ["knowagent_alfworld", "mint_alfworld"],
    "programs": ["mint_humaneval", "mint_mbpp"],
    "mathematics": ["mint_gsm8k", "mint_math", "mint_theoremqa", "mint_mmlu"],
    "search": ["fireact_hotpotqa", "mint_hotpotqa", "react_fever", "react_webshop"],
}


def main():
    args = options()
    args.add_argument("--on", default="train", choices=["train", "dev"])
    args.add_argument("--json", action="store_true")
    args = args.parse_args()
    split = Split(args.features, "train")
    other = split if args.on == "train" else Split(args.features, "dev")
    rows = [row for row in split.rows if clean(row)]
    found = {}
    for family in FAMILIES.values():
        seen = [row for row in rows if row["source"] not in family]
        net = train_members(split, [row for row in seen if not held_out(row)], [row for row in seen if held_out(row)], args, say=lambda line: None)
        unseen = [row for row in other.rows if clean(row) and row["source"] in family]
        logits = predict(net, other, unseen)
        for step in (2, 4, 8):
            for source, value in fixed_step(unseen, logits, step).items():
                found.setdefault(source, {})[step] = value
        if not args.json:
            for source in family:
                told = [f"{step}: {a:.3f} ({n})" for step, (a, n) in found.get(source, {}).items()]
                print(f"{source:28s}{'  '.join(told)}", flush=True)
    if args.json:
        print(json.dumps(found))
        return
    for step in (2, 4, 8):
        table = [v[step] for v in found.values() if step in v and v[step][1] >= 20]
        print(f"mean at {step}: {np.average([a for a, _ in table], weights=[math.sqrt(n) for _, n in table]):.4f} over {len(table)} benchmarks")


if __name__ == "__main__":
    main()
