"""`python3 training/train.py FEATURES WEIGHTS`: trains the embedded PRM. `--help` lists the options."""
import argparse
import copy
import math
import time

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score

from data import Split, clean, held_out
from net import Net, merge

LONGEST = 128
torch.set_num_threads(1)


def disturb(tokens, dense, rng, args):
    """Drops tokens one by one, all tokens of some trajectories, and single dense features of some trajectories."""
    keep = rng.random(tokens.shape, np.float32) > args.token_drop
    keep &= (rng.random(len(tokens)) > args.bag_drop)[:, None, None]
    dense = dense * (rng.random((len(dense), 1, dense.shape[-1])) > args.dense_drop)
    return tokens * keep, dense.astype(np.float32)


def usual(rows):
    """Source -> logit of the share solved among the trajectories that reach each step, drawn a little towards the source's share."""
    reached, won = {}, {}
    for row in rows:
        n = min(row["steps"], LONGEST)
        reached.setdefault(row["source"], np.zeros(LONGEST))[:n] += 1
        won.setdefault(row["source"], np.zeros(LONGEST))[:n] += row["solved"]
    found = {}
    for source, n in reached.items():
        share = (won[source][0] + 1) / (n[0] + 2)
        at = (won[source] + 5 * share) / (n + 5)
        found[source] = np.log(at / (1 - at)).astype(np.float32)
    return found


def loss_of(logit, offset, label, mask, source, rank):
    """Cross-entropy a trajectory (each counts once, long ones a little more) plus a ranking term within source and step.

    The offset is what is usual for the source and step. It is given, so there is nothing to gain from telling benchmarks apart or
    from counting steps: what is left to learn is whether this trajectory does better or worse than others at this point.
    """
    each = F.binary_cross_entropy_with_logits(logit + offset, label[:, None].expand_as(logit), reduction="none")
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


def train(split, rows, check, args, say=print):
    """The network after the epoch that ranks the `check` rows best, and how well it does (mean AUROC at steps 1, 2, 4, 8)."""
    rng = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)
    by_source = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    names = sorted(by_source)
    base = usual(rows)
    share = np.array([len(by_source[name]) ** 0.5 for name in names])
    share /= share.sum()

    net = Net(split.spec, embed=args.embed, width=args.width, hidden=args.hidden, drop=args.drop, start=args.start)
    vectors = [p for n, p in net.named_parameters() if n == "embed.weight"]
    others = [p for n, p in net.named_parameters() if n != "embed.weight"]
    groups = [{"params": vectors, "weight_decay": args.embed_decay}, {"params": others, "weight_decay": args.decay}]
    optimiser = torch.optim.AdamW([group for group in groups if group["params"]], lr=args.rate)
    batches = len(rows) // 64
    total = batches * args.epochs

    def pace(k):
        return min(1, (k + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, k / total))))

    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    slow = copy.deepcopy(net)
    best = (-1, None)
    seen = 0
    for epoch in range(args.epochs):
        net.train()
        began, losses = time.time(), []
        for _ in range(batches):
            picks = rng.choice(len(names), 3, replace=False, p=share)
            part = [by_source[names[s]][k] for s in picks for k in rng.integers(0, len(by_source[names[s]]), 22)]
            tokens, dense, label, mask = split.batch(part, LONGEST)
            tokens, dense = disturb(tokens, dense, rng, args)
            source = torch.tensor([s for s in picks for _ in range(22)])
            logit, _ = net(torch.from_numpy(tokens), torch.from_numpy(dense))
            offset = torch.from_numpy(np.stack([base[row["source"]][: tokens.shape[1]] for row in part]))
            loss = loss_of(logit, offset, torch.from_numpy(label), torch.from_numpy(mask), source, args.rank)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            seen += 1
            follow(slow, net, min(args.average, seen / (seen + 10)))
            losses.append(loss.item())
        at = summary(check, predict(slow, split, check))
        score = float(np.mean(at))
        told = " ".join(f"{x:.3f}" for x in at)
        say(f"epoch {epoch + 1} loss {np.mean(losses):.4f} validation AUROC at 1 2 4 8: {told} mean {score:.4f} {time.time() - began:.0f}s")
        if score > best[0]:
            best = (score, {k: v.clone() for k, v in slow.state_dict().items()})
    slow.load_state_dict(best[1])
    return slow, best[0]


def train_members(split, rows, check, args, say=print):
    """The mean of `args.blind` networks that never see a token and `args.sighted` that do, as one network."""
    nets = []
    for blind, count in ((True, args.blind), (False, args.sighted)):
        for member in range(count):
            each = copy.copy(args)
            each.seed = args.seed + member
            each.embed = 0 if blind else args.embed
            nets.append(train(split, rows, check, each, say)[0])
    whole = merge(nets, split.spec)
    at = summary(check, predict(whole, split, check))
    say(f"{len(nets)} members: validation AUROC at 1 2 4 8: {' '.join(f'{x:.3f}' for x in at)} mean {np.mean(at):.4f}")
    return whole


def follow(slow, net, keep):
    """Moves the averaged weights towards the current ones; the average generalises better than any single moment."""
    with torch.no_grad():
        for a, b in zip(slow.parameters(), net.parameters()):
            a.lerp_(b, 1 - keep)


def options():
    args = argparse.ArgumentParser()
    args.add_argument("features")
    args.add_argument("--epochs", type=int, default=4)
    args.add_argument("--rank", type=float, default=1.0, help="weight of the ranking term")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--blind", type=int, default=2, help="members that never see a token")
    args.add_argument("--sighted", type=int, default=2, help="members that do")
    args.add_argument("--embed", type=int, default=24)
    args.add_argument("--width", type=int, default=64)
    args.add_argument("--hidden", type=int, default=64)
    args.add_argument("--start", type=float, default=0.05, help="spread of the embeddings at the start")
    args.add_argument("--drop", type=float, default=0.2)
    args.add_argument("--rate", type=float, default=2e-3)
    args.add_argument("--decay", type=float, default=0.02)
    args.add_argument("--embed-decay", type=float, default=0.05)
    args.add_argument("--average", type=float, default=0.995, help="decay of the averaged weights; 0 for none")
    args.add_argument("--token-drop", type=float, default=0.3, help="share of tokens dropped")
    args.add_argument("--bag-drop", type=float, default=0.35, help="share of trajectories that lose all tokens")
    args.add_argument("--dense-drop", type=float, default=0.05, help="share of dense features dropped, a trajectory")
    return args


def main():
    args = options()
    args.add_argument("weights")
    args = args.parse_args()
    split = Split(args.features, "train")
    rows = [row for row in split.rows if clean(row)]
    check = [row for row in rows if held_out(row)]
    net = train_members(split, [row for row in rows if not held_out(row)], check, args)
    torch.save({"weights": net.state_dict(), "sizes": net.sizes, "arguments": vars(args)}, args.weights)


if __name__ == "__main__":
    main()
