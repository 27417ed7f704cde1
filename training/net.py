"""The network: a bag of hashed tokens and dense features a step, one GRU over steps, one logit a step."""
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, spec, embed=24, width=64, hidden=64, drop=0.2):
        super().__init__()
        self.sizes = dict(embed=embed, width=width, hidden=hidden)
        self.embed = nn.Embedding(spec["buckets"], embed, padding_idx=0)
        nn.init.normal_(self.embed.weight, std=0.05)
        with torch.no_grad():
            self.embed.weight[0] = 0
        self.inner = nn.Linear(embed + spec["dense"], width)
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.head = nn.Linear(width + hidden, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, tokens, dense, state=None):
        """tokens int [B, T, L], dense [B, T, D], state [1, B, hidden] -> logit [B, T], state after the last step."""
        count = (tokens > 0).sum(-1, keepdim=True).clamp(min=1).float()
        bag = self.embed(tokens).sum(2) / count.sqrt()
        x = torch.relu(self.inner(torch.cat([bag, dense], -1)))
        y, state = self.gru(self.drop(x), state)
        return self.head(self.drop(torch.cat([x, y], -1))).squeeze(-1), state
