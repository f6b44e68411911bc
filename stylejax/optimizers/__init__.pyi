from .first_order import adam as adam
from .first_order import sgd as sgd
from .frequencies import low_frequencies_first as low_frequencies_first
from .quasi_newton import LbfgsState as LbfgsState
from .quasi_newton import Optimizer as Optimizer
from .quasi_newton import lbfgs as lbfgs
