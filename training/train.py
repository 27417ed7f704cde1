"""`python3 training/train.py FEATURES WEIGHTS [--leave-out SOURCE[,SOURCE]]`: trains the embedded PRM."""
import argparse
import json
import math
import time

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score

from data import Split, clean, held_out
from net import Net

LONGEST = 128
torch.set_num_threads(1)


def disturb(tokens, dense, rng):
    """Drops tokens one by one, all tokens of some trajectories, and single dense features of some trajectories."""
    keep = rng.random(tokens.shape) > 0.3
    keep &= (rng.random(len(tokens)) > 0.35)[:, None, None]
    dense = dense * (rng.random((len(dense), 1, dense.shape[-1])) > 0.05)
    return tokens * keep, dense.astype(np.float32)


def loss_of(logit, label, mask, source, rank):
    """Cross-entropy a trajectory (each counts once, long ones a little more) plus a ranking term within source and step."""
    each = F.binary_cross_entropy_with_logits(logit, label[:, None].expand_as(logit), reduction="none")
    steps = mask.sum(1).clamp(min=1)
    cross = ((each * mask).sum(1) / steps * steps.sqrt()).sum() / steps.sqrt().sum()
    pair = (source[:, None] == source[None]) & (label[:, None] > label[None])
    i, j = torch.nonzero(pair, as_tuple=True)
    if rank == 0 or len(i) == 0:
        return cross
    both = mask[i] * mask[j]
    ranking = (F.softplus(logit[j] - logit[i]) * both).sum() / both.sum().clamp(min=1)
    return cross + rank * ranking


def predict(net, split, rows):
    net.eval()
    out = [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: rows[k]["steps"])
    with torch.no_grad():
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            tokens, dense, _, _ = split.batch([rows[k] for k in part], 512)
            logit, _ = net(torch.from_numpy(tokens), torch.from_numpy(dense))
            for b, k in enumerate(part):
                out[k] = logit[b, : rows[k]["steps"]].numpy()
    return out


def fixed_step(rows, logits, step):
    """Source -> (AUROC of the logit after the policy's `step`-th decision among trajectories that go on, n)."""
    found = {}
    for row, logit in zip(rows, logits):
        own = np.flatnonzero(row["own"])
        if len(own) > step:
            found.setdefault(row["source"], []).append((logit[own[step - 1]], row["solved"]))
    return {s: (roc_auc_score([y for _, y in v], [x for x, _ in v]), len(v)) for s, v in found.items() if len({y for _, y in v}) == 2}


def summary(rows, logits):
    parts = []
    for step in (1, 2, 4, 8):
        table = [v for v in fixed_step(rows, logits, step).values() if v[1] >= 20]
        parts.append(np.average([a for a, _ in table], weights=[math.sqrt(n) for _, n in table]) if table else 0.5)
    return parts


def main():
    args = argparse.ArgumentParser()
    args.add_argument("features")
    args.add_argument("weights")
    args.add_argument("--leave-out", default="")
    args.add_argument("--epochs", type=int, default=12)
    args.add_argument("--rank", type=float, default=1.0)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--embed", type=int, default=24)
    args.add_argument("--hidden", type=int, default=64)
    args.add_argument("--rate", type=float, default=2e-3)
    args.add_argument("--embed-decay", type=float, default=0.05)
    args.add_argument("--no-tokens", action="store_true")
    args = args.parse_args()
    rng = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)

    split = Split(args.features, "train")
    left_out = set(filter(None, args.leave_out.split(",")))
    rows = [row for row in split.rows if clean(row) and row["source"] not in left_out]
    check = [row for row in rows if held_out(row)]
    rows = [row for row in rows if not held_out(row)]
    by_source = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    names = sorted(by_source)
    share = np.array([math.sqrt(len(by_source[name])) for name in names])
    share /= share.sum()

    net = Net(split.spec, args.embed, 64, args.hidden)
    slow = [p for n, p in net.named_parameters() if n != "embed.weight"]
    optimiser = torch.optim.AdamW(
        [{"params": [net.embed.weight], "weight_decay": args.embed_decay}, {"params": slow, "weight_decay": 0.02}], lr=args.rate
    )
    batches = len(rows) // 64
    total = batches * args.epochs
    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: min(1, (k + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, k / total)))))
    best = (-1, None)
    for epoch in range(args.epochs):
        net.train()
        began, losses = time.time(), []
        for _ in range(batches):
            picks = rng.choice(len(names), 3, replace=False, p=share)
            part = [by_source[names[s]][k] for s in picks for k in rng.integers(0, len(by_source[names[s]]), 22)]
            tokens, dense, label, mask = split.batch(part, LONGEST)
            tokens, dense = disturb(tokens, dense, rng)
            if args.no_tokens:
                tokens = tokens * 0
            source = torch.tensor([s for s in picks for _ in range(22)])
            logit, _ = net(torch.from_numpy(tokens), torch.from_numpy(dense))
            loss = loss_of(logit, torch.from_numpy(label), torch.from_numpy(mask), source, args.rank)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            losses.append(loss.item())
        at = summary(check, predict(net, split, check))
        score = float(np.mean(at))
        print(f"epoch {epoch + 1} loss {np.mean(losses):.4f} validation AUROC at 1 2 4 8: {' '.join(f'{x:.3f}' for x in at)} mean {score:.4f} {time.time() - began:.0f}s", flush=True)
        if score > best[0]:
            best = (score, {k: v.clone() for k, v in net.state_dict().items()})
    net.load_state_dict(best[1])
    torch.save({"weights": best[1], "sizes": net.sizes, "validation": best[0], "arguments": vars(args)}, args.weights)
    print(json.dumps({"validation": best[0]}))


if __name__ == "__main__":
    main()
