"""check_fit.py ROWS.json OUT.json: margins of scikit-learn's LogisticRegression on the rows that a test of the fit dumps."""
import json
import sys

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

BUCKETS = 16384
rows = json.load(open(sys.argv[1]))
dense = np.array([row["dense"] for row in rows])
y = np.array([row["y"] for row in rows])
weight = np.array([row["w"] for row in rows])
first = np.concatenate([[row["i"]] * len(row["tokens"]) for row in [dict(r, i=k) for k, r in enumerate(rows)]])
ids = np.concatenate([row["tokens"] for row in rows])
out = []
for tokens, c in [(0, 1), (1, 1), (2, 0.3)]:
    value = tokens / np.sqrt(np.concatenate([[max(1, len(row["tokens"]))] * len(row["tokens"]) for row in rows]))
    x = sparse.hstack([sparse.csr_matrix(dense), sparse.csr_matrix((value, (first, ids)), shape=(len(rows), BUCKETS))]).tocsr()
    model = LogisticRegression(C=c, tol=1e-9, max_iter=5000).fit(x, y, sample_weight=weight)
    out.append({"tokens": tokens, "c": c, "margins": [round(float(m), 6) for m in model.decision_function(x)]})
json.dump({"sklearn": __import__("sklearn").__version__, "cases": out}, open(sys.argv[2], "w"))
