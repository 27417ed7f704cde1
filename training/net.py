"""The network: a bag of hashed tokens and dense features a step, one GRU over steps, one logit a step."""
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    """With `embed` 0 it is blind to tokens."""

    def __init__(self, spec, embed=24, width=64, hidden=64, drop=0.2, start=0.05):
        super().__init__()
        self.sizes = dict(embed=embed, width=width, hidden=hidden)
        self.embed = nn.Embedding(spec["buckets"], embed, padding_idx=0) if embed else None
        if embed:
            nn.init.normal_(self.embed.weight, std=start)
            with torch.no_grad():
                self.embed.weight[0] = 0
        self.inner = nn.Linear(embed + spec["dense"], width)
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.head = nn.Linear(width + hidden, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, tokens, dense, state=None):
        """tokens int [B, T, L], dense [B, T, D], state [1, B, hidden] -> logit [B, T], state after the last step."""
        seen = dense
        if self.embed is not None:
            count = (tokens > 0).sum(-1, keepdim=True).clamp(min=1).float()
            total = F.embedding_bag(tokens.flatten(0, 1), self.embed.weight, mode="sum", padding_idx=0)
            seen = torch.cat([total.view(*tokens.shape[:2], -1) / count.sqrt(), dense], -1)
        x = torch.relu(self.inner(seen))
        y, state = self.gru(self.drop(x), state)
        return self.head(self.drop(torch.cat([x, y], -1))).squeeze(-1), state


def merge(nets, spec):
    """One network whose logit is the mean of the members' logits: their layers side by side, zeros between them."""
    embed, width, hidden = (sum(net.sizes[name] for net in nets) for name in ("embed", "width", "hidden"))
    whole = Net(spec, embed, width, hidden)
    at_embed = at_width = at_hidden = 0
    with torch.no_grad():
        for parameter in whole.parameters():
            parameter.zero_()
        for net in nets:
            own_embed, own_width, own_hidden = (net.sizes[name] for name in ("embed", "width", "hidden"))
            e, w, h = slice(at_embed, at_embed + own_embed), slice(at_width, at_width + own_width), slice(at_hidden, at_hidden + own_hidden)
            at_embed, at_width, at_hidden = e.stop, w.stop, h.stop
            if own_embed:
                whole.embed.weight[:, e] = net.embed.weight
            whole.inner.weight[w, e] = net.inner.weight[:, :own_embed]
            whole.inner.weight[w, embed:] = net.inner.weight[:, own_embed:]
            whole.inner.bias[w] = net.inner.bias
            for gate in range(3):
                to = slice(gate * hidden + h.start, gate * hidden + h.stop)
                own = slice(gate * own_hidden, (gate + 1) * own_hidden)
                whole.gru.weight_ih_l0[to, w] = net.gru.weight_ih_l0[own]
                whole.gru.weight_hh_l0[to, h] = net.gru.weight_hh_l0[own]
                whole.gru.bias_ih_l0[to] = net.gru.bias_ih_l0[own]
                whole.gru.bias_hh_l0[to] = net.gru.bias_hh_l0[own]
            whole.head.weight[:, w] = net.head.weight[:, :own_width] / len(nets)
            whole.head.weight[:, width + h.start : width + h.stop] = net.head.weight[:, own_width:] / len(nets)
            whole.head.bias += net.head.bias / len(nets)
    return whole
