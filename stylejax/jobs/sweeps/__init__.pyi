from .records import Sweep as Sweep
from .records import SweepFiles as SweepFiles
from .sweeps import paint_sweep as paint_sweep
from .sweeps import plan_of as plan_of
from .sweeps import read_sweep as read_sweep
