"""The network: a bag of hashed tokens and dense features a step, one GRU over steps, one logit a step."""
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, spec, embed=24, width=64, hidden=64, drop=0.2, start=0.05):
        super().__init__()
        self.sizes = dict(embed=embed, width=width, hidden=hidden)
        self.embed = nn.Embedding(spec["buckets"], embed, padding_idx=0)
        nn.init.normal_(self.embed.weight, std=start)
        with torch.no_grad():
            self.embed.weight[0] = 0
        self.inner = nn.Linear(embed + spec["dense"], width)
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.head = nn.Linear(width + hidden, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, tokens, dense, state=None):
        """tokens int [B, T, L], dense [B, T, D], state [1, B, hidden] -> logit [B, T], state after the last step."""
        count = (tokens > 0).sum(-1, keepdim=True).clamp(min=1).float()
        total = F.embedding_bag(tokens.flatten(0, 1), self.embed.weight, mode="sum", padding_idx=0)
        bag = total.view(*tokens.shape[:2], -1) / count.sqrt()
        x = torch.relu(self.inner(torch.cat([bag, dense], -1)))
        y, state = self.gru(self.drop(x), state)
        return self.head(self.drop(torch.cat([x, y], -1))).squeeze(-1), state


def merge(nets, spec):
    """One network whose logit is the mean of the members' logits: their layers side by side, zeros between them."""
    if len(nets) == 1:
        return nets[0]
    sizes = nets[0].sizes
    embed, width, hidden, k = sizes["embed"], sizes["width"], sizes["hidden"], len(nets)
    whole = Net(spec, embed * k, width * k, hidden * k)
    with torch.no_grad():
        for parameter in whole.parameters():
            parameter.zero_()
        for m, net in enumerate(nets):
            e, w, h = (slice(m * size, (m + 1) * size) for size in (embed, width, hidden))
            whole.embed.weight[:, e] = net.embed.weight
            whole.inner.weight[w, e] = net.inner.weight[:, :embed]
            whole.inner.weight[w, embed * k :] = net.inner.weight[:, embed:]
            whole.inner.bias[w] = net.inner.bias
            for gate in range(3):
                at = slice(gate * hidden * k + h.start, gate * hidden * k + h.stop)
                own = slice(gate * hidden, (gate + 1) * hidden)
                whole.gru.weight_ih_l0[at, w] = net.gru.weight_ih_l0[own]
                whole.gru.weight_hh_l0[at, h] = net.gru.weight_hh_l0[own]
                whole.gru.bias_ih_l0[at] = net.gru.bias_ih_l0[own]
                whole.gru.bias_hh_l0[at] = net.gru.bias_hh_l0[own]
            whole.head.weight[:, w] = net.head.weight[:, :width] / k
            whole.head.weight[:, width * k + h.start : width * k + h.stop] = net.head.weight[:, width:] / k
            whole.head.bias += net.head.bias / k
    return whole
