"""Curbside: clinical questions answered from a library, every statement bound to a located quote."""

import os

__version__ = "0.1.0"

# Read by numpy when it is first imported. Threads that share a product of small matrices wait for each other at full
# load: on two busy cores two take twice the CPU and half as long again. Whoever has idle ones may set another number.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
