"""The arrays that dump.ts wrote, and batches of them."""
import json
import os
import zlib

import numpy as np


class Split:
    """Trajectories of one split: `tokens` [steps, L], `dense` [steps, D], `rows` one dict a trajectory."""

    def __init__(self, folder, name):
        spec = json.load(open(os.path.join(folder, "features.json")))
        self.spec = spec
        self.tokens = np.fromfile(os.path.join(folder, f"{name}.tokens.i32"), np.int32).reshape(-1, spec["tokens"])
        self.dense = np.fromfile(os.path.join(folder, f"{name}.dense.f32"), np.float32).reshape(-1, spec["dense"])
        self.rows = json.load(open(os.path.join(folder, f"{name}.index.json")))

    def batch(self, rows, longest):
        """Padded arrays of some trajectories: tokens, dense, label [B], mask [B, T] of the steps the policy decided."""
        steps = min(longest, max(row["steps"] for row in rows))
        tokens = np.zeros((len(rows), steps, self.spec["tokens"]), np.int32)
        dense = np.zeros((len(rows), steps, self.spec["dense"]), np.float32)
        mask = np.zeros((len(rows), steps), np.float32)
        for b, row in enumerate(rows):
            n = min(steps, row["steps"])
            tokens[b, :n] = self.tokens[row["at"] : row["at"] + n]
            dense[b, :n] = self.dense[row["at"] : row["at"] + n]
            mask[b, :n] = row["own"][:n]
        return tokens, dense, np.array([row["solved"] for row in rows], np.float32), mask


def held_out(row, share=0.12):
    """Whether a training row belongs to the validation tasks. By task, so that no task is on both sides."""
    return zlib.crc32(row["task"].encode()) % 1000 < share * 1000


def clean(row):
    """Whether a recording is sound; see the data's known defects."""
    return row["quality"] is None and row["steps"] > 0
