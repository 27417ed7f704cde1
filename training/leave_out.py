"""`python3 training/leave_out.py FEATURES OUT.json [OPTIONS]`: how the recipe does on benchmarks it never saw.

Trains once a family of related benchmarks, without that family, and ranks the family's trajectories of both splits.
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
    args.add_argument("out")
    args = args.parse_args()
    splits = [Split(args.features, name) for name in ("train", "dev")]
    rows = [row for row in splits[0].rows if clean(row)]
    found = {}
    for family in FAMILIES.values():
        seen = [row for row in rows if row["source"] not in family]
        fit, check = [row for row in seen if not held_out(row)], [row for row in seen if held_out(row)]
        net = train_members(splits[0], fit, check, args, say=lambda line: None)
        unseen, logits = [], []
        for split in splits:
            part = [row for row in split.rows if clean(row) and row["source"] in family]
            unseen += part
            logits += predict(net, split, part)
        for step in (2, 4, 8):
            for source, (area, n) in fixed_step(unseen, logits, step).items():
                found.setdefault(source, {})[step] = [round(area, 4), n]
        for source in family:
            print(f"{source:28s}{'  '.join(f'{step}: {a:.3f} ({n})' for step, (a, n) in found.get(source, {}).items())}", flush=True)
        with open(args.out, "w") as file:
            file.write(json.dumps(found, indent=1) + "\n")
    for step in (2, 4, 8):
        table = [v[step] for v in found.values() if step in v and v[step][1] >= 20]
        mean = np.average([area for area, _ in table], weights=[math.sqrt(n) for _, n in table])
        print(f"mean at {step}: {mean:.4f} over {len(table)} benchmarks")


if __name__ == "__main__":
    main()
