from .gram_matrices import Gram as Gram
from .gram_matrices import gram as gram
from .gram_matrices import style_loss as style_loss
from .histogram import Histogram as Histogram
from .moments import Moments as Moments
from .named import STYLE_LOSSES as STYLE_LOSSES
from .normalized import NormalizedGram as NormalizedGram
from .sliced import Sliced as Sliced
