"""`python3 training/export.py FEATURES WEIGHTS OUT`: calibrates the network and writes model.onnx, manifest.json, golden.json.

The graph is written node by node: it is small, its names stay readable, and it uses nothing but plain opset 17 operators.
"""
import hashlib
import json
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

from data import Split, clean, held_out
from net import Net
from train import predict


def calibrate(net, split):
    """The temperature that gives the least cross-entropy on the validation tasks, every trajectory counted once.

    A shift is fitted with it and goes into the head's bias, so that score = sigmoid(logit / temperature) is all there is to do.
    """
    rows = [row for row in split.rows if clean(row) and held_out(row)]
    logit, label, weight = [], [], []
    for row, values in zip(rows, predict(net, split, rows)):
        own = np.array(row["own"][: len(values)], bool)
        logit.append(values[own])
        label.append(np.full(own.sum(), row["solved"]))
        weight.append(np.full(own.sum(), 1 / max(1, own.sum())))
    fit = LogisticRegression(C=1e6).fit(np.concatenate(logit)[:, None], np.concatenate(label), np.concatenate(weight))
    slope, shift = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    with torch.no_grad():
        net.head.bias += shift / slope
    return 1 / slope


def graph(net, spec):
    sizes, hidden = net.sizes, net.sizes["hidden"]
    weights = {k: v.detach().numpy().astype(np.float32) for k, v in net.state_dict().items()}

    def gates(array):
        """torch keeps the gates as r, z, n; ONNX as z, r, h."""
        r, z, n = np.split(array, 3)
        return np.concatenate([z, r, n])[None]

    constants = {
        "embedding": weights["embed.weight"],
        "inner_weight": weights["inner.weight"].T.copy(),
        "inner_bias": weights["inner.bias"],
        "gru_input": gates(weights["gru.weight_ih_l0"]),
        "gru_recurrent": gates(weights["gru.weight_hh_l0"]),
        "gru_bias": np.concatenate([gates(weights["gru.bias_ih_l0"]), gates(weights["gru.bias_hh_l0"])], 1),
        "head_weight": weights["head.weight"].T.copy(),
        "head_bias": weights["head.bias"],
        "zero": np.array(0, np.float32),
        "one": np.array(1, np.float32),
        "axis_slots": np.array([2], np.int64),
        "axis_one": np.array([1], np.int64),
        "axis_last": np.array([-1], np.int64),
        "many": np.array(spec["tokens"], np.float32),
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["embedding", "tokens"], ["vectors"], axis=0),
        node("ReduceSum", ["vectors", "axis_slots"], ["total"], keepdims=0),
        node("Cast", ["tokens"], ["ids"], to=TensorProto.FLOAT),
        node("Clip", ["ids", "zero", "one"], ["used"]),
        node("ReduceSum", ["used", "axis_slots"], ["filled"], keepdims=1),
        node("Clip", ["filled", "one", "many"], ["count"]),
        node("Sqrt", ["count"], ["root"]),
        node("Div", ["total", "root"], ["bag"]),
        node("Concat", ["bag", "dense"], ["seen"], axis=2),
        node("MatMul", ["seen", "inner_weight"], ["inner"]),
        node("Add", ["inner", "inner_bias"], ["shifted"]),
        node("Relu", ["shifted"], ["step"]),
        node("Transpose", ["step"], ["step_major"], perm=[1, 0, 2]),
        node(
            "GRU",
            ["step_major", "gru_input", "gru_recurrent", "gru_bias", "", "state"],
            ["all_states", "next_state"],
            hidden_size=hidden,
            linear_before_reset=1,
        ),
        node("Squeeze", ["all_states", "axis_one"], ["history_major"]),
        node("Transpose", ["history_major"], ["history"], perm=[1, 0, 2]),
        node("Concat", ["step", "history"], ["known"], axis=2),
        node("MatMul", ["known", "head_weight"], ["score"]),
        node("Add", ["score", "head_bias"], ["raw"]),
        node("Squeeze", ["raw", "axis_last"], ["logit"]),
    ]
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        nodes,
        "embedded-prm",
        [
            value("tokens", TensorProto.INT32, ["batch", "steps", spec["tokens"]]),
            value("dense", TensorProto.FLOAT, ["batch", "steps", spec["dense"]]),
            value("state", TensorProto.FLOAT, [1, "batch", hidden]),
        ],
        [value("logit", TensorProto.FLOAT, ["batch", "steps"]), value("next_state", TensorProto.FLOAT, [1, "batch", hidden])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], producer_name="rollout-lens")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def golden(net, folder, spec):
    cases = []
    for case in json.load(open(os.path.join(folder, "golden.json"))):
        n = case["steps"]
        tokens = np.fromfile(os.path.join(folder, f"golden.{n}.tokens.i32"), np.int32).reshape(1, n, spec["tokens"])
        dense = np.fromfile(os.path.join(folder, f"golden.{n}.dense.f32"), np.float32).reshape(1, n, spec["dense"])
        with torch.no_grad():
            logit = net(torch.from_numpy(tokens), torch.from_numpy(dense))[0][0].double().numpy()
        cases.append({**case, "logits": [round(float(logit[p]), 6) for p in case["positions"]], "mean": round(float(logit.mean()), 6)})
    return {"generator": "goldenInput in src/core/scoring/golden.ts", "made-by": f"torch {torch.__version__}, CPU", "cases": cases}


def main():
    folder, weights, out = sys.argv[1:4]
    split = Split(folder, "train")
    spec = split.spec
    saved = torch.load(weights)
    net = Net(spec, **saved["sizes"])
    net.load_state_dict(saved["weights"])
    net.eval()
    temperature = calibrate(net, split)
    data = graph(net, spec).SerializeToString()
    with open(os.path.join(out, "model.onnx"), "wb") as file:
        file.write(data)
    manifest = {
        "format": 1,
        "id": "embedded",
        "name": "Embedded PRM v1",
        "version": "1.0.0",
        "meaning": "success-probability",
        "range": [0, 1],
        "licence": "MIT",
        "model": "model.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "features": {key: spec[key] for key in ("version", "buckets", "tokens", "dense", "seed")},
        "state": {"layers": 1, "hidden": net.sizes["hidden"]},
        "temperature": round(temperature, 4),
        "golden": {"file": "golden.json", "tolerance": {"cpu": 1e-3, "gpu": 1e-2}},
    }
    for name, value in (("manifest", manifest), ("golden", golden(net, folder, spec))):
        with open(os.path.join(out, f"{name}.json"), "w") as file:
            file.write(json.dumps(value, indent=2) + "\n")
    print(f"{len(data)} bytes, temperature {manifest['temperature']}")


if __name__ == "__main__":
    main()
