from .films import FRAMES_A_SECOND as FRAMES_A_SECOND
from .films import HELD as HELD
from .films import check_film as check_film
from .films import codes_of as codes_of
from .films import fitted as fitted
from .films import in_color as in_color
from .films import jpeg_of as jpeg_of
from .films import write_film as write_film
