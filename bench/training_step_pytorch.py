"""Takes steps in PyTorch as they are asked for, for training-peers.bench.ts: a line on the input is a step, the answer a line with its
seconds, of the optimiser's part and of all; of one thread they are the thread's own. training_step_pytorch.py CONFIGURATION THREADS; the modules of training/pytorch are found by PYTHONPATH."""
import json
import sys
import time

import torch

from configuration import configuration_of
from loss import HidingLoss
from networks import create_network
from optimizer.optimizer import Optimizer

configuration = configuration_of(json.loads(sys.argv[1]))
torch.set_num_threads(int(sys.argv[2]))
network = create_network(configuration["architecture"], configuration["network"])
generator = torch.Generator().manual_seed(1)
network.initialize(generator)
optimizer = Optimizer(network, configuration["optimizer"])
loss = HidingLoss(network, configuration["loss"])
pairs, crop = configuration["batch"], configuration["crop"]
cover, secret = torch.rand((2, pairs, 3, crop, crop), generator=generator)
conditions = torch.zeros((pairs, network.conditions)) if network.conditions else None
weight = torch.ones(pairs)
clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
for _ in sys.stdin:
    started = clock()
    errors = loss(cover, secret, conditions, weight)
    errors.loss.backward()
    learned = clock()
    optimizer.update(1e-4)
    ended = clock()
    print(ended - learned, ended - started, flush=True)
