from .gram_matrices import gram as gram
from .gram_matrices import gram_loss as gram_loss
from .gram_matrices import style_loss as style_loss
