"""Independent references of the artists in float64 and NumPy, written from the facts table and not from the library."""

from .gradients import reference as reference
from .gradients import reference_terms as reference_terms
from .gradients import with_pooling as with_pooling
from .grams import GRAMS as GRAMS
from .grams import caffe_layout as caffe_layout
from .networks import rotated as rotated
from .networks import swapped as swapped
from .optimizers import reference_steps as reference_steps
from .optimizers import scipy_like as scipy_like
from .optimizers import stylejax_lbfgs as stylejax_lbfgs
from .optimizers import within as within
from .preparation import Fit as Fit
from .preparation import finish as finish
from .preparation import fit as fit
from .preparation import prepare as prepare
from .recipes import RECIPES as RECIPES
from .scales import Scale as Scale
from .scales import scale as scale
from .scales import vgg_sizes as vgg_sizes
from .trials import SIZES as SIZES
from .trials import network_of as network_of
from .trials import trial_parameters as trial_parameters
from .trials import trial_pictures as trial_pictures
