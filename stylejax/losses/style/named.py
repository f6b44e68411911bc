"""Style losses by name."""

from collections.abc import Mapping

from ..protocol import Loss
from .gram_matrices import Gram
from .histogram import Histogram
from .moments import Moments
from .normalized import NormalizedGram
from .sliced import Sliced

STYLE_LOSSES: Mapping[str, Loss] = {
    "gram": Gram(),
    "normalized": NormalizedGram(),
    "moments": Moments(),
    "histogram": Histogram(),
    "sliced": Sliced(),
}
