from .gram_matrices import Gram as Gram
from .gram_matrices import gram as gram
from .gram_matrices import style_loss as style_loss
