from .continuing import halfways_of as halfways_of
from .plans import Plan as Plan
from .plans import plan_sweep as plan_sweep
from .sweeps import transfer_many as transfer_many
