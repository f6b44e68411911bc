from .choices import OPTIMIZERS as OPTIMIZERS
from .equality import Optimizer as Optimizer
from .equality import equal_by_settings as equal_by_settings
from .first_order import adam as adam
from .first_order import sgd as sgd
from .frequencies import low_frequencies_first as low_frequencies_first
from .quasi_newton import LbfgsState as LbfgsState
from .quasi_newton import lbfgs as lbfgs
